// Devices in Rust: what each context of a device reference proves, resources that devres takes away, owned references, opaque C values.

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
      'A `struct device` behind a shared reference. The type argument says in which scope the reference is valid, and so what may be done with the device: `Device<CoreInternal>` gives `Device<Core>`, that gives `Device<Bound>`, that gives `Device`.',
    notes: [
      'Only `Device` without a context can be kept: `ARef<Device>` holds a reference count, which says nothing about a driver being bound.',
      'A function that needs the driver bound for as long as it runs takes `&Device<Bound>`; callers then need no comment.',
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
      'Proves that the device stays bound to its driver for as long as the reference lives. What needs that, such as `Devres::new()`, `Devres::access()`, DMA allocations and IRQ requests, asks for `&Device<Bound>`.',
    notes: [
      "It is a statement about a scope: a `&Device<Bound>` with the lifetime of that scope may be passed on and stored in what carries the lifetime; it must not be turned into an owned or `'static` reference.",
      'An abstraction that calls its driver while the device is bound should hand it a `&Device<Bound>`.',
    ],
    source: device,
  },
  {
    path: 'device::Core',
    kind: 'struct',
    signatures: text('pub struct Core;'),
    summary:
      'The context of a device in a callback of its bus, `probe()` for example. Gives access to what is only right there, such as enabling the device, and dereferences to `Device<Bound>`.',
    notes: ['Ends with the callback: keep an `ARef<Device>`, or what was made from the device.'],
    source: device,
  },
  {
    path: 'device::CoreInternal',
    kind: 'struct',
    signatures: text('pub struct CoreInternal;'),
    summary: 'As `Core`, for the abstraction of the bus itself; drivers never see it.',
    source: device,
  },
  {
    path: 'devres::Devres',
    kind: 'struct',
    signatures: text("pub struct Devres<T: Send + 'static>"),
    summary:
      'Owns a resource that must be gone when the device is unbound: it is dropped with the `Devres` or at unbind, whichever comes first, and unbind waits until nobody uses it any more.',
    notes: [
      'What `T` has to do at the end belongs into its `Drop`.',
      'Drop of `T` runs while the device is still bound; that is why an unregister function that needs this is safe in it.',
      'Types that carry the lifetime of the bound device need no `Devres`.',
    ],
    source: devres,
  },
  {
    path: 'devres::Devres::new',
    kind: 'fn',
    signatures: text('pub fn new<E>(dev: &Device<Bound>, data: impl PinInit<T, E>) -> Result<Self>\nwhere\n    Error: From<E>,'),
    summary: 'Builds the resource and has the driver core take it away at unbind.',
    notes: ['Allocates, may sleep.', 'Where it fails, the resource has been dropped.'],
    source: devres,
  },
  {
    path: 'devres::Devres::access',
    kind: 'fn',
    signatures: text("pub fn access<'a>(&'a self, dev: &'a Device<Bound>) -> Result<&'a T>"),
    summary:
      'Gives the resource for as long as the proof that the device is bound lasts. Costs one comparison, and the code may sleep while it holds the reference: the first choice wherever a `&Device<Bound>` is at hand.',
    notes: ['`EINVAL` if `dev` is another device than the one it was made with.'],
    source: devres,
  },
  {
    path: 'devres::Devres::try_access',
    kind: 'fn',
    signatures: text("pub fn try_access(&self) -> Option<RevocableGuard<'_, T>>"),
    summary: 'Gives the resource if the device is still bound, `None` otherwise. For code that cannot prove it.',
    notes: ['The guard is an RCU read side critical section: no sleeping before it is dropped.', 'Unbind waits for the guard.'],
    source: devres,
  },
  {
    path: 'devres::Devres::try_access_with',
    kind: 'fn',
    signatures: text('pub fn try_access_with<R, F: FnOnce(&T) -> R>(&self, f: F) -> Option<R>'),
    summary: 'As `try_access()`, with the guard held exactly for the closure, which must not sleep.',
    source: devres,
  },
  {
    path: 'devres::Devres::device',
    kind: 'fn',
    signatures: text('pub fn device(&self) -> &Device'),
    summary: 'The device that it was made with, without any proof that it is bound.',
    source: devres,
  },
  {
    path: 'devres::register',
    kind: 'fn',
    signatures: text(
      "pub fn register<T, E>(dev: &Device<Bound>, data: impl PinInit<T, E>, flags: Flags) -> Result\nwhere\n    T: Send + 'static,\n    Error: From<E>,",
    ),
    summary:
      'Gives a value to the device for good: it is dropped at unbind and nobody can reach it before. For registrations that the driver need not touch again.',
    source: devres,
  },
  {
    path: 'types::Opaque',
    kind: 'struct',
    signatures: text('#[repr(transparent)]\npub struct Opaque<T>'),
    summary:
      'Holds a C value that C may change, lock, link or leave uninitialised at any time: Rust assumes nothing about its bytes, and it does not move. What C has locks, lists or pointers into belongs into one.',
    notes: [
      '`get()` gives `*mut T` from a shared reference; a reference to the C value itself would promise that nobody changes it.',
      'A wrapper that is reached by casting a C pointer needs `#[repr(transparent)]`, or `#[repr(C)]` with this field first.',
    ],
    source: types,
  },
  {
    path: 'types::Opaque::ffi_init',
    kind: 'fn',
    signatures: text('pub fn ffi_init(init_func: impl FnOnce(*mut T)) -> impl PinInit<Self>'),
    summary: 'Initialises the value in place by a C function; `try_ffi_init()` for one that may fail.',
    source: types,
  },
  {
    path: 'types::Opaque::get',
    kind: 'fn',
    signatures: text('pub const fn get(&self) -> *mut T'),
    summary: 'The address for C.',
    source: types,
  },
  {
    path: 'types::Opaque::cast_from',
    kind: 'fn',
    signatures: text('pub const fn cast_from(this: *const T) -> *const Self'),
    summary: 'From the pointer that C passes to a pointer to the field, as `container_of!` wants it.',
    source: types,
  },
  {
    path: 'sync::aref::ARef',
    aliases: ['types::ARef'],
    kind: 'struct',
    signatures: text('pub struct ARef<T: AlwaysRefCounted>'),
    summary:
      'Owns one reference of an object that counts itself, mostly a C object: cloning takes another one, dropping gives it back. A `&T` becomes an `ARef<T>` by `.into()`.',
    notes: ['Return `&T` where the caller may borrow, and let it decide whether it pays for a reference.'],
    source: aref,
  },
  {
    path: 'sync::aref::ARef::from_raw',
    aliases: ['types::ARef::from_raw'],
    kind: 'fn',
    signatures: text('pub unsafe fn from_raw(ptr: NonNull<T>) -> Self'),
    summary: 'Takes over a reference that somebody already holds: there is no increment here.',
    notes: ['The caller owns a reference on the object and does not give it back itself.'],
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
      'For types whose every instance is counted. `inc_ref` and `dec_ref` call the getter and the putter of one and the same count.',
    notes: ['`dec_ref` may free the object: nothing may be touched through `obj` afterwards.'],
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
  ownership: 'The driver core takes it away at unbind, in the reverse order of creation.',
  bound: { parameter: 'dev' },
});

const functions: readonly CFunction[] = [
  managed({
    name: 'devm_kmalloc',
    signature: 'void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)',
    kind: 'function',
    parameters: 'dev size gfp',
    summary: 'Memory that is freed when the device is unbound. In Rust the data of the driver, or a `KBox`, lives as long.',
    fails: 'null',
    source: devresHeader,
  }),
  managed({
    name: 'devm_kzalloc',
    signature: 'void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)',
    kind: 'static inline',
    parameters: 'dev size gfp',
    summary: 'As `devm_kmalloc()`, zeroed.',
    fails: 'null',
    source: devresHeader,
  }),
  managed({
    name: 'devm_add_action_or_reset',
    signature: 'devm_add_action_or_reset(dev, action, data)',
    kind: 'macro',
    parameters: 'dev action data',
    summary: 'Has `action(data)` called at unbind, or at once where that cannot be arranged.',
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
    summary: 'An interrupt line that is freed at unbind.',
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
