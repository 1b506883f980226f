// Applies fixes to a text repeatedly until none is left, rejecting those that do not remove their finding or make the text parse worse.

import { applyEdits, compatibleFixes } from '../fix/edits';
import type { Stop } from './engine';
import type { Edit, Finding, Fix } from '../rule';
import type { SourceFile, Span } from '../syntax/source-file';

/** A file and its findings. */
export interface Checked {
  readonly file: SourceFile;
  readonly findings: readonly Finding[];
  /** Set where time ran out before every rule had looked. */
  readonly stopped: Stop | undefined;
}

export interface Checking<C extends Checked> {
  /** Nothing when the parser ran out of time. */
  readonly parse: (text: string) => SourceFile | undefined;
  readonly analyse: (file: SourceFile) => C;
}

export interface FixOptions<C extends Checked> extends Checking<C> {
  readonly wanted: (fix: Fix) => boolean;
}

export interface Fixed<C extends Checked> {
  /** The last state; the one given when nothing could be fixed. */
  readonly checked: C;
  readonly fixCount: number;
  /** Why fixes were not taken, a line each. */
  readonly refusals: readonly string[];
}

/** A fix may uncover another; after this many rounds two of them undo each other. */
const maxRounds = 25;

export function fixText<C extends Checked>(start: C, options: FixOptions<C>): Fixed<C> {
  let checked = start;
  let fixCount = 0;
  const refused = new Set<string>();
  const refusals: string[] = [];
  const refuse = (fixes: readonly Fix[], why: string): void => {
    for (const { rule, fix, start: at } of checked.findings) {
      if (fix === undefined || !fixes.includes(fix) || refused.has(rule)) continue;
      refused.add(rule);
      refusals.push(`line ${checked.file.line(at) + 1}: the fix of ${rule} was not applied because ${why}`);
    }
  };
  for (let round = 0; round < maxRounds; round++) {
    const candidates = checked.findings.filter(({ rule }) => !refused.has(rule));
    const step = kept(checked, { fixes: compatibleFixes(candidates, options.wanted), ...options });
    refuse(step.harmful, 'it would break the syntax of the file');
    refuse(step.idle, 'it would not fix what it is for');
    if (step.next.file.text === checked.file.text) return { checked, fixCount, refusals };
    checked = step.next;
    fixCount += step.taken;
    // Another round would take as long.
    if (checked.stopped !== undefined) return { checked, fixCount, refusals };
  }
  return { checked, fixCount, refusals: [...refusals, `gave up after ${maxRounds} rounds: the fixes keep changing the file`] };
}

interface Mending {
  readonly edits: readonly Edit[];
  readonly mends: readonly Finding[];
  /** All of the file, those that are mended among them. */
  readonly findings: readonly Finding[];
}

/** Whether edits that mend some findings keep their promise in a file: the code parses no worse after them, and none of the findings is there again. */
export function keepsPromise<C extends Checked>(
  file: SourceFile,
  { edits, mends, findings, parse, analyse }: Mending & Checking<C>,
): boolean {
  const next = noWorse(file, { edits, parse });
  if (next === undefined || next.text === file.text) return false;
  if (mends.length === 0) return true;
  const { findings: after, stopped } = analyse(next);
  return stopped === undefined && foundAgain(mends, { edits, before: findings, after }).length === 0;
}

/** How many times the fixes of a broken file are tried out, each time as many as touch each other nowhere. */
const maxTrials = 5;

/** The findings of a file, in broken code without the fixes that do not keep their promise. */
export function withKeptFixes<C extends Checked>(checked: C, checking: Checking<C>): readonly Finding[] {
  if (checked.file.errorCount === 0) return checked.findings;
  const broken = new Set<Fix>();
  let left = checked.findings;
  for (let trial = 0; trial < maxTrials; trial++) {
    const fixes = compatibleFixes(left, () => true);
    if (fixes.length === 0) break;
    const { harmful, idle } = kept(checked, { fixes, ...checking });
    for (const fix of [...harmful, ...idle]) broken.add(fix);
    const tried = new Set(fixes);
    left = left.filter(({ fix }) => fix !== undefined && !tried.has(fix));
  }
  for (const { fix } of left) if (fix !== undefined) broken.add(fix);
  return checked.findings.map((finding) =>
    finding.fix !== undefined && broken.has(finding.fix) ? { ...finding, fix: undefined } : finding,
  );
}

