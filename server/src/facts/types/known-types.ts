// Types of the standard library and the kernel crate that hold or return pointers.

/** Types whose values have no size of their own, so that no method casts to a pointer to one. Names without their path. */
export const unsizedTypes: ReadonlySet<string> = new Set(['str', 'CStr', 'BStr', 'OsStr', 'Path', 'Bitmap']);

/** Types whose size does not depend on their argument. */
export const sizedWrappers: ReadonlySet<string> = new Set([
  'Box',
  'KBox',
  'VBox',
  'KVBox',
  'Vec',
  'KVec',
  'VVec',
  'KVVec',
  'Arc',
  'ARef',
  'ArcBorrow',
  'ListArc',
  'UniqueArc',
  'NonNull',
  'PhantomData',
  'Pin',
  'String',
  'CString',
  'AtomicBool',
  'AtomicI32',
  'AtomicPtr',
  'AtomicU32',
  'AtomicU64',
  'AtomicUsize',
  'PhantomPinned',
  'Opaque',
]);

/** Types of the kernel crate whose destructor releases something. Names without their path. */
export const owning: ReadonlySet<string> = new Set([
  ...['KBox', 'VBox', 'KVBox', 'KVec', 'VVec', 'KVVec', 'Arc', 'ARef', 'CString', 'Devres'],
  ...['Mutex', 'SpinLock'],
]);

/** Types that a field or method access sees through, to what their first argument says. */
export const dereferencing: ReadonlySet<string> = new Set([
  'Box',
  'KBox',
  'VBox',
  'KVBox',
  'Arc',
  'ARef',
  'ArcBorrow',
  'ListArc',
  'UniqueArc',
  'Pin',
  'ManuallyDrop',
]);

/** Type arguments of `Device` that are only there while the device is bound to its driver; each dereferences to the ones after it. */
export const boundContexts: ReadonlySet<string> = new Set(['CoreInternal', 'Core', 'Bound']);

/** The type argument of `Device` that says nothing about a binding, and the default. */
export const plainContext = 'Normal';

/** What a method or function gives, `first` being the receiver's (or the argument's) first type argument. */
export type Result =
  | '*const first'
  | '*mut first'
  | '&first'
  | '&mut first'
  | 'first'
  | '*const u8'
  | '*mut u8'
  | '*const c_char'
  | 'NonNull<first>'
  | 'Option<NonNull<first>>'
  | 'Option<first>'
  | 'Result<first>'
  | 'Result<*mut first>'
  | 'Result<self>'
  | '&[first]'
  | '&mut [first]'
  | 'same'
  | 'self';

/**
 * Methods by the receiver's type, without its path; `[]` stands for slices and arrays, `*` for raw pointers.
 * `same` is the receiver's own type, `first` its first type argument, element or pointee.
 */
export const methods: Readonly<Record<string, Readonly<Record<string, Result>>>> = {
  '*': {
    add: 'same',
    sub: 'same',
    offset: 'same',
    wrapping_add: 'same',
    wrapping_sub: 'same',
    wrapping_offset: 'same',
    byte_add: 'same',
    byte_sub: 'same',
    byte_offset: 'same',
    wrapping_byte_add: 'same',
    wrapping_byte_sub: 'same',
    cast_mut: '*mut first',
    cast_const: '*const first',
    read: 'first',
    read_volatile: 'first',
  },
  '[]': { as_ptr: '*const first', as_mut_ptr: '*mut first' },
  str: { as_ptr: '*const u8', as_mut_ptr: '*mut u8' },
  String: { as_ptr: '*const u8', as_mut_ptr: '*mut u8' },
  CStr: { as_ptr: '*const c_char', as_char_ptr: '*const c_char' },
  CString: { as_ptr: '*const c_char', as_char_ptr: '*const c_char' },
  BStr: { as_ptr: '*const u8' },
  Vec: { as_ptr: '*const first', as_mut_ptr: '*mut first' },
  KVec: { as_ptr: '*const first', as_mut_ptr: '*mut first' },
  VVec: { as_ptr: '*const first', as_mut_ptr: '*mut first' },
  KVVec: { as_ptr: '*const first', as_mut_ptr: '*mut first' },
  MaybeUninit: { as_ptr: '*const first', as_mut_ptr: '*mut first' },
  NonNull: { as_ptr: '*mut first', as_ref: '&first', as_mut: '&mut first' },
  Opaque: { get: '*mut first' },
  UnsafeCell: { get: '*mut first', get_mut: '&mut first' },
  SyncUnsafeCell: { get: '*mut first' },
  Cell: { as_ptr: '*mut first' },
  RefCell: { as_ptr: '*mut first' },
  Option: { unwrap: 'first', expect: 'first', unwrap_unchecked: 'first', ok_or: 'Result<first>', ok_or_else: 'Result<first>' },
  Result: {
    unwrap: 'first',
    expect: 'first',
    unwrap_unchecked: 'first',
    ok: 'Option<first>',
    map_err: 'same',
    inspect_err: 'same',
  },
};

/** Functions by the last two segments of their path; `first` is that of the type, or of the only argument's type. */
export const functions: Readonly<Record<string, Result>> = {
  'ptr::null': '*const first',
  'ptr::null_mut': '*mut first',
  'ptr::from_ref': '*const first',
  'ptr::from_mut': '*mut first',
  'NonNull::as_ptr': '*mut first',
  'Box::into_raw': '*mut first',
  'KBox::into_raw': '*mut first',
  'VBox::into_raw': '*mut first',
  'KVBox::into_raw': '*mut first',
  'Box::leak': '&mut first',
  'KBox::leak': '&mut first',
  'Arc::into_raw': '*const first',
  'Arc::as_ptr': '*const first',
  'ARef::into_raw': 'NonNull<first>',
  'NonNull::from': 'NonNull<first>',
  'NonNull::new_unchecked': 'NonNull<first>',
  'NonNull::new': 'Option<NonNull<first>>',
  'error::from_err_ptr': 'Result<*mut first>',
  'slice::from_raw_parts': '&[first]',
  'slice::from_raw_parts_mut': '&mut [first]',
  'UnsafeCell::raw_get': '*mut first',
  'String::new': 'self',
  'Vec::new': 'self',
  'KVec::new': 'self',
  'VVec::new': 'self',
  'KVVec::new': 'self',
  'KVec::with_capacity': 'Result<self>',
  'VVec::with_capacity': 'Result<self>',
  'KVVec::with_capacity': 'Result<self>',
  'MaybeUninit::uninit': 'self',
  'MaybeUninit::zeroed': 'self',
};
