// Context types that several threads use without a `Send` and `Sync` bound.

import { namesOf } from '../../facts/kernel/trait-bounds';
import { boundsOf, type Callback } from '../../facts/kernel/vtable-callbacks';
import { lastName } from '../../facts/names/declarations';
import type { VtableValue } from '../../facts/kernel/vtables';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'callback-type-missing-send-sync',
  summary: 'Callbacks use a driver type from several threads, but no bound requires `Send` and `Sync`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A file can be opened on one thread and closed on another, so its context moves between threads and must be \`Send\`. Where callbacks run
concurrently on the same context, it is also shared and must be \`Sync\`. C does not know about this, and the compiler cannot see across the raw
pointer. Only a bound on the trait, or on its associated type, rejects a driver that keeps a \`Cell\` or a raw pointer in its context. The core keeps
the value for as long as it likes, so the type must also be \`'static\`.`,
  sources: ['rust/kernel/fwctl.rs (Operations)', 'rust/kernel/miscdevice.rs', 'drivers/fwctl/main.c'],
  examples: [
    {
      bad: `
/// The callbacks of a driver.
pub trait Driver: Sized {
    /// The context of an open file.
    type Session;
    //~  ^^^^^^^ callback-type-missing-send-sync

    /// Describes the device.
    fn describe(session: &Self::Session, parent: &Device<Bound>) -> KVec<u8>;
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        uctx_size: size_of::<Context<D::Session>>(),
        info: Some(Self::describe),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Context<D::Session>\`, and \`size\` must be valid for writes.
    unsafe extern "C" fn describe(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
        let context = Context::<D::Session>::of(raw);
        into_raw(D::describe(context.session(), context.parent()), size)
    }
}
`,
      fixed: `
/// The callbacks of a driver.
pub trait Driver: Sized {
    /// The context of an open file.
    type Session: Send + Sync + 'static;

    /// Describes the device.
    fn describe(session: &Self::Session, parent: &Device<Bound>) -> KVec<u8>;
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        uctx_size: size_of::<Context<D::Session>>(),
        info: Some(Self::describe),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Context<D::Session>\`, and \`size\` must be valid for writes.
    unsafe extern "C" fn describe(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
        let context = Context::<D::Session>::of(raw);
        into_raw(D::describe(context.session(), context.parent()), size)
    }
}
`,
    },
    {
      bad: `
/// A driver, and the context of an open file.
pub trait Session: Sized + 'static {
    //~   ^^^^^^^ callback-type-missing-send-sync
    /// Begins.
    fn begin() -> impl PinInit<Self, Error>;
    /// Describes the device.
    fn describe(&self, parent: &Device<Bound>) -> KVec<u8>;
}

/// # Safety
///
/// \`raw\` must be the head of a \`Context<S>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn describe<S: Session>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let context = Context::<S>::of(raw);
    into_raw(S::describe(context.session(), context.parent()), size)
}

const fn table<S: Session>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(describe::<S>), ..pin_init::zeroed() }
}
`,
      fixed: `
/// A driver, and the context of an open file.
pub trait Session: Sized + 'static + Send + Sync {
    /// Begins.
    fn begin() -> impl PinInit<Self, Error>;
    /// Describes the device.
    fn describe(&self, parent: &Device<Bound>) -> KVec<u8>;
}

/// # Safety
///
/// \`raw\` must be the head of a \`Context<S>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn describe<S: Session>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let context = Context::<S>::of(raw);
    into_raw(S::describe(context.session(), context.parent()), size)
}

const fn table<S: Session>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(describe::<S>), ..pin_init::zeroed() }
}
`,
      good: `
/// May be used everywhere.
pub trait Anywhere: Send + Sync + 'static {}

/// The callbacks of a driver.
pub trait Driver: Sized {
    /// The context of an open file.
    type Session: Anywhere;

    /// Describes the device.
    fn describe(session: &Self::Session, parent: &Device<Bound>) -> KVec<u8>;
}

/// The callbacks of another driver.
pub trait Other
where
    Self::Session: Send + Sync + 'static,
{
    /// The context of an open file.
    type Session;

    /// Describes the device.
    fn list(session: &Self::Session, parent: &Device<Bound>) -> KVec<u8>;
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        uctx_size: size_of::<Context<D::Session>>(),
        info: Some(Self::describe),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Context<D::Session>\`, and \`size\` must be valid for writes.
    unsafe extern "C" fn describe(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
        let context = Context::<D::Session>::of(raw);
        into_raw(D::describe(context.session(), context.parent()), size)
    }
}

impl<O: Other> Row<O> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        uctx_size: size_of::<Context<O::Session>>(),
        info: Some(Self::list),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Context<O::Session>\`, and \`size\` must be valid for writes.
    unsafe extern "C" fn list(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
        let context = Context::<O::Session>::of(raw);
        into_raw(O::list(context.session(), context.parent()), size)
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const seen = new Set<Node>();
    const all = facts.callbacks;
    for (const value of new Set(all.map((callback) => callback.value))) {
      const callbacks = all.filter((callback) => callback.value === value);
      const slots = callbacks.flatMap(({ vtable }) => vtable.slots);
      if (!slots.some(({ object }) => object !== undefined)) continue;
      const needed = ['Send', ...(slots.some(({ object }) => object === 'shared') ? ['Sync'] : [])];
      for (const type of contextTypes(file, { value, callbacks })) {
        const known = namesOf(context, { bounds: boundsOn(context, type), depth: 0 });
        const missing = needed.filter((name) => !known.has(name));
        if (missing.length === 0 || known.has('?') || seen.has(type.nameNode)) continue;
        seen.add(type.nameNode);
        const all = known.has("'static") ? missing : [...missing, "'static"];
        yield {
          at: type.nameNode,
          message: `${missing.includes('Sync') ? 'callbacks on several threads use' : 'several threads use'} the same \`${file.textOf(type.nameNode)}\`, but nothing requires ${wordsOf(all)}`,
          fix: fixOf(file, { type, missing: all }),
        };
      }
    }
  },
});

