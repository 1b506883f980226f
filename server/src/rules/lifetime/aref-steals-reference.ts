// `ARef`s made from a caller's raw pointer without taking a reference.

import { cFunctionOf } from '../../facts/names/c-calls';
import { objectUsesOf } from '../../facts/kernel/callback-objects';
import { callsIn, type Call } from '../../facts/names/calls';
import { parametersOf } from '../../facts/kernel/vtable-callbacks';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'aref-steals-reference',
  summary: "`ARef::from_raw()` on the caller's pointer, without taking a reference or saying who owns it.",
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `\`ARef::from_raw()\` does not take a reference: it takes over an existing one and drops it with the \`ARef\`. On a pointer that the caller only
lends, this drops a reference that was never taken, and the object is freed while others still use it. Either take a reference first
(\`ARef::from(&*ptr)\`, or the C function for it), or say in the SAFETY comment or the \`# Safety\` section that the caller transfers one.`,
  sources: ['rust/kernel/sync/aref.rs (ARef::from_raw)', 'rust/kernel/fs/file.rs'],
  examples: [
    {
      bad: `
/// # Safety
///
/// \`raw\` must point to a live lamp.
unsafe fn lamp_of(raw: *mut bindings::lamp) -> ARef<Lamp> {
    // SAFETY: \`raw\` points to a live lamp by the safety requirements.
    unsafe { ARef::from_raw(NonNull::new_unchecked(raw.cast())) }
    //~      ^^^^^^^^^^^^^^ aref-steals-reference
}
`,
      good: `
/// # Safety
///
/// \`raw\` must point to a live lamp, and the caller transfers a reference count on it.
unsafe fn take(raw: *mut bindings::lamp) -> ARef<Lamp> {
    // SAFETY: By the safety requirements of this function.
    unsafe { ARef::from_raw(NonNull::new_unchecked(raw.cast())) }
}

/// # Safety
///
/// \`raw\` must point to a live lamp.
unsafe fn get(raw: *mut bindings::lamp) -> ARef<Lamp> {
    // SAFETY: \`raw\` points to a live lamp by the safety requirements.
    unsafe { bindings::get_device(&raw mut (*raw).base) };
    // SAFETY: The count was just taken.
    unsafe { ARef::from_raw(NonNull::new_unchecked(raw.cast())) }
}

fn find(index: u32) -> Result<ARef<Lamp>> {
    // SAFETY: Any index will do.
    let raw = NonNull::new(unsafe { bindings::lamp_find(index) }).ok_or(ENOENT)?;
    // SAFETY: C gave a lamp that is ours now.
    Ok(unsafe { ARef::from_raw(raw.cast()) })
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const call of facts.calls) {
      const called = call.kind === 'function' && call.name === 'from_raw' ? file.field(call.node, 'function') : undefined;
      if (
        !file.is(called, 'scoped_identifier') ||
        !/(?:^|::)ARef(?:::<.*>)?::from_raw$/.test(file.textOf(called).replace(/\s+/g, ''))
      )
        continue;
      const item = file.closest(call.node, 'function_item');
      const [argument] = call.arguments;
      if (item === undefined || argument === undefined || saysWhose(item, context) || takesOne(item, context)) continue;
      const pointer = rawParameters(item, context).find(
        (pattern) => objectUsesOf(file, { item, pattern, facts }).kindOf(argument) === 'pointer',
      );
      if (pointer === undefined) continue;
      yield {
        at: called,
        message: `where was the reference on \`${file.textOf(pointer)}\` taken that this \`ARef\` will drop?`,
        help: 'take a reference first, or say that the caller transfers one',
      };
    }
  },
});

function rawParameters(item: Node, { file, facts }: Context): Node[] {
  return parametersOf(file, item).flatMap((parameter) => {
    const type = facts.types.read(file.field(parameter, 'type'));
    const isRaw = type?.kind === 'pointer' || (type?.kind === 'path' && type.segments.at(-1) === 'NonNull');
    const pattern = isRaw ? file.field(parameter, 'pattern') : undefined;
    return pattern === undefined ? [] : [pattern];
  });
}

/** Whether the comments of a function mention a reference and its owner. */
function saysWhose(item: Node, { file, facts }: Context): boolean {
  const docs = facts.docs.of(item)?.lines.map(({ text }) => text) ?? [];
  const inside = facts.comments.filter(({ node }) => file.contains(item, node)).map(({ text }) => text);
  return /\bown(?:s|ed|ership|ing)?\b|\bincrement|\breference[- ]count|\brefcount|\bhands? over|\btransfer|\ba reference\b/i.test(
    [...docs, ...inside].join(' '),
  );
}

/** Whether a function takes a reference, according to the packs or the name of what it calls. */
function takesOne(item: Node, { file, facts }: Context): boolean {
  const getters = new Set(
    facts.packs.flatMap(({ refcounts }) => refcounts ?? []).flatMap(({ get, gets = [] }) => [get, ...gets]),
  );
  const isGetter = (call: Call): boolean =>
    getters.has(cFunctionOf(call) ?? '') || /(?:^|_)(?:get|ref|grab|inc|hold)(?:_|$)|^into_raw$/.test(call.name);
  return callsIn(file, { body: item, calls: facts.calls }).some(isGetter);
}
