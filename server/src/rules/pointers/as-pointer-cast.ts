// Pointer casts with `as` that a more specific method or function can replace.

import { excerpt } from '../../facts/source/excerpt';
import { hasRawBorrows } from '../../facts/names/language';
import type { PointerCast } from '../../facts/types/pointer-casts';
import { replacementOf } from '../../fix/pointer-replacement';
import { rule, type Context, type Fix, type Report } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'as-pointer-cast',
  summary: 'A pointer is cast with `as` where `cast()`, `cast_mut()`, `from_ref()` or `&raw` says what is meant.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'line',
  clippy: ['ptr_as_ptr', 'ptr_cast_constness', 'ref_as_ptr', 'borrow_as_ptr', 'as_ptr_cast_mut'],
  why: `\`as\` can turn a pointer into almost anything: another pointee type, a \`*mut\` from a \`*const\`, an integer. A reader of \`p as *mut T\` has to
look up the type of \`p\` to know which of these happens, and if that type changes, the cast silently does something else. \`cast()\` only changes the
type, \`cast_mut()\` and \`cast_const()\` only the constness, \`core::ptr::from_ref()\` and \`from_mut()\` only accept references, and \`&raw\` takes an
address without an intermediate reference. The kernel enables the clippy lints for this, but they do not run while typing and rarely see into
macros.`,
  sources: [
    'Makefile (rust_common_flags: -Wclippy::ptr_as_ptr, -Wclippy::ptr_cast_constness, -Wclippy::ref_as_ptr, -Wclippy::as_ptr_cast_mut)',
    'https://doc.rust-lang.org/core/primitive.pointer.html#method.cast',
    'https://rust-lang.github.io/rust-clippy/master/#ref_as_ptr',
  ],
  examples: [
    {
      bad: `
extern "C" fn probe(spi: *mut bindings::spi_device, id: *const c_void) -> c_int {
    let table = id as *const bindings::spi_device_id;
    //~            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ as-pointer-cast
    attach(spi, table)
}
`,
      fixed: `
extern "C" fn probe(spi: *mut bindings::spi_device, id: *const c_void) -> c_int {
    let table = id.cast::<bindings::spi_device_id>();
    attach(spi, table)
}
`,
      good: `
fn map(phys: usize, handler: unsafe extern "C" fn(c_int), shared: *const dyn Resource) -> *mut c_void {
    let window = phys as *mut c_void;
    let entry = handler as *const ();
    let unknown = firmware::image() as *const u8;
    program(window, entry, unknown)
}

fn bytes(path: &CStr) -> *const [u8] {
    core::ptr::from_ref(path) as *const [u8]
}
`,
    },
    {
      bad: `
use core::ptr::{self, NonNull};

struct Chip {
    parent: NonNull<bindings::gpio_chip>,
    label: CString,
}

impl Chip {
    fn register(&self) -> Result {
        let data = self as *const Self as *mut c_void;
        //~             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ as-pointer-cast
        let label = self.label.as_char_ptr() as *mut c_char;
        //~                                  ^^^^^^^^^^^^^^ as-pointer-cast
        add(self.parent.as_ptr() as *mut c_void, label, data)
        //~                      ^^^^^^^^^^^^^^ as-pointer-cast
    }
}
`,
      fixed: `
use core::ptr::{self, NonNull};

struct Chip {
    parent: NonNull<bindings::gpio_chip>,
    label: CString,
}

impl Chip {
    fn register(&self) -> Result {
        let data = ptr::from_ref(self).cast_mut().cast::<c_void>();
        let label = self.label.as_char_ptr().cast_mut();
        add(self.parent.as_ptr().cast::<c_void>(), label, data)
    }
}
`,
    },
    {
      bad: `
impl<T: Operations> Adapter<T> {
    const VTABLE: bindings::rtc_class_ops = Self::vtable();

    fn ops() -> *mut bindings::rtc_class_ops {
        &Self::VTABLE as *const _ as *mut _
        //~           ^^^^^^^^^^^^^^^^^^^^^ as-pointer-cast
    }
}
`,
      fixed: `
impl<T: Operations> Adapter<T> {
    const VTABLE: bindings::rtc_class_ops = Self::vtable();

    fn ops() -> *mut bindings::rtc_class_ops {
        core::ptr::from_ref(&Self::VTABLE).cast_mut()
    }
}
`,
      good: `
fn program() -> Result {
    // The \`let\` keeps what \`timings()\` returns, \`from_ref()\` would not.
    let timings = &timings() as *const Timings;
    // SAFETY: \`timings\` is valid until the end of the function.
    unsafe { apply(timings) }
}
`,
    },
    {
      bad: `
/// # Safety
///
/// \`hw\` is valid, and nothing else uses its \`irq\`.
unsafe fn irq(hw: *mut bindings::mctp_device) -> *mut bindings::irq_data {
    // SAFETY: \`hw\` is valid.
    unsafe { &mut (*hw).irq as *mut bindings::irq_data }
    //~                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ as-pointer-cast
}
`,
      fixed: `
/// # Safety
///
/// \`hw\` is valid, and nothing else uses its \`irq\`.
unsafe fn irq(hw: *mut bindings::mctp_device) -> *mut bindings::irq_data {
    // SAFETY: \`hw\` is valid.
    unsafe { &raw mut (*hw).irq }
}
`,
    },
    {
      bad: `
extern "C" fn release<T: Driver>(dev: *mut bindings::device) {
    // SAFETY: The core calls this with a device that \`probe\` was called with.
    let data = unsafe { (*dev).driver_data as *mut Data<T> };
    //~                                    ^^^^^^^^^^^^^^^ as-pointer-cast
    drop_data(data);
}
`,
      fixed: `
extern "C" fn release<T: Driver>(dev: *mut bindings::device) {
    // SAFETY: The core calls this with a device that \`probe\` was called with.
    let data = unsafe { (*dev).driver_data.cast::<Data<T>>() };
    drop_data(data);
}
`,
    },
    {
      bad: `
extern "C" fn handle<T: Handler>(_irq: c_int, context: *mut c_void) -> c_uint {
    // SAFETY: \`context\` points to the registration that the handler was requested with.
    let registration = unsafe { &*(context as *const Registration<T>) };
    //~                                    ^^^^^^^^^^^^^^^^^^^^^^^^^ as-pointer-cast
    T::handle(registration)
}
`,
      fixed: `
extern "C" fn handle<T: Handler>(_irq: c_int, context: *mut c_void) -> c_uint {
    // SAFETY: \`context\` points to the registration that the handler was requested with.
    let registration = unsafe { &*context.cast::<Registration<T>>() };
    T::handle(registration)
}
`,
    },
    {
      bad: `
impl Ring {
    fn entries(&self, base: &*mut u8, words: *const u32) -> *const Entry {
        let first = *base as *mut Entry;
        //~               ^^^^^^^^^^^^^ as-pointer-cast
        let again = words as *const u32;
        //~               ^^^^^^^^^^^^^ as-pointer-cast
        let none = core::ptr::null() as *const Entry;
        //~                          ^^^^^^^^^^^^^^^ as-pointer-cast
        // SAFETY: The ring has more than one entry.
        let second = unsafe { (first as *mut u8).add(size_of::<Entry>()) };
        //~                          ^^^^^^^^^^ as-pointer-cast
        choose(again, second /* the one in use */ as *mut Entry, none)
        //~                                       ^^^^^^^^^^^^^ as-pointer-cast
    }
}
`,
      fixed: `
impl Ring {
    fn entries(&self, base: &*mut u8, words: *const u32) -> *const Entry {
        let first = (*base).cast::<Entry>();
        let again = words;
        let none = core::ptr::null::<Entry>();
        // SAFETY: The ring has more than one entry.
        let second = unsafe { first.cast::<u8>().add(size_of::<Entry>()) };
        choose(again, second /* the one in use */ .cast::<Entry>(), none)
    }
}
`,
    },
  ],
  *check(context) {
    for (const cast of context.facts.pointerCasts) yield reportOf(cast, context);
  },
});

