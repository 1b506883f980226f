// The source of the kernel's own crates in the tree: which file a module is in, and where a re-exported name comes from.

import { derived } from '../../derived';
import { parseFile, type SourceFile } from '../../syntax/source-file';
import type { KernelTree } from '../../tree/kernel-tree';
import { bindingsOf } from './bindings';
import { useDeclarationsOf, type UseDeclaration } from './imports';
import { itemsOf } from './items';
import { pathsOf, type Paths } from './paths';

export interface CrateFile {
  readonly file: SourceFile;
  readonly uses: readonly UseDeclaration[];
  readonly paths: Paths;
}

const parseBudget = 1000;
const maxSteps = 8;

const filesOf = derived<KernelTree, Map<string, CrateFile | undefined>>(() => new Map());

/** A file of the tree, parsed once. `startParser()` must have finished. */
export function crateFile(tree: KernelTree, path: string): CrateFile | undefined {
  const known = filesOf(tree);
  if (!known.has(path)) known.set(path, readCrateFile(tree, path));
  return known.get(path);
}

/**
 * Where the item is that stands under a full path, as far as explicit re-exports lead: `kernel::str::CStr` is `core::ffi::CStr`. The path
 * itself when nothing in the tree says more.
 */
export function originOf(tree: KernelTree, path: string): string {
  let at = path;
  const seen = new Set<string>();
  while (!seen.has(at) && seen.size < maxSteps) {
    seen.add(at);
    at = step(tree, at) ?? at;
  }
  return at;
}

function step(tree: KernelTree, path: string): string | undefined {
  const segments = path.split('::');
  for (let length = 1; length < segments.length; length++) {
    const name = segments[length] ?? '';
    const module = moduleFile(tree, segments.slice(0, length));
    if (module === undefined) return undefined;
    for (const { visibility, imports, node } of module.uses) {
      if (visibility === undefined || module.file.parent(node) !== module.file.root) continue;
      const leaf = imports.find((candidate) => candidate.name === name);
      if (leaf !== undefined) return [module.paths.ofImport(leaf), ...segments.slice(length + 1)].join('::');
    }
  }
  return undefined;
}

function moduleFile(tree: KernelTree, module: readonly string[]): CrateFile | undefined {
  const [crate = '', ...names] = module;
  if (crate === 'ffi' && names.length === 0) return crateFile(tree, 'rust/ffi.rs');
  const root = { kernel: 'rust/kernel', macros: 'rust/macros', pin_init: 'rust/pin-init/src' }[crate];
  if (root === undefined) return undefined;
  const paths = names.length === 0 ? [`${root}/lib.rs`] : [`${root}/${names.join('/')}.rs`, `${root}/${names.join('/')}/mod.rs`];
  for (const path of paths) {
    const found = crateFile(tree, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readCrateFile(tree: KernelTree, path: string): CrateFile | undefined {
  const text = tree.read(path);
  const file = text === undefined ? undefined : parseFile(text, { path, budget: parseBudget });
  if (file === undefined) return undefined;
  const uses = useDeclarationsOf(file);
  const paths = pathsOf(file, { unit: { path, crate: 'kernel' }, uses, items: itemsOf(file), bindings: bindingsOf(file) });
  return { file, uses, paths };
}
