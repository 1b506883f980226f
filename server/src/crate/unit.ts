// What is known of a file beyond its text; every field may be unknown.

import { crateFilesOf, crateRootOf, inheritedLintLevels, registersModule, type Sibling } from './modules';
import type { LintLevel } from './lint-levels';
import { derived } from '../derived';
import type { KernelTree } from '../tree/kernel-tree';

export type CrateKind = 'kernel' | 'driver' | 'sample' | 'host';

export interface Unit {
  /** Relative to the root of the kernel tree, with forward slashes. */
  readonly path?: string;
  /** `rust/kernel/devres.rs` is `devres`; `mod.rs` and `lib.rs` take the folder's name. */
  readonly module?: string;
  readonly crate?: CrateKind;
  /** Levels that the crate root and the modules on the way to the file set. Undefined when the crate root is unknown. */
  readonly lintLevels?: readonly LintLevel[];
  /** `hunk`: no more of the file is at hand than a mail quotes. Undefined when all of it is. */
  readonly extent?: 'hunk';
  /** As in the tree's Makefile: `[7, 1]`. */
  readonly kernelVersion?: readonly [number, number];
  /** The lints of Clippy that the tree's Makefile switches on for all Rust code. */
  readonly clippyFlags?: ReadonlySet<string>;
  /** 0-based lines that a change added; undefined when the run does not know. */
  readonly changedLines?: ReadonlySet<number>;
  /** The other files of the crate or patch; undefined when the run does not know them. They are looked up when first asked for. */
  readonly siblings?: () => readonly Sibling[];
}

/**
 * All that can be known of a file from the tree that it stands in; `path` is relative to that tree's root.
 *
 * A module built outside the kernel's tree stands in a tree of its own, and `kernel` is the kernel tree that it is built against: then
 * the version is the kernel's, the file has no `path` in the kernel, and it belongs to a driver if its crate registers a module.
 * Of a file that is in no kernel tree but whose path begins as the kernel's do (`rust/kernel/…`, a patch without a tree), the path
 * is believed.
 */
export function describeUnit(path: string, tree: KernelTree, options: { kernel?: KernelTree } = {}): Unit {
  const { crate, ...place } = unitOfPath(path);
  const inKernel = isKernelTree(tree) || (options.kernel === undefined && crate !== undefined);
  const lintLevels = inheritedLintLevels(path, tree);
  const kernelVersion = kernelVersionOf(options.kernel ?? tree);
  const clippyFlags = clippyFlagsOf(options.kernel ?? tree);
  const kind = inKernel ? crate : crateOutside(path, tree);
  return {
    ...(inKernel && place.path !== undefined ? { path: place.path } : {}),
    ...(place.module === undefined ? {} : { module: place.module }),
    ...(kind === undefined ? {} : { crate: kind }),
    ...(lintLevels === undefined ? {} : { lintLevels }),
    ...(kernelVersion === undefined ? {} : { kernelVersion }),
    ...(clippyFlags.size === 0 ? {} : { clippyFlags }),
    // The kernel crate is too large for a file of it to be judged by all the others.
    ...(lintLevels === undefined || kind === 'kernel' ? {} : { siblings: () => crateFilesOf(path, tree) }),
  };
}

/** `[7, 1]` for 7.1.5, from the Makefile at the top of a kernel tree. */
export function kernelVersionOf(tree: KernelTree): readonly [number, number] | undefined {
  const makefile = tree.read('Makefile') ?? '';
  const number = (name: string): number | undefined => {
    const value = new RegExp(`^${name} *= *(\\d+)[ \\t\\r]*$`, 'm').exec(makefile)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const version = number('VERSION');
  const patchLevel = number('PATCHLEVEL');
  return version === undefined || patchLevel === undefined ? undefined : [version, patchLevel];
}

const clippyFlagsOf = derived(
  (tree: KernelTree): ReadonlySet<string> =>
    new Set([...(tree.read('Makefile') ?? '').matchAll(/-Wclippy::(\w+)/g)].map(([, lint = '']) => lint)),
);

/** What the file's place in a kernel tree tells. `path` is relative to the tree's root. */
export function unitOfPath(path: string): Unit {
  const parts = path.split('/');
  const file = parts.at(-1) ?? '';
  const stem = file.replace(/\.rs$/, '');
  const module = ['mod', 'lib', 'main'].includes(stem) ? (parts.at(-2) ?? stem) : stem;
  return { path, module, ...crateOf(path) };
}

const isKernelTree = (tree: KernelTree): boolean => tree.list('rust/kernel').includes('lib.rs');

function crateOutside(path: string, tree: KernelTree): CrateKind | undefined {
  const root = crateRootOf(path, tree);
  return root !== undefined && registersModule(tree.read(root) ?? '') ? 'driver' : undefined;
}

function crateOf(path: string): { crate?: CrateKind } {
  if (/^(?:scripts|tools|rust\/(?:macros|pin-init\/internal|syn|quote|proc-macro2|zerocopy-derive))\//.test(path))
    return { crate: 'host' };
  if (path.startsWith('rust/')) return { crate: 'kernel' };
  if (path.startsWith('samples/')) return { crate: 'sample' };
  if (/^(?:drivers|mm|lib|fs|net|block|kernel|sound|arch|crypto|security|ipc|init|io_uring|virt|certs)\//.test(path))
    return { crate: 'driver' };
  return {};
}
