// What the C side of fwctl guarantees and requires: its functions, structs, enums and callbacks.

import type { CEnum, CFunction, CIoctl, CStruct, Refcount, RegistrationFact, Vtable } from '../../c-facts';
import type { Obligation } from '../../pack';

const header = 'include/linux/fwctl.h';
const main = 'drivers/fwctl/main.c';
const uapi = 'include/uapi/fwctl/fwctl.h';

const boundParent: Obligation = {
  claim: 'the parent device is bound to its driver',
  words: ['bound', 'before … unbind', 'not … unbound', 'devres', 'remove … callback'],
  kind: 'bound',
};

const liveReference: Obligation = {
  claim: '`{fwctl}` is a live device on which a reference is held',
  words: ['live', 'valid', 'reference', 'refcount', 'aref', 'owns', 'allocated', 'returned by', 'not null', 'non-null'],
};

export const fwctlFunctions: readonly CFunction[] = [
  {
    name: '_fwctl_alloc_device',
    signature: 'struct fwctl_device *_fwctl_alloc_device(struct device *parent, const struct fwctl_ops *ops, size_t size)',
    kind: 'function',
    namespace: 'FWCTL',
    parameters: ['parent', 'ops', 'size'],
    constParameters: ['ops'],
    summary: `Allocates \`size\` zeroed bytes that begin with a \`struct fwctl_device\` with one reference and the name \`fwctlN\`. The struct must be the
first field of the driver's type: the C macro \`fwctl_alloc_device()\` checks type and offset at compile time, and Rust, which cannot use the macro, has
to repeat both checks.`,
    context: 'process context, may sleep',
    sleeps: true,
    fails: 'null',
    ownership: 'The caller owns the reference and drops it with `fwctl_put()`.',
    bound: { parameter: 'parent' },
    obligations: [
      {
        claim: '`{parent}` is the physical device and is bound to the calling driver',
        words: ['bound', 'before … unbind', 'devres'],
        kind: 'bound',
      },
      {
        claim: '`{ops}` stays valid until `fwctl_unregister()` returns',
        words: ['static', 'vtable', 'ops', 'constant', 'lives as long'],
      },
      {
        claim: '`{size}` covers a type that begins with a `fwctl_device`',
        words: ['size', 'offset 0', 'first field', 'first member', 'layout', 'repr(c)', 'begins with'],
      },
    ],
    prefer: 'fwctl::Device::new',
    source: main,
  },
  {
    name: 'fwctl_alloc_device',
    signature: 'fwctl_alloc_device(parent, ops, drv_struct, member)',
    kind: 'macro',
    parameters: ['parent', 'ops', 'drv_struct', 'member'],
    summary: `Calls \`_fwctl_alloc_device()\` with the size of \`drv_struct\` after checking at compile time that \`member\` is a \`struct fwctl_device\` at
offset 0. A macro that takes types cannot be wrapped for Rust.`,
    context: 'process context, may sleep',
    sleeps: true,
    fails: 'null',
    prefer: 'fwctl::Device::new',
    source: header,
  },
  {
    name: 'fwctl_get',
    signature: 'struct fwctl_device *fwctl_get(struct fwctl_device *fwctl)',
    kind: 'static inline',
    parameters: ['fwctl'],
    summary: 'Takes another reference and returns its argument.',
    context: 'any context',
    sleeps: false,
    ownership: 'The caller owns the new reference.',
    obligations: [liveReference],
    prefer: 'ARef<fwctl::Device<T>>',
    source: header,
  },
  {
    name: 'fwctl_put',
    signature: 'void fwctl_put(struct fwctl_device *fwctl)',
    kind: 'static inline',
    parameters: ['fwctl'],
    summary: `Drops one reference. With the last one the core frees the minor and the whole block; no driver callback runs then, so data stored behind the
struct is never dropped.`,
    context: 'process context, the last put frees and may sleep',
    sleeps: true,
    ownership: 'Takes the reference that the caller owned.',
    obligations: [
      {
        claim: 'the caller owns a reference on `{fwctl}` and does not use it again',
        words: ['own', 'reference', 'refcount', 'allocated', 'just', 'release', 'no longer'],
      },
    ],
    prefer: 'ARef<fwctl::Device<T>>',
    source: header,
  },
  {
    name: 'fwctl_register',
    signature: 'int fwctl_register(struct fwctl_device *fwctl)',
    kind: 'function',
    namespace: 'FWCTL',
    parameters: ['fwctl'],
    summary: `Makes the device visible to user space. Callbacks may run before it returns, even if it then returns an error, so everything that they
use must be ready. On failure the caller still owns its reference and only has to put it.`,
    context: 'process context, may sleep',
    sleeps: true,
    fails: 'errno',
    ownership: 'The caller keeps its reference, on success and on failure.',
    bound: {},
    obligations: [
      {
        claim: '`{fwctl}` came from `_fwctl_alloc_device()` and is not registered yet',
        words: ['alloc', 'not … registered', 'unregistered', 'fresh', 'valid', 'just created', 'new device'],
      },
      boundParent,
    ],
    prefer: 'fwctl::Registration::new',
    source: main,
  },
  {
    name: 'fwctl_unregister',
    signature: 'void fwctl_unregister(struct fwctl_device *fwctl)',
    kind: 'function',
    namespace: 'FWCTL',
    parameters: ['fwctl'],
    summary: `Removes the device from user space: waits for all running callbacks, calls \`close_uctx\` for each open file and clears the ops.
It does not drop the caller's reference, so \`fwctl_put()\` must follow. Calling it from a callback deadlocks, because it takes the lock for writing that
every callback holds for reading.`,
    context: 'process context, sleeps; never from a callback of the same device',
    sleeps: true,
    ownership: 'The caller keeps its reference.',
    bound: {},
    obligations: [
      {
        claim: '`{fwctl}` is registered, and this is the only call that unregisters it',
        words: ['registered', 'registration', 'fwctl_register', 'was alloc', 'valid', '_fwctl_alloc_device', 'once'],
      },
      boundParent,
    ],
    prefer: 'dropping the `fwctl::Registration`',
    source: main,
  },
];

