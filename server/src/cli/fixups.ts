// Fixes of what a range of commits brings in, as `fixup!` commits on a branch of their own.

import { applyEdits, compatibleFixes } from '../fix/edits';
import { harmlessFixes } from '../analysis/fix-text';
import { mailsFromGit, patchOf } from '../patch/commits';
import { judgedLines } from '../patch/judged-lines';
import { review, type ReviewedFile } from '../patch/review';
import { line } from '../host/print';
import type { Finding, Fix } from '../rule';
import { parseFile } from '../syntax/source-file';
import { GitError } from '../host/git';
import { repositoryAt, type NewCommit, type Repository } from '../workspace/git';
import type { SurroundingsFinder } from '../workspace/surroundings';
import type { CheckOptions } from './check-options';
import { gitOptions, reviewSettings } from './check-patches';
import { exitCodes, UsageError, type ExitCode } from './exit-codes';
import { parseBudget } from './run';
import { plural } from './summary';
import type { Terminal } from './terminal';

/** A fix of one file and the commit that introduced the finding. */
interface Fixup {
  readonly path: string;
  readonly commit: string;
  readonly fix: Fix;
}

/**
 * Mends the files as the range leaves them, a fix in the fixup of the commit whose lines it judges. The branch at hand, the index and the working
 * files stay as they are. Throws a `UsageError` when that cannot be done.
 */
export async function writeFixups(
  { range, branch }: { range: string; branch: string },
  { options, terminal, finder }: { options: CheckOptions; terminal: Terminal; finder: SurroundingsFinder },
): Promise<ExitCode> {
  const repository = repositoryAt(terminal.cwd, gitOptions);
  if (repository === undefined) throw new UsageError(`${terminal.cwd} is not in a git repository, which --fixup-branch needs`);
  try {
    if (!repository.isClean()) throw new UsageError('the working files have changes; commit or stash them first');
    if (repository.hasBranch(branch)) throw new UsageError(`there is a branch \`${branch}\` already`);
    const ends = repository.ends(range);
    const files = await filesOf(ends, { repository, options, finder });
    const fixups = files.flatMap((file) => fixupsOf(file, { ends, repository, options }));
    const commits = commitsOf(fixups, { files, order: repository.commits(range), repository });
    if (commits.length === 0) {
      terminal.writeErr(line`nothing to fix in ${range}, so there is no branch \`${branch}\`\n`);
      return exitCodes.clean;
    }
    repository.makeBranch(branch, { onto: ends.to, commits });
    for (const { message, files: changed } of commits)
      terminal.writeErr(line`${message.trim()} (${[...changed.keys()].join(', ')})\n`);
    terminal.writeErr(
      line`${fixups.length} ${fixups.length === 1 ? 'fix' : 'fixes'} in ${plural(commits.length, 'commit')} on the branch ${branch}; fold them in with: git rebase -i --autosquash ${ends.from.slice(0, 12)} ${branch}\n`,
    );
    return exitCodes.clean;
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(error.message);
    throw error;
  }
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

async function filesOf(
  { from, to }: Ends,
  { repository, options, finder }: { repository: Repository; options: CheckOptions; finder: SurroundingsFinder },
): Promise<ReviewedFile[]> {
  const mails = await mailsFromGit(repository.difference(from, to));
  const [before, after] = [repository.tree(from), repository.tree(to)];
  return review(
    mails.map((mail) => ({ ...patchOf(mail), before, after })),
    { tree: before, blobOf: (name) => repository.blob(name), ...reviewSettings(repository.top, { options, finder }) },
  ).files;
}

function fixupsOf(
  { path, file, findings, context }: ReviewedFile,
  { ends, repository, options }: { ends: Ends; repository: Repository; options: CheckOptions },
): Fixup[] {
  if (context !== 'blob') return [];
  const wanted = (fix: Fix): boolean => options.unsafeFixes || fix.kind === 'safe';
  const fixes = harmlessFixes(file, {
    fixes: compatibleFixes(findings, wanted),
    parse: (text) => parseFile(text, { path, budget: parseBudget }),
  });
  if (fixes.length === 0) return [];
  const lines = repository.blame(path, ends);
  return findings.flatMap((finding): Fixup[] => {
    const commit = commitOf(finding);
    return finding.fix !== undefined && fixes.includes(finding.fix) && commit !== undefined
      ? [{ path, commit, fix: finding.fix }]
      : [];
  });

  /** Of the finding's own line, else of any line that it judges. */
  function commitOf(finding: Finding): string | undefined {
    const { first, last } = judgedLines(file, finding);
    return lines[file.line(finding.start)] ?? lines.slice(first, last + 1).find((commit) => commit !== undefined);
  }
}

/** One commit for each commit that has something to fix, in their order; each includes those before it. */
function commitsOf(
  fixups: readonly Fixup[],
  { files, order, repository }: { files: readonly ReviewedFile[]; order: readonly string[]; repository: Repository },
): NewCommit[] {
  const done = new Map<string, Fix[]>();
  return order.flatMap((commit): NewCommit[] => {
    const own = fixups.filter((fixup) => fixup.commit === commit);
    if (own.length === 0) return [];
    for (const { path, fix } of own) done.set(path, [...(done.get(path) ?? []), fix]);
    const changed = new Map<string, string>();
    for (const { path } of own) {
      const text = files.find((file) => file.path === path)?.file.text ?? '';
      changed.set(
        path,
        applyEdits(
          text,
          (done.get(path) ?? []).flatMap(({ edits }) => edits),
        ),
      );
    }
    return [{ message: `fixup! ${repository.subject(commit)}\n`, files: changed }];
  });
}
