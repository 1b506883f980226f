// What applies to every file of the kernel: the kernel crate's prelude, by version, and the contracts of unsafe operations.

import type { PreludeTable } from '../pack';
import { landed, pinned, readInTree, signature } from '../subsystem';
import { coreContracts } from './core-contracts';

const types = 'rust/kernel/types.rs';

const within = (module: string, names: string): string[] => names.split(' ').map((name) => `${module}::${name}`);

const always = [
  'core::pin::Pin',
  'kernel::alloc::flags::*',
  ...within('kernel', 'build_assert current dbg pr_alert pr_crit pr_debug pr_emerg pr_err pr_info pr_notice pr_warn'),
  ...within('kernel', 'static_assert try_init try_pin_init ThisModule'),
  'kernel::error::code::*',
  ...within('kernel::error', 'Error Result'),
  'kernel::init::InPlaceInit',
  'kernel::str::CStr',
  ...within('macros', 'module vtable'),
  ...within('kernel::macros', 'module vtable'),
];

/** Before the `pin-init` crate. */
const oldInit = [
  ...within('macros', 'pin_data pinned_drop Zeroable'),
  ...within('kernel::macros', 'pin_data pinned_drop Zeroable'),
  ...within('kernel', 'init pin_init'),
  ...within('kernel::init', 'InPlaceWrite Init PinInit'),
];

const pinInit = [
  ...within('macros', 'export'),
  ...within('kernel::macros', 'export'),
  ...within('pin_init', 'init pin_data pin_init pinned_drop InPlaceWrite Init PinInit Zeroable'),
];

const boxes = [
  ...within('kernel::alloc', 'Box KBox KVBox KVVec KVec VBox VVec Vec'),
  ...within('kernel::alloc::kbox', 'Box KBox KVBox VBox'),
  ...within('kernel::alloc::kvec', 'KVVec KVec VVec Vec'),
];

const devices = within('kernel', 'dev_alert dev_crit dev_dbg dev_emerg dev_err dev_info dev_notice dev_warn');

const cTypes = 'c_char c_int c_long c_longlong c_schar c_short c_uchar c_uint c_ulong c_ulonglong c_ushort c_void';
const ffi = [...within('ffi', cTypes), ...within('kernel::ffi', cTypes)];

const fmtMacro = [...within('macros', 'fmt kunit_tests'), ...within('kernel::macros', 'fmt kunit_tests')];

/** Since `CStr` is core's. */
const coreCStr = [
  'core::ffi::CStr',
  'ffi::CStr',
  'kernel::ffi::CStr',
  'kernel::str::CStrExt as _',
  ...within('core::mem', 'align_of align_of_val size_of size_of_val'),
];

const v6_12 = [
  ...always,
  ...oldInit,
  'kernel::alloc::box_ext::BoxExt',
  'kernel::alloc::vec_ext::VecExt',
  'alloc::boxed::Box',
  'alloc::vec::Vec',
];
const v6_14 = [...always, ...oldInit, ...boxes, ...devices, 'kernel::fmt', 'kernel::build_error'];
const v6_16 = [...always, ...pinInit, ...boxes, ...devices, 'kernel::fmt', 'kernel::build_error', 'kernel::uaccess::UserPtr'];
const v6_18 = [
  ...always,
  ...pinInit,
  ...boxes,
  ...devices,
  ...ffi,
  ...fmtMacro,
  'kernel::build_error',
  'kernel::uaccess::UserPtr',
];
const v6_19 = [...v6_18, ...coreCStr];
const v7_1 = [...v6_19, 'kernel::const_assert'];

/** Every path under which an item can be imported that the prelude brings by its own name. */
const preludes: readonly PreludeTable[] = [
  { since: [6, 12], paths: v6_12 },
  { since: [6, 14], paths: v6_14 },
  { since: [6, 16], paths: v6_16 },
  { since: [6, 18], paths: v6_18 },
  { since: [6, 19], paths: v6_19 },
  { since: [7, 1], paths: v7_1 },
];

export const core = readInTree({
  id: 'core',
  title: "the language, `core` and the kernel crate's own pointers",
  sources: [
    {
      repository: 'linux',
      path: 'rust/kernel/prelude.rs',
      version: '6.12-rc7, 6.19-rc2, 7.1.5, and trees on the way to 6.14, 6.16 and 6.18',
    },
    { repository: 'linux', path: 'rust/kernel/alloc.rs', version: '7.1.5' },
    { repository: 'linux', path: 'rust/ffi.rs', version: '7.1.5' },
    { repository: 'linux', path: 'Makefile', version: '6.12.117 and 7.1.5' },
    { repository: 'rust-lang/rust', path: 'library/core/src/slice/raw.rs', version: '0125edf41b8c' },
    { repository: 'rust-lang/rust', path: 'library/core/src/pin.rs', version: '018de659ca42' },
    { repository: 'rust-lang/rust', path: 'library/core/src/ptr/mod.rs', version: '54f885bc2aff' },
  ],
  preludes,
  lintsSwitchedOn: ['as_ptr_cast_mut', 'as_underscore', 'borrow_as_ptr', 'ptr_as_ptr', 'ptr_cast_constness', 'ref_as_ptr'],
  // As the others of packs, it gates a module of the kernel crate; a tree at hand knows all of them.
  tristates: ['KUNIT'],
  contracts: coreContracts,
  generations: landed,
  items: [
    {
      path: 'types::Opaque',
      kind: 'struct',
      signatures: signature('#[repr(transparent)]\npub struct Opaque<T>'),
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
      signatures: signature('pub fn ffi_init(init_func: impl FnOnce(*mut T)) -> impl PinInit<Self>'),
      summary: 'Initialises the value in place with a C function; use `try_ffi_init()` for one that may fail.',
      source: types,
    },
    {
      path: 'types::Opaque::get',
      kind: 'fn',
      signatures: signature('pub const fn get(&self) -> *mut T'),
      summary: 'The pointer to pass to C.',
      source: types,
    },
    {
      path: 'types::Opaque::cast_from',
      kind: 'fn',
      signatures: signature('pub const fn cast_from(this: *const T) -> *const Self'),
      summary: 'Converts the pointer that C passes to a pointer to the field, for `container_of!`.',
      source: types,
    },
  ],
  pinnedTypes: [pinned('rust/pin-init/internal/src/pin_data.rs', 'core::marker::PhantomPinned')],
  neverNull: [
    'core::ptr::NonNull',
    ...['NonZero', 'NonZeroU8', 'NonZeroU16', 'NonZeroU32', 'NonZeroU64', 'NonZeroUsize'].map((name) => `core::num::${name}`),
  ],
  byteTraits: [
    { paths: ['transmute::FromBytes'], fromBytes: true, source: 'rust/kernel/transmute.rs' },
    { paths: ['transmute::AsBytes'], fromBytes: false, source: 'rust/kernel/transmute.rs' },
  ],
  guards: [
    {
      functions: ['types::ScopeGuard::new', 'types::ScopeGuard::new_with_data'],
      whenDropped: 'the cleanup runs',
      called: 'guard',
      silent: true,
      source: 'rust/kernel/types.rs',
    },
  ],
});
