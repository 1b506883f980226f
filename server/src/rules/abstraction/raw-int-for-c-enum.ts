// Integers in an abstraction's API that represent a C enum.

import { enumsIn, variantsOf, camelCase } from '../../facts/kernel/c-enums';
import { callsIn } from '../../facts/names/calls';
import { lastName } from '../../facts/names/declarations';
import type { Item } from '../../facts/names/items';
import type { SlotValue } from '../../facts/kernel/vtables';
import type { CEnum } from '../../packs/c-facts';
import { cEnum, vtableOf } from '../../facts/names/c-knowledge';
import { rule, type Context, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'raw-int-for-c-enum',
  summary: 'An API uses an integer for a C enum.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `An integer accepts every number, and its documentation has to list the valid ones. A Rust enum with one variant per value of the C enum puts them in
the type, lets the compiler check that a \`match\` is exhaustive, and can leave out values that drivers must not use. Values from C are converted to
the enum once, in the abstraction, which returns an error for an unknown one.`,
  sources: ['rust/kernel/net/phy.rs (DeviceState)', 'rust/kernel/time/hrtimer.rs (HrTimerRestart)'],
  examples: [
    {
      path: 'rust/kernel/other.rs',
      bad: `
/// What a firmware driver implements.
pub trait Driver: Sized {
    /// The firmware interface that it uses.
    const KIND: u32;
//~       ^^^^ raw-int-for-c-enum

    /// Responds to a message.
    fn answer(device: &Device<Bound>, level: u32) -> Result;
//~                                   ^^^^^^^^^^ raw-int-for-c-enum
}

struct Table<T>(PhantomData<T>);

impl<T: Driver> Table<T> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        device_type: T::KIND,
        fw_rpc: Some(Self::rpc),
    };

    /// # Safety
    ///
    /// Only C calls it.
    unsafe extern "C" fn rpc(
        uctx: *mut bindings::fwctl_uctx,
        how: u32,
        _message: *mut c_void,
        _len: usize,
        _out: *mut usize,
    ) -> *mut c_void {
        // SAFETY: C keeps the device bound while a callback runs.
        let device = unsafe { device_of(uctx) };
        match T::answer(device, how) {
            Ok(()) => core::ptr::null_mut(),
            Err(e) => e.to_ptr(),
        }
    }
}
`,
      fixed: `
/// Corresponds to the C \`enum fwctl_device_type\`.
#[repr(u32)]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum DeviceType {
    /// \`FWCTL_DEVICE_TYPE_MLX5\`.
    Mlx5 = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_MLX5,
    /// \`FWCTL_DEVICE_TYPE_CXL\`.
    Cxl = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_CXL,
    /// \`FWCTL_DEVICE_TYPE_BNXT\`.
    Bnxt = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_BNXT,
    /// \`FWCTL_DEVICE_TYPE_PDS\`.
    Pds = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_PDS,
}

/// What a firmware driver implements.
pub trait Driver: Sized {
    /// The firmware interface that it uses.
    const KIND: DeviceType;

    /// Responds to a message.
    fn answer(device: &Device<Bound>, level: u32) -> Result;
}

struct Table<T>(PhantomData<T>);

impl<T: Driver> Table<T> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        device_type: T::KIND as u32,
        fw_rpc: Some(Self::rpc),
    };

    /// # Safety
    ///
    /// Only C calls it.
    unsafe extern "C" fn rpc(
        uctx: *mut bindings::fwctl_uctx,
        how: u32,
        _message: *mut c_void,
        _len: usize,
        _out: *mut usize,
    ) -> *mut c_void {
        // SAFETY: C keeps the device bound while a callback runs.
        let device = unsafe { device_of(uctx) };
        match T::answer(device, how) {
            Ok(()) => core::ptr::null_mut(),
            Err(e) => e.to_ptr(),
        }
    }
}
`,
      good: `
/// What a firmware driver implements.
pub trait Driver: Sized {
    /// The firmware interface that it uses.
    const KIND: Kind;

    /// A number that is only a number; see the C enum \`queue_type\` for what it is not.
    const DEPTH: usize;

    /// Responds to a message of \`len\` bytes.
    fn answer(device: &Device<Bound>, scope: Scope, len: usize) -> Result;
}

struct Table<T>(PhantomData<T>);

impl<T: Driver> Table<T> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        device_type: T::KIND as u32,
    };
}
`,
    },
    {
      bad: `
/// A queue.
pub trait Queue {
    /// Direction of the transfers, a value of the C \`enum dma_data_direction\`.
    const DIRECTION: c_uint;
//~       ^^^^^^^^^ raw-int-for-c-enum
}
`,
    },
  ],
  *check(context) {
    if (context.facts.unit.crate === 'host') return;
    const seen = new Set<Node>();
    for (const { at, name, type, item } of [...inTables(context), ...inDocs(context)]) {
      if (seen.has(at)) continue;
      seen.add(at);
      const known = cEnum(context.facts.packs, type);
      const help = known?.rust === undefined ? undefined : `in the kernel crate it is \`${known.rust}\``;
      yield {
        at,
        message: `could \`${name}\` be a Rust enum instead of an integer, as C has \`enum ${type}\`?`,
        help,
        fix: item === undefined || known === undefined ? undefined : withEnum(context, { item, known }),
      };
    }
  },
});

interface Integer {
  readonly at: Node;
  readonly name: string;
  /** The C enum. */
  readonly type: string;
  /** The constant of a trait. */
  readonly item?: Item;
}

