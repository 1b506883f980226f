// Close callbacks that do not drop the driver's value in the context.

import { owning } from '../../facts/types/known-types';
import { objectUsesOf } from '../../facts/kernel/callback-objects';
import { helperOf, type Callback } from '../../facts/kernel/vtable-callbacks';
import { callsIn, type Call } from '../../facts/names/calls';
import { nameOf, type Type } from '../../facts/types/types';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'missing-drop-in-close',
  summary: 'The callback that closes a context never drops the Rust value in it.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `C frees memory that C allocated, and C knows nothing about destructors: the bytes go away, and whatever the value in them owned (boxes,
references, locks, other registrations) is leaked. The callback that closes the context is the last chance to run the destructor, so it ends with
\`drop_in_place()\` on the driver's value, after the driver's own \`close\`. Moving the value out of the memory works as well.`,
  sources: ['rust/kernel/fwctl.rs', 'drivers/fwctl/main.c (fwctl_uctx_release)'],
  examples: [
    {
      bad: `
#[repr(C)]
struct Session<D> {
    raw: Opaque<bindings::fwctl_uctx>,
    driver: D,
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        close_uctx: Some(Self::leave),
        ..pin_init::zeroed()
    };

    unsafe extern "C" fn leave(raw: *mut bindings::fwctl_uctx) {
    //~                  ^^^^^ missing-drop-in-close
        let session = unsafe { &mut *raw.cast::<Session<D>>() };
        session.driver.leave();
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
        close_uctx: Some(Self::leave),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Session<D>\` that nothing else uses.
    unsafe extern "C" fn leave(raw: *mut bindings::fwctl_uctx) {
        // SAFETY: By the safety requirements of this function.
        let session = unsafe { &mut *raw.cast::<Session<D>>() };
        session.driver.leave();
        Self::forget(session);
    }

    fn forget(session: &mut Session<D>) {
        // SAFETY: C frees the block without looking at this value again.
        unsafe { core::ptr::drop_in_place(&mut session.driver) };
    }
}

/// A session that only holds a number.
#[repr(C)]
struct Plain {
    raw: Opaque<bindings::fwctl_uctx>,
    id: u32,
}

/// # Safety
///
/// \`raw\` must be the head of a \`Plain\` that nothing else uses.
unsafe extern "C" fn leave_plain(raw: *mut bindings::fwctl_uctx) {
    // SAFETY: By the safety requirements of this function.
    let plain = unsafe { &*raw.cast::<Plain>() };
    pr_debug!("session {} ends\\n", plain.id);
}

static PLAIN: bindings::fwctl_ops = bindings::fwctl_ops {
    close_uctx: Some(leave_plain),
    ..ZEROED
};
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const callback of facts.callbacks) {
      if (callback.slot.role !== 'close' || dropsSomething(callback.function, { context, depth: 0 })) continue;
      const owned = ownedPart(callback, context);
      if (owned === undefined) continue;
      yield {
        at: callback.nameNode,
        message: `C frees the context after \`${file.textOf(callback.nameNode)}\` without calling the driver again, but nothing here drops \`${owned}\``,
        help: 'call `drop_in_place()` on the value at the end',
      };
    }
  },
});

/** The field of the context that may own something, as `Session::driver`. */
function ownedPart(callback: Callback, context: Context): string | undefined {
  const { facts } = context;
  const names = contextNames(callback, context);
  for (const { item, fields } of facts.structs.filter(({ item }) => names.has(item.name))) {
    const owner = fields.find(({ type }) => mayOwn(facts.types.read(type), { context, depth: 0 }));
    if (owner !== undefined) return `${item.name}::${owner.name}`;
  }
  return undefined;
}

/** The named types in the vtable's size, or that the callback makes references to. */
function contextNames(callback: Callback, { file, facts }: Context): ReadonlySet<string> {
  const size = callback.value.slots.find(({ slot }) => slot === callback.vtable.sizeField)?.value;
  const inSize = file.descendants(size, 'type_identifier').map((node) => file.textOf(node));
  const uses =
    callback.object === undefined
      ? []
      : objectUsesOf(file, { item: callback.function, pattern: callback.object, facts }).references;
  return new Set([...inSize, ...uses.map(({ to }) => nameOf(to) ?? '')]);
}

const plainTypes =
  /^(?:[iu](?:8|16|32|64|128|size)|f32|f64|bool|char|c_\w+|Opaque|MaybeUninit|ManuallyDrop|PhantomData|PhantomPinned|NonNull|Atomic\w*)$/;

/** Whether dropping a value of the type may do anything. */
function mayOwn(type: Type | undefined, { context, depth }: { context: Context; depth: number }): boolean {
  if (type === undefined || depth > 4) return false;
  if (type.kind === 'parameter') return !isCopy(type.owner, { name: type.name, context });
  if (type.kind === 'associated') return true;
  if (type.kind !== 'path' || type.segments.includes('bindings') || plainTypes.test(nameOf(type) ?? '')) return false;
  const own = context.facts.structs.find(({ item }) => item.name === nameOf(type));
  // Of a type that the file does not declare only the kernel's owning types are known to do something.
  if (own === undefined) return owning.has(nameOf(type) ?? '');
  return (
    context.facts.impls.some(
      ({ traitName, typeName }) => /^(?:Pinned)?Drop$/.test(traitName ?? '') && typeName === nameOf(type),
    ) || own.fields.some((field) => mayOwn(context.facts.types.read(field.type), { context, depth: depth + 1 }))
  );
}

const isCopy = (owner: Node, { name, context: { file } }: { name: string; context: Context }): boolean =>
  [file.field(owner, 'type_parameters'), file.child(owner, 'where_clause')].some(
    (list) => list !== undefined && new RegExp(`\\b${name}\\s*:[^,]*\\bCopy\\b`).test(file.textOf(list)),
  );

const droppers =
  /^(?:drop_in_place|assume_init_drop|assume_init_read|read|read_unaligned|from_foreign|into_inner|take|replace|__pinned_drop)$/;

/** Whether a function, or one of the file that it calls, drops a value in place or takes it out of its memory. */
function dropsSomething(body: Node, { context, depth }: { context: Context; depth: number }): boolean {
  const { file, facts } = context;
  return callsIn(file, { body, calls: facts.calls }).some((call) => {
    if (
      droppers.test(call.name) ||
      /\bManuallyDrop::drop$|(?:Box|Arc|ARef)(?:::<.*>)?::from_raw$/.test(calleeText(call, context))
    )
      return true;
    if (depth >= 3) return false;
    const helper = helperOf(file, { call, declarations: facts.declarations }) ?? methodOf(call, context);
    return helper !== undefined && helper !== body && dropsSomething(helper, { context, depth: depth + 1 });
  });
}

function calleeText({ kind, node }: Call, { file }: Context): string {
  const called = kind === 'function' ? file.field(node, 'function') : undefined;
  return called === undefined ? '' : file.textOf(called).replace(/\s+/g, '');
}

/** The only method of that name in the file, whatever it is called on. */
function methodOf({ kind, name }: Call, { file, facts }: Context): Node | undefined {
  if (kind !== 'method') return undefined;
  const [only, ...more] = facts.items.filter((item) => item.name === name && file.is(item.node, 'function_item'));
  return more.length === 0 ? only?.node : undefined;
}
