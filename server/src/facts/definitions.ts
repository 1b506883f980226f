// The text of a file of the kernel as it is at hand: in the tree, else in the patch.

import type { KernelTree } from '../tree/kernel-tree';
import type { Unit } from '../unit';

/** Nothing where neither has it: then which version of an API is meant is not known. */
export function kernelFileText(path: string, { unit, tree }: { unit: Unit; tree: KernelTree }): string | undefined {
  return tree.read(path) ?? unit.siblings?.().find((file) => file.path === path || file.path.endsWith(`/${path}`))?.text;
}
