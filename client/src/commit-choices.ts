// The choices of commits to check: those that the upstream lacks, the last ones, and a range that the user types.

/** What the server knows of the repository. */
export interface RecentCommits {
  readonly upstream: string | null;
  readonly commits: readonly { readonly commit: string; readonly subject: string }[];
}

export interface CommitChoice {
  readonly label: string;
  readonly description: string;
  /** As the server takes it. */
  readonly since: string;
}

/** Choosing a commit checks what comes after it, so the first in the list is the second last commit. */
export function commitChoices({ upstream, commits }: RecentCommits, typed: string): CommitChoice[] {
  const wanted = typed.trim();
  const choices = [
    ...(upstream === null ? [] : [{ label: upstream, description: '', since: upstream }]),
    ...commits.slice(1).map(({ commit, subject }, index) => ({
      label: `HEAD~${index + 1}`,
      description: `${commit.slice(0, 12)} ${subject}`,
      since: commit,
    })),
  ];
  const isOffered = choices.some(({ label }) => label === wanted);
  return wanted === '' || isOffered ? choices : [{ label: wanted, description: '', since: wanted }, ...choices];
}
