// The Rust side of fwctl: every item in each version of the API that code was written against, and what replaced old names.

import type { CallbackTrait, Generation, Rename, RustItem } from '../../rust-facts';

const source = 'rust/kernel/fwctl.rs';

export const fwctlGenerations: readonly Generation[] = [
  {
    id: 'v1',
    label: 'as first posted, October 2025',
    marks: ['FwCtlOps', 'FwCtlUCtx', 'FwCtlVTable', 'to_driver_uctx_mut'],
  },
  { id: 'v2', label: 'as posted the second time, early 2026', marks: ['RustFwctlTest', 'parent_device_from_raw'] },
  { id: 'v3', label: 'as posted the third time, early 2026', marks: ['DeviceData'] },
  { id: 'v6', label: 'as posted the sixth time, June 2026', marks: [] },
  { id: 'v8', label: 'as merged for 7.3', marks: ['max_output_len', '_max_output_len'] },
];

const callbackContext =
  'Runs in process context and may sleep, with `registration_lock` held for reading: unregistering, and therefore unbind and module unload, waits for it.';
const shared =
  'Runs concurrently with itself and other callbacks, also on the same context: state that changes needs a lock or an atomic.';

const traits: readonly RustItem[] = [
  {
    path: 'fwctl::Operations',
    kind: 'trait',
    signatures: [
      { since: 'v2', text: 'pub trait Operations: Sized' },
      { since: 'v6', text: "pub trait Operations: Sized + Send + Sync + 'static" },
    ],
    summary: 'Implemented by the context type, with one value per open file. C calls its functions through a static `fwctl_ops`.',
    notes: [
      'The value is built by `open()` in memory that the core has allocated, stays pinned there, and is dropped after `close()`.',
      'All callbacks except `close()` only get shared access: use a `Mutex` or an atomic for interior mutability.',
      'Driver data that callbacks need goes into `RegistrationData`, not into the context.',
      'Keep the registration neither in the context nor in that data: dropping it in a callback waits for that callback and deadlocks.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::RegistrationData',
    kind: 'type',
    signatures: [{ since: 'v6', text: "type RegistrationData<'a>: Send + Sync + 'a\nwhere\n    Self: 'a;" }],
    summary:
      "What every callback may borrow: a BAR, a command queue, a typed device. `'a` is the time for which the parent is bound, so plain references with that lifetime are enough.",
    notes: [
      'Owned by the `Registration`, dropped after the last callback has run.',
      'Declare the registration before every field of the driver’s data that this borrows: fields are dropped in declaration order.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::DEVICE_TYPE',
    kind: 'const',
    signatures: [{ since: 'v2', text: 'const DEVICE_TYPE: DeviceType;' }],
    summary:
      'The firmware interface of the device. Part of the uAPI: a new interface adds its own value to `enum fwctl_device_type` and to `DeviceType`.',
    source,
  },
  {
    path: 'fwctl::Operations::open',
    kind: 'fn',
    signatures: [
      {
        since: 'v2',
        text: 'fn open(\n    fwctl_uctx: &Opaque<bindings::fwctl_uctx>,\n) -> Result<impl PinInit<Self::UserCtx, Error>, Error>;',
      },
      { since: 'v3', text: 'fn open(device: &Device<Self>) -> Result<impl PinInit<Self, Error>, Error>;' },
      {
        since: 'v6',
        text: "fn open<'a>(\n    device: &'a Device<Self>,\n    reg_data: &'a Self::RegistrationData<'a>,\n) -> impl PinInit<Self, Error>;",
      },
      {
        since: 'v8',
        text: "fn open<'a>(\n    device: &Device<Self>,\n    reg_data: &Self::RegistrationData<'a>,\n) -> impl PinInit<Self, Error>;",
      },
    ],
    summary:
      'Returns the initializer for the context of a file that is being opened: `try_pin_init!(Self { … })`, even for a type without fields.',
    notes: [
      callbackContext,
      'Nothing else can access the context yet.',
      'On failure `open()` of the file fails with that errno, the core frees the memory, and `close()` is not called: earlier steps must be undone by guards.',
      'Acquire per-file firmware resources here and release them in `close()` or in the destructor.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::close',
    kind: 'fn',
    signatures: [
      { since: 'v2', text: 'fn close(uctx: &mut UserCtx<Self::UserCtx>);' },
      { since: 'v3', text: 'fn close(_this: Pin<&mut Self>, _device: &Device<Self>) {}' },
      {
        since: 'v6',
        text: "fn close<'a>(\n    _this: Pin<&mut Self>,\n    _device: &'a Device<Self>,\n    _reg_data: &'a Self::RegistrationData<'a>,\n) {}",
      },
      {
        since: 'v8',
        text: "fn close<'a>(\n    _this: Pin<&mut Self>,\n    _device: &Device<Self>,\n    _reg_data: &Self::RegistrationData<'a>,\n) {}",
      },
    ],
    summary:
      'For cleanup that needs the device or the registration data; leave it out if dropping the context is enough. `Self` is dropped right after.',
    notes: [
      'The last callback for this context, and the only one with exclusive access to it; called once for each successful `open()`.',
      'Runs on the last close of the file, or while unregistering, with `registration_lock` held for writing.',
      'Before the third posting nothing dropped the context, so what it owned was leaked.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::info',
    kind: 'fn',
    signatures: [
      { since: 'v2', text: 'fn info(uctx: &mut UserCtx<Self::UserCtx>) -> Result<KVec<u8>, Error>;' },
      { since: 'v3', text: 'fn info(_this: &Self, _device: &Device<Self>) -> Result<KVec<u8>, Error>' },
      {
        since: 'v6',
        text: "fn info<'a>(\n    _this: Pin<&Self>,\n    _device: &'a Device<Self>,\n    _reg_data: &'a Self::RegistrationData<'a>,\n) -> Result<KVec<u8>, Error>",
      },
      {
        since: 'v8',
        text: "fn info<'a>(\n    _this: Pin<&Self>,\n    _device: &Device<Self>,\n    _reg_data: &Self::RegistrationData<'a>,\n) -> Result<KVec<u8>, Error>",
      },
    ],
    summary:
      'Describes the device to user space in the driver’s own binary format, for `FWCTL_INFO`. Leave it out if there is nothing to report: the default returns no bytes.',
    notes: [
      callbackContext,
      shared,
      'The core takes ownership of the bytes and frees them with `kfree()`: it must be a `KVec`, never memory from `vmalloc()`.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::fw_rpc',
    kind: 'fn',
    signatures: [
      {
        since: 'v2',
        text: 'fn fw_rpc(\n    uctx: &mut UserCtx<Self::UserCtx>,\n    scope: u32,\n    rpc_in: &mut [u8],\n    out_len: *mut usize,\n) -> Result<Option<KVec<u8>>, Error>;',
      },
      {
        since: 'v3',
        text: 'fn fw_rpc(\n    this: &Self,\n    device: &Device<Self>,\n    scope: RpcScope,\n    rpc_in: &mut [u8],\n) -> Result<FwRpcResponse, Error>;',
      },
      {
        since: 'v6',
        text: "fn fw_rpc<'a>(\n    this: Pin<&Self>,\n    device: &'a Device<Self>,\n    reg_data: &'a Self::RegistrationData<'a>,\n    scope: RpcScope,\n    rpc_in: &mut [u8],\n) -> Result<FwRpcResponse, Error>;",
      },
      {
        since: 'v8',
        text: "fn fw_rpc<'a>(\n    this: Pin<&Self>,\n    device: &Device<Self>,\n    reg_data: &Self::RegistrationData<'a>,\n    scope: RpcScope,\n    rpc_buf: &mut [u8],\n    max_output_len: usize,\n) -> Result<FwRpcResponse, Error>;",
      },
    ],
    summary:
      'Delivers one message to the firmware: check its length, parse it, decide whether `scope` allows the command, send it, return the answer.',
    notes: [
      callbackContext,
      shared,
      'The message is user input, 0 bytes to 2 MiB: check `len()` or use `get()` before indexing, and use checked arithmetic on lengths.',
      'The core only checks the capability; which command needs which scope is decided here, or by firmware that gets the scope. Allow known commands, reject the rest.',
      'Answer `InPlace(n)` with `n` at most the length of the message, or `NewBuffer`, which the core frees with `kvfree()`. An answer may be longer than `max_output_len`: user space gets what fits and the full length, so do not clamp it.',
      'An errno means that the message was not delivered; the status that the firmware reports goes into the answer. Use `EOPNOTSUPP`, not `ENOTSUPP`, which user space does not know.',
      'In the first two postings `Ok(None)` answered in place and left the length to a raw `out_len`: if the driver did not write it, the core copied past the message.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::UserCtx',
    kind: 'type',
    signatures: [
      { since: 'v2', text: 'type UserCtx;' },
      { since: 'v3', text: undefined },
    ],
    summary: 'The driver’s part of the context of an open file.',
    replacedBy: 'Implement `Operations` for the context type itself.',
    source,
  },
  {
    path: 'fwctl::Operations::DeviceData',
    kind: 'type',
    signatures: [
      { since: 'v3', text: 'type DeviceData;' },
      { since: 'v6', text: undefined },
    ],
    summary: 'What the driver stored behind the C device. No callback runs when C frees the device, so it was never dropped.',
    replacedBy: 'fwctl::Operations::RegistrationData',
    source,
  },
];

const values: readonly RustItem[] = [
  {
    path: 'fwctl::FwRpcResponse',
    kind: 'enum',
    signatures: [
      { since: 'v3', text: 'pub enum FwRpcResponse {\n    InPlace(usize),\n    NewBuffer(KVec<u8>),\n}' },
      { since: 'v8', text: 'pub enum FwRpcResponse {\n    InPlace(usize),\n    NewBuffer(KVVec<u8>),\n}' },
    ],
    summary: 'Where the answer of `fw_rpc()` is: in the buffer of the message, or in a new one.',
    notes: ['The core copies at most as many bytes as user space has room for, at most 2 MiB, and reports the full length.'],
    source,
  },
  {
    path: 'fwctl::FwRpcResponse::InPlace',
    kind: 'variant',
    signatures: [{ since: 'v3', text: 'InPlace(usize)' }],
    summary: 'The answer is in the message’s own buffer, with this length.',
    notes: [
      'The length of the answer as written, never more than that of the message: since the sixth posting a greater length gives `EINVAL`, before that the core read past the buffer.',
      '`max_output_len` is what user space has room for, not what the buffer holds.',
    ],
    source,
  },
  {
    path: 'fwctl::FwRpcResponse::NewBuffer',
    kind: 'variant',
    signatures: [
      { since: 'v3', text: 'NewBuffer(KVec<u8>)' },
      { since: 'v8', text: 'NewBuffer(KVVec<u8>)' },
    ],
    summary: 'The answer is a new vector, which the core takes ownership of and frees with `kvfree()`.',
    notes: ['A `KVVec`, because large answers do not fit into `kmalloc()` memory; an empty one becomes a null pointer.'],
    source,
  },
  {
    path: 'fwctl::DeviceType',
    kind: 'enum',
    signatures: [
      {
        since: 'v2',
        text: '#[repr(u32)]\npub enum DeviceType {\n    Error,\n    Mlx5,\n    Cxl,\n    Pds,\n    RustFwctlTest,\n}',
      },
      { since: 'v3', text: '#[repr(u32)]\npub enum DeviceType {\n    Mlx5,\n    Cxl,\n    Pds,\n}' },
      { since: 'v6', text: '#[repr(u32)]\npub enum DeviceType {\n    Mlx5,\n    Cxl,\n    Pds,\n    Bnxt,\n}' },
    ],
    summary: 'The firmware interfaces of the uAPI. Deliberately without a variant for `FWCTL_DEVICE_TYPE_ERROR`.',
    notes: ['A driver uses the value of its own firmware; there is none for tests.'],
    source,
  },
  ...(
    [
      ['Mlx5', 'Mellanox ConnectX (mlx5)', 'v2'],
      ['Cxl', 'Compute Express Link', 'v2'],
      ['Pds', 'AMD/Pensando DSC (pds)', 'v2'],
      ['Bnxt', 'Broadcom NetXtreme (bnxt)', 'v6'],
    ] as const
  ).map(([name, noun, since]): RustItem => ({
    path: `fwctl::DeviceType::${name}`,
    kind: 'variant',
    signatures: [{ since, text: name }],
    summary: `Firmware of ${noun}: \`FWCTL_DEVICE_TYPE_${name.toUpperCase()}\`. Only the driver for that firmware uses it.`,
    source,
  })),
  {
    path: 'fwctl::DeviceType::Error',
    kind: 'variant',
    signatures: [
      { since: 'v2', text: 'Error' },
      { since: 'v3', text: undefined },
    ],
    summary: 'The value that C reserves for "no type".',
    replacedBy: 'Every driver has a type; there is no longer a variant for an error.',
    source,
  },
  {
    path: 'fwctl::DeviceType::RustFwctlTest',
    kind: 'variant',
    signatures: [
      { since: 'v2', text: 'RustFwctlTest' },
      { since: 'v3', text: undefined },
    ],
    summary: 'A value for a sample driver.',
    replacedBy: 'Rejected in review: the uAPI gets no values for tests.',
    source,
  },
  {
    path: 'fwctl::RpcScope',
    kind: 'enum',
    signatures: [
      {
        since: 'v3',
        text: '#[repr(u32)]\npub enum RpcScope {\n    Configuration,\n    DebugReadOnly,\n    DebugWrite,\n    DebugWriteFull,\n}',
      },
    ],
    summary: 'How much a request may do, from least to most; each scope includes the previous ones.',
    notes: [
      'Match on it together with the command: a command that needs one scope is allowed in every higher one, so `==` with a single scope is rarely right.',
      'The core checks `CAP_SYS_RAWIO` and taints the kernel, nothing more.',
      'A driver only sees valid scopes: the core rejects others with `EOPNOTSUPP`.',
    ],
    source,
  },
  ...(
    [
      ['Configuration', 'Reads and changes configuration; the device stays in a supported state.'],
      ['DebugReadOnly', 'Reads debug information; must not leak secrets, because it is allowed under lockdown.'],
      ['DebugWrite', 'Changes debug state within what lockdown allows; taints the kernel.'],
      ['DebugWriteFull', 'Everything that the device can do; requires `CAP_SYS_RAWIO` and taints the kernel.'],
    ] as const
  ).map(([name, summary]): RustItem => ({
    path: `fwctl::RpcScope::${name}`,
    kind: 'variant',
    signatures: [{ since: 'v3', text: name }],
    summary,
    source,
  })),
];

const objects: readonly RustItem[] = [
  {
    path: 'fwctl::Device',
    kind: 'struct',
    signatures: [
      { since: 'v2', text: '#[repr(transparent)]\npub struct Device(Opaque<bindings::fwctl_device>);' },
      { since: 'v3', text: '#[repr(C)]\npub struct Device<T: Operations>' },
    ],
    summary:
      'The device node `/dev/fwctl/fwctlN`. Reference counted, owned through an `ARef<Device<T>>`; user space sees it once it is registered.',
    notes: [
      'Every open file holds a reference, so it can outlive the registration, the driver and the module. C frees it without calling Rust, so it owns no driver data.',
      'Callbacks use it for printing and the like; everything else comes from the registration data.',
    ],
    source,
  },
  {
    path: 'fwctl::Device::new',
    kind: 'fn',
    signatures: [
      {
        since: 'v3',
        text: 'pub fn new(\n    parent: &device::Device<device::Bound>,\n    data: impl PinInit<T::DeviceData, Error>,\n) -> Result<ARef<Self>>',
      },
      { since: 'v6', text: 'pub fn new(parent: &device::Device<device::Bound>) -> Result<ARef<Self>>' },
    ],
    summary:
      'Allocates the device below its parent, the physical device that the driver is bound to. Nothing sees it until it is registered.',
    notes: [
      'May sleep; `ENOMEM` if memory or the 4096 minors are exhausted.',
      'Pass the same parent to `Registration::new()`.',
      'A device can only be registered once: allocate a new one for another registration.',
    ],
    source,
  },
  {
    path: 'fwctl::Device::data',
    kind: 'fn',
    signatures: [
      { since: 'v3', text: 'pub fn data(&self) -> &T::DeviceData' },
      { since: 'v6', text: undefined },
    ],
    summary: 'The driver’s data behind the C device.',
    replacedBy: 'fwctl::Operations::RegistrationData',
    source,
  },
  {
    path: 'fwctl::Device::parent',
    kind: 'fn',
    signatures: [
      { since: 'v2', text: 'pub fn parent(&self) -> &device::Device' },
      { since: 'v3', text: 'pub fn parent(&self) -> &device::Device<device::Bound>' },
      { since: 'v6', text: undefined },
    ],
    summary:
      'The parent device. A device that is only referenced may have a parent that is unbound or gone, which this did not check.',
    replacedBy: 'fwctl::Operations::RegistrationData',
    source,
  },
  {
    path: 'fwctl::Registration',
    kind: 'struct',
    signatures: [
      { since: 'v1', text: 'pub struct Registration<T: FwCtlOps>' },
      { since: 'v2', text: 'pub struct Registration<T: Operations>' },
      { since: 'v6', text: "pub struct Registration<'a, T: Operations>" },
    ],
    summary:
      "Keeps the device visible to user space. `'a` is the time for which the parent is bound, so it cannot outlive the binding; dropping it waits for every callback, closes every context and then drops the registration data.",
    notes: [
      'Store it in the driver’s bound data, declared before every field that its callbacks borrow: fields are dropped in the order of declaration.',
      'Never leak it (`mem::forget`, `ManuallyDrop`, `KBox::leak`, a cycle of `Arc`s): user space could still call into a driver that is gone.',
      'Never drop it in a callback: it waits for that callback.',
      'Not wrapped in `Devres` since the sixth posting. Before, only a `Devres` kept it from outliving the binding.',
    ],
    source,
  },
  {
    path: 'fwctl::Registration::new',
    kind: 'fn',
    signatures: [
      { since: 'v1', text: 'pub fn new(parent: &device::Device) -> Result<Self>' },
      {
        since: 'v2',
        text: "pub fn new<'a>(\n    parent: &'a device::Device<device::Bound>,\n) -> impl PinInit<Devres<Self>, Error> + 'a\nwhere\n    T: 'a,",
      },
      {
        since: 'v3',
        text: "pub fn new<'a>(\n    parent: &'a device::Device<device::Bound>,\n    dev: &'a Device<T>,\n) -> impl PinInit<Devres<Self>, Error> + 'a",
      },
      {
        since: 'v6',
        text: "pub unsafe fn new(\n    parent: &'a device::Device<device::Bound>,\n    dev: &Device<T>,\n    reg_data: impl PinInit<T::RegistrationData<'a>, Error>,\n) -> Result<Self>",
      },
    ],
    summary:
      'Makes the device visible. Everything that callbacks use must be ready first: they may run before this returns, even if it then fails.',
    notes: [
      'A SAFETY comment says where the registration is stored and that it is never leaked; that the device is new and not registered; and that nothing else registers it.',
      '`EINVAL` if `parent` is not the device that `Device::new()` got (as merged), otherwise the error of `fwctl_register()`. On failure the registration data is dropped.',
      'May sleep.',
    ],
    source,
  },
  {
    path: 'fwctl::Registration::new_owned',
    kind: 'fn',
    signatures: [
      {
        since: 'v3',
        text: "pub fn new_owned<'a>(\n    parent: &'a device::Device<device::Bound>,\n    dev: ARef<Device<T>>,\n) -> impl PinInit<Devres<Self>, Error> + 'a\nwhere\n    T: 'a,",
      },
      { since: 'v6', text: undefined },
    ],
    summary: 'Like `new()`, but takes over the reference; in development trees only.',
    replacedBy: 'fwctl::Registration::new',
    source,
  },
];

const gone = (since: string, signature: string, last: string): RustItem['signatures'] => [
  { since, text: signature },
  { since: last, text: undefined },
];

const old: readonly RustItem[] = [
  {
    path: 'fwctl::FwCtlOps',
    kind: 'trait',
    signatures: gone('v1', 'pub trait FwCtlOps: Sized', 'v2'),
    summary: 'The driver trait, with the context as an associated type.',
    replacedBy: 'fwctl::Operations',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::UCtx',
    kind: 'type',
    signatures: gone('v1', 'type UCtx;', 'v2'),
    summary: 'The driver’s part of the context of an open file.',
    replacedBy: 'Implement `Operations` for the context type itself.',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::DEVICE_TYPE',
    kind: 'const',
    signatures: gone('v1', 'const DEVICE_TYPE: u32;', 'v2'),
    summary: 'The uAPI value as a bare number.',
    replacedBy: 'fwctl::Operations::DEVICE_TYPE',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::open_uctx',
    kind: 'fn',
    signatures: gone('v1', 'fn open_uctx(uctx: &mut FwCtlUCtx<Self::UCtx>) -> Result<(), Error>;', 'v2'),
    summary:
      'Called when a file is opened. Its reference claims that the driver’s part is a valid value, but it is zeroed memory that is not initialised yet.',
    replacedBy: 'fwctl::Operations::open',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::close_uctx',
    kind: 'fn',
    signatures: gone('v1', 'fn close_uctx(uctx: &mut FwCtlUCtx<Self::UCtx>);', 'v2'),
    summary: 'Called when the file is closed. Nothing drops the context afterwards.',
    replacedBy: 'fwctl::Operations::close',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::info',
    kind: 'fn',
    signatures: gone('v1', 'fn info(uctx: &mut FwCtlUCtx<Self::UCtx>) -> Result<KVec<u8>, Error>;', 'v2'),
    summary: 'Describes the device. Runs concurrently, each time with a `&mut` to the same context.',
    replacedBy: 'fwctl::Operations::info',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::fw_rpc',
    kind: 'fn',
    signatures: gone(
      'v1',
      'fn fw_rpc(\n    uctx: &mut FwCtlUCtx<Self::UCtx>,\n    scope: u32,\n    rpc_in: &mut [u8],\n    out_len: *mut usize,\n) -> Result<Option<KVec<u8>>, Error>;',
      'v2',
    ),
    summary:
      'Delivers a message. Runs concurrently, each time with a `&mut` to the same context. `Ok(None)` answers in place, and then the length must be written to `out_len`.',
    replacedBy: 'fwctl::Operations::fw_rpc',
    source,
  },
  {
    path: 'fwctl::FwCtlUCtx',
    kind: 'struct',
    signatures: gone(
      'v1',
      '#[repr(C)]\npub struct FwCtlUCtx<T> {\n    pub fwctl_uctx: bindings::fwctl_uctx,\n    pub uctx: T,\n}',
      'v2',
    ),
    summary: 'The context as C lays it out, passed to the driver with C’s list entry in it.',
    replacedBy: 'Callbacks get `Pin<&Self>`, `close()` a `Pin<&mut Self>`.',
    source,
  },
  {
    path: 'fwctl::FwCtlUCtx::from_raw',
    kind: 'fn',
    signatures: gone('v1', "pub unsafe fn from_raw<'a>(ptr: *mut bindings::fwctl_uctx) -> &'a mut Self", 'v2'),
    summary: 'Converts the C pointer to the context.',
    replacedBy: 'Private to the abstraction.',
    source,
  },
  {
    path: 'fwctl::FwCtlUCtx::get_parent_device',
    kind: 'fn',
    signatures: gone('v1', 'pub fn get_parent_device(&self) -> ARef<Device>', 'v2'),
    summary: 'The parent, as an owned reference that does not prove that a driver is bound.',
    replacedBy: 'fwctl::Operations::RegistrationData',
    source,
  },
  {
    path: 'fwctl::FwCtlUCtx::to_driver_uctx_mut',
    kind: 'fn',
    signatures: gone('v1', 'pub fn to_driver_uctx_mut(&mut self) -> &mut T', 'v2'),
    summary: 'The driver’s part of the context.',
    replacedBy: 'Callbacks get `Pin<&Self>`, `close()` a `Pin<&mut Self>`.',
    source,
  },
  {
    path: 'fwctl::FwCtlVTable',
    kind: 'struct',
    signatures: gone('v1', 'pub struct FwCtlVTable<T: FwCtlOps>(PhantomData<T>);', 'v2'),
    summary: 'Holder of the static `fwctl_ops`.',
    replacedBy: 'Private in the merged version: drivers do not need it.',
    source,
  },
  {
    path: 'fwctl::UserCtx',
    kind: 'struct',
    signatures: gone('v2', '#[repr(C)]\npub struct UserCtx<T>', 'v3'),
    summary: 'The context as C lays it out, passed to the driver by `&mut`, through which two contexts could be swapped.',
    notes: ['The abstraction still has a private type of this name.'],
    replacedBy: 'Callbacks get `Pin<&Self>`, `close()` a `Pin<&mut Self>`.',
    source,
  },
  {
    path: 'fwctl::UserCtx::get_parent_device',
    kind: 'fn',
    signatures: gone('v2', 'pub fn get_parent_device(&self) -> &device::Device<device::Bound>', 'v3'),
    summary: 'The parent as a bound device.',
    replacedBy: 'fwctl::Operations::RegistrationData',
    source,
  },
  {
    path: 'fwctl::UserCtx::parent_device_from_raw',
    kind: 'fn',
    signatures: gone(
      'v2',
      'pub fn parent_device_from_raw(\n    fwctl_uctx: &Opaque<bindings::fwctl_uctx>,\n) -> &device::Device<device::Bound>',
      'v3',
    ),
    summary: 'The parent for `open()`, which had no context yet.',
    replacedBy: 'fwctl::Operations::RegistrationData',
    source,
  },
  {
    path: 'fwctl::VTable',
    kind: 'struct',
    signatures: gone('v2', 'pub struct VTable<T: Operations>(PhantomData<T>);', 'v8'),
    summary: 'Holder of the static `fwctl_ops`.',
    replacedBy: 'Private in the merged version: drivers do not need it.',
    source,
  },
];

export const fwctlItems: readonly RustItem[] = [...traits, ...values, ...objects, ...old];

export const fwctlCallbacks: readonly CallbackTrait[] = [
  {
    path: 'fwctl::Operations',
    vtable: 'fwctl_ops',
    dataType: 'RegistrationData',
    kind: { name: 'DEVICE_TYPE', enum: 'fwctl_device_type' },
    methods: [
      { name: 'open', slot: 'open_uctx', parameters: ['device', 'data'], earlier: [['device']] },
      {
        name: 'close',
        slot: 'close_uctx',
        parameters: ['context', 'device', 'data'],
        earlier: [['context', 'device'], ['context']],
      },
      { name: 'info', slot: 'info', parameters: ['context', 'device', 'data'], earlier: [['context', 'device'], ['context']] },
      {
        name: 'fw_rpc',
        slot: 'fw_rpc',
        parameters: ['context', 'device', 'data', 'scope', 'message', 'limit'],
        earlier: [
          ['context', 'device', 'data', 'scope', 'message'],
          ['context', 'device', 'scope', 'message'],
          ['context', 'scope', 'message', 'answer'],
        ],
        inPlace: 'fwctl::FwRpcResponse::InPlace',
      },
    ],
  },
];

export const fwctlRenames: readonly Rename[] = [
  { from: 'FwCtlOps', to: 'Operations', position: 'type' },
  { from: 'FwCtlUCtx', to: '`Pin<&Self>`', position: 'type' },
  { from: 'UserCtx', to: '`Pin<&Self>`', position: 'type' },
  { from: 'UCtx', to: 'the type that implements the trait', position: 'trait item' },
  { from: 'UserCtx', to: 'the type that implements the trait', position: 'trait item' },
  { from: 'DeviceData', to: 'RegistrationData', position: 'trait item' },
  { from: 'open_uctx', to: 'open', position: 'trait item' },
  { from: 'close_uctx', to: 'close', position: 'trait item' },
  { from: 'get_parent_device', to: 'RegistrationData', position: 'function' },
  { from: 'parent_device_from_raw', to: 'RegistrationData', position: 'function' },
  { from: 'to_driver_uctx_mut', to: '`Pin<&Self>`', position: 'function' },
];
