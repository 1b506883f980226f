// Checks the commits since one, each as the patch that it is, and finds their findings' places in the files as they are now.

import { join } from 'node:path';
import type { WorkDoneProgressReporter } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { describeFailure, describeStop } from '../analysis/engine';
import { printableLine } from '../host/print';
import { decode, limits, readRegularFile } from '../host/read-file';
import { packs } from '../packs';
import { commitPatch } from '../patch/commits';
import { review, type Patch } from '../patch/review';
import { emptyTree } from '../tree/kernel-tree';
import type { Repository } from '../workspace/git';
import type { Checker } from './checker';
import type { ClientFeatures } from './client-features';
import { placedIn, type CommittedFile } from './commit-findings';
import type { Settings } from './settings';

export interface CommitCheckResult {
  readonly commits: number;
  /** Those that stand in the files. */
  readonly findings: number;
  /** Those whose line was changed again or is no more. */
  readonly gone: number;
  readonly isCancelled: boolean;
}

export interface CommitCheckOptions {
  readonly repository: Repository;
  /** As `Repository.commits` takes it. */
  readonly range: string;
  readonly checker: Checker;
  readonly features: ClientFeatures;
  readonly settingsOf: (uri: string) => Promise<Settings>;
  /** The text of an open document. */
  readonly openText: (uri: string) => string | undefined;
  readonly log: (message: string) => void;
  readonly progress: WorkDoneProgressReporter;
  readonly isCancelled: () => boolean;
  /** Resolves when nobody waits for anything else. */
  readonly idle: () => Promise<void>;
}

/** Milliseconds of parsing that one file may take. */
const parseBudget = 2_000;

/** Milliseconds that the rules may take over one file. */
const analysisBudget = 4_000;

/** Throws a `GitError` when the range is none. Nothing of a check that was called off is kept. */
export async function checkCommits(
  options: CommitCheckOptions,
): Promise<CommitCheckResult & { files: ReadonlyMap<string, readonly CommittedFile[]> }> {
  const { repository, progress, isCancelled, idle } = options;
  const commits = repository.commits(options.range);
  progress.begin('Checking commits', 0, undefined, true);
  let byPath = new Map<string, CommittedFile[]>();
  try {
    for (const [index, commit] of commits.entries()) {
      // Whatever somebody waits for at the keyboard comes first.
      await idle();
      if (isCancelled()) return { commits: index, findings: 0, gone: 0, isCancelled: true, files: new Map() };
      const patch = await commitPatch(repository, commit);
      progress.report(
        Math.floor((100 * index) / commits.length),
        `${index + 1} of ${commits.length}: ${printableLine(patch?.subject ?? '')}`,
      );
      if (patch === undefined) continue;
      byPath = renamed(byPath, patch);
      for (const [path, file] of await findingsOf(patch, { ...options, commit }))
        byPath.set(path, [...(byPath.get(path) ?? []), file]);
    }
  } finally {
    progress.done();
  }
  return { commits: commits.length, isCancelled: false, ...placed(byPath, options) };
}

async function findingsOf(
  patch: Patch,
  { repository, checker, settingsOf, log, commit }: CommitCheckOptions & { commit: string },
): Promise<[string, CommittedFile][]> {
  const uriOf = (path: string): string => URI.file(join(repository.top, path)).toString();
  const settings = new Map<string, Settings>();
  for (const { newPath: path } of patch.files)
    if (path?.endsWith('.rs') === true) settings.set(path, await settingsOf(uriOf(path)));
  const { files, problems } = review([patch], {
    tree: emptyTree,
    blobOf: (name) => repository.blob(name),
    packs,
    levelsIn: (path) => {
      const known = settings.get(path);
      return known === undefined ? () => 'off' : checker.levelsOf(uriOf(path), known);
    },
    isSkipped: (path) => {
      const known = settings.get(path);
      return known?.enable !== true || checker.isExcluded(uriOf(path), known);
    },
    parseBudget,
    deadline: { budget: analysisBudget },
  });
  for (const { path, message } of problems) log(`${path} in ${commit}: ${message}`);
  for (const { path, failures, stopped } of files) {
    for (const failure of failures) log(`${path} in ${commit}: ${describeFailure(failure)}`);
    if (stopped !== undefined) log(`${path} in ${commit}: ${describeStop(stopped)}`);
  }
  return files
    .filter(({ findings }) => findings.length > 0)
    .map(({ path, file, findings }) => [path, { commit, subject: patch.subject, text: file.text, findings }]);
}

/** What earlier commits brought into a file goes with it to its new name. */
function renamed(byPath: ReadonlyMap<string, CommittedFile[]>, { files }: Patch): Map<string, CommittedFile[]> {
  const names = new Map(
    files.flatMap(({ change, oldPath, newPath }) =>
      change === 'rename' && oldPath !== undefined && newPath !== undefined ? [[oldPath, newPath] as const] : [],
    ),
  );
  return new Map([...byPath].map(([path, found]) => [names.get(path) ?? path, found]));
}

function placed(
  byPath: ReadonlyMap<string, readonly CommittedFile[]>,
  { repository, openText, features }: CommitCheckOptions,
): Pick<CommitCheckResult, 'findings' | 'gone'> & { files: Map<string, readonly CommittedFile[]> } {
  const files = new Map<string, readonly CommittedFile[]>();
  let findings = 0;
  let gone = 0;
  for (const [path, found] of byPath) {
    const absolute = join(repository.top, path);
    const uri = URI.file(absolute).toString();
    const text = openText(uri) ?? textOf(absolute);
    for (const file of found) {
      const document = TextDocument.create(uri, 'rust', 0, text ?? '');
      const at = text === undefined ? { found: [], gone: file.findings.length } : placedIn(document, file, features);
      findings += at.found.length;
      gone += at.gone;
    }
    if (text !== undefined) files.set(uri, found);
  }
  return { files, findings, gone };
}

/** Undefined for a file that is not there any more, or is no text. */
export function textOf(path: string): string | undefined {
  try {
    const decoded = decode(readRegularFile(path, { limit: limits.source }));
    return 'text' in decoded ? decoded.text : undefined;
  } catch {
    return undefined;
  }
}
