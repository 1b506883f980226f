// References to a context that C has allocated but that is not initialised yet.

import { callsIn } from '../../facts/names/calls';
import { objectUsesOf, type MadeReference, type ObjectUses } from '../../facts/kernel/callback-objects';
import type { Callback } from '../../facts/kernel/vtable-callbacks';
import { excerpt } from '../../facts/source/excerpt';
import { nameOf, type Type } from '../../facts/types/types';
import { rule, type Context } from '../../rule';

export default rule({
  id: 'ref-to-uninit-context',
  summary: 'A callback that opens a context makes a reference to memory that is not initialised yet.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `Some subsystems allocate the driver's context themselves and call the driver to fill it in. Until then the bytes do not hold a Rust value,
zeroed or not, and a reference must always point to a valid value of its type: creating one is undefined behaviour even if it is never read, and an
assignment through it drops a value that never existed.

Keep the raw pointer until the value is there: let the driver return an initializer (\`impl PinInit<T, Error>\`) and run it on a pointer to where the
value goes, obtained with \`&raw mut\` or \`offset_of!\`. References to \`Opaque<…>\` and \`MaybeUninit<…>\` are fine, as is one to C's own struct, which C
has filled in.`,
  sources: ['rust/kernel/fwctl.rs', 'rust/pin-init/src/lib.rs', 'drivers/fwctl/main.c (fwctl_fops_open)'],
  examples: [
    {
      bad: `
#[repr(C)]
struct Session<D> {
    raw: Opaque<bindings::fwctl_uctx>,
    driver: D,
}

impl<D> Session<D> {
    /// # Safety
    ///
    /// \`raw\` must be embedded in a \`Session<D>\`, and nothing else may use it.
    unsafe fn borrow<'a>(raw: *mut bindings::fwctl_uctx) -> &'a mut Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &mut *container_of!(Opaque::cast_from(raw), Self, raw).cast_mut() }
    }
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        open_uctx: Some(Self::open),
        ..pin_init::zeroed()
    };

    unsafe extern "C" fn open(raw: *mut bindings::fwctl_uctx) -> c_int {
        // SAFETY: The core passes a context of ours.
        let session = unsafe { Session::<D>::borrow(raw) };
        //~                    ^^^^^^^^^^^^^^^^^^^^^^^^^ ref-to-uninit-context
        from_result(|| D::begin(&mut session.driver).map(|()| 0))
    }
}
`,
      good: `
#[repr(C)]
struct Session<D> {
    raw: Opaque<bindings::fwctl_uctx>,
    driver: D,
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        open_uctx: Some(Self::open),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Session<D>\` that is not initialised yet.
    unsafe extern "C" fn open(raw: *mut bindings::fwctl_uctx) -> c_int {
        // SAFETY: The core has filled in its own struct.
        let owner = unsafe { (*raw).fwctl };
        let session = raw.cast::<Session<D>>();
        // SAFETY: \`session\` points into the block that the core allocated for a whole \`Session<D>\`.
        let place = unsafe { &raw mut (*session).driver };
        from_result(|| {
            // SAFETY: \`place\` is valid for writes, pinned, and nothing else sees it before this returns.
            unsafe { D::begin(owner).__pinned_init(place) }.map(|()| 0)
        })
    }
}
`,
    },
    {
      bad: `
unsafe extern "C" fn start<D: Driver>(raw: *mut bindings::fwctl_uctx) -> c_int {
    let whole = container_of!(Opaque::cast_from(raw), Session<D>, raw).cast_mut();
    // SAFETY: The session is embedded in a block of the core.
    let session = unsafe { Pin::new_unchecked(&mut *whole) };
    //~                                       ^^^^^^^^^^^ ref-to-uninit-context
    D::begin(session);
    0
}

static OPS: bindings::fwctl_ops = bindings::fwctl_ops {
    open_uctx: Some(start::<Nic>),
    ..ZEROED
};
`,
      good: `
/// # Safety
///
/// \`raw\` must be the head of a \`Session<D>\` that is not initialised yet.
unsafe extern "C" fn start<D: Driver>(raw: *mut bindings::fwctl_uctx) -> c_int {
    let session = raw.cast::<Session<D>>();
    // SAFETY: The block is as large as a whole \`Session<D>\` and nothing else sees it yet.
    unsafe { (&raw mut (*session).driver).write(D::new()) };
    // SAFETY: Every field of the session holds a value now.
    let session = unsafe { &*session };
    session.announce();
    0
}

static OPS: bindings::fwctl_ops = bindings::fwctl_ops {
    open_uctx: Some(start::<Nic>),
    ..ZEROED
};
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const callback of facts.callbacks) {
      if (callback.slot.object !== 'uninitialised' || callback.object === undefined) continue;
      const uses = objectUsesOf(file, { item: callback.function, pattern: callback.object, facts });
      // Only the first reference is reported, not those made from it.
      const first = uses.references.find(({ to }) => needsValue(to, context));
      if (first === undefined || isInitialisedBefore(first, { callback, uses, context })) continue;
      const pointer = file.textOf(callback.object);
      yield {
        at: first.node,
        message: `\`${excerpt(file.textOf(first.node))}\` makes a reference to the object behind \`${pointer}\`, which is not initialised yet when C calls \`${callback.slot.name}\``,
        help: 'keep the raw pointer, let the driver return an initializer, and run it on that pointer',
      };
    }
  },
});

/** Types whose values may be any bytes. */
const anyBytes: ReadonlySet<string> = new Set(['Opaque', 'MaybeUninit', 'PhantomData', 'c_void']);

/** Whether a reference to the type promises a value; C's own struct has been filled in by C. */
function needsValue(to: Type | undefined, context: Context, depth = 0): boolean {
  if (to?.kind !== 'path') return true;
  const name = nameOf(to) ?? '';
  if (to.segments.includes('bindings') || anyBytes.has(name)) return false;
  const fields = context.facts.structs.find(({ item }) => item.name === name)?.fields;
  if (fields === undefined || fields.length === 0 || depth > 4) return true;
  return fields.some(({ type }) => needsValue(context.facts.types.read(type), context, depth + 1));
}

/** Whether something further up writes or initialises what the pointer points to. */
function isInitialisedBefore(
  { node }: MadeReference,
  { callback, uses, context }: { callback: Callback; uses: ObjectUses; context: Context },
): boolean {
  const { file, facts } = context;
  return callsIn(file, { body: callback.function, calls: facts.calls }).some(
    ({ name, node: call, receiver, arguments: given }) =>
      file.end(call) <= file.start(node) &&
      /init|^write|^copy/.test(name) &&
      [receiver, ...given].some((part) => part !== undefined && uses.kindOf(part) === 'pointer'),
  );
}
