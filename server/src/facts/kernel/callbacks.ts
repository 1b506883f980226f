// The traits of packs that a file implements for C to call, with what each parameter of a callback is.

import type { Pack } from '../../packs/pack';
import type { CallbackTrait, ParameterRole, Rename } from '../../packs/rust-facts';
import type { Node, SourceFile } from '../../syntax/source-file';
import { callsIn } from '../names/calls';
import { lastName } from '../names/declarations';
import type { Facts } from '../facts';
import type { Impl } from '../names/items';

export interface CallbackParameter {
  readonly node: Node;
  /** Undefined if the parameters match no known generation of the trait. */
  readonly role: ParameterRole | undefined;
  /** Undefined for `_` and for a pattern of several names. */
  readonly name: Node | undefined;
}

export interface CallbackMethod {
  readonly node: Node;
  readonly known: CallbackTrait['methods'][number];
  readonly parameters: readonly CallbackParameter[];
  readonly body: Node;
}

export interface CallbackImpl {
  readonly impl: Impl;
  readonly trait: CallbackTrait;
  readonly pack: Pack;
  readonly methods: readonly CallbackMethod[];
  /** What the trait's type for borrowed data is set to. */
  readonly data: Node | undefined;
}

/** Every `impl` of a callback trait, in source order. */
export function callbackImplsOf(file: SourceFile, facts: Facts): CallbackImpl[] {
  return facts.impls.flatMap((impl) => {
    const path = impl.trait === undefined ? undefined : facts.paths.resolve(impl.trait)?.path;
    if (path?.startsWith('kernel::') !== true || impl.body === undefined) return [];
    for (const pack of facts.packs) {
      const trait = pack.callbacks?.find((candidate) => currentPath(path, pack) === `kernel::${candidate.path}`);
      if (trait !== undefined) return [implOf(file, { impl, body: impl.body, trait, pack })];
    }
    return [];
  });
}

/** The parameter of a role, where it has a name. */
export const parameterOf = (method: CallbackMethod, role: ParameterRole): CallbackParameter | undefined =>
  method.parameters.find((parameter) => parameter.role === role);

/** What a `use` or definition of the file says about the type that callbacks share: the context, then the data that they borrow. */
export function sharedTypesOf({ impl, data }: CallbackImpl): Node[] {
  return data === undefined ? [impl.type] : [impl.type, data];
}

/** A function of the file that is called with a value, and the parameter that takes it. */
export interface GivenFunction {
  readonly node: Node;
  readonly parameter: Node;
  readonly body: Node;
}

/** The functions of the file to which code passes a local by its name alone. */
export function functionsGiven(
  file: SourceFile,
  { name, body, facts }: { name: Node; body: Node; facts: Facts },
): GivenFunction[] {
  return callsIn(file, { body, calls: facts.calls }).flatMap((call): GivenFunction[] => {
    if (call.kind !== 'function') return [];
    const position = call.arguments.findIndex((argument) => file.is(argument, 'identifier') && isSameName(file, argument, name));
    const node = position < 0 ? undefined : functionCalled(file, { called: file.field(call.node, 'function'), facts });
    const list = node === undefined ? undefined : file.field(node, 'parameters');
    const parameter = list === undefined ? undefined : file.named(list)[position];
    const inner = node === undefined ? undefined : file.field(node, 'body');
    return node === undefined || parameter === undefined || inner === undefined ? [] : [{ node, parameter, body: inner }];
  });
}

/** The bodies of the file's free and associated functions that code calls. */
export function functionsCalledIn(file: SourceFile, { body, facts }: { body: Node; facts: Facts }): Node[] {
  const bodies = callsIn(file, { body, calls: facts.calls }).flatMap((call) => {
    if (call.kind !== 'function') return [];
    const node = functionCalled(file, { called: file.field(call.node, 'function'), facts });
    return (node === undefined ? undefined : file.field(node, 'body')) ?? [];
  });
  return [...new Set(bodies)];
}

