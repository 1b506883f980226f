// The functions that C calls through a vtable that a pack describes, and the trait methods that each of them calls.

import type { Slot, Vtable } from '../../packs/c-facts';
import type { Pack } from '../../packs/pack';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { Facts } from '../facts';
import { callsIn, type Call } from '../names/calls';
import { lastName, type Declarations } from '../names/declarations';
import type { VtableValue } from './vtables';

export interface Callback {
  readonly pack: Pack;
  readonly vtable: Vtable;
  readonly slot: Slot;
  /** Where the file fills the vtable in. */
  readonly value: VtableValue;
  readonly function: Node;
  /** The function's name as it stands in the code. */
  readonly nameNode: Node;
  /** The pattern that receives the object of the vtable. */
  readonly object: Node | undefined;
  /** The pattern that receives what the C declaration calls by this name: `in_len`. */
  parameter(name: string): Node | undefined;
  /** The methods of traits of this file that it calls, through helpers of the file too, in source order. */
  readonly methods: readonly TraitCall[];
}

export interface TraitCall {
  readonly call: Call;
  readonly trait: Node;
  /** The declaration in the trait. */
  readonly method: Node;
  readonly nameNode: Node;
}

/** How many helpers of the file may stand between a callback and the trait. */
const maxHelpers = 2;

/** In the order of the text; a function that fills several slots comes once for each. */
export function callbacksOf(file: SourceFile, facts: Facts): Callback[] {
  if (facts.vtables.length === 0) return [];
  return facts.vtables.flatMap((value) => {
    const described = facts.packs.flatMap((pack) =>
      (pack.vtables ?? []).filter(({ struct }) => struct === value.struct).map((vtable) => ({ pack, vtable })),
    );
    return value.slots.flatMap(({ slot: name, callback }) =>
      described.flatMap(({ pack, vtable }): Callback[] => {
        const slot = vtable.slots.find((each) => each.name === name);
        const nameNode = callback === undefined ? undefined : file.field(callback, 'name');
        if (slot === undefined || callback === undefined || nameNode === undefined) return [];
        return [
          {
            pack,
            vtable,
            slot,
            value,
            function: callback,
            nameNode,
            object: patternsOf(file, callback)[0],
            parameter: (wanted) => patternsOf(file, callback)[slot.parameters.indexOf(wanted)],
            methods: traitCallsIn(file, { body: callback, facts, depth: 0 }),
          },
        ];
      }),
    );
  });
}

/** The patterns of a function's parameters, without `self`. */
export function patternsOf(file: SourceFile, item: Node): Node[] {
  return parametersOf(file, item)
    .map((parameter) => file.field(parameter, 'pattern'))
    .filter((pattern) => pattern !== undefined);
}

/** The parameters of a function; `self: Type` is one, `self`, `&self` and `&mut self` are none. */
export function parametersOf(file: SourceFile, item: Node): Node[] {
  const list = file.field(item, 'parameters');
  return list === undefined ? [] : file.named(list).filter((child) => file.is(child, 'parameter'));
}

function traitCallsIn(file: SourceFile, { body, facts, depth }: { body: Node; facts: Facts; depth: number }): TraitCall[] {
  return callsIn(file, { body, calls: facts.calls }).flatMap((call) => {
    const found = traitCall(file, { call, declarations: facts.declarations });
    if (found !== undefined) return [found];
    const helper = depth < maxHelpers ? helperOf(file, { call, declarations: facts.declarations }) : undefined;
    return helper === undefined || helper === body ? [] : traitCallsIn(file, { body: helper, facts, depth: depth + 1 });
  });
}

