// Which paths of `std` exist in `core` too, and what the kernel has in place of the others.

/** What a module of `core` has of its namesake in `std`. */
type Shared = 'all' | { readonly but: ReadonlySet<string> } | { readonly only: ReadonlySet<string> };

const but = (names: string): Shared => ({ but: new Set(names.split(' ')) });
const only = (names: string): Shared => ({ only: new Set(names.split(' ')) });

const whole =
  'any array cell char clone cmp convert default future hint iter marker mem num ops option pin primitive ptr result ' +
  'i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64';

const modules: ReadonlyMap<string, Shared> = new Map<string, Shared>([
  ...whole.split(' ').map((name): [string, Shared] => [name, 'all']),
  ['fmt', but('format')],
  ['hash', but('DefaultHasher RandomState')],
  ['slice', but('Concat Join')],
  ['str', but('from_boxed_utf8_unchecked')],
  ['task', but('LocalWake LocalWaker Wake')],
  ['alloc', only('GlobalAlloc Layout LayoutError')],
  ['error', only('Error')],
  ['ffi', only('CStr FromBytesUntilNulError FromBytesWithNulError')],
  ['net', only('AddrParseError IpAddr Ipv4Addr Ipv6Addr SocketAddr SocketAddrV4 SocketAddrV6')],
  ['panic', only('AssertUnwindSafe Location RefUnwindSafe UnwindSafe')],
  ['sync', only('atomic')],
  ['time', only('Duration TryFromFloatSecsError')],
]);

/** Macros at the root of both. */
const macros = new Set(
  (
    'assert assert_eq assert_ne cfg column compile_error concat debug_assert debug_assert_eq debug_assert_ne env file format_args ' +
    'include include_bytes include_str line matches module_path option_env panic stringify todo unimplemented unreachable write writeln'
  ).split(' '),
);

/** Whether the path behind `std::` names the same thing behind `core::`. A glob ends in `*`. */
export function isInCore([module = '', name, ...rest]: readonly string[]): boolean {
  const shared = modules.get(module);
  if (shared === undefined) return name === undefined && macros.has(module);
  if (shared === 'all') return true;
  if ('but' in shared) return name === undefined || !shared.but.has(name);
  // What is missing of such a module may be what the file uses.
  return name !== undefined && shared.only.has(name) && (rest.length === 0 || module === 'sync');
}

const substitutes: readonly (readonly [RegExp, string])[] = [
  [/^io::(?:Error|ErrorKind|Result)\b/, '`kernel::error::Error` and its codes'],
  [/^io\b/, '`kernel::io`, or `kernel::uaccess` for user space memory'],
  [/^sync::(?:Arc|Weak)\b/, '`kernel::sync::Arc`'],
  [/^sync::(?:Mutex|MutexGuard)\b/, '`kernel::sync::Mutex`'],
  [/^sync::(?:Once|OnceLock|LazyLock)\b/, '`kernel::sync::SetOnce`'],
  [/^sync::Condvar\b/, '`kernel::sync::CondVar`'],
  [/^boxed\b/, '`KBox`'],
  [/^vec\b/, '`KVec`'],
  [/^string\b/, '`kernel::str::CString`'],
  [/^ffi::CString\b/, '`kernel::str::CString`'],
  [/^ffi::c_\w+/, 'the aliases in `kernel::ffi`'],
  [/^collections::BTree(?:Map|Set)\b/, '`kernel::rbtree::RBTree`'],
  [/^collections::LinkedList\b/, '`kernel::list::List`'],
  [/^collections::HashMap\b/, '`kernel::xarray::XArray` or `kernel::rbtree::RBTree`'],
  [/^time\b/, '`kernel::time`'],
  [/^thread::sleep\b/, '`kernel::time::delay::fsleep`'],
  [/^thread\b/, '`kernel::workqueue`'],
  [/^(?:print|println)$/, '`pr_info!`'],
  [/^(?:eprint|eprintln)$/, '`pr_err!`'],
  [/^dbg$/, '`kernel::dbg!` while debugging'],
];

/** What the kernel has in place of a path behind `std::`. */
export function substituteFor(path: readonly string[]): string | undefined {
  const written = path.join('::');
  return substitutes.find(([pattern]) => pattern.test(written))?.[1];
}
