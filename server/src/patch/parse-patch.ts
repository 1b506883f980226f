// Text of a unified diff, as git writes it, to files with hunks. Strict where a wrong count would put findings on wrong lines.
//
// The libraries for this either forgive counts that are wrong or refuse the prose of a mail, and none says on which line it stumbled.

export interface HunkLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Without the sign and the line break. */
  readonly text: string;
  /** The line in the input, 0-based. */
  readonly at: number;
  /** `\ No newline at end of file` follows. */
  readonly endsFile: boolean;
}

export interface Hunk {
  /** 0-based line in the file before and after; for an empty side the line before which it stands. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly HunkLine[];
  /** The `@@` line in the input, 0-based. */
  readonly at: number;
}

export type Change = 'edit' | 'new' | 'deleted' | 'rename' | 'copy';

export interface FilePatch {
  readonly change: Change;
  /** Undefined for a new file. */
  readonly oldPath: string | undefined;
  /** Undefined for a deleted file. */
  readonly newPath: string | undefined;
  /** Names of the contents in git, as far as the patch gives them; abbreviated perhaps. */
  readonly oldBlob: string | undefined;
  readonly newBlob: string | undefined;
  readonly isBinary: boolean;
  readonly hunks: readonly Hunk[];
  /** The first line that speaks of the file, 0-based. */
  readonly at: number;
}

/** A patch that cannot be read; `line` is 0-based in the input. */
export class PatchError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** Every file of which the lines speak, in their order; prose before and between is passed over. Throws a `PatchError`. */
export function parsePatch(lines: readonly string[]): FilePatch[] {
  const reader = new Reader(lines);
  const files: FilePatch[] = [];
  while (!reader.isDone) {
    if (files.length > 0 && hunkLine.test(reader.line))
      throw new PatchError('a hunk separated from the header of its file', reader.at);
    const file = readFile(reader);
    // Prose may quote a `diff --git` line.
    if (file === undefined || (file.hunks.length === 0 && file.change === 'edit' && !file.isBinary)) continue;
    checkPaths(file);
    files.push(file);
  }
  return files;
}

/** Whether the line begins the patch of a file. */
export function beginsFile(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return (
    gitLine.test(line) ||
    (line.startsWith('--- ') && (lines[at + 1] ?? '').startsWith('+++ ') && hunkLine.test(lines[at + 2] ?? ''))
  );
}

const gitLine = /^diff --git (.+)$/;

const hunkLine = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

const combined = /^diff --(?:cc|combined) /;

class Reader {
  at = 0;

  constructor(readonly lines: readonly string[]) {}

  get isDone(): boolean {
    return this.at >= this.lines.length;
  }

  get line(): string {
    return this.lines[this.at] ?? '';
  }
}

/** What the lines between `diff --git` and the first hunk say. */
interface Head {
  change: Change;
  oldPath: string | undefined;
  newPath: string | undefined;
  oldBlob: string | undefined;
  newBlob: string | undefined;
  isBinary: boolean;
}

function readFile(reader: Reader): FilePatch | undefined {
  const at = reader.at;
  if (combined.test(reader.line))
    throw new PatchError('a combined diff of a merge is not a patch; use the commits of the branch', at);
  if (!beginsFile(reader.lines, at)) {
    reader.at++;
    return undefined;
  }
  const head = readHead(reader);
  const hunks: Hunk[] = [];
  while (!reader.isDone && hunkLine.test(reader.line)) hunks.push(readHunk(reader));
  checkOrder(hunks);
  return { ...head, hunks, at };
}

function readHead(reader: Reader): Head {
  const head: Head = {
    change: 'edit',
    oldPath: undefined,
    newPath: undefined,
    oldBlob: undefined,
    newBlob: undefined,
    isBinary: false,
  };
  const names = gitLine.exec(reader.line)?.[1];
  if (names !== undefined) {
    [head.oldPath, head.newPath] = bothPaths(names);
    reader.at++;
  }
  while (!reader.isDone) {
    const { line } = reader;
    if (line.startsWith('--- ') && (reader.lines[reader.at + 1] ?? '').startsWith('+++ ')) {
      readPaths(reader, head);
      break;
    }
    if (!readHeadLine(line, head)) break;
    reader.at++;
    if (line === 'GIT binary patch') skipBinary(reader);
  }
  if (head.change === 'new') head.oldPath = undefined;
  if (head.change === 'deleted') head.newPath = undefined;
  return head;
}