/** Uses of a local below a node: its name, also in a format string that holds it, but not where it is only printed. */
export function usesOf(file: SourceFile, { name, body }: { name: string; body: Node }): Node[] {
  return file.descendants(body, 'identifier', 'shorthand_field_identifier').filter((node) => {
    if (file.textOf(node) !== name) return false;
    const macro = file.closest(node, 'macro_invocation');
    const called = macro === undefined ? undefined : file.field(macro, 'macro');
    return called === undefined || !/(?:^|::)(?:pr|dev)_\w+$/.test(file.textOf(called));
  });
}

const isSameName = (file: SourceFile, a: Node, b: Node): boolean => file.textOf(a) === file.textOf(b);

/** `permits`, `Self::permits`, `Flash::permits`. */
function functionCalled(file: SourceFile, { called, facts }: { called: Node | undefined; facts: Facts }): Node | undefined {
  if (called === undefined) return undefined;
  const name = lastName(file, called);
  if (name === undefined) return undefined;
  if (!file.is(called, 'scoped_identifier')) return facts.declarations.function(name);
  const written = lastName(file, file.field(called, 'path'));
  const impl = written === 'Self' ? file.closest(called, 'impl_item') : undefined;
  const owner = impl === undefined ? written : lastName(file, file.field(impl, 'type'));
  return owner === undefined ? undefined : facts.declarations.member(owner, name);
}

/** A path with the current name of its last segment. */
const currentPath = (path: string, pack: Pack): string =>
  path.replace(/\w+$/, (name) => currentName(name, { pack, position: 'type' }));

const currentName = (name: string, { pack, position }: { pack: Pack; position: Rename['position'] }): string =>
  pack.renames?.find((rename) => rename.from === name && rename.position === position)?.to ?? name;

interface Implemented {
  readonly impl: Impl;
  readonly body: Node;
  readonly trait: CallbackTrait;
  readonly pack: Pack;
}

function implOf(file: SourceFile, { impl, body, trait, pack }: Implemented): CallbackImpl {
  const items = file.named(body);
  const nameOf = (item: Node): string | undefined => {
    const name = file.field(item, 'name');
    return name === undefined ? undefined : file.textOf(name);
  };
  const methods = items.flatMap((node): CallbackMethod[] => {
    const current = currentName(nameOf(node) ?? '', { pack, position: 'trait item' });
    const known = file.is(node, 'function_item') ? trait.methods.find(({ name }) => name === current) : undefined;
    const block = file.field(node, 'body');
    return known === undefined || block === undefined
      ? []
      : [{ node, known, parameters: parametersOf(file, { node, known }), body: block }];
  });
  const own = items.find((item) => file.is(item, 'type_item') && nameOf(item) === trait.dataType);
  return { impl, trait, pack, methods, data: own === undefined ? undefined : file.field(own, 'type') };
}

function parametersOf(file: SourceFile, { node, known }: Pick<CallbackMethod, 'node' | 'known'>): CallbackParameter[] {
  const list = file.field(node, 'parameters');
  const nodes = list === undefined ? [] : file.named(list).filter((child) => !file.is(child, 'attribute_item'));
  const shape = [known.parameters, ...(known.earlier ?? [])].find((roles) => fits(file, { nodes, roles }));
  return nodes.map((parameter, index) => {
    const pattern = file.field(parameter, 'pattern');
    const name = file.is(pattern, 'mut_pattern') ? file.named(pattern).at(-1) : pattern;
    return { node: parameter, role: shape?.[index], name: file.is(name, 'identifier') ? name : undefined };
  });
}

/** Generations differ in number and order; of all parameters only a message is a slice. */
function fits(file: SourceFile, { nodes, roles }: { nodes: readonly Node[]; roles: readonly ParameterRole[] }): boolean {
  if (nodes.length !== roles.length) return false;
  return nodes.every((node, index) => {
    const type = file.field(node, 'type');
    const slice = file.is(type, 'reference_type') ? file.field(type, 'type') : undefined;
    const isSlice = file.is(slice, 'array_type') && file.field(slice, 'length') === undefined;
    return isSlice === (roles[index] === 'message');
  });
}
