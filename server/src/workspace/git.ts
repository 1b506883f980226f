// Questions to git about a repository: commits, their patches, objects, trees. Nothing here changes one, but for a branch of fixups that is asked for.

import { join } from 'node:path';

import { GitError, openRepository, withScratchFolder, type Git, type OpenRepository } from '../host/git';
import type { KernelTree } from '../tree/kernel-tree';

const diffOptions = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--submodule=short',
  '--ignore-submodules=all',
  '--find-renames',
  '--full-index',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

export interface NewCommit {
  readonly message: string;
  /** New texts by path. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Repository {
  /** Absolute. */
  readonly top: string;
  /** The text of an object, by a name that may be abbreviated; undefined when it is not there. */
  blob(name: string): string | undefined;
  /** Oldest first, merges left out. `A..B`, `REV-N` for the last N commits up to REV, or one REV. Throws a `GitError`. */
  commits(range: string): string[];
  /** The patch of a commit as a mail. */
  show(commit: string): Buffer;
  subject(commit: string): string;
  /** The last commits, newest first, merges left out. */
  recent(count: number): { commit: string; subject: string }[];
  /** The branch that this one is to go to, as `origin/main`, where one is set. */
  upstream(): string | undefined;
  /** The files of a commit. */
  tree(commit: string): KernelTree;
  /** What is staged, as a diff against the last commit. */
  staged(): Buffer;
  /** The ends of a range as `commits` reads it: what it begins behind, and what it ends with. */
  ends(range: string): { from: string; to: string };
  /** The diff between two commits. */
  difference(from: string, to: string): Buffer;
  /** Which commit of the range brought in each line of a file, 0-based; undefined for lines that were there before. */
  blame(path: string, range: { from: string; to: string }): (string | undefined)[];
  /** Whether nothing is staged, changed or unknown in the working files. */
  isClean(): boolean;
  hasBranch(name: string): boolean;
  /**
   * Makes a branch on top of a commit, with a commit for each entry. Neither the working files, nor the index, nor another branch are touched.
   * Throws a `GitError`; nothing is left then but objects that nobody names.
   */
  makeBranch(name: string, options: { onto: string; commits: readonly NewCommit[] }): void;
  /** What the working files, untracked Rust among them, differ in from a commit. */
  changedSince(commit: string): Buffer;
}

/** Undefined when `cwd` is in no repository that can be asked. `timeLimit` is how many milliseconds each question to git may take. */
export function repositoryAt(cwd: string, options: { timeLimit: number }): Repository | undefined {
  try {
    return repository(openRepository(cwd, options));
  } catch {
    return undefined;
  }
}