/** Those of the fixes that leave the file no worse to parse, all of them together. */
export function harmlessFixes(
  file: SourceFile,
  { fixes, parse }: { fixes: readonly Fix[]; parse: (text: string) => SourceFile | undefined },
): readonly Fix[] {
  const { harmful } = harmless(file, { fixes, parse });
  return fixes.filter((fix) => !harmful.includes(fix));
}

interface KeptStep<C> {
  readonly next: C;
  readonly taken: number;
  readonly harmful: readonly Fix[];
  readonly idle: readonly Fix[];
}

/** Applies all of the fixes but the harmful ones and those after which their finding is there again. */
function kept<C extends Checked>(checked: C, { fixes, parse, analyse }: { fixes: readonly Fix[] } & Checking<C>): KeptStep<C> {
  let idle: readonly Fix[] = [];
  for (;;) {
    const tried = fixes.filter((fix) => !idle.includes(fix));
    const step = harmless(checked.file, { fixes: tried, parse });
    const { harmful, taken } = step;
    if (step.file.text === checked.file.text) return { next: checked, taken: 0, harmful, idle };
    const next = analyse(step.file);
    const edits = taken.flatMap((fix) => fix.edits);
    const isTaken = new Set(taken);
    const mended = checked.findings.filter(({ fix }) => fix !== undefined && isTaken.has(fix));
    const again = foundAgain(mended, { edits, before: checked.findings, after: next.findings });
    if (again.length === 0) return { next, taken: taken.length, harmful, idle };
    idle = [...idle, ...again.map(({ fix }) => fix).filter((fix) => fix !== undefined)];
  }
}

/**
 * Those of the mended findings of whose place the same is said after the edits, with a fix once more: what is still to be filled in may well be said.
 * Where two stood in a row, the second may have come to the place of the first, so they are counted, too.
 */
function foundAgain(
  mended: readonly Finding[],
  { edits, before, after }: { edits: readonly Edit[]; before: readonly Finding[]; after: readonly Finding[] },
): readonly Finding[] {
  if (mended.length === 0) return [];
  const [had, now, left] = [grouped(before), grouped(mended), grouped(after.filter(({ fix }) => fix !== undefined))];
  return mended.filter((finding) => {
    const key = keyOf(finding);
    const others = left.get(key) ?? [];
    if (others.length <= (had.get(key)?.length ?? 0) - (now.get(key)?.length ?? 0)) return false;
    const { start, end } = placeAfter(finding.start, edits);
    return others.some((other) => other.start >= start && other.start <= end);
  });
}

const keyOf = ({ rule, message }: Finding): string => `${rule}\n${message}`;

function grouped(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** Where an offset is after edits: one place, or all of the text that took its place. */
function placeAfter(offset: number, edits: readonly Edit[]): Span {
  let moved = 0;
  let within: Edit | undefined;
  for (const edit of edits) {
    if (edit.end <= offset) moved += edit.text.length - (edit.end - edit.start);
    else if (edit.start <= offset) within = edit;
  }
  const start = (within?.start ?? offset) + moved;
  return { start, end: within === undefined ? start : start + within.text.length };
}

interface Step {
  readonly file: SourceFile;
  readonly taken: readonly Fix[];
  readonly harmful: readonly Fix[];
}

/** Applies all of the fixes when the file parses no worse after them, and otherwise halves them until the harmful ones stand alone. */
function harmless(file: SourceFile, { fixes, parse }: { fixes: readonly Fix[]; parse: Checking<Checked>['parse'] }): Step {
  let best: Step = { file, taken: [], harmful: [] };
  const attempt = (part: readonly Fix[]): void => {
    if (part.length === 0) return;
    const taken = [...best.taken, ...part];
    const next = noWorse(file, { edits: taken.flatMap((fix) => fix.edits), parse });
    if (next !== undefined) {
      best = { file: next, taken, harmful: best.harmful };
    } else if (part.length === 1) {
      best = { ...best, harmful: [...best.harmful, ...part] };
    } else {
      const middle = part.length >> 1;
      attempt(part.slice(0, middle));
      attempt(part.slice(middle));
    }
  };
  attempt(fixes);
  return best;
}

/** The file after the edits; nothing when it parses worse, or not in time. */
function noWorse(
  file: SourceFile,
  { edits, parse }: { edits: readonly Edit[]; parse: Checking<Checked>['parse'] },
): SourceFile | undefined {
  const next = parse(applyEdits(file.text, edits));
  return next !== undefined && next.errorCount <= file.errorCount ? next : undefined;
}