export const fwctlStructs: readonly CStruct[] = [
  {
    name: 'fwctl_device',
    summary: `The device node \`/dev/fwctl/fwctlN\`. Reference counted by its \`dev\`; embeds a character device, a mutex, a list and a semaphore that C uses. Each
open file holds a reference, so it can outlive \`fwctl_unregister()\`, the driver and the module.`,
    pinned: true,
    headOf: '_fwctl_alloc_device',
    source: header,
  },
  {
    name: 'fwctl_uctx',
    summary: `The context of one open file. The core allocates it zeroed with the size in \`fwctl_ops.uctx_size\`, links it into a list, and frees it
with \`kfree()\` some time after \`close_uctx\`, without another call into the driver. It must not be moved or overwritten.`,
    pinned: true,
    headOf: 'fwctl_ops.uctx_size',
    source: header,
  },
  {
    name: 'fwctl_ops',
    summary:
      'The callbacks of a driver and the size of its context. Must stay valid until `fwctl_unregister()` returns, so it is static in practice.',
    source: header,
  },
  {
    name: 'fwctl_info',
    summary:
      'Argument of the `FWCTL_INFO` ioctl (24 bytes): `flags` must be 0; if the length for the device data is 0, `info` is not called.',
    source: uapi,
  },
  {
    name: 'fwctl_rpc',
    summary:
      'Argument of the `FWCTL_RPC` ioctl (32 bytes): the scope, and the lengths and addresses of the message and the answer, each at most 2 MiB.',
    source: uapi,
  },
];

export const fwctlEnums: readonly CEnum[] = [
  {
    name: 'fwctl_device_type',
    rust: 'fwctl::DeviceType',
    summary: 'Which firmware interface a device implements; part of the uAPI, so each driver adds its own value.',
    members: [
      { name: 'FWCTL_DEVICE_TYPE_ERROR', value: 0, note: 'kept out of the Rust enum on purpose' },
      { name: 'FWCTL_DEVICE_TYPE_MLX5', value: 1, variant: 'Mlx5' },
      { name: 'FWCTL_DEVICE_TYPE_CXL', value: 2, variant: 'Cxl' },
      { name: 'FWCTL_DEVICE_TYPE_BNXT', value: 3, variant: 'Bnxt' },
      { name: 'FWCTL_DEVICE_TYPE_PDS', value: 4, variant: 'Pds' },
    ],
    source: uapi,
  },
  {
    name: 'fwctl_rpc_scope',
    rust: 'fwctl::RpcScope',
    summary: `How much a request may do; the values are ordered by privilege. The core checks the capability and taints the kernel, but only the driver or
its firmware knows which command needs which scope.`,
    members: [
      { name: 'FWCTL_RPC_CONFIGURATION', value: 0, variant: 'Configuration', note: 'the device stays in a supported state' },
      { name: 'FWCTL_RPC_DEBUG_READ_ONLY', value: 1, variant: 'DebugReadOnly', note: 'must not leak secrets' },
      { name: 'FWCTL_RPC_DEBUG_WRITE', value: 2, variant: 'DebugWrite', note: 'taints the kernel' },
      {
        name: 'FWCTL_RPC_DEBUG_WRITE_FULL',
        value: 3,
        variant: 'DebugWriteFull',
        note: 'needs `CAP_SYS_RAWIO` and taints the kernel',
      },
    ],
    source: uapi,
  },
];

