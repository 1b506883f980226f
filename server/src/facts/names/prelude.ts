// What `kernel::prelude::*` brings: from the tree, else from what is known of the kernel's versions.

import type { PreludeTable } from '../../packs/pack';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { KernelTree } from '../../tree/kernel-tree';
import type { Unit } from '../../crate/unit';
import { derived } from '../../derived';
import { attributesOf } from '../../syntax/attributes';
import type { Facts } from '../facts';
import { crateFile, originOf } from './crate-files';
import type { Import } from './imports';

export interface Prelude {
  /**
   * Whether the prelude brings the item of this full path under its own name; a glob ends in `::*`. `always`: the prelude of the tree at
   * hand does, or that of every version known. `newer`: only that of the current version, or of the newest.
   */
  brings(path: string): 'always' | 'newer' | undefined;
  /** The same for a trait that comes without a name, `as _`. */
  bringsMethodsOf(path: string): 'always' | 'newer' | undefined;
}

/** Whether a prelude holds what stands under a full path; globs end in `::*`, nameless traits in ` as _`. */
interface Contents {
  has(path: string): boolean;
}

export function preludeOf({ tree, unit, packs }: Pick<Facts, 'tree' | 'unit' | 'packs'>): Prelude {
  const own = contentsOfTree(tree);
  const tables = packs.flatMap(({ preludes }) => preludes ?? []);
  const all = own === undefined ? tables.map(contentsOfTable) : [own];
  const current = own ?? contentsOfTable(tableFor(tables, unit));
  const brings = (path: string): 'always' | 'newer' | undefined => {
    if (!current.has(path)) return undefined;
    return all.every((contents) => contents.has(path)) ? 'always' : 'newer';
  };
  return {
    brings,
    bringsMethodsOf: (path) => brings(`${path} as _`),
  };
}

/** Whether a glob import is that of the prelude. */
export const isPrelude = (path: string): boolean => path === 'kernel::prelude';

/** Whether a glob, by its full path, brings nothing that the prelude does not bring. */
export const isWithin = (prelude: Prelude, path: string): boolean =>
  isPrelude(path) || prelude.brings(`${path}::*`) !== undefined;

const contentsOfTree = derived((tree: KernelTree): Contents | undefined => {
  const source = crateFile(tree, 'rust/kernel/prelude.rs');
  if (source === undefined) return undefined;
  const paths = source.uses
    .filter(({ visibility, node }) => visibility === 'pub' && !isConditional(source.file, node))
    .flatMap(({ imports }) => imports)
    .filter((leaf) => leaf.name === undefined || leaf.name === leaf.path.at(-1))
    .map((leaf) => `${source.paths.ofImport(leaf)}${ending(leaf)}`);
  const listed = new Set(paths);
  return {
    has(path) {
      if (hasIn(listed, path)) return true;
      const name = path.split('::').at(-1) ?? '';
      const namesakes = paths.filter((other) => other.endsWith(`::${name}`));
      if (namesakes.length === 0) return false;
      if (isFromPrelude(path)) return true;
      // Resolving names takes parsing files, so only files that are already available are used.
      const origins = new Set(namesakes.map((other) => originOf(tree, other)));
      return origins.has(originOf(tree, path)) || hasIn(origins, path);
    },
  };
});

function contentsOfTable(table: PreludeTable | undefined): Contents {
  const paths = table?.paths ?? [];
  const listed = new Set(paths);
  return {
    has: (path) => hasIn(listed, path) || (isFromPrelude(path) && paths.some((other) => other.endsWith(path.slice(15)))),
  };
}

/** In the list by itself, or through a glob. */
function hasIn(listed: ReadonlySet<string>, path: string): boolean {
  return listed.has(path) || listed.has(path.replace(/::\w+$/, '::*'));
}

/** Whether some configurations go without it. */
const isConditional = (file: SourceFile, node: Node): boolean => attributesOf(file, node).some(({ path }) => path === 'cfg');

/** `kernel::prelude::Pin`. */
const isFromPrelude = (path: string): boolean => /^kernel::prelude::\w+$/.test(path);

function ending(leaf: Import): string {
  if (leaf.glob) return '::*';
  return leaf.name === undefined ? ' as _' : '';
}

/** The table of the current version, the newest when that is unknown. */
function tableFor(tables: readonly PreludeTable[], { kernelVersion }: Unit): PreludeTable | undefined {
  const fitting = tables.filter(({ since }) => kernelVersion === undefined || isAtLeast(kernelVersion, since));
  return fitting.reduce<PreludeTable | undefined>(
    (newest, table) => (newest === undefined || isAtLeast(table.since, newest.since) ? table : newest),
    undefined,
  );
}

/** Whether a version is `least` or newer. */
export function isAtLeast(version: readonly [number, number], least: readonly [number, number]): boolean {
  return version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1]);
}