function reportOf(cast: PointerCast, { file, facts }: Context): Report {
  const { operandKind, steps } = cast;
  const replacement = replacementOf(file, cast, { paths: facts.paths, rawBorrows: hasRawBorrows(facts.unit) });
  const start = steps[0]?.keyword.start ?? file.start(cast.operand);
  const end = file.end(steps.at(-1)?.cast ?? cast.operand);
  const fix: Fix | undefined = replacement && {
    title: replacement.words.length === 0 ? 'Remove the cast' : `Use ${inWords(replacement.words)}`,
    kind: replacement.certain ? 'safe' : 'suggestion',
    edits: replacement.changes,
  };
  const at = { start, end };
  if (operandKind === 'likely pointer')
    return {
      at,
      message: `is ${named(file, cast)} already a pointer, so that \`${targetText(file, cast)}\` only changes its type?`,
      help: 'a pointer of that type needs no cast; for another pointee type use `cast()`',
      severity: 'information',
      confidence: 'likely',
      clippy: ['ptr_as_ptr', 'ptr_cast_constness'],
      fix,
    };
  const message = messageOf(file, cast);
  const help = cast.lints.includes('as_ptr_cast_mut')
    ? '`as_mut_ptr()` where the memory is written through the pointer'
    : undefined;
  // No clippy lint covers a cast that changes both, and merged code has some.
  if (cast.lints.length === 0)
    return { at, message, help, severity: 'hint', elsewhere: 'hint', clippy: ['ptr_as_ptr', 'ptr_cast_constness'], fix };
  const speaking = cast.lints.find((lint) => !facts.lintLevels.silences([lint], start));
  return { at, message, help, clippy: [speaking ?? cast.lints[0] ?? ''], fix };
}

function messageOf(file: SourceFile, cast: PointerCast): string {
  const target = `\`${targetText(file, cast)}\``;
  const operand = named(file, cast);
  if (cast.operandKind === 'reference') return `${target} turns the reference ${operand} into a raw pointer`;
  if (cast.operandKind === 'null') return `${target} sets the type of the null pointer ${operand}`;
  if (cast.pointee === 'kept' && cast.constness === 'kept') return `${operand} already has this type, so ${target} is redundant`;
  if (cast.pointee === 'kept') return `${target} only changes the constness of ${operand}`;
  if (cast.constness === 'kept') return `${target} only changes the pointee type of ${operand}`;
  return `${target} changes both the pointee type and the constness of ${operand}`;
}

/** `as *const _ as *mut T` as it is written. */
function targetText(file: SourceFile, { steps }: PointerCast): string {
  return excerpt(steps.map(({ target }) => `as ${file.textOf(target)}`).join(' '));
}

function named(file: SourceFile, { operand }: PointerCast): string {
  return `\`${excerpt(file.textOf(operand))}\``;
}

function inWords(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${excerpt(word)}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}
