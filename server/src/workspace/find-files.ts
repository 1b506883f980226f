// Which files a run is about: those named, and the Rust below the folders named.

import { accessSync, constants, lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';
import { fdir } from 'fdir';

import { findKernelTree, findUpwards } from '../tree/disk-tree';
import { IgnoreFiles } from './ignore-files';
import { isBelow, slashes } from './paths';
import { reasonOf } from '../host/file-error';

export interface FoundFile {
  /** As it is shown: as given, and below a folder as that was given. */
  readonly path: string;
  readonly absolute: string;
}

/** A file or folder that could not be looked at. */
export interface UnreadablePath {
  readonly path: string;
  readonly message: string;
}

export interface FoundFiles {
  /** In the order of the arguments, within a folder by name, each once. */
  readonly files: readonly FoundFile[];
  readonly problems: readonly UnreadablePath[];
  readonly notes: readonly string[];
}

export interface FindOptions {
  readonly cwd: string;
  /** Also what ignore files exclude and what is skipped by default. */
  readonly noIgnore: boolean;
}

export function findFiles(paths: readonly string[], options: FindOptions): FoundFiles {
  const files = new Map<string, FoundFile>();
  const problems: UnreadablePath[] = [];
  const notes: string[] = [];
  for (const given of paths) {
    const absolute = resolve(options.cwd, given);
    const shown = slashes(given);
    try {
      const real = realpathSync(absolute);
      if (!statSync(absolute).isDirectory()) {
        if (!files.has(real)) files.set(real, { path: shown, absolute });
        continue;
      }
      const found = rustBelow(absolute, { ...options, problems, shown });
      if (found.length === 0) notes.push(`no Rust files to check in ${shown}${options.noIgnore ? '' : leftOut}`);
      for (const path of found) {
        const key = join(real, path);
        if (!files.has(key)) files.set(key, { path: joined(shown, path), absolute: join(absolute, path) });
      }
    } catch (error) {
      problems.push({ path: shown, message: reasonOf(error) });
    }
  }
  return { files: [...files.values()], problems, notes };
}

/** What somebody else wrote or a program did; paths are relative to the root of the kernel tree, folders end with a slash. */
export function isSkippedByDefault(path: string): boolean {
  return skipped.some((pattern) => pattern.test(path)) && !/(?:^|\/)drivers\/target\//.test(path);
}

const leftOut = ' (ignored, generated and vendored files are left out; --no-ignore checks them too)';

/** A path below a folder, shown as the folder was given: `.` and a slash at the end say nothing. */
function joined(folder: string, path: string): string {
  const plain = posix.normalize(folder).replace(/(?<=.)\/$/, '');
  return plain === '.' ? path : plain === '/' ? `/${path}` : `${plain}/${path}`;
}

interface WalkOptions extends FindOptions {
  readonly shown: string;
  readonly problems: UnreadablePath[];
}

/** Paths relative to the folder, with forward slashes, sorted. Symbolic links are not followed. */
function rustBelow(folder: string, options: WalkOptions): string[] {
  if (options.noIgnore) return onlyFiles(folder, walk(folder, { ...options, prune: (name) => name === '.git' })).sort();
  const kernel = findKernelTree(folder);
  const top = findUpwards('.git', folder) ?? kernel ?? folder;
  const inTop = (path: string): string => posix.join(slashes(relative(top, folder)), path);
  const base = kernel ?? (isBelow(folder, options.cwd) ? options.cwd : folder);
  const isSkipped = (path: string): boolean => isSkippedByDefault(posix.join(slashes(relative(base, folder)), path));

  const ignored = new IgnoreFiles(top, ignoreFiles);
  const found = walk(folder, {
    ...options,
    prune: (name, path) => name.startsWith('.') || isSkipped(`${path}/`) || ignored.excludes(`${inTop(path)}/`),
  });
  const wanted = found.filter((path) => !isSkipped(path) && !ignored.excludes(inTop(path)));
  return onlyFiles(folder, wanted).sort();
}

/** As git and ripgrep have them; what a later one says of a path counts. Git itself is not asked: nothing is started to look at a folder. */
const ignoreFiles = ['.git/info/exclude', '.gitignore', '.ignore'];

function walk(folder: string, options: WalkOptions & { prune: (name: string, path: string) => boolean }): string[] {
  const isReadable = (path: string): boolean => {
    try {
      accessSync(path, constants.R_OK | constants.X_OK);
      return true;
    } catch (error) {
      options.problems.push({ path: joined(options.shown, slashes(relative(folder, path))), message: reasonOf(error) });
      return false;
    }
  };
  accessSync(folder, constants.R_OK | constants.X_OK);
  return new fdir({ excludeSymlinks: true, relativePaths: true, pathSeparator: '/' })
    .exclude((name, path) => options.prune(name, slashes(relative(folder, path))) || !isReadable(path))
    .filter((path) => path.endsWith('.rs'))
    .crawl(folder)
    .sync()
    .map(slashes);
}

/** Without links and folders of that name. */
function onlyFiles(folder: string, paths: readonly string[]): string[] {
  return paths.filter((path) => statsOf(join(folder, path))?.isFile() === true);
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

const skipped = [
  // Vendored crates; alloc was one until 6.13, zerocopy is one since 7.2.
  /^rust\/(?:syn|quote|proc-macro2|zerocopy|zerocopy-derive|alloc)\//,
  // Bindings, documentation tests and assembler that the kernel's build writes.
  /_generated\.rs$/,
  /(?:^|\/)generated_arch_[^/]*\.rs$/,
  // The SCSI target drivers have a folder of that name too.
  /(?:^|\/)target\//,
];
