// The contexts of a device in the kernel crate and which of them say that it is bound to its driver. Read from `rust/kernel/device.rs` at 7.1.5.

/** Type arguments of `Device` that are only there while the device is bound; each dereferences to the ones after it and to `Normal`. */
export const boundContexts: ReadonlySet<string> = new Set(['CoreInternal', 'Core', 'Bound']);

/** The type argument that says nothing of a binding, and the default. */
export const plainContext = 'Normal';
