// C structs that C links, locks or points to, held by value without `Opaque`.

import { cTypeOf } from '../../facts/types/c-types';
import { argumentsOf } from '../../facts/source/macro-calls';
import type { Field, Struct } from '../../facts/types/structs';
import { cStruct } from '../../facts/names/c-knowledge';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'bindings-field-not-opaque',
  summary: 'A field holds a pinned C struct by value, without `Opaque`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `C may write to its struct at any time: it links it into a list, takes its lock, counts its references. A reference to a Rust struct with a plain
field of the C type tells the compiler that nothing does. \`Opaque<T>\` withdraws that promise: the bytes may be uninitialised, may change behind a
shared reference, and are only accessed through the raw pointer from \`get()\`. Plain data that only Rust writes (ID tables, vtables, \`Copy\` types)
does not need it.`,
  sources: ['rust/kernel/types.rs (Opaque)', 'rust/kernel/auxiliary.rs'],
  examples: [
    {
      bad: `
use crate::types::Opaque;

/// A job on a C queue.
#[pin_data]
pub struct Job<T> {
    #[pin]
    raw: bindings::accel_job,
//~ ^^^ bindings-field-not-opaque
    data: T,
}

impl<T> Job<T> {
    /// # Safety
    ///
    /// \`ptr\` points to the \`raw\` of a \`Job<T>\` that nothing else uses.
    unsafe fn from_raw<'a>(ptr: *mut bindings::accel_job) -> &'a mut Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &mut *container_of!(ptr, Job<T>, raw) }
    }
}
`,
      fixed: `
use crate::types::Opaque;

/// A job on a C queue.
#[pin_data]
pub struct Job<T> {
    #[pin]
    raw: Opaque<bindings::accel_job>,
    data: T,
}

impl<T> Job<T> {
    /// # Safety
    ///
    /// \`ptr\` points to the \`raw\` of a \`Job<T>\` that nothing else uses.
    unsafe fn from_raw<'a>(ptr: *mut bindings::accel_job) -> &'a mut Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &mut *container_of!(Opaque::cast_from(ptr), Job<T>, raw).cast_mut() }
    }
}
`,
      good: `
use crate::types::Opaque;

#[pin_data]
struct Job {
    #[pin]
    raw: Opaque<bindings::accel_job>,
    #[pin]
    operations: bindings::accel_job_ops,
    id: bindings::accel_device_id,
    size: bindings::accel_size,
}

#[derive(Clone, Copy)]
struct Region(bindings::accel_region);
`,
    },
    {
      bad: `
struct Uses {
    context: bindings::fwctl_uctx,
//~ ^^^^^^^ bindings-field-not-opaque
}
`,
      fixed: `
struct Uses {
    context: crate::types::Opaque<bindings::fwctl_uctx>,
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const struct of facts.structs) {
      if (file.inMacro(struct.item.node) || isCopy(struct)) continue;
      for (const field of struct.fields) {
        const cType = cTypeOf(facts.types.read(field.type));
        if (cType === undefined || /_(?:id|ops|operations)$/.test(cType)) continue;
        const isPinned = field.attributes.some(({ path }) => path === 'pin');
        const known = cStruct(facts.packs, cType)?.pinned === true;
        if (!isPinned && !known) continue;
        const accesses = accessesOf(context, field);
        yield {
          at: field.nameNode,
          message: `C works on the \`${cType}\` in \`${struct.item.name}\` while Rust holds references to it: wrap it in \`Opaque\``,
          related: accesses.map((node) => ({ at: node, message: 'has to go through the raw pointer from `get()`' })),
          fix: asOpaque(context, field),
        };
      }
    }
  },
});

const isCopy = ({ item }: Struct): boolean =>
  item.attributes.some(({ path, argument }) => path === 'derive' && /\bCopy\b/.test(argument ?? ''));

/** Where the field is read or written by name. */
function accessesOf({ file }: Context, { name }: Field): Node[] {
  return file
    .nodes('field_expression')
    .map((node) => file.field(node, 'field'))
    .filter((node) => node !== undefined)
    .filter((node) => file.textOf(node) === name)
    .slice(0, 20);
}

function asOpaque(context: Context, field: Field): Fix {
  const { file, facts } = context;
  const opaque = pathTo(context, field);
  const edits: Edit[] = [
    { start: file.start(field.type), end: file.start(field.type), text: `${opaque}<` },
    { start: file.end(field.type), end: file.end(field.type), text: '>' },
  ];
  for (const call of facts.macroCalls) {
    const [pointer, , member] = call.name === 'container_of' ? argumentsOf(file, call) : [];
    if (pointer === undefined || member === undefined) continue;
    if (file.text.slice(member.start, member.end) !== field.name) continue;
    if (file.text.slice(pointer.start, pointer.end).includes('cast_from(')) continue;
    edits.push({ start: pointer.start, end: pointer.start, text: `${opaque}::cast_from(` });
    edits.push({ start: pointer.end, end: pointer.end, text: ')' });
    // `cast_from()` returns a `*const` pointer.
    const place = file.parent(call.node);
    const borrow = file.is(place, 'unary_expression') ? file.parent(place) : undefined;
    if (file.is(borrow, 'reference_expression') && file.child(borrow, 'mutable_specifier') !== undefined)
      edits.push({ start: file.end(call.node), end: file.end(call.node), text: '.cast_mut()' });
  }
  return { title: 'Wrap it in `Opaque`', kind: 'suggestion', edits: edits.sort((a, b) => a.start - b.start) };
}

function pathTo({ facts }: Context, { node }: Field): string {
  const { path, by } = facts.paths.lookUp('Opaque', { at: node, namespace: 'type' });
  if (path === 'kernel::types::Opaque' && (by === 'import' || by === 'item')) return 'Opaque';
  return facts.unit.crate === 'kernel' ? 'crate::types::Opaque' : 'kernel::types::Opaque';
}
