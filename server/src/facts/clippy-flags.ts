// The lints of Clippy that a kernel tree switches on for all of its Rust code.

import type { Pack } from '../packs/pack';
import type { KernelTree } from '../tree/kernel-tree';

const trees = new WeakMap<KernelTree, ReadonlySet<string>>();

/**
 * Whether the tree at hand is of a kernel that knows none of the lints yet: of those that a pack says newer kernels switch on, its Makefile
 * names none. False where there is no Makefile with lints.
 */
export function areUnknownTo(tree: KernelTree, { lints, packs }: { lints: readonly string[]; packs: readonly Pack[] }): boolean {
  if (!lints.every((lint) => packs.some(({ lintsSwitchedOn }) => lintsSwitchedOn?.includes(lint)))) return false;
  const flags = flagsOf(tree);
  return flags.size > 0 && !lints.some((lint) => flags.has(lint));
}

function flagsOf(tree: KernelTree): ReadonlySet<string> {
  const known = trees.get(tree);
  if (known !== undefined) return known;
  const makefile = tree.read('Makefile') ?? '';
  const flags = new Set([...makefile.matchAll(/-Wclippy::(\w+)/g)].map(([, lint = '']) => lint));
  trees.set(tree, flags);
  return flags;
}