function repository({ top, git }: OpenRepository): Repository {
  const objects = new Objects(git);
  const attempt = (args: readonly string[]): Buffer | undefined => attempted(git, args);
  const commitOf = (name: string): string => {
    if (name.startsWith('-')) throw new GitError(`\`${name}\` is not a commit`);
    const found = attempt(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    if (found === undefined) throw new GitError(`\`${name}\` is not a commit in ${top}`);
    return found.toString('utf8').trim();
  };
  return {
    top,
    blob: (name) => (/^[0-9a-f]{4,64}$/.test(name) ? attempt(['cat-file', 'blob', name])?.toString('utf8') : undefined),
    commits(range) {
      const ends = /^(.*?)\.\.(\.?)(.*)$/.exec(range);
      if (ends?.[2] === '.') throw new GitError(`\`${range}\`: a range is written A..B`);
      if (ends !== null) {
        const [, from = '', , to = ''] = ends;
        return listed([`${commitOf(from || 'HEAD')}..${commitOf(to || 'HEAD')}`]);
      }
      const last = /^(.+)-(\d+)$/.exec(range);
      const isName = attempt(['rev-parse', '--verify', '--quiet', '--end-of-options', `${range}^{commit}`]) !== undefined;
      if (last === null || isName) return [commitOf(range)];
      return listed([`--max-count=${last[2] ?? '1'}`, commitOf(last[1] ?? 'HEAD')]);
    },
    show: (commit) =>
      git(['show', '--format=email', '--no-notes', '--no-show-signature', '--encoding=UTF-8', ...diffOptions, commitOf(commit)]),
    subject: (commit) =>
      git(['show', '--no-patch', '--format=%s', commitOf(commit)])
        .toString('utf8')
        .trim(),
    recent(count) {
      const log = attempt(['log', '--no-merges', '--no-show-signature', '--format=%H %s', `--max-count=${count}`, 'HEAD']);
      const rows = log?.toString('utf8').split('\n') ?? [];
      return rows.flatMap((row) => {
        const [, commit = '', subject = ''] = /^([0-9a-f]+) (.*)$/.exec(row) ?? [];
        return commit === '' ? [] : [{ commit, subject }];
      });
    },
    upstream: () => attempt(['rev-parse', '--abbrev-ref', '--verify', '--quiet', '@{upstream}'])?.toString('utf8').trim(),
    tree: (commit) =>
      commitTree(
        objects,
        git(['rev-parse', '--verify', `${commitOf(commit)}^{tree}`])
          .toString('utf8')
          .trim(),
      ),
    ends(range) {
      const written = /^(.*?)\.\.(.*)$/.exec(range);
      if (written !== null) return { from: commitOf(written[1] || 'HEAD'), to: commitOf(written[2] || 'HEAD') };
      const commits = this.commits(range);
      return { from: commitOf(`${commits[0] ?? range}^`), to: commits.at(-1) ?? commitOf(range) };
    },
    difference: (from, to) => git(['diff', ...diffOptions, from, to, '--']),
    blame(path, { from, to }) {
      const rows = git(['blame', '--line-porcelain', '--no-textconv', `${from}..${to}`, '--', path])
        .toString('utf8')
        .split('\n');
      const lines: (string | undefined)[] = [];
      let commit: string | undefined;
      let isBoundary = false;
      for (const row of rows) {
        const name = /^([0-9a-f]{40,64}) \d+ \d+/.exec(row)?.[1];
        if (name !== undefined) [commit, isBoundary] = [name, false];
        else if (row === 'boundary') isBoundary = true;
        else if (row.startsWith('\t')) lines.push(isBoundary ? undefined : commit);
      }
      return lines;
    },
    isClean: () => git(['status', '--porcelain', '--ignore-submodules=all']).length === 0,
    hasBranch: (name) => attempt(['rev-parse', '--verify', '--quiet', `refs/heads/${name}`]) !== undefined,
    makeBranch(name, { onto, commits }) {
      if (attempt(['check-ref-format', '--branch', name]) === undefined)
        throw new GitError(`\`${name}\` is not a valid branch name`);
      // An index of its own, so that the user's stays as it is.
      withScratchFolder((folder) => {
        const index = { GIT_INDEX_FILE: join(folder, 'index') };
        git(['read-tree', onto], { env: index });
        let parent = onto;
        for (const { message, files } of commits) {
          for (const [path, text] of files) {
            const mode = /^\d+/.exec(git(['ls-tree', onto, '--', path]).toString('utf8'))?.[0] ?? '100644';
            const blob = git(['hash-object', '-w', '--stdin'], { input: text }).toString('utf8').trim();
            git(['update-index', '--add', '--cacheinfo', `${mode},${blob},${path}`], { env: index });
          }
          const tree = git(['write-tree'], { env: index }).toString('utf8').trim();
          parent = git(['commit-tree', tree, '-p', parent], { input: message }).toString('utf8').trim();
        }
        git(['branch', '--no-track', name, parent]);
      });
    },
    staged: () => git(['diff', '--cached', ...diffOptions]),
    changedSince(commit) {
      const tracked = git(['diff', ...diffOptions, commitOf(commit), '--']);
      const untracked = git(['ls-files', '-z', '--others', '--exclude-standard', '--', '*.rs']).toString('utf8').split('\0');
      const added = untracked
        .filter((path) => path !== '')
        .map((path) => git(['diff', '--no-index', ...diffOptions, '--', '/dev/null', path], { good: [0, 1] }));
      return Buffer.concat([tracked, ...added]);
    },
  };

  function listed(args: readonly string[]): string[] {
    return git(['rev-list', '--reverse', '--no-merges', ...args])
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
  }
}

interface Entry {
  readonly kind: string;
  readonly id: string;
}

/** Folders and files by their name in git, which is the same in every commit that has them unchanged: each is read once. */
class Objects {
  private readonly folders = new Map<string, ReadonlyMap<string, Entry>>();
  private readonly texts = new Map<string, string | undefined>();

  constructor(private readonly git: Git) {}

  folder(id: string): ReadonlyMap<string, Entry> {
    const known = this.folders.get(id);
    if (known !== undefined) return known;
    const rows = (attempted(this.git, ['ls-tree', '-z', id])?.toString('utf8') ?? '').split('\0');
    const entries = new Map(
      rows.flatMap((row): [string, Entry][] => {
        const [, kind = '', name = '', path = ''] = /^\d+ (\w+) ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
        return path === '' ? [] : [[path, { kind, id: name }]];
      }),
    );
    this.folders.set(id, entries);
    return entries;
  }

  text(id: string): string | undefined {
    if (!this.texts.has(id)) this.texts.set(id, attempted(this.git, ['cat-file', 'blob', id])?.toString('utf8'));
    return this.texts.get(id);
  }
}

function commitTree(objects: Objects, root: string): KernelTree {
  const entryOf = (path: string): Entry | undefined =>
    path
      .split('/')
      .filter((name) => name !== '')
      .reduce<Entry | undefined>((at, name) => (at?.kind === 'tree' ? objects.folder(at.id).get(name) : undefined), {
        kind: 'tree',
        id: root,
      });
  return {
    read(path) {
      const entry = entryOf(path);
      return entry?.kind === 'blob' ? objects.text(entry.id) : undefined;
    },
    list(folder) {
      const entry = entryOf(folder);
      if (entry?.kind !== 'tree') return [];
      return [...objects.folder(entry.id)].map(([name, { kind }]) => (kind === 'tree' ? `${name}/` : name)).sort();
    },
  };
}

function attempted(git: Git, args: readonly string[]): Buffer | undefined {
  try {
    return git(args);
  } catch {
    return undefined;
  }
}