/** False for a line that is no part of the head. */
function readHeadLine(line: string, head: Head): boolean {
  const index = /^index ([0-9a-f]+)\.\.([0-9a-f]+)(?: \d+)?$/.exec(line);
  if (index !== null) {
    head.oldBlob = blobOf(index[1]);
    head.newBlob = blobOf(index[2]);
    return true;
  }
  const rename = /^(rename|copy) (from|to) (.+)$/.exec(line);
  if (rename !== null) {
    const [, what, side, path = ''] = rename;
    head.change = what === 'copy' ? 'copy' : 'rename';
    if (side === 'from') head.oldPath = unquoted(path);
    else head.newPath = unquoted(path);
    return true;
  }
  if (line.startsWith('new file mode ')) head.change = 'new';
  else if (line.startsWith('deleted file mode ')) head.change = 'deleted';
  else if (line === 'GIT binary patch' || /^Binary files .* differ$/.test(line)) head.isBinary = true;
  else return /^(?:old mode|new mode|similarity index|dissimilarity index) /.test(line);
  return true;
}

const blobOf = (name: string | undefined): string | undefined => (name === undefined || /^0+$/.test(name) ? undefined : name);

function readPaths(reader: Reader, head: Head): void {
  const before = sidePath(reader.line.slice(4));
  const after = sidePath((reader.lines[reader.at + 1] ?? '').slice(4));
  if (before === undefined) head.change = 'new';
  else if (head.change !== 'rename' && head.change !== 'copy') head.oldPath = before;
  if (after === undefined) head.change = 'deleted';
  else if (head.change !== 'rename' && head.change !== 'copy') head.newPath = after;
  reader.at += 2;
}

/** The path behind `--- ` or `+++ `, undefined for `/dev/null`. GNU diff puts a time behind a tab. */
function sidePath(text: string): string | undefined {
  const name = unquoted(text.replace(/\t.*$/, '').trimEnd());
  return name === '/dev/null' ? undefined : withoutPrefix(name);
}

/** `a/`, `b/` and git's mnemonic ones. */
const withoutPrefix = (path: string): string => path.replace(/^[abciow]\//, '');

/** The two names of a `diff --git` line, which are the same but for the prefix unless further lines say otherwise. */
function bothPaths(names: string): [string | undefined, string | undefined] {
  const quoted = /^"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/.exec(names);
  if (quoted !== null) return [withoutPrefix(unquoted(`"${quoted[1] ?? ''}"`)), withoutPrefix(unquoted(`"${quoted[2] ?? ''}"`))];
  for (let at = names.indexOf(' '); at >= 0; at = names.indexOf(' ', at + 1)) {
    const before = withoutPrefix(names.slice(0, at));
    if (before === withoutPrefix(names.slice(at + 1))) return [before, before];
  }
  return [undefined, undefined];
}

/** Git quotes names with unusual bytes as C strings, the bytes being UTF-8. */
function unquoted(name: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"$/.exec(name)?.[1];
  if (inner === undefined) return name;
  const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };
  const bytes: Buffer[] = [];
  for (const [, octal, escaped, plain] of inner.matchAll(/\\([0-3][0-7]{2})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]));
    else if (escaped !== undefined) bytes.push(Buffer.from([escapes[escaped] ?? escaped.charCodeAt(0)]));
    else bytes.push(Buffer.from(plain ?? ''));
  }
  return Buffer.concat(bytes).toString('utf8');
}

