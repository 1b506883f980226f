// Wrappers that are cast from a pointer to their C struct, without a layout that allows it.

import { embeddedCType, wrappedCType } from '../../facts/types/c-types';
import type { Struct } from '../../facts/types/structs';
import type { Type } from '../../facts/types/types';
import { hasFixedLayout } from '../../facts/types/wrappers';
import { isZeroSized } from '../../facts/types/zero-sized';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'missing-repr-transparent',
  summary: 'A pointer to a C struct is cast to its wrapper, which is not `#[repr(transparent)]`.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`&*ptr.cast::<Self>()\` assumes that the wrapper has the layout of the C struct. Rust guarantees that only for \`#[repr(transparent)]\` (or
\`#[repr(C)]\` with the struct first): without it the compiler may choose another layout, and the cast is undefined behaviour, even if it works today.`,
  sources: [
    'rust/kernel/device.rs (Device)',
    'https://doc.rust-lang.org/reference/type-layout.html#the-transparent-representation',
  ],
  examples: [
    {
      bad: `
/// Wraps \`struct regmap\`.
pub struct Map(Opaque<bindings::regmap>);
//~        ^^^ missing-repr-transparent

impl Map {
    /// # Safety
    ///
    /// \`ptr\` points to a live map.
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::regmap) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*ptr.cast() }
    }
}

/// Wraps \`struct reg_field\`.
pub struct Field {
//~        ^^^^^ missing-repr-transparent
    raw: Opaque<bindings::reg_field>,
    _marker: PhantomData<*mut ()>,
}

fn field_of(ptr: *mut bindings::reg_field) -> *mut Field {
    ptr.cast::<Field>()
}
`,
      fixed: `
/// Wraps \`struct regmap\`.
#[repr(transparent)]
pub struct Map(Opaque<bindings::regmap>);

impl Map {
    /// # Safety
    ///
    /// \`ptr\` points to a live map.
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::regmap) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*ptr.cast() }
    }
}

/// Wraps \`struct reg_field\`.
#[repr(transparent)]
pub struct Field {
    raw: Opaque<bindings::reg_field>,
    _marker: PhantomData<*mut ()>,
}

fn field_of(ptr: *mut bindings::reg_field) -> *mut Field {
    ptr.cast::<Field>()
}
`,
      good: `
/// Wraps \`struct regmap\`.
#[repr(transparent)]
pub struct Map(Opaque<bindings::regmap>);

impl Map {
    /// # Safety
    ///
    /// \`ptr\` points to a live map.
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::regmap) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*ptr.cast() }
    }
}

/// Found by its offset.
pub struct Field {
    raw: Opaque<bindings::reg_field>,
}

impl Field {
    fn from_raw(ptr: *mut bindings::reg_field) -> *const Self {
        container_of!(Opaque::cast_from(ptr), Self, raw)
    }

    fn other(ptr: *mut bindings::regmap) -> *mut c_void {
        ptr.cast()
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const struct of facts.structs) {
      const cType =
        file.inMacro(struct.item.node) || hasFixedLayout(struct, 'C', 'transparent') ? undefined : soleCType(context, struct);
      const cast = cType === undefined ? undefined : castTo(context, { struct, cType });
      if (cType === undefined || cast === undefined) continue;
      const { name, nameNode, node } = struct.item;
      const at = file.start(node);
      yield {
        at: nameNode,
        message: `a pointer to \`bindings::${cType}\` is cast to \`${name}\`, which may have a different layout without \`#[repr(transparent)]\``,
        related: [{ at: cast, message: 'cast here' }],
        fix: {
          title: 'Add `#[repr(transparent)]`',
          kind: 'suggestion',
          edits: [{ start: at, end: at, text: `#[repr(transparent)]${file.lineBreak}${file.indent(at)}` }],
        },
      };
    }
  },
});

/** The C struct in the only field that takes room. */
function soleCType({ facts }: Context, { fields }: Struct): string | undefined {
  const sized = fields.map(({ type }) => facts.types.read(type)).filter((type) => !isZeroSized(type));
  return sized.length === 1 ? wrappedCType(sized[0]) : undefined;
}

/** A cast of a pointer to the C struct into one to the wrapper. */
function castTo({ file, facts }: Context, { struct, cType }: { struct: Struct; cType: string }): Node | undefined {
  const { name } = struct.item;
  const isWrapper = (type: Type | undefined): boolean => type?.kind === 'path' && type.segments.at(-1) === name;
  const isToC = (operand: Node | undefined): boolean => {
    const type = operand === undefined ? undefined : facts.values.typeOf(operand);
    return type?.kind === 'pointer' && embeddedCType(type.to) === cType;
  };
  const written = file.nodes('type_cast_expression').find((node) => {
    const typeNode = file.field(node, 'type');
    if (typeNode === undefined || !file.textOf(typeNode).includes(name)) return false;
    const type = facts.types.read(typeNode);
    return type?.kind === 'pointer' && isWrapper(type.to) && isToC(file.field(node, 'value'));
  });
  if (written !== undefined) return written;
  return facts.callsNamed('cast').find(({ kind, node, receiver }) => {
    if (kind !== 'method' || !isToC(receiver)) return false;
    const type = facts.values.typeOf(node);
    if (type?.kind === 'pointer' && type.to !== undefined) return isWrapper(type.to);
    return isWrapper(borrowedAs(node));
  })?.node;

  /** `&*ptr.cast()` as what a function returns by reference. */
  function borrowedAs(cast: Node): Type | undefined {
    const place = file.parent(cast);
    const borrow = file.parent(place);
    if (!file.is(place, 'unary_expression') || !file.is(borrow, 'reference_expression')) return undefined;
    const fn = file.closest(cast, 'function_item', 'closure_expression');
    const result = file.is(fn, 'function_item') ? facts.types.read(file.field(fn, 'return_type')) : undefined;
    const after = fn === undefined ? '' : file.text.slice(file.end(borrow), file.end(fn));
    return result?.kind === 'reference' && /^[\s}]*$/.test(after) ? result.to : undefined;
  }
}