export const fwctlIoctls: readonly CIoctl[] = [
  {
    name: 'FWCTL_INFO',
    number: '_IO(0x9A, 0)',
    struct: 'fwctl_info',
    summary: `Returns the device type and the driver's data. \`flags\` other than 0 give \`EOPNOTSUPP\`; without room for data \`info\` is not called, and if there
is no \`info\`, the user's buffer is zeroed.`,
    source: uapi,
  },
  {
    name: 'FWCTL_RPC',
    number: '_IO(0x9A, 1)',
    struct: 'fwctl_rpc',
    summary: `Passes a message to the firmware. More than 2 MiB either way gives \`EMSGSIZE\`, an unknown scope \`EOPNOTSUPP\`, the full scope without
\`CAP_SYS_RAWIO\` \`EPERM\`, and a device that is gone \`ENODEV\`.`,
    source: uapi,
  },
];

export const fwctlRefcounts: readonly Refcount[] = [
  {
    struct: 'fwctl_device',
    get: 'fwctl_get',
    put: 'fwctl_put',
    rust: 'fwctl::Device',
    base: { field: 'dev', struct: 'device' },
    source: header,
  },
];

export const fwctlRegistrations: readonly RegistrationFact[] = [
  {
    type: 'fwctl::Registration',
    arguments: { parent: 0, device: 1 },
    device: { constructor: 'fwctl::Device::new', parent: 0 },
    register: ['fwctl_register'],
    unregister: ['fwctl_unregister'],
    boundParent: true,
    tie: 'lifetime',
    startsEarly: true,
    summary:
      "It must be unregistered before the parent is unbound; the merged `Registration<'a, T>` borrows the bound parent, earlier versions were wrapped in `Devres`.",
    source: 'rust/kernel/fwctl.rs',
  },
];

export const fwctlVtables: readonly Vtable[] = [
  {
    struct: 'fwctl_ops',
    object: 'fwctl_uctx',
    sizeField: 'uctx_size',
    enumFields: { device_type: 'fwctl_device_type' },
    summary: `All callbacks run in process context and may sleep. \`registration_lock\` is held for reading while they run: they run concurrently, and
\`fwctl_unregister()\` waits for all of them.`,
    slots: [
      {
        name: 'open_uctx',
        signature: 'int (*open_uctx)(struct fwctl_uctx *uctx)',
        parameters: ['uctx'],
        mandatory: true,
        object: 'uninitialised',
        role: 'open',
        summary: `Called by \`open()\`. \`uctx->fwctl\` is set, the rest of the block is zeroed, which to Rust is uninitialised memory. The context is not on a
list yet. On an error the core frees the block and does not call \`close_uctx\`.`,
        source: main,
      },
      {
        name: 'close_uctx',
        signature: 'void (*close_uctx)(struct fwctl_uctx *uctx)',
        parameters: ['uctx'],
        mandatory: true,
        object: 'exclusive',
        role: 'close',
        summary: `Called at most once for each successful open, on the last close of the file or by \`fwctl_unregister()\`, which holds \`registration_lock\` for
writing. The last callback that sees the context: the core frees the bytes later without another call, so whatever the driver put there must be
dropped here.`,
        source: main,
      },
      {
        name: 'info',
        signature: 'void *(*info)(struct fwctl_uctx *uctx, size_t *length)',
        parameters: ['uctx', 'length'],
        mandatory: false,
        object: 'shared',
        freedWith: 'kfree',
        summary: `Called by \`FWCTL_INFO\` if user space has room for device data. Runs concurrently with itself and \`fw_rpc\` on the same context. Returns memory from
\`kmalloc()\` (the core calls \`kfree()\`) or an error pointer, and its size in \`*length\`; the initial value of \`*length\` must not be used.`,
        source: main,
      },
      {
        name: 'fw_rpc',
        signature:
          'void *(*fw_rpc)(struct fwctl_uctx *uctx, enum fwctl_rpc_scope scope, void *rpc_in, size_t in_len, size_t *out_len)',
        parameters: ['uctx', 'scope', 'rpc_in', 'in_len', 'out_len'],
        mandatory: true,
        object: 'shared',
        freedWith: 'kvfree',
        inPlace: { buffer: 'rpc_in', length: 'in_len', answer: 'out_len' },
        summary: `Called by \`FWCTL_RPC\` with a message of at most 2 MiB. \`*out_len\` is initially the size of the user's buffer. The answer is \`rpc_in\` itself or new
memory that the core frees with \`kvfree()\`; it copies \`*out_len\` bytes without knowing how large that memory is. An errno means that the message
was not delivered; the firmware's own status goes into the answer.`,
        source: main,
      },
    ],
    source: header,
  },
];