/** As git does, because what a path names is read: a patch speaks of files in the tree alone. */
function checkPaths({ oldPath, newPath, at }: FilePatch): void {
  for (const path of [oldPath, newPath])
    if (path !== undefined && !isInTree(path)) throw new PatchError(`\`${path}\` is not a path inside the tree`, at);
}

/** Windows takes a backslash for a separator and `C:` for a drive. */
const isInTree = (path: string): boolean =>
  !/^[A-Za-z]:|\0/.test(path) && path.split(/[/\\]/).every((part) => !/^(?:\.{0,2}|\.git)$/i.test(part));

function skipBinary(reader: Reader): void {
  while (!reader.isDone && (reader.line === '' || /^(?:literal|delta) \d+$|^[A-Za-z]\S+$/.test(reader.line))) {
    if (gitLine.test(reader.line)) return;
    reader.at++;
  }
}

/** A wrong number must not make a file of so many empty lines: a hunk without its file is checked at the lines where it says it stands. */
const mostLines = 1_000_000;

function readHunk(reader: Reader): Hunk {
  const at = reader.at;
  const [, oldStart = '0', oldCount = '1', newStart = '0', newCount = '1'] = hunkLine.exec(reader.line) ?? [];
  const left = { old: Number(oldCount), new: Number(newCount) };
  if (Math.max(Number(oldStart), Number(newStart)) > mostLines)
    throw new PatchError(`a hunk beyond line ${mostLines}, where no file reaches`, at);
  reader.at++;
  const lines: HunkLine[] = [];
  while (left.old > 0 || left.new > 0) {
    if (reader.isDone) throw new PatchError(`the hunk ends early: ${missing(left)}`, reader.lines.length);
    const line = readLine(reader, left);
    lines.push(line);
  }
  if (/^\\ /.test(reader.line)) endFile(reader, lines);
  if (/^\+(?!\+\+ )|^-(?!-|$)/.test(reader.line))
    throw new PatchError('more lines than the hunk says in its first line', reader.at);
  return { oldStart: side(oldStart, oldCount), newStart: side(newStart, newCount), lines, at };
}

/** An empty side names the line before it. */
const side = (start: string, count: string): number => (Number(count) === 0 ? Number(start) : Math.max(0, Number(start) - 1));

function readLine(reader: Reader, left: { old: number; new: number }): HunkLine {
  const { line, at } = reader;
  const kind = kindOf(line);
  if (kind === undefined && line.startsWith('\\ ')) throw new PatchError('a hunk cannot begin with the end of the file', at);
  if (kind === undefined) throw new PatchError(`not a line of a hunk, and ${missing(left)}`, at);
  if (kind !== 'added' && left.old === 0) throw new PatchError('more lines of the old file than the hunk says', at);
  if (kind !== 'removed' && left.new === 0) throw new PatchError('more lines of the new file than the hunk says', at);
  if (kind !== 'added') left.old--;
  if (kind !== 'removed') left.new--;
  reader.at++;
  const endsFile = reader.line.startsWith('\\ ') && (left.old > 0 || left.new > 0);
  if (endsFile) reader.at++;
  return { kind, text: line.slice(1), at, endsFile };
}

/** A mailer may have stripped the blank of an empty context line. */
function kindOf(line: string): HunkLine['kind'] | undefined {
  if (line === '' || line.startsWith(' ')) return 'context';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : undefined;
}

function endFile(reader: Reader, lines: HunkLine[]): void {
  const last = lines.pop();
  if (last !== undefined) lines.push({ ...last, endsFile: true });
  reader.at++;
}

function missing({ old: before, new: after }: { old: number; new: number }): string {
  const count = Math.max(before, after);
  return `${count} more ${count === 1 ? 'line is' : 'lines are'} missing`;
}

function checkOrder(hunks: readonly Hunk[]): void {
  hunks.forEach((hunk, index) => {
    const before = hunks[index - 1];
    if (before === undefined) return;
    const end = before.oldStart + before.lines.filter(({ kind }) => kind !== 'added').length;
    if (hunk.oldStart < end) throw new PatchError('a hunk that overlaps the one before it', hunk.at);
  });
}
