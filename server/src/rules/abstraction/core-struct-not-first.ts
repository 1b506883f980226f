// Types that C allocates by size, whose C struct is not guaranteed to be at offset 0.

import { isAsserted, offsetAssertion, type HeadedType } from '../../facts/types/headed-types';
import { kept } from '../../facts/source/layout';
import { leadingOf } from '../../syntax/attributes';
import { hasFixedLayout } from '../../facts/types/wrappers';
import { rule, type Context, type Fix } from '../../rule';
import type { SourceFile, Span } from '../../syntax/source-file';

export default rule({
  id: 'core-struct-not-first',
  summary: 'C allocates a type by its size, but its C struct is not guaranteed to be at offset 0.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `Some C functions allocate their own struct plus room for the driver's data: they are passed a size, and use the start of the memory as their own
struct. In C a macro checks at compile time that the struct is the first member. Rust reorders fields unless the type is \`#[repr(C)]\`, which keeps
source order. If the C struct is anywhere else, C overwrites the driver's data, and the driver overwrites C's.

A type that is only reached through \`container_of!\` needs neither: the macro knows the offset.`,
  sources: ['include/linux/fwctl.h (fwctl_alloc_device)', 'https://doc.rust-lang.org/reference/type-layout.html'],
  examples: [
    {
      bad: `
/// Allocated by the core with \`uctx_size\` bytes.
struct Session {
    owner: u32,
    raw: Opaque<bindings::fwctl_uctx>,
//~ ^^^ core-struct-not-first
}
`,
      fixed: `
/// Allocated by the core with \`uctx_size\` bytes.
#[repr(C)]
struct Session {
    raw: Opaque<bindings::fwctl_uctx>,
    owner: u32,
}

// C expects its own struct at the start of the allocation.
static_assert!(core::mem::offset_of!(Session, raw) == 0);
`,
      good: `
#[repr(C)]
struct Session {
    raw: Opaque<bindings::fwctl_uctx>,
    owner: u32,
}

/// C does not use its size.
struct Timer {
    due: u64,
    raw: Opaque<bindings::timer_list>,
}

/// The only field.
struct Plain<T>(PhantomData<T>, Opaque<bindings::fwctl_uctx>);
`,
    },
    {
      bad: `
/// Allocated by \`_fwctl_alloc_device()\`.
pub struct Node<T> {
//~        ^^^^ core-struct-not-first
    raw: Opaque<bindings::fwctl_device>,
    data: T,
}
`,
      fixed: `
/// Allocated by \`_fwctl_alloc_device()\`.
#[repr(C)]
pub struct Node<T> {
    raw: Opaque<bindings::fwctl_device>,
    data: T,
}

// C expects its own struct at the start of the allocation.
static_assert!(core::mem::offset_of!(Node<()>, raw) == 0);
`,
    },
  ],
  *check(context) {
    const { facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const headed of facts.headedTypes) {
      const { struct, head, cType, sizedBy, isFirst } = headed;
      const isOrdered = hasFixedLayout(struct, 'C');
      if (isFirst && isOrdered) continue;
      const { name, nameNode } = struct.item;
      const problem = isFirst
        ? 'is not `#[repr(C)]`, so the compiler may place the field anywhere'
        : 'has other fields before it';
      yield {
        at: isFirst ? nameNode : head.nameNode,
        message: `because of \`${sizedBy}\` C uses the start of \`${name}\` as its \`${cType}\`, but \`${name}\` ${problem}`,
        fix: inOrder(context, { headed, isOrdered }),
      };
    }
  },
});

/** `#[repr(C)]` added, the field moved up with its documentation, and a check of its offset. */
function inOrder({ file, facts }: Context, { headed, isOrdered }: { headed: HeadedType; isOrdered: boolean }): Fix | undefined {
  const { struct, head, isFirst } = headed;
  const { item, fields, isTuple } = struct;
  if (isTuple && !isFirst) return undefined;
  const attribute = { start: file.start(item.node), end: file.start(item.node), text: `#[repr(C)]${file.lineBreak}` };
  const edits = isOrdered ? [] : [attribute];
  const [first] = fields;
  if (!isFirst && first !== undefined) {
    const moved = withLeading(file, head.node);
    const target = withLeading(file, first.node);
    const lineStart = file.lineStart(file.line(moved.start));
    const end = /^,?[ \t]*\r?\n?/.exec(file.text.slice(moved.end, moved.end + 200))?.[0].length ?? 0;
    const text = file.text.slice(moved.start, moved.end);
    edits.push({ start: target.start, end: target.start, text: `${text},${file.lineBreak}${file.indent(target.start)}` });
    edits.push({ start: lineStart, end: moved.end + end, text: '' });
  }
  const check = isAsserted(file, { headed, facts }) ? undefined : offsetAssertion(file, { headed, facts });
  if (check !== undefined) edits.push(kept(file, item.nameNode), check);
  edits.sort((a, b) => a.start - b.start);
  return { title: isFirst ? 'Add `#[repr(C)]`' : `Move \`${head.name}\` to the front`, kind: 'suggestion', edits };
}

function withLeading(file: SourceFile, node: number): Span {
  return { start: file.start(leadingOf(file, node)[0] ?? node), end: file.end(node) };
}
