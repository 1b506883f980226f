// What is known of a file beyond its text; every field may be unknown.

import type { LintLevel } from './facts/lint-levels';
import type { SourceFile } from './syntax/source-file';
import type { KernelTree } from './tree/kernel-tree';

export type CrateKind = 'kernel' | 'driver' | 'sample' | 'host';

export interface Unit {
  /** Relative to the root of the kernel tree, with forward slashes. */
  readonly path?: string;
  /** `rust/kernel/fwctl.rs` is `fwctl`; `mod.rs` and `lib.rs` take the folder's name. */
  readonly module?: string;
  readonly crate?: CrateKind;
  /** Levels that the crate root and the modules on the way to the file set. Undefined when the crate root is unknown. */
  readonly lintLevels?: readonly LintLevel[];
  /** As in the tree's Makefile: `[7, 1]`. */
  readonly kernelVersion?: readonly [number, number];
  /** 0-based lines that a change added; undefined when the run does not know. */
  readonly changedLines?: ReadonlySet<number>;
  /** The other files of the crate or patch. */
  readonly siblings?: readonly SourceFile[];
}

/**
 * All that can be known of a file from the tree that it stands in. `path` is relative to that tree's root. `kernel` is the kernel
 * tree that a module outside any tree is built against.
 */
export function describeUnit(path: string, tree: KernelTree, options: { kernel?: KernelTree } = {}): Unit {
  void tree;
  void options;
  return unitOfPath(path);
}

/** What the file's place in a kernel tree tells. `path` is relative to the tree's root. */
export function unitOfPath(path: string): Unit {
  const parts = path.split('/');
  const file = parts.at(-1) ?? '';
  const stem = file.replace(/\.rs$/, '');
  const module = ['mod', 'lib', 'main'].includes(stem) ? (parts.at(-2) ?? stem) : stem;
  return { path, module, ...crateOf(path) };
}

function crateOf(path: string): { crate?: CrateKind } {
  if (/^(?:scripts|tools|rust\/(?:macros|pin-init\/internal|syn|quote|proc-macro2))\//.test(path)) return { crate: 'host' };
  if (path.startsWith('rust/')) return { crate: 'kernel' };
  if (path.startsWith('samples/')) return { crate: 'sample' };
  if (/^(?:drivers|mm|lib|fs|net|block|kernel|sound|arch|crypto|security|ipc|init|io_uring|virt|certs)\//.test(path))
    return { crate: 'driver' };
  return {};
}
