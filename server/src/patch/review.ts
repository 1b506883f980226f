// What a series of patches brings in: every file as each patch leaves it, and of its findings those that the patch is to blame for.

import { analyse, type Analysis } from '../analysis/engine';
import { factsOf } from '../facts/facts';
import type { Pack } from '../packs/pack';
import type { Finding, RuleInfo } from '../rule';
import type { Deadline } from '../syntax/deadline';
import { parseFile, type SourceFile } from '../syntax/source-file';
import { overlayTree, type KernelTree } from '../tree/kernel-tree';
import { describeUnit, type Unit } from '../crate/unit';
import type { Level } from '../analysis/config';
import { applyHunks, changesOf, findHunks, newText, takeBack, type Applied, type Changes, type PlacedHunk } from './apply';
import { judgedLines } from './judged-lines';
import type { FilePatch, Hunk } from './parse-patch';

/** What the whole text of a file was taken from; `hunk` means that there is none. */
export type ContextKind = 'blob' | 'file' | 'patch' | 'hunk';

export interface Patch {
  readonly files: readonly FilePatch[];
  readonly commit: string | undefined;
  readonly subject: string | undefined;
  /** The trees before and after it, where a repository holds them. */
  readonly before?: KernelTree;
  readonly after?: KernelTree;
}

export interface ReviewOptions {
  /** What the first patch applies to, as far as there is anything. */
  readonly tree: KernelTree;
  /** The content of a git object, where there is a repository that has it. */
  readonly blobOf: (name: string) => string | undefined;
  readonly packs: readonly Pack[];
  readonly levelsIn: (path: string) => (rule: RuleInfo) => Level;
  /** Files that are left out. */
  readonly isSkipped: (path: string) => boolean;
  /** Milliseconds that parsing one file may take. */
  readonly parseBudget: number;
  /** How long the rules may take over one file. */
  readonly deadline: Deadline;
}

export interface ReviewedFile extends Analysis {
  readonly patch: Patch;
  readonly path: string;
  readonly context: ContextKind;
  readonly file: SourceFile;
  readonly changes: Changes;
  /** The hunks where they stand in the file, in the order of the patch. */
  readonly hunks: readonly PlacedHunk[];
}

export interface ReviewProblem {
  readonly path: string;
  readonly message: string;
}

/** In the order of the patches and of their files. Never throws for what a patch holds. `startParser()` must have finished. */
export function review(patches: readonly Patch[], options: ReviewOptions): { files: ReviewedFile[]; problems: ReviewProblem[] } {
  const files: ReviewedFile[] = [];
  const problems: ReviewProblem[] = [];
  // A series builds up in memory what its patches make of the tree.
  let state = new Map<string, string | undefined>();
  for (const patch of patches) {
    const before = patch.before ?? overlayTree(options.tree, state);
    const versions = patch.files.map((file) => versionsOf(file, { tree: before, after: patch.after, blobOf: options.blobOf }));
    state = new Map(state);
    patch.files.forEach(({ change, oldPath, newPath }, index) => {
      const version = versions[index];
      if (oldPath !== undefined && oldPath !== newPath && change !== 'copy') state.set(oldPath, undefined);
      if (newPath !== undefined && version !== undefined) state.set(newPath, version.text);
    });
    const after = patch.after ?? overlayTree(options.tree, state);
    files.push(...reviewPatch(patch, { ...options, versions, before, after, problems }));
  }
  return { files, problems };
}

/** A file as a patch leaves it and as it was. */
interface Versions extends Applied {
  readonly before: string | undefined;
  readonly context: ContextKind;
}

interface Sources {
  readonly tree: KernelTree;
  readonly after: KernelTree | undefined;
  readonly blobOf: ReviewOptions['blobOf'];
}

/** Undefined where nothing but the hunks is at hand. */
function versionsOf(file: FilePatch, { tree, after, blobOf }: Sources): Versions | undefined {
  const { change, oldPath, newPath, hunks } = file;
  if (newPath === undefined || file.isBinary) return undefined;
  const blob = after?.read(newPath) ?? (file.newBlob === undefined ? undefined : blobOf(file.newBlob));
  const inBlob = blob === undefined ? undefined : findHunks(blob, hunks);
  if (blob !== undefined && inBlob !== undefined) {
    const before = change === 'new' ? undefined : takeBack(blob, hunks);
    return { text: blob, hunks: inBlob, before, context: 'blob' };
  }
  if (change === 'new')
    return { text: newText(hunks), hunks: hunks.map((hunk) => ({ hunk, line: 0 })), before: undefined, context: 'patch' };
  const old = oldPath === undefined ? undefined : tree.read(oldPath);
  const applied = old === undefined ? undefined : applyHunks(old, hunks);
  if (applied !== undefined) return { ...applied, before: old, context: 'file' };
  // The file at hand may have the patch already.
  const now = tree.read(newPath);
  const there = now === undefined ? undefined : findHunks(now, hunks);
  return now === undefined || there === undefined
    ? undefined
    : { text: now, hunks: there, before: takeBack(now, hunks), context: 'file' };
}

