// Devices in Rust: what each context of a device reference proves, and resources that devres releases.

import { landed, managed, pinned, readInTree, signature } from '../subsystem';
import { abstractionSnippets } from './abstraction-snippets';

const source = 'rust/kernel/device.rs';
const devres = 'rust/kernel/devres.rs';
const revocable = 'rust/kernel/revocable.rs';
const devresHeader = 'include/linux/device/devres.h';

export const device = readInTree({
  id: 'device',
  title: 'devices and devres',
  counted: [
    {
      struct: 'device',
      noun: 'device',
      get: 'get_device',
      put: 'put_device',
      getSignature: 'struct device *get_device(struct device *dev)',
      putSignature: 'void put_device(struct device *dev)',
      rust: 'device::Device',
      remark:
        'Bus and class devices embed a `struct device` and share its count. A reference keeps the memory alive; it does not keep the device bound to its driver.',
      putSleeps: true,
      source: 'include/linux/device.h',
    },
    {
      struct: 'kobject',
      noun: 'kobject',
      get: 'kobject_get',
      put: 'kobject_put',
      getSignature: 'struct kobject *kobject_get(struct kobject *kobj)',
      putSignature: 'void kobject_put(struct kobject *kobj)',
      putSleeps: true,
      source: 'include/linux/kobject.h',
    },
  ],
  generations: landed,
  functions: [
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
  ],
  managedFunctions: { prefix: 'devm_', device: 0 },
  items: [
    {
      path: 'device::Device',
      kind: 'struct',
      signatures: signature('pub struct Device<Ctx: DeviceContext = Normal>'),
      summary:
        'A `struct device` behind a shared reference. The type argument says in which scope the reference is valid, and so what may be done with the device: `Device<CoreInternal>` dereferences to `Device<Core>`, that to `Device<Bound>`, that to `Device`.',
      notes: [
        'Only `Device` without a context can be stored: `ARef<Device>` holds a reference count, which does not mean that a driver is bound.',
        'A function that needs the device bound while it runs takes `&Device<Bound>`; callers then need no comment.',
      ],
      source,
    },
    {
      path: 'device::DeviceContext',
      kind: 'trait',
      signatures: signature('pub trait DeviceContext: private::Sealed'),
      summary:
        'Sealed marker trait of the four contexts: `CoreInternal`, `Core`, `Bound` and `Normal`, each of which dereferences to the next.',
      source,
    },
    {
      path: 'device::Normal',
      kind: 'struct',
      signatures: signature('pub struct Normal;'),
      summary:
        'The context of a device reference that proves nothing beyond the device being alive. The only one that is reference counted, so the only one that can be stored.',
      source,
    },
    {
      path: 'device::Bound',
      kind: 'struct',
      signatures: signature('pub struct Bound;'),
      summary:
        'Proves that the device stays bound to its driver for as long as the reference lives. APIs that need this, such as `Devres::new()`, `Devres::access()`, DMA allocations and IRQ requests, take `&Device<Bound>`.',
      notes: [
        "It is a statement about a scope: a `&Device<Bound>` with the lifetime of that scope may be passed on, and stored in a type that carries the lifetime; it must not be turned into an owned or `'static` reference.",
        'An abstraction that calls its driver while the device is bound should pass it a `&Device<Bound>`.',
      ],
      source,
    },
    {
      path: 'device::Core',
      kind: 'struct',
      signatures: signature('pub struct Core;'),
      summary:
        'The context of a device in a callback of its bus, `probe()` for example. Gives access to operations that are only allowed there, such as enabling the device, and dereferences to `Device<Bound>`.',
      notes: ['Only valid during the callback: keep an `ARef<Device>`, or what was created from the device.'],
      source,
    },
    {
      path: 'device::CoreInternal',
      kind: 'struct',
      signatures: signature('pub struct CoreInternal;'),
      summary: 'Like `Core`, for the bus abstraction itself; drivers never see it.',
      source,
    },
    {
      path: 'devres::Devres',
      kind: 'struct',
      signatures: signature("pub struct Devres<T: Send + 'static>"),
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
      signatures: signature(
        'pub fn new<E>(dev: &Device<Bound>, data: impl PinInit<T, E>) -> Result<Self>\nwhere\n    Error: From<E>,',
      ),
      summary: 'Builds the resource and has the driver core drop it on unbind.',
      notes: ['Allocates, may sleep.', 'On failure the resource has been dropped.'],
      source: devres,
    },
    {
      path: 'devres::Devres::access',
      kind: 'fn',
      signatures: signature("pub fn access<'a>(&'a self, dev: &'a Device<Bound>) -> Result<&'a T>"),
      summary:
        'Returns the resource for as long as the device is known to be bound. Costs one comparison, and the code may sleep while it holds the reference: the first choice wherever a `&Device<Bound>` is available.',
      notes: ['`EINVAL` if `dev` is not the device that it was created with.'],
      source: devres,
    },
    {
      path: 'devres::Devres::try_access',
      kind: 'fn',
      signatures: signature("pub fn try_access(&self) -> Option<RevocableGuard<'_, T>>"),
      summary: 'Returns the resource if the device is still bound, `None` otherwise. For code without a `&Device<Bound>`.',
      notes: ['The guard is an RCU read-side critical section: no sleeping before it is dropped.', 'Unbind waits for the guard.'],
      source: devres,
    },
    {
      path: 'devres::Devres::try_access_with',
      kind: 'fn',
      signatures: signature('pub fn try_access_with<R, F: FnOnce(&T) -> R>(&self, f: F) -> Option<R>'),
      summary: 'Like `try_access()`, with the guard held for the closure only, which must not sleep.',
      source: devres,
    },
    {
      path: 'devres::Devres::device',
      kind: 'fn',
      signatures: signature('pub fn device(&self) -> &Device'),
      summary: 'The device that it was created with, which may no longer be bound.',
      source: devres,
    },
    {
      path: 'devres::register',
      kind: 'fn',
      signatures: signature(
        "pub fn register<T, E>(dev: &Device<Bound>, data: impl PinInit<T, E>, flags: Flags) -> Result\nwhere\n    T: Send + 'static,\n    Error: From<E>,",
      ),
      summary:
        'Ties a value to the device: it is dropped on unbind and cannot be accessed before. For registrations that the driver does not need again.',
      source: devres,
    },
  ],
  pinnedTypes: [pinned('rust/kernel/driver.rs', 'driver::Registration'), pinned(revocable, 'revocable::Revocable')],
  guards: [
    {
      methods: ['try_access'],
      whenDropped: 'the access to the object ends',
      called: 'guard',
      silent: true,
      source: 'rust/kernel/revocable.rs',
    },
    {
      functions: ['devres::Devres::new'],
      whenDropped: 'the resource is released',
      called: 'resource',
      silent: true,
      source: 'rust/kernel/devres.rs',
    },
  ],
  atomicGuards: [{ methods: ['try_access'], holds: 'the RCU read-side lock', source: revocable }],
  snippets: abstractionSnippets,
});
