// The shape of knowledge about one subsystem.

/** Where a fact was read: `linux/rust/kernel/prelude.rs at 7.1.5`. */
export interface Source {
  readonly repository: string;
  readonly path: string;
  readonly version: string;
}

/** What `kernel::prelude::*` brings from a version of the kernel on, until the next table. */
export interface PreludeTable {
  readonly since: readonly [number, number];
  /**
   * Full paths of what comes under its own name, and every other path under which the same item can be imported: `kernel::alloc::KBox`.
   * A glob ends in `::*`, a trait that comes without a name in ` as _`.
   */
  readonly paths: readonly string[];
}

export interface Pack {
  readonly id: string;
  readonly sources: readonly Source[];
  readonly preludes?: readonly PreludeTable[];
}