interface PatchContext extends ReviewOptions {
  readonly versions: readonly (Versions | undefined)[];
  readonly before: KernelTree;
  readonly after: KernelTree;
  readonly problems: ReviewProblem[];
}

interface Parsed {
  readonly path: string;
  readonly oldPath: string | undefined;
  readonly file: SourceFile;
  readonly version: Versions | undefined;
  readonly hunks: readonly PlacedHunk[];
}

function reviewPatch(patch: Patch, context: PatchContext): ReviewedFile[] {
  const { isSkipped, problems } = context;
  const parsed = patch.files.flatMap((file, index): Parsed[] => {
    const { newPath: path, oldPath, hunks } = file;
    if (path === undefined || !path.endsWith('.rs') || file.isBinary || hunks.length === 0 || isSkipped(path)) return [];
    const version = context.versions[index];
    const texts = version === undefined ? hunks.map(hunkAlone) : [{ text: version.text, hunks: version.hunks }];
    return texts.flatMap((part): Parsed[] => {
      const source = parseFile(part.text, { path, budget: context.parseBudget });
      if (source !== undefined) return [{ path, oldPath, file: source, version, hunks: part.hunks }];
      problems.push({ path, message: `not checked: parsing takes longer than ${context.parseBudget / 1000} seconds` });
      return [];
    });
  });
  return parsed.map((each) =>
    reviewFile(patch, { ...context, parsed: each, siblings: parsed.filter((other) => other !== each) }),
  );
}

/** On the lines where it stands in the file. */
function hunkAlone(hunk: Hunk): { text: string; hunks: PlacedHunk[] } {
  return { text: '\n'.repeat(hunk.newStart) + newText([hunk]), hunks: [{ hunk, line: hunk.newStart }] };
}

function reviewFile(
  patch: Patch,
  { parsed, siblings, ...context }: PatchContext & { parsed: Parsed; siblings: readonly Parsed[] },
): ReviewedFile {
  const { path, file, version } = parsed;
  const changes = changesOf(parsed.hunks);
  const levelOf = context.levelsIn(path);
  const isWhole = version !== undefined;
  const place = describeUnit(path, context.after);
  const inCrate = place.siblings ?? (() => []);
  const others = siblings.map((other) => ({ path: other.path, text: other.file.text, parse: () => other.file }));
  const unit: Unit = {
    ...place,
    // What the patch is to blame for is settled below, so that a comment counts as new with the statement that it argues for.
    changedLines: new Set(Array.from({ length: file.lineCount }, (_, line) => line)),
    siblings: () => [...others, ...inCrate().filter(({ path: other }) => !others.some((one) => one.path === other))],
    ...(isWhole ? {} : { extent: 'hunk' as const }),
  };
  const analysis = analyse(factsOf(file, { unit, packs: context.packs, tree: context.after }), {
    deadline: context.deadline,
    levelOf: (rule) => (isWhole || rule.needs === 'line' ? levelOf(rule) : 'off'),
  });
  const known = (): ReadonlySet<string> => findingsBefore(parsed, context);
  const isToBlame = blame(file, { changes, known });
  return {
    patch,
    path,
    context: version?.context ?? 'hunk',
    file,
    changes,
    hunks: parsed.hunks,
    findings: analysis.findings.filter(isToBlame),
    suppressed: analysis.suppressed.filter(isToBlame),
    failures: analysis.failures,
    stopped: analysis.stopped,
  };
}

/**
 * Whether a finding belongs to the patch: the lines that it judges hold an added one, or one was removed in or directly above them and the file
 * did not have the finding before.
 */
export function blame(
  file: SourceFile,
  { changes, known }: { changes: Changes; known: () => ReadonlySet<string> },
): (finding: Finding) => boolean {
  let before: ReadonlySet<string> | undefined;
  return (finding) => {
    const { first, last } = judgedLines(file, finding);
    let isRemoval = false;
    for (let line = first; line <= last; line++) {
      if (changes.added.has(line)) return true;
      if (changes.removedAbove.has(line)) isRemoval = true;
    }
    if (!isRemoval) return false;
    before ??= known();
    return !before.has(keyOf(finding));
  };
}

/** By which a finding is known again in another version of its file. */
export const keyOf = ({ rule, message }: Pick<Finding, 'rule' | 'message'>): string => `${rule}\n${message}`;

function findingsBefore({ path, oldPath, version }: Parsed, context: PatchContext): ReadonlySet<string> {
  if (version?.before === undefined) return new Set();
  const file = parseFile(version.before, { path: oldPath ?? path, budget: context.parseBudget });
  if (file === undefined) return new Set();
  const unit: Unit = {
    ...describeUnit(oldPath ?? path, context.before),
    changedLines: new Set(Array.from({ length: file.lineCount }, (_, line) => line)),
  };
  const { findings } = analyse(factsOf(file, { unit, packs: context.packs, tree: context.before }), {
    levelOf: context.levelsIn(path),
    deadline: context.deadline,
  });
  return new Set(findings.map(keyOf));
}
