// The Rust side of fwctl: every item in each state of the API that code was written against, and what became of old names.

import type { CallbackTrait, Generation, Rename, RustItem } from './rust-facts';

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
  'Runs in process context and may sleep, with `registration_lock` held for reading: unregistering, and so unbind and module unload, waits for it.';
const shared =
  'Runs at the same time as itself and other callbacks, on the same context too: what changes needs a lock or an atomic.';

const traits: readonly RustItem[] = [
  {
    path: 'fwctl::Operations',
    kind: 'trait',
    signatures: [
      { since: 'v2', text: 'pub trait Operations: Sized' },
      { since: 'v6', text: "pub trait Operations: Sized + Send + Sync + 'static" },
    ],
    summary:
      'Implemented by the type of which there is one value for each open file. C calls its functions through a static `fwctl_ops`.',
    notes: [
      'The value is built by `open()` in memory that the core has allocated, stays pinned there, and is dropped after `close()`.',
      'Callbacks get only shared access, but `close()`: interior mutability has to be a `Mutex` or an atomic.',
      'What callbacks need of the driver belongs into `RegistrationData`, not into the context.',
      'A registration must be kept neither in the context nor in that data: dropping it in a callback waits for that callback, forever.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::RegistrationData',
    kind: 'type',
    signatures: [{ since: 'v6', text: "type RegistrationData<'a>: Send + Sync + 'a\nwhere\n    Self: 'a;" }],
    summary:
      "What every callback may borrow: a BAR, a command queue, a typed device. `'a` is the time for which the parent is bound, so plain references with it do.",
    notes: [
      'Owned by the `Registration`, dropped after the last callback has run.',
      'Declare the registration before every field of the driver’s data that this borrows: fields are dropped in that order.',
    ],
    source,
  },
  {
    path: 'fwctl::Operations::DEVICE_TYPE',
    kind: 'const',
    signatures: [{ since: 'v2', text: 'const DEVICE_TYPE: DeviceType;' }],
    summary:
      'Which firmware interface user space finds behind the device. Part of the user API: a new interface adds a value of its own to `enum fwctl_device_type` and to `DeviceType`.',
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
      'Gives the initializer for the context of a file that is being opened; `try_pin_init!(Self { … })`, even for a type without fields.',
    notes: [
      callbackContext,
      'Nobody else sees the context yet.',
      'Where it fails, `open()` of the file fails with that errno, the core frees the memory, and `close()` is not called: what a later step may leave behind has to be undone by guards.',
      'Firmware resources of a file are taken here and given back in `close()` or in the destructor.',
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
      'For clean-up that needs the device or the registration data; leave it out where dropping the context is enough. `Self` is dropped right after.',
    notes: [
      'The last callback for this context, and the only one with exclusive access to it; called once for each `open()` that went well.',
      'Runs with the last close of the file, or from unregistering, which then holds `registration_lock` for writing.',
      'Before the third posting nothing dropped the context: what it owned leaked.',
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
      'Describes the device to user space in bytes of the driver’s own format, for `FWCTL_INFO`. Leave it out where there is nothing to say: the default gives none.',
    notes: [
      callbackContext,
      shared,
      'The core takes the bytes over and frees them with `kfree()`: only a `KVec` will do, never memory of `vmalloc()`.',
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
      'Delivers one message to the firmware: check its length, parse it, decide whether `scope` allows the command, send it, give the answer.',
    notes: [
      callbackContext,
      shared,
      'The message is input of user space, 0 bytes to 2 MiB: test `len()` or use `get()` before indexing, and add and multiply lengths with a check.',
      'The core looks at the capability alone; which command needs which scope is decided here or by firmware that gets the scope. Allow what is known, refuse the rest.',
      'Answer `InPlace(n)` with `n` at most the length of the message, or `NewBuffer`, which the core frees with `kvfree()`. An answer may be longer than `max_output_len`: user space gets what fits and learns the whole length, so do not clamp it.',
      'An errno says that the message was not delivered; the status that firmware reports belongs into the answer. `EOPNOTSUPP`, not `ENOTSUPP`, which user space does not know.',
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
    summary: 'What the driver stored behind the C device. No callback runs when C frees the device, so nothing ever dropped it.',
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
    notes: [
      'The core copies at most as many bytes as user space has room for and reports the whole length, at most 2 MiB asked for.',
    ],
    source,
  },
  {
    path: 'fwctl::FwRpcResponse::InPlace',
    kind: 'variant',
    signatures: [{ since: 'v3', text: 'InPlace(usize)' }],
    summary: 'The first so many bytes of the message’s own buffer are the answer.',
    notes: [
      'The length is that of the answer as written, never more than the message had: from the sixth posting on more gives `EINVAL`, before that the core read past the buffer.',
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
    summary: 'The answer is a vector of its own, which the core takes over and frees with `kvfree()`.',
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
    summary: 'The firmware interfaces that the user API knows. There is none for an error on purpose.',
    notes: ['A driver uses the value that stands for its own firmware; tests do not get one.'],
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
    summary: `Firmware of ${noun}: \`FWCTL_DEVICE_TYPE_${name.toUpperCase()}\`. Only the driver of that firmware uses it.`,
    source,
  })),
  {
    path: 'fwctl::DeviceType::Error',
    kind: 'variant',
    signatures: [
      { since: 'v2', text: 'Error' },
      { since: 'v3', text: undefined },
    ],
    summary: 'The value that C keeps for "no type".',
    replacedBy: 'A driver has a type; there is no variant for an error any more.',
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
    replacedBy: 'Refused in review: the user API gets no values for tests.',
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
    summary: 'How far a request may go, from the least to the most; each includes the ones before.',
    notes: [
      'Match on it together with the command: what asks for one scope is fine in every higher one, so `==` with a single scope is rarely right.',
      'The core asks for `CAP_SYS_RAWIO` and taints the kernel, nothing more.',
      'A driver sees valid scopes only: the core answers others with `EOPNOTSUPP`.',
    ],
    source,
  },
  ...(
    [
      ['Configuration', 'Reads and changes configuration, after which the device is in a supported state still.'],
      ['DebugReadOnly', 'Reads debug information; must not give away secrets, because it is allowed under lockdown.'],
      ['DebugWrite', 'Changes debug state within what lockdown allows; taints the kernel.'],
      ['DebugWriteFull', 'Everything that the device can do; asks for `CAP_SYS_RAWIO` and taints the kernel.'],
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
      'The node `/dev/fwctl/fwctlN`. Reference counted, kept by an `ARef<Device<T>>`; user space sees it once it is registered.',
    notes: [
      'Every open file holds a reference, so it can outlive the registration, the driver and the module. C frees it without calling Rust: it owns no data of the driver.',
      'In callbacks it is for printing and the like; what they need comes from the registration data.',
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
      'Allocates the device below its parent, the physical device that the driver is bound to. Nobody sees it until it is registered.',
    notes: [
      'May sleep; `ENOMEM` where memory or one of the 4096 minors is lacking.',
      'Give `Registration::new()` the same parent.',
      'One device is registered once: allocate a new one for another registration.',
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
      'The parent device. A device that is merely referenced may have a parent that is unbound or gone, which this did not see.',
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
      "Keeps the device visible to user space. `'a` is the time for which the parent is bound, so it cannot outlive that; dropping it waits for every callback, closes every context and then drops the registration data.",
    notes: [
      'Store it in the driver’s bound data, declared before every field that its callbacks borrow: fields are dropped in the order of declaration.',
      'Never leak it (`mem::forget`, `ManuallyDrop`, `KBox::leak`, a cycle of `Arc`s): user space would reach callbacks of a driver that is gone.',
      'Never drop it in a callback: it waits for that callback.',
      'No `Devres` around it from the sixth posting on. Before, nothing but a `Devres` kept it from outliving the binding.',
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
      'Makes the device visible. Everything that callbacks use has to be ready before: they may run before this returns, and even if it then fails.',
    notes: [
      'A SAFETY comment says where the registration is stored and that it is never leaked; that the device is new and not registered; and that nobody else registers it.',
      '`EINVAL` if `parent` is not the device that `Device::new()` got (as merged), otherwise what `fwctl_register()` gives. On failure the registration data is dropped.',
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
    summary: 'As `new()`, taking the reference over; in development trees only.',
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
    summary: 'The trait of a driver, with the context as an associated type.',
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
    summary: 'The value of the user API as a bare number.',
    replacedBy: 'fwctl::Operations::DEVICE_TYPE',
    source,
  },
  {
    path: 'fwctl::FwCtlOps::open_uctx',
    kind: 'fn',
    signatures: gone('v1', 'fn open_uctx(uctx: &mut FwCtlUCtx<Self::UCtx>) -> Result<(), Error>;', 'v2'),
    summary:
      'Called when a file is opened. Its reference claims that the driver’s part is a valid value, while it is zero bytes that nobody has initialised.',
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
    summary: 'Describes the device. Runs on several threads at once, each with a `&mut` to the same context.',
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
      'Delivers a message. Runs on several threads at once, each with a `&mut` to the same context. `Ok(None)` answers in place, and then the length has to be written to `out_len`.',
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
    summary: 'The context as C lays it out, handed to the driver with the list entry of C in it.',
    replacedBy: 'Callbacks get `Pin<&Self>`, `close()` a `Pin<&mut Self>`.',
    source,
  },
  {
    path: 'fwctl::FwCtlUCtx::from_raw',
    kind: 'fn',
    signatures: gone('v1', "pub unsafe fn from_raw<'a>(ptr: *mut bindings::fwctl_uctx) -> &'a mut Self", 'v2'),
    summary: 'From the pointer of C to the context.',
    replacedBy: 'The abstraction keeps this to itself.',
    source,
  },
  {
    path: 'fwctl::FwCtlUCtx::get_parent_device',
    kind: 'fn',
    signatures: gone('v1', 'pub fn get_parent_device(&self) -> ARef<Device>', 'v2'),
    summary: 'The parent, as an owned reference that says nothing about a driver being bound.',
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
    replacedBy: 'Private as merged: no driver needs it.',
    source,
  },
  {
    path: 'fwctl::UserCtx',
    kind: 'struct',
    signatures: gone('v2', '#[repr(C)]\npub struct UserCtx<T>', 'v3'),
    summary: 'The context as C lays it out, handed to the driver by `&mut`, through which two contexts could be swapped.',
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
    replacedBy: 'Private as merged: no driver needs it.',
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
