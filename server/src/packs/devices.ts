// Devices in Rust: what each context of a device reference proves, resources that devres releases, owned references, opaque C values.

import { abstractionSnippets } from './abstraction-snippets';
import type { CFunction } from './c-facts';
import type { Pack } from './pack';
import type { RustItem } from './rust-facts';

const device = 'rust/kernel/device.rs';
const devres = 'rust/kernel/devres.rs';
const aref = 'rust/kernel/sync/aref.rs';
const types = 'rust/kernel/types.rs';
const devresHeader = 'include/linux/device/devres.h';
const interrupt = 'include/linux/interrupt.h';

const since = 'landed';
const text = (signature: string): RustItem['signatures'] => [{ since, text: signature }];

const items: readonly RustItem[] = [
  {
    path: 'device::Device',
    kind: 'struct',
    signatures: text('pub struct Device<Ctx: DeviceContext = Normal>'),
    summary:
      'A `struct device` behind a shared reference. The type argument says in which scope the reference is valid, and so what may be done with the device: `Device<CoreInternal>` dereferences to `Device<Core>`, that to `Device<Bound>`, that to `Device`.',
    notes: [
      'Only `Device` without a context can be stored: `ARef<Device>` holds a reference count, which does not mean that a driver is bound.',
      'A function that needs the device bound while it runs takes `&Device<Bound>`; callers then need no comment.',
    ],
    source: device,
  },
  {
    path: 'device::DeviceContext',
    kind: 'trait',
    signatures: text('pub trait DeviceContext: private::Sealed'),
    summary:
      'Sealed marker trait of the four contexts: `CoreInternal`, `Core`, `Bound` and `Normal`, each of which dereferences to the next.',
    source: device,
  },
  {
    path: 'device::Normal',
    kind: 'struct',
    signatures: text('pub struct Normal;'),
    summary:
      'The context of a device reference that proves nothing beyond the device being alive. The only one that is reference counted, so the only one that can be stored.',
    source: device,
  },
  {
    path: 'device::Bound',
    kind: 'struct',
    signatures: text('pub struct Bound;'),
    summary:
      'Proves that the device stays bound to its driver for as long as the reference lives. APIs that need this, such as `Devres::new()`, `Devres::access()`, DMA allocations and IRQ requests, take `&Device<Bound>`.',
    notes: [
      "It is a statement about a scope: a `&Device<Bound>` with the lifetime of that scope may be passed on, and stored in a type that carries the lifetime; it must not be turned into an owned or `'static` reference.",
      'An abstraction that calls its driver while the device is bound should pass it a `&Device<Bound>`.',
    ],
    source: device,
  },
  {
    path: 'device::Core',
    kind: 'struct',
    signatures: text('pub struct Core;'),
    summary:
      'The context of a device in a callback of its bus, `probe()` for example. Gives access to operations that are only allowed there, such as enabling the device, and dereferences to `Device<Bound>`.',
    notes: ['Only valid during the callback: keep an `ARef<Device>`, or what was created from the device.'],
    source: device,
  },
  {
    path: 'device::CoreInternal',
    kind: 'struct',
    signatures: text('pub struct CoreInternal;'),
    summary: 'Like `Core`, for the bus abstraction itself; drivers never see it.',
    source: device,
  },
  {
    path: 'devres::Devres',
    kind: 'struct',
    signatures: text("pub struct Devres<T: Send + 'static>"),
    summary:
      'Owns a resource that must be gone when the device is unbound: it is dropped with the `Devres` or at unbind, whichever comes first, and unbind waits until it is no longer in use.',
    notes: [
      'Cleanup goes into the `Drop` of `T`.',
      '`Drop` of `T` runs while the device is still bound, so an unregister function that requires this may be called there.',
      'Types that carry the lifetime of the bound device need no `Devres`.',
    ],
    source: devres,
  },
  {
    path: 'devres::Devres::new',
    kind: 'fn',
    signatures: text('pub fn new<E>(dev: &Device<Bound>, data: impl PinInit<T, E>) -> Result<Self>\nwhere\n    Error: From<E>,'),
    summary: 'Builds the resource and has the driver core drop it on unbind.',
    notes: ['Allocates, may sleep.', 'On failure the resource has been dropped.'],
    source: devres,
  },
  {
    path: 'devres::Devres::access',
    kind: 'fn',
    signatures: text("pub fn access<'a>(&'a self, dev: &'a Device<Bound>) -> Result<&'a T>"),
    summary:
      'Returns the resource for as long as the device is known to be bound. Costs one comparison, and the code may sleep while it holds the reference: the first choice wherever a `&Device<Bound>` is available.',
    notes: ['`EINVAL` if `dev` is not the device that it was created with.'],
    source: devres,
  },
  {
    path: 'devres::Devres::try_access',
    kind: 'fn',
    signatures: text("pub fn try_access(&self) -> Option<RevocableGuard<'_, T>>"),
    summary: 'Returns the resource if the device is still bound, `None` otherwise. For code without a `&Device<Bound>`.',
    notes: ['The guard is an RCU read-side critical section: no sleeping before it is dropped.', 'Unbind waits for the guard.'],
    source: devres,
  },
  {
    path: 'devres::Devres::try_access_with',
    kind: 'fn',
    signatures: text('pub fn try_access_with<R, F: FnOnce(&T) -> R>(&self, f: F) -> Option<R>'),
    summary: 'Like `try_access()`, with the guard held for the closure only, which must not sleep.',
    source: devres,
  },
  {
    path: 'devres::Devres::device',
    kind: 'fn',
    signatures: text('pub fn device(&self) -> &Device'),
    summary: 'The device that it was created with, which may no longer be bound.',
    source: devres,
  },
  {
    path: 'devres::register',
    kind: 'fn',
    signatures: text(
      "pub fn register<T, E>(dev: &Device<Bound>, data: impl PinInit<T, E>, flags: Flags) -> Result\nwhere\n    T: Send + 'static,\n    Error: From<E>,",
    ),
    summary:
      'Ties a value to the device: it is dropped on unbind and cannot be accessed before. For registrations that the driver does not need again.',
    source: devres,
  },
  {
    path: 'types::Opaque',
    kind: 'struct',
    signatures: text('#[repr(transparent)]\npub struct Opaque<T>'),
    summary:
      'Holds a C value that C may change, lock, link or leave uninitialised at any time: Rust assumes nothing about its bytes, and it does not move. Wrap C values with locks, lists or pointers to them in `Opaque`.',
    notes: [
      '`get()` returns `*mut T` from a shared reference; a reference to the C value itself would promise that nothing changes it.',
      'A wrapper that is obtained by casting a C pointer needs `#[repr(transparent)]`, or `#[repr(C)]` with this field first.',
    ],
    source: types,
  },
  {
    path: 'types::Opaque::ffi_init',
    kind: 'fn',
    signatures: text('pub fn ffi_init(init_func: impl FnOnce(*mut T)) -> impl PinInit<Self>'),
    summary: 'Initialises the value in place with a C function; use `try_ffi_init()` for one that may fail.',
    source: types,
  },
  {
    path: 'types::Opaque::get',
    kind: 'fn',
    signatures: text('pub const fn get(&self) -> *mut T'),
    summary: 'The pointer to pass to C.',
    source: types,
  },
  {
    path: 'types::Opaque::cast_from',
    kind: 'fn',
    signatures: text('pub const fn cast_from(this: *const T) -> *const Self'),
    summary: 'Converts the pointer that C passes to a pointer to the field, for `container_of!`.',
    source: types,
  },
  {
    path: 'sync::aref::ARef',
    aliases: ['types::ARef'],
    kind: 'struct',
    signatures: text('pub struct ARef<T: AlwaysRefCounted>'),
    summary:
      'Owns one reference to a reference-counted object, usually a C object: cloning takes another reference, dropping puts it. `.into()` turns a `&T` into an `ARef<T>`.',
    notes: ['Return `&T` where the caller may borrow, and let the caller decide whether to take a reference.'],
    source: aref,
  },
  {
    path: 'sync::aref::ARef::from_raw',
    aliases: ['types::ARef::from_raw'],
    kind: 'fn',
    signatures: text('pub unsafe fn from_raw(ptr: NonNull<T>) -> Self'),
    summary: 'Takes over an existing reference: there is no increment here.',
    notes: ['The caller owns a reference on the object and must not put it itself.'],
    source: aref,
  },
  {
    path: 'sync::aref::AlwaysRefCounted',
    aliases: ['types::AlwaysRefCounted'],
    kind: 'trait',
    signatures: text(
      'pub unsafe trait AlwaysRefCounted {\n    fn inc_ref(&self);\n    unsafe fn dec_ref(obj: NonNull<Self>);\n}',
    ),
    summary:
      'For types of which every instance is reference counted. `inc_ref` and `dec_ref` call the get and the put of the same count.',
    notes: ['`dec_ref` may free the object: do not use `obj` afterwards.'],
    source: aref,
  },
];

