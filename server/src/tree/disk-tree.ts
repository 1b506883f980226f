// A kernel tree on disk. The only reading of files below the command line and the language server.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';

import type { KernelTree } from './kernel-tree';

/** The tree whose root is `root`; answers are kept for the tree's life, because one run asks for the same files again and again. */
export function diskTree(root: string): KernelTree {
  const texts = new Map<string, string | undefined>();
  const folders = new Map<string, readonly string[]>();
  return {
    read: (path) => remembered(texts, path, () => attempt(() => readFileSync(join(root, path), 'utf8'))),
    list: (folder) =>
      remembered(folders, folder, () => {
        const entries = attempt(() => readdirSync(join(root, folder), { withFileTypes: true })) ?? [];
        return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
      }),
  };
}

/** The nearest folder at or above `from` that holds `file`, as an absolute path. */
export function findUpwards(file: string, from: string): string | undefined {
  const top = parse(resolve(from)).root;
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder;
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
