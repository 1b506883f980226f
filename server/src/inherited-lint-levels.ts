// The lint levels that a file inherits from the root of its crate and from the modules that lead to it.

import type { LintLevel } from './facts/lint-levels';
import type { KernelTree } from './tree/kernel-tree';

/**
 * The outermost first; undefined when no file declares this one and it is no crate root. `path` is relative to the tree's root.
 * `startParser()` must have finished.
 */
export function inheritedLintLevels(path: string, tree: KernelTree): LintLevel[] | undefined {
  void path;
  void tree;
  return undefined;
}
