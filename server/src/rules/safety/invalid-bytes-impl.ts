// Types that are declared to be plain bytes but are not.

import { meansOneOf } from '../../facts/names/named-items';
import type { Item } from '../../facts/names/items';
import type { Struct } from '../../facts/types/structs';
import { rule, type Context, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'invalid-bytes-impl',
  summary:
    'A type implements `FromBytes` or `AsBytes` although some byte patterns are not valid values of it, or its layout is not fixed.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`FromBytes\` turns bytes from firmware, hardware or user space into a reference to the type without looking at them. A \`bool\` that is neither
0 nor 1, an enum discriminant without a variant, a reference or \`NonNull\` made from bytes: each is undefined behaviour the moment it exists. Keep
the raw integer in the struct and convert it with a check. For both traits the bytes only mean something if the order of the fields and the padding
are known, which takes \`#[repr(C)]\`, \`#[repr(transparent)]\` or \`packed\`: without them the compiler chooses the layout, and may choose another one
next time.`,
  sources: ['rust/kernel/transmute.rs (FromBytes, AsBytes)'],
  examples: [
    {
      bad: `
use kernel::transmute::FromBytes;

#[repr(C)]
struct Header {
    version: u8,
    is_signed: bool,
    body: Body,
}

#[repr(C)]
struct Body {
    kinds: [Kind; 4],
    next: Option<NonNull<u8>>,
}

#[repr(u8)]
enum Kind {
    Code = 0,
    Data = 1,
}

// SAFETY: The firmware writes only valid headers.
unsafe impl FromBytes for Header {}
//~                       ^^^^^^ invalid-bytes-impl
// SAFETY: The firmware writes only valid bodies.
unsafe impl FromBytes for Body {}
//~                       ^^^^ invalid-bytes-impl
// SAFETY: The firmware only knows these kinds.
unsafe impl FromBytes for Kind {}
//~                       ^^^^ invalid-bytes-impl
`,
      good: `
use kernel::transmute::{AsBytes, FromBytes};

#[repr(C)]
struct Header {
    version: u8,
    is_signed: u8,
    kinds: [u8; 4],
    raw: bindings::firmware_body,
    next: Option<NonNull<u8>>,
}

// SAFETY: Every bit pattern is valid for every field.
unsafe impl FromBytes for Header {}

/// Outgoing messages are made by us.
#[repr(C, packed)]
struct Answer {
    is_done: bool,
    code: u8,
}

// SAFETY: There is no padding and no interior mutability.
unsafe impl AsBytes for Answer {}

struct Nothing;

// SAFETY: There are no bytes.
unsafe impl AsBytes for Nothing {}
`,
    },
    {
      bad: `
use kernel::transmute::{AsBytes, FromBytes};

struct Command {
    opcode: u16,
    length: u32,
}

// SAFETY: Integers have no invalid values.
unsafe impl FromBytes for Command {}
//~                       ^^^^^^^ invalid-bytes-impl
// SAFETY: There is no interior mutability.
unsafe impl AsBytes for Command {}
//~                     ^^^^^^^ invalid-bytes-impl
`,
      good: `
use kernel::transmute::FromBytes;

#[repr(transparent)]
struct Command(bindings::command);

// SAFETY: The struct of C has integers only.
unsafe impl FromBytes for Command {}

/// Our own parser.
trait AsBytes {}

struct Text {
    first: char,
}

impl AsBytes for Text {}
`,
    },
  ],
  *check(context) {
    const { facts } = context;
    const traits = facts.packs.flatMap((pack) => pack.byteTraits ?? []);
    for (const { trait, type, typeName, isUnsafe } of facts.impls) {
      if (trait === undefined || typeName === undefined || !isUnsafe) continue;
      const known = traits.find(({ paths }) => meansOneOf(trait, { paths: facts.paths, items: paths }));
      const item = known === undefined ? undefined : ownType(context, typeName);
      if (known === undefined || item === undefined) continue;
      const report = judge(context, { item, fromBytes: known.fromBytes, traitNode: trait });
      if (report !== undefined) yield { ...report, at: type };
    }
  },
});