const managed = (
  kind: Pick<CFunction, 'name' | 'signature' | 'summary' | 'kind' | 'constParameters' | 'fails' | 'source'> & {
    parameters: string;
    prefer?: string;
  },
): CFunction => ({
  ...kind,
  parameters: kind.parameters.split(' '),
  context: 'process context, may sleep; the device is bound or being probed',
  sleeps: true,
  ownership: 'The driver core releases it on unbind, in reverse order of creation.',
  bound: { parameter: 'dev' },
});

const functions: readonly CFunction[] = [
  managed({
    name: 'devm_kmalloc',
    signature: 'void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)',
    kind: 'function',
    parameters: 'dev size gfp',
    summary: 'Memory that is freed when the device is unbound. In Rust, use the driver data or a `KBox` in it.',
    fails: 'null',
    source: devresHeader,
  }),
  managed({
    name: 'devm_kzalloc',
    signature: 'void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)',
    kind: 'static inline',
    parameters: 'dev size gfp',
    summary: 'Like `devm_kmalloc()`, zeroed.',
    fails: 'null',
    source: devresHeader,
  }),
  managed({
    name: 'devm_add_action_or_reset',
    signature: 'devm_add_action_or_reset(dev, action, data)',
    kind: 'macro',
    parameters: 'dev action data',
    summary: 'Has `action(data)` called on unbind, or immediately if that cannot be arranged.',
    fails: 'errno',
    prefer: 'devres::register',
    source: devresHeader,
  }),
  managed({
    name: 'devm_ioremap_resource',
    signature: 'void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)',
    kind: 'function',
    parameters: 'dev res',
    constParameters: ['res'],
    summary: 'Requests and maps a range of I/O memory until unbind.',
    fails: 'error pointer',
    prefer: 'io::mem::IoMem',
    source: devresHeader,
  }),
  managed({
    name: 'devm_request_threaded_irq',
    signature:
      'int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn, unsigned long irqflags, const char *devname, void *dev_id)',
    kind: 'function',
    parameters: 'dev irq handler thread_fn irqflags devname dev_id',
    constParameters: ['devname'],
    summary: 'Requests an interrupt line that is freed on unbind.',
    fails: 'errno',
    prefer: 'irq::ThreadedRegistration',
    source: interrupt,
  }),
];

export const devices: Pack = {
  id: 'devices',
  title: 'devices, devres and owned references',
  sources: [device, devres, types, aref, devresHeader, interrupt].map((path) => ({
    repository: 'torvalds/linux',
    path,
    version: '7.1.5',
  })),
  generations: [{ id: since, label: 'in 7.1', marks: [] }],
  functions,
  managedFunctions: { prefix: 'devm_', device: 0 },
  items,
  snippets: abstractionSnippets,
};
