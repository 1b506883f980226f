// Which type `CStr` is in a kernel tree, and which methods it has there.

import type { KernelTree } from '../../tree/kernel-tree';
import type { Unit } from '../../crate/unit';
import { originOf } from '../names/crate-files';
import { isAtLeast } from '../names/prelude';

/** The first version whose `kernel::str::CStr` is core's, with the kernel's methods in the trait `CStrExt`. */
const sinceCoreCStr = [6, 19] as const;

/** Whether `kernel::str::CStr` is core's, the type of `c"…"`; undefined when neither the tree nor its version is known. */
export function hasCoreCStr({ tree, unit }: { tree: KernelTree; unit: Unit }): boolean | undefined {
  if (tree.read('rust/kernel/str.rs') !== undefined) return originOf(tree, 'kernel::str::CStr') === 'core::ffi::CStr';
  return unit.kernelVersion === undefined ? undefined : isAtLeast(unit.kernelVersion, sinceCoreCStr);
}

/** Whether there is `as_char_ptr()` for the type of `c"…"`; undefined when neither the tree nor its version is known. */
export function hasCharPointers({ tree, unit }: { tree: KernelTree; unit: Unit }): boolean | undefined {
  const source = tree.read('rust/kernel/str.rs');
  if (source !== undefined) return /\btrait CStrExt\b/.test(source) && /\bfn as_char_ptr\b/.test(source);
  return unit.kernelVersion === undefined ? undefined : isAtLeast(unit.kernelVersion, sinceCoreCStr);
}
