// A kernel tree on disk, of which nothing is read that lies outside of it.

import { dirname, join, parse, resolve } from 'node:path';

import { exists, limits, listFolder, readRegularFile } from '../host/read-file';
import type { KernelTree } from './kernel-tree';

/** The tree whose root is `root`; answers are kept for the tree's life, because one run asks for the same files again and again. */
export function diskTree(root: string): KernelTree {
  const inRoot = { limit: limits.source, within: root };
  const texts = new Map<string, string | undefined>();
  const folders = new Map<string, readonly string[]>();
  return {
    read: (path) => remembered(texts, path, () => attempt(() => readRegularFile(join(root, path), inRoot).toString('utf8'))),
    list: (folder) => remembered(folders, folder, () => attempt(() => listFolder(join(root, folder), inRoot)) ?? []),
  };
}

/** The nearest folder at or above `from` that holds `file`, as an absolute path. */
export function findUpwards(file: string, from: string): string | undefined {
  const top = parse(resolve(from)).root;
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (exists(join(folder, file))) return folder;
    if (folder === top) return undefined;
  }
}

/** The root of the kernel tree that `from` lies in. */
export function findKernelTree(from: string): string | undefined {
  return findUpwards('rust/kernel/lib.rs', from);
}

function remembered<T>(known: Map<string, T>, key: string, compute: () => T): T {
  const value = known.get(key);
  if (value !== undefined || known.has(key)) return value as T;
  const computed = compute();
  known.set(key, computed);
  return computed;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
