// Hunks on the text of a file: applying them, taking them back, and which lines of the result are new.

import type { Hunk, HunkLine } from './parse-patch';

/** A hunk and the 0-based line at which its first line stands in the file after the patch. */
export interface PlacedHunk {
  readonly hunk: Hunk;
  readonly line: number;
}

export interface Applied {
  readonly text: string;
  readonly hunks: readonly PlacedHunk[];
}

/** The file after the patch; undefined where a hunk's lines are not in the text. Lines may have moved, as for `git apply`. */
export function applyHunks(text: string, hunks: readonly Hunk[]): Applied | undefined {
  return placed(text, { hunks, from: 'old' });
}

/** The file before the patch, from the file after it. */
export function takeBack(text: string, hunks: readonly Hunk[]): string | undefined {
  return placed(text, { hunks, from: 'new' })?.text;
}

/** Where the hunks stand in the file after the patch; undefined where it is not that file. */
export function findHunks(text: string, hunks: readonly Hunk[]): readonly PlacedHunk[] | undefined {
  const lines = linesOf(text);
  const isThere = hunks.every((hunk) => matches(lines, { at: hunk.newStart, wanted: sideOf(hunk, 'new') }));
  return isThere ? hunks.map((hunk) => ({ hunk, line: hunk.newStart })) : undefined;
}

/** The text of a new file, or of the new side of a hunk. */
export function newText(hunks: readonly Hunk[]): string {
  const lines = hunks.flatMap((hunk) => sideOf(hunk, 'new'));
  const end = lines.at(-1)?.endsFile === true || lines.length === 0 ? '' : '\n';
  return lines.map(({ text }) => text).join('\n') + end;
}

type Side = 'old' | 'new';

const sideOf = (hunk: Hunk, side: Side): HunkLine[] =>
  hunk.lines.filter(({ kind }) => kind !== (side === 'old' ? 'added' : 'removed'));

function placed(text: string, { hunks, from }: { hunks: readonly Hunk[]; from: Side }): Applied | undefined {
  const to = from === 'old' ? 'new' : 'old';
  const lines = linesOf(text);
  const lineBreak = /\r\n/.test(text) ? '\r\n' : '\n';
  const result: string[] = [];
  const found: PlacedHunk[] = [];
  let done = 0;
  let offset = 0;
  let endsOpen = lines.length > 0 && !text.endsWith('\n');
  for (const hunk of hunks) {
    const wanted = sideOf(hunk, from);
    const at = search(lines, { expected: (from === 'old' ? hunk.oldStart : hunk.newStart) + offset, wanted, least: done });
    if (at === undefined) return undefined;
    offset = at - (from === 'old' ? hunk.oldStart : hunk.newStart);
    for (const line of lines.slice(done, at)) result.push(line);
    found.push({ hunk, line: result.length });
    // Context keeps the file's own spelling of its line ends.
    let source = at;
    for (const line of hunk.lines) {
      const inFrom = line.kind !== (from === 'old' ? 'added' : 'removed');
      const inTo = line.kind !== (to === 'old' ? 'added' : 'removed');
      const own = lines[source];
      if (inTo) result.push(inFrom && own !== undefined ? own : withEnd(line.text, lineBreak));
      if (inFrom) source++;
    }
    done = source;
    if (done === lines.length) endsOpen = sideOf(hunk, to).at(-1)?.endsFile === true;
  }
  for (const line of lines.slice(done)) result.push(line);
  const whole = result.join('\n');
  return { text: result.length === 0 ? '' : `${whole}${endsOpen ? '' : '\n'}`, hunks: found };
}

/** Without line breaks; what ends in one has no further empty line. A carriage return stays. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const withEnd = (line: string, lineBreak: string): string => (lineBreak === '\r\n' && !line.endsWith('\r') ? `${line}\r` : line);

interface Search {
  readonly expected: number;
  readonly wanted: readonly HunkLine[];
  readonly least: number;
}

/** Nearest to where it is expected. A side without lines has nothing to be found by, so it stands where it says. */
function search(lines: readonly string[], { expected, wanted, least }: Search): number | undefined {
  if (wanted.length === 0) return expected >= least && expected <= lines.length ? expected : undefined;
  const most = Math.max(expected - least, lines.length - expected, 0);
  for (let distance = 0; distance <= most; distance++)
    for (const at of distance === 0 ? [expected] : [expected - distance, expected + distance])
      if (at >= least && matches(lines, { at, wanted })) return at;
  return undefined;
}

function matches(lines: readonly string[], { at, wanted }: { at: number; wanted: readonly HunkLine[] }): boolean {
  return wanted.every(({ text }, index) => {
    const line = lines[at + index];
    return line !== undefined && line.replace(/\r$/, '') === text.replace(/\r$/, '');
  });
}

/** What a patch did, in lines of the file after it, 0-based. */
export interface Changes {
  readonly added: ReadonlySet<number>;
  /** Lines above which something was removed; the number of lines where it was at the end. */
  readonly removedAbove: ReadonlySet<number>;
}

/** A line that differs from a removed one beside it only in white space is neither added nor is the other removed. */
export function changesOf(hunks: readonly PlacedHunk[]): Changes {
  const added = new Set<number>();
  const removedAbove = new Set<number>();
  for (const { hunk, line } of hunks) {
    let at = line;
    let removed: string[] = [];
    let fresh: { text: string; line: number }[] = [];
    const settle = (): void => {
      const left = [...removed];
      for (const { text, line: number } of fresh) {
        const twin = left.indexOf(squeezed(text));
        if (twin >= 0) left.splice(twin, 1);
        else added.add(number);
      }
      if (left.length > 0) removedAbove.add(at - fresh.length);
      removed = [];
      fresh = [];
    };
    for (const { kind, text } of hunk.lines) {
      if (kind === 'context') {
        settle();
        at++;
      } else if (kind === 'removed') {
        removed.push(squeezed(text));
      } else {
        fresh.push({ text, line: at });
        at++;
      }
    }
    settle();
  }
  return { added, removedAbove };
}

const squeezed = (text: string): string => text.replace(/\s+/g, '');
