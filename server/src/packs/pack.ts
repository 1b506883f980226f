// The shape of knowledge about one subsystem.

/** Where a fact was read: `linux/rust/kernel/prelude.rs at 7.1.5`. */
export interface Source {
  readonly repository: string;
  readonly path: string;
  readonly version: string;
}

export interface Pack {
  readonly id: string;
  readonly sources: readonly Source[];
}
