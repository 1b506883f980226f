// `check` on patches: mails, commits, staged and working changes. Reads them, and gives the findings that each is to blame for.

import { join, resolve } from 'node:path';

import { levelsIn } from '../analysis/config';
import { describeFailure, describeStop } from '../analysis/engine';
import { reasonOf } from '../host/file-error';
import { GitError } from '../host/git';
import { limits, readNamedInput } from '../host/read-file';
import { packs } from '../packs';
import { commitPatch, mailsFromGit, patchOf, type MailedPatch } from '../patch/commits';
import { MailError, readMails, type Mail } from '../patch/mail';
import { review, type Patch, type ReviewedFile, type ReviewOptions } from '../patch/review';
import { emptyTree, type KernelTree } from '../tree/kernel-tree';
import { diskTree, findKernelTree } from '../tree/disk-tree';
import { isSkippedByDefault } from '../workspace/find-files';
import { repositoryAt, type Repository } from '../workspace/git';
import type { SurroundingsFinder } from '../workspace/surroundings';
import { chosenLevel, type CheckOptions, type PatchSource } from './check-options';
import { UsageError } from './exit-codes';
import { placeFinding, type CheckedFile, type CheckedPatch, type Problem, type RunResult } from './results';
import { analysisBudget, parseBudget } from './run';
import type { Terminal } from './terminal';

/** A diff of the whole kernel takes seconds on a slow disk. */
export const gitOptions = { timeLimit: 60_000 };

/** What the arguments and the configuration say of the files below `root`. */
export function reviewSettings(
  root: string,
  { options, finder }: { options: CheckOptions; finder: SurroundingsFinder },
): Pick<ReviewOptions, 'packs' | 'levelsIn' | 'isSkipped' | 'parseBudget' | 'deadline'> {
  return {
    packs,
    levelsIn: (path) => {
      const { config, path: inConfig } = finder.settings(join(root, path));
      const configured = levelsIn(config, inConfig);
      return (rule) => chosenLevel(rule, configured(rule), options.choice);
    },
    isSkipped: (path) => !options.noIgnore && isSkippedByDefault(path),
    parseBudget,
    deadline: { budget: analysisBudget },
  };
}

interface Inputs {
  readonly patches: readonly MailedPatch[];
  /** What the first of them applies to. */
  readonly tree: KernelTree;
  /** The folder that the paths in the patches are relative to. */
  readonly root: string;
  readonly repository: Repository | undefined;
}

/** `startParser()` must have finished. Throws a `UsageError` when nothing can be read; a mail that is broken is a problem of the result. */
export async function checkPatches(
  source: PatchSource,
  { options, terminal, finder }: { options: CheckOptions; terminal: Terminal; finder: SurroundingsFinder },
): Promise<RunResult> {
  const problems: Problem[] = [];
  const { patches, tree, root, repository } = await inputsOf(source, { options, terminal, problems });
  const found = review(patches, {
    tree,
    blobOf: (name) => repository?.blob(name),
    ...reviewSettings(root, { options, finder }),
  });
  problems.push(...found.problems);
  const checkedPatches = new Map<Patch, CheckedPatch>(patches.map((patch) => [patch, patch]));
  const files = found.files.map((file) => checkedFile(file, { root, patch: checkedPatches.get(file.patch) }));
  for (const { path, failures, stopped } of found.files) {
    for (const failure of failures) problems.push({ path, rule: failure.rule, message: describeFailure(failure) });
    if (stopped !== undefined) problems.push({ path, message: describeStop(stopped) });
  }
  return { files, problems, notes: notesOf(files), patches: [...checkedPatches.values()] };
}

interface ReadContext {
  readonly options: CheckOptions;
  readonly terminal: Terminal;
  readonly problems: Problem[];
}

async function inputsOf(source: PatchSource, context: ReadContext): Promise<Inputs> {
  const { cwd } = context.terminal;
  const { kernelTree } = context.options;
  const repository = repositoryAt(cwd, gitOptions);
  if (source.kind === 'mails') {
    const root = kernelTree === undefined ? (findKernelTree(cwd) ?? repository?.top ?? cwd) : resolve(cwd, kernelTree);
    const isTree = kernelTree !== undefined || findKernelTree(cwd) !== undefined || repository !== undefined;
    const mails = await readFiles(source.files, context);
    return { patches: mails.map(patchOf), tree: isTree ? diskTree(root) : emptyTree, root, repository };
  }
  if (repository === undefined) throw new UsageError(`${cwd} is not in a git repository, which this option needs`);
  const { top: root } = repository;
  try {
    if (source.kind === 'commits') {
      const patches: MailedPatch[] = [];
      for (const commit of repository.commits(source.range)) {
        const patch = await commitPatch(repository, commit);
        if (patch !== undefined) patches.push(patch);
      }
      return { patches, tree: emptyTree, root, repository };
    }
    const base = source.kind === 'staged' ? 'HEAD' : source.since;
    const mails = await mailsFromGit(source.kind === 'staged' ? repository.staged() : repository.changedSince(base));
    return { patches: mails.map(patchOf), tree: repository.tree(base), root, repository };
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(error.message);
    throw error;
  }
}

async function readFiles(files: readonly string[], { terminal, problems }: ReadContext): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (const file of files) {
    const path = file === '-' ? '<stdin>' : file;
    try {
      const bytes =
        file === '-' ? await terminal.readStdin() : await readNamedInput(resolve(terminal.cwd, file), { limit: limits.mailbox });
      mails.push(...(await readMails(bytes)));
    } catch (error) {
      const line = error instanceof MailError && error.line !== undefined ? `:${error.line}` : '';
      problems.push({ path: `${path}${line}`, message: error instanceof MailError ? error.message : reasonOf(error) });
    }
  }
  return mails;
}

function checkedFile(
  { path, context, file, findings, suppressed, hunks }: ReviewedFile,
  { root, patch }: { root: string; patch: CheckedPatch | undefined },
): CheckedFile {
  return {
    path,
    absolute: join(root, path),
    text: file.text,
    lineCount: file.text === '' ? 0 : file.lineCount - (file.text.endsWith('\n') ? 1 : 0),
    findings: findings.map((finding) => placeFinding(file, finding)),
    known: [],
    suppressed: suppressed.map((finding) => ({ ...placeFinding(file, finding), reason: finding.reason })),
    unfixed: undefined,
    fixCount: 0,
    context,
    patch,
    hunks,
  };
}

/** A word for each file of which only a part was at hand. */
function notesOf(files: readonly CheckedFile[]): string[] {
  const parts = new Set(files.filter(({ context }) => context === 'hunk').map(({ path }) => path));
  return [...parts].map((path) => `${path}: only the lines in the patch were available, so most rules did not run on it`);
}
