// The type of a Kconfig symbol, from the tree.

import { derived } from '../../derived';
import type { KernelTree } from '../../tree/kernel-tree';

export type OptionKind = 'bool' | 'tristate' | 'other';

/** Folders whose options concern the kernel itself. */
const folders = [
  'block',
  'certs',
  'crypto',
  'drivers',
  'fs',
  'init',
  'io_uring',
  'kernel',
  'lib',
  'mm',
  'net',
  'samples',
  'security',
  'sound',
];

const maxDepth = 8;

/** The kind of an option, named without `CONFIG_`; `bool` where one of several definitions says so. Nothing for what the tree does not define. */
export function optionKind(tree: KernelTree, symbol: string): OptionKind | undefined {
  return optionsOf(tree.withoutRust ?? tree).get(symbol);
}

const optionsOf = derived((tree: KernelTree): ReadonlyMap<string, OptionKind> => {
  const kinds = new Map<string, OptionKind>();
  for (const folder of folders) readFolder(tree, { folder, kinds, depth: 0 });
  return kinds;
});

/** Folders without a Kconfig file have none below them. */
function readFolder(
  tree: KernelTree,
  { folder, kinds, depth }: { folder: string; kinds: Map<string, OptionKind>; depth: number },
): void {
  const names = tree.list(folder);
  const own = names.filter((name) => /^Kconfig(?:\.|$)/.test(name));
  for (const name of own) readOptions(tree.read(`${folder}/${name}`) ?? '', kinds);
  if ((own.length === 0 && depth > 0) || depth > maxDepth) return;
  for (const name of names)
    if (name.endsWith('/')) readFolder(tree, { folder: `${folder}/${name.slice(0, -1)}`, kinds, depth: depth + 1 });
}

/** Reads the `config` and `menuconfig` entries of one Kconfig file. */
export function readOptions(text: string, kinds: Map<string, OptionKind>): void {
  let symbol: string | undefined;
  for (const line of text.split('\n')) {
    const entry = /^\s*(?:menu)?config\s+(\w+)/.exec(line)?.[1];
    if (entry !== undefined) symbol = entry;
    else if (/^\S/.test(line) && !line.startsWith('#')) symbol = undefined;
    const type = symbol === undefined ? undefined : /^\s+(?:def_)?(bool|tristate|int|hex|string)\b/.exec(line)?.[1];
    if (symbol === undefined || type === undefined) continue;
    const kind = type === 'bool' || type === 'tristate' ? type : 'other';
    if (kinds.get(symbol) !== 'bool') kinds.set(symbol, kind);
    symbol = undefined;
  }
}
