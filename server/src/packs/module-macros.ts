// The macros that declare a kernel module and the keys that each takes, by kernel version. Read from `rust/macros/module.rs` and the
// wrappers in `rust/kernel` at 7.1.5; what older kernels took from the changes of the file up to there.

export interface ModuleKey {
  readonly key: string;
  readonly required: boolean;
  /** The first and the last kernel that know it; open where every kernel with Rust does. */
  readonly since?: readonly [number, number];
  readonly until?: readonly [number, number];
}

/** The keys of `module!` in the order that it demands. */
export const moduleKeys: readonly ModuleKey[] = [
  { key: 'type', required: true },
  { key: 'name', required: true },
  { key: 'author', required: false, until: [6, 16] },
  { key: 'authors', required: false, since: [6, 15] },
  { key: 'description', required: false },
  { key: 'license', required: true },
  { key: 'alias', required: false },
  { key: 'firmware', required: false, since: [6, 10] },
  { key: 'imports_ns', required: false, since: [6, 19] },
  { key: 'params', required: false, since: [6, 19] },
];

export interface ModuleMacro {
  /** Required keys that stand in front, in order; they take the place of `type`. */
  readonly front: readonly string[];
  /** A key that the macro itself puts behind those of the caller. */
  readonly adds?: string;
}

const busDriver: ModuleMacro = { front: ['type'] };

/** `module!` and the macros that pass their keys on to it. */
export const moduleMacros: ReadonlyMap<string, ModuleMacro> = new Map([
  ['module', { front: ['type'] }],
  ['module_auxiliary_driver', busDriver],
  ['module_i2c_driver', busDriver],
  ['module_pci_driver', busDriver],
  ['module_phy_driver', { front: ['drivers', 'device_table'] }],
  ['module_platform_driver', busDriver],
  ['module_pwm_platform_driver', { front: ['type'], adds: 'imports_ns' }],
  ['module_usb_driver', busDriver],
]);

/** The keys that a kernel's `module!` takes; of an unknown kernel, those of any. */
export function moduleKeysOf(version: readonly [number, number] | undefined): readonly ModuleKey[] {
  if (version === undefined) return moduleKeys;
  return moduleKeys.filter(
    ({ since, until }) =>
      (since === undefined || order(since, version) <= 0) && (until === undefined || order(version, until) <= 0),
  );
}

const order = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0] || a[1] - b[1];
