// Patches from a repository: what git makes of commits and changes is read as any other mail.

import type { Repository } from '../workspace/git';
import { MailError, readMails, type Mail } from './mail';
import type { Patch } from './review';

export interface MailedPatch extends Patch {
  readonly mail: Mail;
}

export const patchOf = (mail: Mail): MailedPatch => ({ mail, files: mail.files, commit: mail.commit, subject: mail.subject });

/** With the trees before and after it. Undefined for a commit that changes no file. Throws a `GitError`. */
export async function commitPatch(repository: Repository, commit: string): Promise<MailedPatch | undefined> {
  const [mail] = await mailsFromGit(repository.show(commit));
  if (mail === undefined) return undefined;
  return { ...patchOf(mail), commit, before: repository.tree(`${commit}^`), after: repository.tree(commit) };
}

/** What git wrote; no change is no error. */
export async function mailsFromGit(bytes: Buffer): Promise<Mail[]> {
  try {
    return await readMails(bytes);
  } catch (error) {
    if (error instanceof MailError && error.line === undefined) return [];
    throw error;
  }
}
