// The user's kernel tree as rules see it: files read on demand, by path from the tree's root.

/** Paths have forward slashes and are relative to the root; both questions answer nothing for what is not there. */
export interface KernelTree {
  read(path: string): string | undefined;
  /** Names in a folder, folders with a `/` behind. */
  list(folder: string): readonly string[];
  /** The same tree, for what no Rust file has a say in: it stays the same object when only Rust files change. */
  readonly withoutRust?: KernelTree;
}

export const emptyTree: KernelTree = { read: () => undefined, list: () => [] };

/** A tree in which some files have other contents (a patch, unsaved documents); `undefined` deletes. */
export function overlayTree(base: KernelTree, files: ReadonlyMap<string, string | undefined>): KernelTree {
  return {
    read: (path) => (files.has(path) ? files.get(path) : base.read(path)),
    list(folder) {
      const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
      const names = new Set(base.list(folder));
      for (const [path, text] of files) {
        if (!path.startsWith(prefix)) continue;
        const [first = '', ...rest] = path.slice(prefix.length).split('/');
        if (rest.length > 0) {
          if (text !== undefined) names.add(`${first}/`);
        } else if (text === undefined) names.delete(first);
        else names.add(first);
      }
      return [...names].sort();
    },
  };
}
