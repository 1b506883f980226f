// The text of a kernel file, from the tree or else from the patch.

import type { KernelTree } from '../../tree/kernel-tree';
import type { Unit } from '../../crate/unit';

/** Undefined if neither has it: the version of the API is then unknown. */
export function kernelFileText(path: string, { unit, tree }: { unit: Unit; tree: KernelTree }): string | undefined {
  return tree.read(path) ?? unit.siblings?.().find((file) => file.path === path || file.path.endsWith(`/${path}`))?.text;
}