/** A trait whose implementor is the context, or the associated type that is. */
interface ContextType {
  readonly trait: Node;
  readonly associated: Node | undefined;
  readonly nameNode: Node;
  /** Where the type is used, for the bounds that hold there. */
  readonly at: Node;
  /** As it is written there: `T`, `T::Session`. */
  readonly path: string;
}

/** The types of the driver in what the vtable says of the object, or else in what its callbacks work with. */
function contextTypes(
  file: SourceFile,
  { value, callbacks }: { value: VtableValue; callbacks: readonly Callback[] },
): ContextType[] {
  const traits = new Set(callbacks.flatMap(({ methods }) => methods.map(({ trait }) => trait)));
  const size = value.slots.find(({ slot }) => callbacks.some(({ vtable }) => vtable.sizeField === slot))?.value;
  const places = size === undefined ? callbacks.map((callback) => callback.function) : [size];
  const paths = places.flatMap((place) => file.descendants(place, 'scoped_type_identifier'));
  const associated = [...traits].flatMap((trait) => paths.flatMap((path) => associatedType(file, { trait, path }) ?? []));
  if (associated.length > 0) return associated;
  return [...traits].flatMap((trait) => {
    const nameNode = file.field(trait, 'name');
    const call = callbacks.flatMap(({ methods }) => methods).find((method) => method.trait === trait);
    const owner = call === undefined ? undefined : file.field(file.field(call.call.node, 'function') ?? trait, 'path');
    if (nameNode === undefined || owner === undefined || !takesSelf(file, trait)) return [];
    return [{ trait, associated: undefined, nameNode, at: owner, path: file.textOf(owner) }];
  });
}

function associatedType(file: SourceFile, { trait, path }: { trait: Node; path: Node }): ContextType | undefined {
  const owner = file.field(path, 'path');
  const body = file.field(trait, 'body');
  if (owner === undefined || body === undefined) return undefined;
  const bounds = boundsOf(file, { at: path, name: file.textOf(owner) }).map((bound) => lastName(file, bound));
  if (!bounds.includes(lastName(file, file.field(trait, 'name')))) return undefined;
  const name = lastName(file, path);
  const associated = file
    .named(body)
    .find((item) => file.is(item, 'associated_type') && lastName(file, file.field(item, 'name')) === name);
  const nameNode = file.field(associated, 'name');
  return nameNode === undefined
    ? undefined
    : { trait, associated, nameNode, at: path, path: file.textOf(path).replace(/\s+/g, '') };
}

/** Whether a method of the trait works on a value of the implementor, so that this is the context and not just a name for a table. */
function takesSelf(file: SourceFile, trait: Node): boolean {
  const receivers = file.descendants(trait, 'self_parameter', 'parameter');
  return receivers.some(
    (parameter) =>
      file.is(parameter, 'self_parameter') ||
      /^(?:[\w:]*Pin<)?&\s*(?:'\w+\s+)?(?:mut\s+)?Self\b/.test(file.textOf(file.field(parameter, 'type')) ?? ''),
  );
}

function boundsOn({ file }: Context, { trait, associated, nameNode, at, path }: ContextType): Node[] {
  const own = file.field(associated ?? trait, 'bounds');
  const inside = associated ?? file.field(trait, 'body') ?? trait;
  const name = associated === undefined ? 'Self' : `Self::${file.textOf(nameNode)}`;
  return [...file.named(own), ...boundsOf(file, { at: inside, name }), ...boundsOf(file, { at, name: path })];
}

const wordsOf = (names: readonly string[]): string =>
  names.length === 1
    ? `\`${names[0] ?? ''}\``
    : `${names
        .slice(0, -1)
        .map((name) => `\`${name}\``)
        .join(', ')} and \`${names.at(-1) ?? ''}\``;

function fixOf(file: SourceFile, { type, missing }: { type: ContextType; missing: readonly string[] }): Fix {
  const item = type.associated ?? type.trait;
  const bounds = file.field(item, 'bounds');
  const end = file.end(bounds ?? file.field(item, 'type_parameters') ?? type.nameNode);
  const edit: Edit = { start: end, end, text: `${bounds === undefined ? ':' : ' +'} ${missing.join(' + ')}` };
  return { title: `Require ${wordsOf(missing)}`, kind: 'suggestion', edits: [edit] };
}