/** The one type of that name that the file declares. */
function ownType({ facts }: Context, name: string): Item | undefined {
  const node = facts.declarations.type(name);
  return facts.items.find((item) => item.node === node);
}

function judge(
  context: Context,
  { item, fromBytes, traitNode }: { item: Item; fromBytes: boolean; traitNode: Node },
): Omit<Report, 'at'> | undefined {
  const { file } = context;
  const trait = file.textOf(traitNode);
  const found = fromBytes ? invalidIn(context, { item, depth: 0 }) : undefined;
  if (found !== undefined) {
    const { at, what } = found;
    const holder = at === item.nameNode ? `\`${item.name}\` is` : `\`${item.name}\` has`;
    return {
      message: `\`${trait}\` is not sound for \`${item.name}\`: ${holder} ${what}, for which not every bit pattern is valid`,
      related: [{ at, message: what }],
    };
  }
  if (!file.is(item.node, 'struct_item', 'union_item') || hasLayout(item) || isEmpty(context, item)) return undefined;
  return {
    message: `\`${item.name}\` implements \`${trait}\` without \`#[repr(C)]\`, so its layout is not fixed`,
    related: [{ at: item.nameNode, message: 'declared here' }],
    severity: 'warning',
  };
}

const hasLayout = ({ attributes }: Item): boolean =>
  attributes.some(
    ({ path, argument }) => /^(?:repr|cfg_attr)$/.test(path) && /\b(?:C|transparent|packed)\b/.test(argument ?? ''),
  );

function isEmpty({ file, facts }: Context, item: Item): boolean {
  const struct = facts.structs.find(({ item: other }) => other.node === item.node);
  return struct !== undefined && struct.fields.length === 0 && !file.hasError(item.node);
}

interface Invalid {
  readonly at: Node;
  /** As used in a sentence: "a `bool` in `flags`". */
  readonly what: string;
}

/** Structs in structs, arrays of tuples: kernel code does not nest deeper than this. */
const maxDepth = 8;

/** A part of a type for which not every bit pattern is valid. */
function invalidIn(context: Context, { item, depth }: { item: Item; depth: number }): Invalid | undefined {
  const { file, facts } = context;
  if (item.kind === 'enum') return coversByte(file, item) ? undefined : { at: item.nameNode, what: 'an enum' };
  const struct: Struct | undefined = facts.structs.find(({ item: other }) => other.node === item.node);
  for (const field of struct?.fields ?? []) {
    const what = invalidType(context, { type: field.type, depth: depth + 1 });
    if (what !== undefined) return { at: field.nameNode, what: `${what} in \`${field.name}\`` };
  }
  return undefined;
}

/** An enum with a variant for each value of a byte. */
function coversByte(file: SourceFile, item: Item): boolean {
  const body = file.field(item.node, 'body');
  return body === undefined || file.named(body).filter((node) => file.is(node, 'enum_variant')).length >= 256;
}

/** What a type is if not every bit pattern is valid for it; undefined also if the file does not tell. */
function invalidType(context: Context, { type, depth }: { type: Node; depth: number }): string | undefined {
  const { file, facts } = context;
  if (depth > maxDepth) return undefined;
  switch (file.kind(type)) {
    case 'reference_type':
      return 'a reference';
    case 'function_type':
      return 'a function pointer';
    case 'primitive_type':
      return ['bool', 'char'].includes(file.textOf(type)) ? `a \`${file.textOf(type)}\`` : undefined;
    case 'array_type': {
      const element = file.field(type, 'element');
      return element === undefined ? undefined : invalidType(context, { type: element, depth: depth + 1 });
    }
    case 'tuple_type':
      return file
        .named(type)
        .map((part) => invalidType(context, { type: part, depth: depth + 1 }))
        .find((what) => what !== undefined);
    default: {
      if (meansOneOf(type, { paths: facts.paths, items: facts.packs.flatMap((pack) => pack.neverNull ?? []) }))
        return `a \`${file.textOf(type)}\``;
      const own = file.is(type, 'type_identifier') ? ownType(context, file.textOf(type)) : undefined;
      return own === undefined ? undefined : invalidIn(context, { item: own, depth })?.what;
    }
  }
}