/** What the vtables pass between C and the file's traits. */
function inTables(context: Context): Integer[] {
  const { facts } = context;
  return facts.vtables.flatMap(({ struct, slots }) => {
    const table = vtableOf(facts.packs, struct);
    return slots.flatMap((slot) => {
      const field = table?.enumFields?.[slot.slot];
      if (field !== undefined) return constantBehind(context, { slot, type: field });
      const known = table?.slots.find(({ name }) => name === slot.slot);
      return known === undefined ? [] : passedOn(context, { slot, signature: known.signature });
    });
  });
}

/** `slot: T::NAME`, with the constant declared as an integer in a trait of the file. */
function constantBehind({ file, facts }: Context, { slot, type }: { slot: SlotValue; type: string }): Integer[] {
  const name = file.is(slot.value, 'scoped_identifier') ? lastName(file, slot.value) : undefined;
  return facts.items
    .filter((item) => item.kind === 'const' && item.name === name && file.is(item.owner, 'trait_item'))
    .filter((item) => isInteger(file.field(item.node, 'type'), { file, facts }))
    .map((item) => ({ at: item.nameNode, name: item.name, type, item }));
}

/** A callback parameter that is passed unchanged to a trait function. */
function passedOn({ file, facts }: Context, { slot, signature }: { slot: SlotValue; signature: string }): Integer[] {
  const { callback } = slot;
  const list = file.field(callback, 'parameters');
  const body = file.field(callback, 'body');
  if (list === undefined || body === undefined) return [];
  const parameters = file.named(list).filter((parameter) => file.is(parameter, 'parameter'));
  return enumsIn(signature).flatMap(({ index, type }) => {
    const name = lastName(file, parameters[index] === undefined ? undefined : file.field(parameters[index], 'pattern'));
    if (name === undefined) return [];
    return callsIn(file, { body, calls: facts.calls }).flatMap((call): Integer[] => {
      if (call.kind !== 'function') return [];
      const position = call.arguments.findIndex((argument) => file.is(argument, 'identifier') && file.textOf(argument) === name);
      const method = position < 0 ? undefined : traitFunction(file, { facts, name: call.name });
      const own = file.field(method, 'parameters');
      const parameter = file.named(own)[position];
      if (parameter === undefined || !isInteger(file.field(parameter, 'type'), { file, facts })) return [];
      return [{ at: parameter, name: lastName(file, file.field(parameter, 'pattern')) ?? name, type }];
    });
  });
}

type FileFacts = Pick<Context, 'file' | 'facts'>;

const traitFunction = (file: Context['file'], { facts, name }: { facts: Context['facts']; name: string }): Node | undefined =>
  facts.items.find((item) => item.kind === 'fn' && item.name === name && file.is(item.owner, 'trait_item'))?.node;

/** The constants of public traits whose documentation says that they are a value of a C enum. */
function inDocs({ file, facts }: Context): Integer[] {
  return facts.items.flatMap((item): Integer[] => {
    if (item.kind !== 'const' || !file.is(item.owner, 'trait_item') || !isInteger(file.field(item.node, 'type'), { file, facts }))
      return [];
    const text = (facts.docs.of(item.node)?.lines ?? []).map((line) => line.text).join(' ');
    const type =
      /\b(?:value|values|variants?|matching|matches|one|corresponds? to|type) (?:of )?(?:the )?(?:C )?`?enum`? `?(\w+)`/i.exec(
        text,
      )?.[1];
    return type === undefined ? [] : [{ at: item.nameNode, name: item.name, type, item }];
  });
}

function isInteger(node: Node | undefined, { facts }: FileFacts): boolean {
  const type = facts.types.read(node);
  return (
    type?.kind === 'path' && /^(?:[iu](?:8|16|32|64|size)|c_(?:u?int|u?char|u?short|u?long))$/.test(type.segments.at(-1) ?? '')
  );
}

/** An enum above the trait, and the constant's new type; nothing if the constant is used outside the paths in this file. */
function withEnum({ file, facts }: Context, { item, known }: { item: Item; known: CEnum }): Fix | undefined {
  const type = file.field(item.node, 'type');
  const name = known.rust?.split('::').at(-1) ?? camelCase(known.name);
  const taken = file.nodes('identifier', 'type_identifier').some((node) => file.textOf(node) === name);
  const variants = variantsOf(known);
  const trait = item.owner;
  if (type === undefined || trait === undefined || taken || variants.length === 0 || file.field(item.node, 'value') !== undefined)
    return undefined;
  const integer = file.textOf(type);
  const uses = file.nodes('identifier').filter((node) => node !== item.nameNode && file.textOf(node) === item.name);
  const paths = uses.map((node) => file.parent(node));
  if (paths.some((path) => !file.is(path, 'scoped_identifier') || !file.is(file.parent(path), 'field_initializer')))
    return undefined;
  const docs = facts.docs.of(trait);
  const attributes = facts.items.find(({ node }) => node === trait)?.attributes ?? [];
  const at = Math.min(docs?.start ?? file.start(trait), ...attributes.map((attribute) => file.start(attribute.item)));
  const lines = [
    `/// Corresponds to the C \`enum ${known.name}\`.`,
    `#[repr(${integer})]`,
    '#[derive(Copy, Clone, Debug, Eq, PartialEq)]',
    `pub enum ${name} {`,
    ...variants.flatMap((variant) => [
      `    /// \`${variant.member}\`.`,
      `    ${variant.name} = bindings::${known.name}_${variant.member},`,
    ]),
    '}',
    '',
    '',
  ];
  const edits = [
    { start: at, end: at, text: lines.join(`${file.lineBreak}${file.indent(at)}`) },
    { ...file.span(type), text: name },
    ...paths.flatMap((path) =>
      path === undefined ? [] : [{ start: file.end(path), end: file.end(path), text: ` as ${integer}` }],
    ),
  ].sort((a, b) => a.start - b.start);
  return { title: `Add an enum \`${name}\``, kind: 'suggestion', edits };
}