/** `T::open(…)` and `<T as Trait>::open(…)`, with `T` bounded by a trait of the file; `Self::open(…)` inside of that trait. */
function traitCall(file: SourceFile, { call, declarations }: { call: Call; declarations: Declarations }): TraitCall | undefined {
  const written = call.kind === 'function' ? file.field(call.node, 'function') : undefined;
  const path = file.is(written, 'generic_function') ? file.field(written, 'function') : written;
  const owner = file.is(path, 'scoped_identifier') ? file.field(path, 'path') : undefined;
  if (owner === undefined) return undefined;
  for (const name of traitNames(file, owner)) {
    const trait = declarations.type(name);
    const method = declarations.member(name, call.name);
    const nameNode = method === undefined ? undefined : file.field(method, 'name');
    if (!file.is(trait, 'trait_item') || !file.is(method, 'function_signature_item', 'function_item') || nameNode === undefined)
      continue;
    return { call, trait, method, nameNode };
  }
  return undefined;
}

/** The traits whose functions a path that begins with the type can call. */
function traitNames(file: SourceFile, owner: Node): string[] {
  if (file.is(owner, 'bracketed_type')) {
    const inner = file.named(owner)[0];
    const alias = file.is(inner, 'qualified_type') ? lastName(file, file.field(inner, 'alias')) : undefined;
    return alias === undefined ? [] : [alias];
  }
  if (!file.is(owner, 'identifier', 'type_identifier')) return [];
  const name = file.textOf(owner);
  if (name === 'Self') {
    const trait = lastName(file, file.field(file.closest(owner, 'trait_item', 'impl_item') ?? owner, 'name'));
    return trait === undefined ? [] : [trait];
  }
  return boundsOf(file, { at: owner, name })
    .map((bound) => lastName(file, bound))
    .filter((bound) => bound !== undefined);
}

/** The bounds of a type parameter, or of a path such as `Self` or `T::Item`, that hold where a node stands. */
export function boundsOf(file: SourceFile, { at, name }: { at: Node; name: string }): Node[] {
  const items = [at, ...file.ancestors(at)].filter((node) =>
    file.is(node, 'function_item', 'function_signature_item', 'impl_item', 'trait_item', 'struct_item', 'associated_type'),
  );
  return items.flatMap((item) => {
    const list = file.field(item, 'type_parameters');
    const clause = file.child(item, 'where_clause');
    const inline = list === undefined ? [] : file.named(list).filter((child) => isNamed(child, 'name'));
    const predicates = clause === undefined ? [] : file.named(clause).filter((child) => isNamed(child, 'left'));
    return [...inline, ...predicates].flatMap((child) => {
      const bounds = file.field(child, 'bounds');
      return bounds === undefined ? [] : file.named(bounds);
    });
  });

  function isNamed(child: Node, field: 'name' | 'left'): boolean {
    const node = file.field(child, field);
    return node !== undefined && file.textOf(node).replace(/\s+/g, '') === name;
  }
}

/** The function of the file that is called, where it is not a trait's. */
export function helperOf(file: SourceFile, { call, declarations }: { call: Call; declarations: Declarations }): Node | undefined {
  if (call.kind === 'macro') return undefined;
  const found = call.kind === 'method' ? undefined : calledFunction(file, { call, declarations });
  return file.is(found, 'function_item') ? found : undefined;
}

/** `helper(…)`, `Self::helper(…)`, `Adapter::<T>::helper(…)`. */
function calledFunction(file: SourceFile, { call, declarations }: { call: Call; declarations: Declarations }): Node | undefined {
  const written = file.field(call.node, 'function');
  const path = file.is(written, 'generic_function') ? file.field(written, 'function') : written;
  if (file.is(path, 'identifier')) return declarations.function(call.name);
  const owner = file.is(path, 'scoped_identifier') ? lastName(file, file.field(path, 'path')) : undefined;
  if (owner === undefined) return undefined;
  const impl = owner === 'Self' ? file.closest(call.node, 'impl_item', 'trait_item') : undefined;
  const type = impl === undefined ? owner : lastName(file, file.field(impl, file.is(impl, 'impl_item') ? 'type' : 'name'));
  return type === undefined ? undefined : declarations.member(type, call.name);
}
