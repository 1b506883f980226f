// `Send` and `Sync` for a generic type that holds a `T`, without a bound on `T`.

import { lastName } from '../../facts/names/declarations';
import { nameOf, type Type } from '../../facts/types/types';
import type { Impl } from '../../facts/names/items';
import { rule, type Context } from '../../rule';

export default rule({
  id: 'unconditional-send-sync',
  summary: '`unsafe impl Send` or `Sync` for a type that holds a `T`, without a bound on `T`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A value that holds a \`T\` can be sent to another thread only if the \`T\` can. An \`unsafe impl<T: Driver> Send\` without a bound on \`T\` claims it for
every driver's data, including an \`Rc\`-like type or a raw pointer, and safe driver code can then cause a data race. Bound the parameter (\`T: Driver
+ Send\`), or make \`Send\` a supertrait of the trait.`,
  sources: ['https://doc.rust-lang.org/nomicon/send-and-sync.html', 'rust/kernel/sync/lock.rs'],
  examples: [
    {
      bad: `
/// What a radio driver implements.
pub trait Radio: Sized {}

/// A channel of a radio.
pub struct Channel<T: Radio> {
    raw: Opaque<bindings::radio_channel>,
    data: T,
}

// SAFETY: The C side locks.
unsafe impl<T: Radio> Send for Channel<T> {}
//~                   ^^^^ unconditional-send-sync

// SAFETY: The C side locks.
unsafe impl<U> Send for Boxed<U> {}
//~            ^^^^ unconditional-send-sync

/// In a box.
pub struct Boxed<T>(Option<KBox<T>>, Opaque<bindings::radio>);
`,
      good: `
/// What a radio driver implements.
pub trait Radio: Sized + Send + Sync {}

/// A channel of a radio.
pub struct Channel<T: Radio> {
    raw: Opaque<bindings::radio_channel>,
    data: T,
}

// SAFETY: The C side locks, and \`T\` is \`Send\`.
unsafe impl<T: Radio> Send for Channel<T> {}

// SAFETY: The trait is from another module.
unsafe impl<T: super::Other> Sync for Channel<T> {}

/// In a box.
pub struct Boxed<T>(Option<KBox<T>>);

// SAFETY: The contents are \`Send\`.
unsafe impl<T: Send> Send for Boxed<T> {}

// SAFETY: The contents are \`Sync\`.
unsafe impl<T> Sync for Boxed<T> where T: Sync {}

/// The name says that the user has checked.
struct AssertSync<T>(T);

// SAFETY: Only created for types that are \`Sync\`.
unsafe impl<T> Sync for AssertSync<T> {}

/// Exposes nothing, so sharing it is harmless.
pub struct Closed<T>(Opaque<bindings::radio>, T);

// SAFETY: No method takes \`&self\`.
unsafe impl<T> Sync for Closed<T> {}

/// Holds no value.
pub struct Handle<T>(*mut bindings::radio, PhantomData<T>);

// SAFETY: The C side locks.
unsafe impl<T> Send for Handle<T> {}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const impl of facts.impls) {
      const { traitName, trait, typeName } = impl;
      if (!impl.isUnsafe || impl.isNegative || trait === undefined || (traitName !== 'Send' && traitName !== 'Sync')) continue;
      const struct = facts.structs.filter(({ item }) => item.name === typeName);
      const [only] = struct;
      if (only === undefined || struct.length > 1 || file.inMacro(impl.node)) continue;
      for (const { name, held } of heldParameters(context, {
        impl,
        fields: only.fields.map(({ type }) => facts.types.read(type)),
      })) {
        if (!isFree(context, { impl, name })) continue;
        yield {
          at: trait,
          message: `\`${typeName ?? ''}\` holds ${held}, but \`${name}\` need not be \`${traitName}\``,
          help: `add the bound \`${name}: ${traitName}\``,
        };
        break;
      }
    }
  },
});

/** Types that are \`Send\` and \`Sync\` if their contents are. */
const holders: ReadonlySet<string> = new Set([
  ...['Option', 'KBox', 'VBox', 'KVBox', 'Box', 'KVec', 'VVec', 'KVVec', 'Vec', 'Pin'],
  ...['UnsafeCell', 'Opaque', 'ManuallyDrop', 'Cell', 'RefCell'],
]);

function holds(type: Type | undefined, parameter: string): boolean {
  if (type?.kind === 'parameter') return type.name === parameter;
  if (type?.kind === 'path' && holders.has(nameOf(type) ?? ''))
    return type.arguments.some((argument) => holds(argument, parameter));
  if (type?.kind === 'array') return holds(type.element, parameter);
  return type?.kind === 'tuple' && type.elements.some((element) => holds(element, parameter));
}

/** The impl's parameters whose type the struct holds by value. */
function heldParameters(
  { file, facts }: Context,
  { impl, fields }: { impl: Impl; fields: readonly (Type | undefined)[] },
): { name: string; held: string }[] {
  const struct = facts.structs.find(({ item }) => item.name === impl.typeName);
  if (struct === undefined) return [];
  const own = file.field(struct.item.node, 'type_parameters');
  const names = file.named(own).map((parameter) => file.textOf(file.field(parameter, 'name') ?? parameter));
  return file.named(file.field(impl.type, 'type_arguments')).flatMap((argument, index) => {
    const parameter = names[index];
    const name = file.textOf(argument);
    const field = struct.fields.find((_, at) => parameter !== undefined && holds(fields[at], parameter));
    return file.is(argument, 'type_identifier') && field !== undefined
      ? [{ name, held: `a \`${file.textOf(field.type)}\`` }]
      : [];
  });
}

/**
 * Whether a trait of the file bounds the parameter and requires no marker, nor does any other bound; traits from other files may. Without any bound only
 * `Send` of a struct that wraps a C type counts: a type that exposes nothing may be `Sync`, and others assert what their user has checked.
 */
function isFree({ file, facts }: Context, { impl, name }: { impl: Impl; name: string }): boolean {
  const where = file.child(impl.node, 'where_clause');
  const parameter = file
    .named(file.field(impl.node, 'type_parameters'))
    .find((node) => lastName(file, file.field(node, 'name')) === name);
  if (parameter === undefined || where !== undefined) return false;
  const given = file.field(parameter, 'bounds');
  const bounds = file.named(given).filter((bound) => !isHarmless(file.textOf(bound)));
  if (bounds.length === 0)
    return impl.traitName === 'Send' && facts.wrappers.some(({ struct }) => struct.item.name === impl.typeName);
  return bounds.every((bound) => {
    const [trait, ...others] = facts.items.filter((item) => item.kind === 'trait' && item.name === lastName(file, bound));
    if (trait === undefined || others.length > 0) return false;
    return file.named(file.field(trait.node, 'bounds')).every((supertrait) => isHarmless(file.textOf(supertrait)));
  });
}

/** Bounds that have nothing to do with threads. */
const isHarmless = (bound: string): boolean => /^(?:'\w+|\??Sized|Copy|Clone)$/.test(bound);
