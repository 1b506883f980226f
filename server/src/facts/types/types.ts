// Types as the file spells them, and what is known about them without building the kernel.

import { unsizedTypes, sizedWrappers } from './known-types';
import { kindSet, type Node, type SourceFile } from '../../syntax/source-file';
import { lastName, typeParametersOf, type Declarations } from '../names/declarations';

/** An undefined part is one that the text does not tell. */
export type Type =
  | { readonly kind: 'pointer'; readonly mutable: boolean; readonly to: Type | undefined }
  | {
      readonly kind: 'reference';
      readonly mutable: boolean;
      readonly to: Type | undefined;
      readonly lifetime: string | undefined;
    }
  | { readonly kind: 'slice'; readonly element: Type | undefined }
  | { readonly kind: 'array'; readonly element: Type | undefined; readonly length: string | undefined }
  | { readonly kind: 'tuple'; readonly elements: readonly (Type | undefined)[] }
  /** A primitive or named type; imports are resolved and `crate`, `kernel` and `core` left out: `bindings::device`, `Opaque`. */
  | {
      readonly kind: 'path';
      readonly segments: readonly string[];
      readonly arguments: readonly (Type | undefined)[];
      readonly lifetimes: readonly string[];
    }
  /** A type parameter of the item `owner`, or the `Self` of a trait. */
  | { readonly kind: 'parameter'; readonly name: string; readonly owner: Node; readonly sized: boolean }
  /** `T::Item`. */
  | { readonly kind: 'associated'; readonly of: Type | undefined; readonly name: string }
  | { readonly kind: 'dyn' | 'opaque' | 'function' | 'never' };

export interface TypeReader {
  /** What a type's text says. Nothing for `_`. */
  read(node: Node | undefined): Type | undefined;
  /** The type of `self` without a reference, where the node stands. */
  selfAt(node: Node): Type | undefined;
  /** False also where it is only possible that the type has no size of its own. */
  isSized(type: Type | undefined): boolean | undefined;
  /** The type of a field of a type that the file declares, its type arguments filled in. */
  field(owner: Type | undefined, name: string): Type | undefined;
  /** Fills in the type parameters of the `impl` or type that `declaration` belongs to, as the value of type `owner` has them. */
  fillIn(type: Type | undefined, place: { declaration: Node; owner: Type }): Type | undefined;
}

/** Whether two types are certainly the same, lifetimes included. */
export function isSameType(a: Type | undefined, b: Type | undefined, depth = 0): boolean {
  if (a === undefined || b === undefined || depth > maxDepth) return false;
  const same = (one: Type | undefined, other: Type | undefined): boolean => isSameType(one, other, depth + 1);
  switch (a.kind) {
    case 'pointer':
      return b.kind === 'pointer' && a.mutable === b.mutable && same(a.to, b.to);
    case 'reference':
      return (
        b.kind === 'reference' &&
        a.mutable === b.mutable &&
        a.lifetime !== undefined &&
        a.lifetime === b.lifetime &&
        same(a.to, b.to)
      );
    case 'slice':
      return b.kind === 'slice' && same(a.element, b.element);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((element, index) => same(element, b.elements[index]))
      );
    case 'path':
      return (
        b.kind === 'path' &&
        isSamePath(a.segments, b.segments) &&
        a.arguments.length === b.arguments.length &&
        a.lifetimes.join() === b.lifetimes.join() &&
        !a.lifetimes.includes("'_") &&
        a.arguments.every((argument, index) => same(argument, b.arguments[index]))
      );
    case 'parameter':
      return b.kind === 'parameter' && a.name === b.name && a.owner === b.owner;
    case 'associated':
      return b.kind === 'associated' && a.name === b.name && same(a.of, b.of);
    case 'never':
      return b.kind === 'never';
    case 'array':
      return b.kind === 'array' && a.length !== undefined && a.length === b.length && same(a.element, b.element);
    // Which trait or signature is not kept.
    case 'dyn':
    case 'opaque':
    case 'function':
      return false;
  }
}

/** The name of a named type without its path. */
export function nameOf(type: Type | undefined): string | undefined {
  return type?.kind === 'path' ? type.segments.at(-1) : undefined;
}

export function pathType(name: string, ...args: readonly (Type | undefined)[]): Type {
  return { kind: 'path', segments: [name], arguments: args, lifetimes: [] };
}

export function pointerTo(to: Type | undefined, mutable: boolean): Type {
  return { kind: 'pointer', mutable, to };
}

export function referenceTo(to: Type | undefined, mutable: boolean): Type {
  return { kind: 'reference', mutable, to, lifetime: undefined };
}

const maxDepth = 24;

const primitive = /^(?:[iu](?:8|16|32|64|128|size)|f32|f64|bool|char)$/;

/** Path prefixes that say where it starts, not what it names. */
const roots: ReadonlySet<string> = new Set(['', 'crate', '$crate', 'kernel', 'core', 'std', 'alloc', 'self', 'super']);

function isSamePath(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length && Math.min(a.length, b.length) < 2) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.every((segment, index) => segment === long[long.length - short.length + index]);
}

export function typeReaderOf(file: SourceFile, declarations: Declarations): TypeReader {
  const parameterLists = new Map<Node, ReadonlyMap<string, Node>>();
  const fieldLists = new Map<Node, ReadonlyMap<string, Node>>();

  return { read: (node) => read(node, 0), selfAt, isSized: (type) => isSized(type, 0), field, fillIn };

  function read(node: Node | undefined, depth: number): Type | undefined {
    if (node === undefined || depth > maxDepth) return undefined;
    const inner = (name: 'type' | 'element'): Type | undefined => read(file.field(node, name), depth + 1);
    switch (file.kind(node)) {
      case 'pointer_type':
        return pointerTo(inner('type'), file.child(node, 'mutable_specifier') !== undefined);
      case 'reference_type': {
        const lifetime = file.child(node, 'lifetime');
        return {
          kind: 'reference',
          mutable: file.child(node, 'mutable_specifier') !== undefined,
          to: inner('type'),
          lifetime: lifetime === undefined || file.textOf(lifetime) === "'_" ? undefined : file.textOf(lifetime),
        };
      }
      case 'array_type': {
        const length = file.field(node, 'length');
        if (length === undefined) return { kind: 'slice', element: inner('element') };
        return { kind: 'array', element: inner('element'), length: file.textOf(length) };
      }
      case 'unit_type':
        return { kind: 'tuple', elements: [] };
      case 'tuple_type': {
        const elements = file.named(node);
        // `(dyn Trait + 'static)` is not a tuple.
        if (elements.length === 1 && !file.textOf(node).includes(',')) return read(elements[0], depth + 1);
        return { kind: 'tuple', elements: elements.map((element) => read(element, depth + 1)) };
      }
      case 'bounded_type':
        return read(file.named(node)[0], depth + 1);
      case 'dynamic_type':
        return { kind: 'dyn' };
      case 'abstract_type':
        return { kind: 'opaque' };
      case 'function_type':
        return { kind: 'function' };
      case 'never_type':
        return { kind: 'never' };
      case 'primitive_type':
        return pathType(file.textOf(node));
      case 'type_identifier':
        return readName(node, depth);
      case 'metavariable':
        return pathType(file.textOf(node));
      case 'scoped_type_identifier':
      case 'generic_type':
        return readPath(node, depth);
      default:
        return undefined;
    }
  }

  function readName(node: Node, depth: number): Type | undefined {
    const name = file.textOf(node);
    if (name === '_') return undefined;
    if (name === 'Self') return selfAt(node);
    return parameterAt(node, name) ?? named([name], { arguments: [], lifetimes: [], depth });
  }

  function readPath(node: Node, depth: number): Type | undefined {
    const generic = file.is(node, 'generic_type') ? node : undefined;
    const path = generic === undefined ? node : file.field(generic, 'type');
    if (path === undefined) return undefined;
    const list = generic === undefined ? undefined : file.field(generic, 'type_arguments');
    const given = list === undefined ? [] : file.named(list);
    const lifetimes = given.filter((argument) => file.is(argument, 'lifetime')).map((argument) => file.textOf(argument));
    const args = given
      .filter((argument) => !file.is(argument, 'lifetime', 'type_binding'))
      .map((argument) => read(argument, depth + 1));
    const associated = generic === undefined ? readAssociated(path, depth) : undefined;
    if (associated !== undefined) return associated;
    return named(segmentsOf(path), { arguments: args, lifetimes, depth });
  }

  /** `Self::Item`, `T::Item`, `<T as Trait>::Item`. */
  function readAssociated(path: Node, depth: number): Type | undefined {
    const base = file.field(path, 'path');
    const nameNode = file.field(path, 'name');
    if (base === undefined || nameNode === undefined) return undefined;
    const name = file.textOf(nameNode);
    if (file.is(base, 'bracketed_type')) {
      const inner = file.named(base)[0];
      const type = file.is(inner, 'qualified_type') ? file.field(inner, 'type') : inner;
      return { kind: 'associated', of: read(type, depth + 1), name };
    }
    if (!file.is(base, 'identifier', 'type_identifier')) return undefined;
    const text = file.textOf(base);
    if (text === 'Self') {
      const item = file.closest(path, 'impl_item');
      const body = item === undefined ? undefined : file.field(item, 'body');
      const own =
        body === undefined
          ? undefined
          : file
              .children(body)
              .find((child) => file.is(child, 'type_item') && lastName(file, file.field(child, 'name')) === name);
      if (own !== undefined) return read(file.field(own, 'type'), depth + 1);
      return { kind: 'associated', of: selfAt(path), name };
    }
    const parameter = parameterAt(path, text);
    return parameter === undefined ? undefined : { kind: 'associated', of: parameter, name };
  }

  /** A named type with its first segment looked up, and what it stands for when it is an alias of the file. */
  function named(
    segments: readonly string[],
    rest: { arguments: readonly (Type | undefined)[]; lifetimes: readonly string[]; depth: number },
  ): Type {
    const first = segments[0] ?? '';
    const own = segments.length === 1 ? declarations.type(first) : undefined;
    if (
      own !== undefined &&
      file.is(own, 'type_item') &&
      rest.arguments.length === 0 &&
      file.field(own, 'type_parameters') === undefined
    ) {
      const meant = read(file.field(own, 'type'), rest.depth + 1);
      if (meant !== undefined) return meant;
    }
    const whole = own === undefined ? [...(declarations.imported(first) ?? [first]), ...segments.slice(1)] : segments;
    const begin = whole.findIndex((segment) => !roots.has(segment));
    const kept = begin < 0 ? whole : whole.slice(begin);
    const last = kept.at(-1) ?? '';
    // The kernel's C types are reached by many paths.
    const short = /^c_[a-z]+$/.test(last) && ['ffi', undefined].includes(kept.at(-2)) ? [last] : kept;
    return { kind: 'path', segments: short, arguments: rest.arguments, lifetimes: rest.lifetimes };
  }

  function segmentsOf(path: Node): string[] {
    // Arguments inside a path (`Foo::<T>::Bar`) do not matter for which type it is.
    const text = file.textOf(path).replace(/\s+/g, '');
    return (text.includes('<') ? text.replace(/(?:::)?<.*>/, '') : text).split('::').filter((segment) => segment !== '');
  }

  function parameterAt(node: Node, name: string): Type | undefined {
    let steps = 0;
    for (const ancestor of file.ancestorsIn(node, generics)) {
      if (steps++ > maxAncestors) return undefined;
      const list = file.field(ancestor, 'type_parameters');
      const found = list === undefined ? undefined : parametersIn(list).get(name);
      if (found !== undefined)
        return { kind: 'parameter', name, owner: ancestor, sized: !isRelaxed(ancestor, { parameter: found, name }) };
    }
    return undefined;
  }

  /** The first parameter of each name. */
  function parametersIn(list: Node): ReadonlyMap<string, Node> {
    const known = parameterLists.get(list);
    if (known !== undefined) return known;
    const found = new Map<string, Node>();
    for (const child of file.children(list)) {
      const own = file.is(child, 'type_parameter') ? file.field(child, 'name') : undefined;
      const name = own === undefined ? undefined : file.textOf(own);
      if (name !== undefined && !found.has(name)) found.set(name, child);
    }
    parameterLists.set(list, found);
    return found;
  }

  /** Whether `?Sized` takes the usual bound from a parameter, in its own bounds or in the `where` clause. */
  function isRelaxed(owner: Node, { parameter, name }: { parameter: Node; name: string }): boolean {
    const isLoose = (bounds: Node | undefined): boolean =>
      bounds !== undefined && file.child(bounds, 'removed_trait_bound') !== undefined;
    if (isLoose(file.field(parameter, 'bounds'))) return true;
    return wherePredicates(owner, name).some((predicate) => isLoose(file.field(predicate, 'bounds')));
  }

  function wherePredicates(owner: Node, name: string): Node[] {
    const clause = file.child(owner, 'where_clause');
    if (clause === undefined) return [];
    return file.named(clause).filter((predicate) => {
      const left = file.field(predicate, 'left');
      return left !== undefined && file.textOf(left) === name;
    });
  }

  function selfAt(node: Node): Type | undefined {
    let steps = 0;
    let fn: Node | undefined;
    for (const ancestor of file.ancestorsIn(node, selfGiving)) {
      if (steps++ > maxAncestors) return undefined;
      if (file.is(ancestor, 'function_item', 'function_signature_item')) fn = ancestor;
      if (file.is(ancestor, 'macro_rule')) return undefined;
      if (file.is(ancestor, 'impl_item')) return read(file.field(ancestor, 'type'), maxDepth - 8);
      if (file.is(ancestor, 'struct_item', 'enum_item', 'union_item')) return declaredType(ancestor);
      if (file.is(ancestor, 'trait_item'))
        return {
          kind: 'parameter',
          name: 'Self',
          owner: ancestor,
          sized: saysSized(ancestor) || (fn !== undefined && saysSized(fn)),
        };
    }
    return undefined;
  }

  /** Whether a trait or one of its functions asks for `Self: Sized`. */
  function saysSized(item: Node): boolean {
    const names = (bounds: Node | undefined): boolean =>
      bounds !== undefined && file.named(bounds).some((bound) => file.textOf(bound) === 'Sized');
    if (file.is(item, 'trait_item') && names(file.field(item, 'bounds'))) return true;
    return wherePredicates(item, 'Self').some((predicate) => names(file.field(predicate, 'bounds')));
  }

  function declaredType(item: Node): Type | undefined {
    const name = lastName(file, file.field(item, 'name'));
    if (name === undefined) return undefined;
    return pathType(
      name,
      ...typeParametersOf(file, item).map((parameter) => parameterAt(file.field(item, 'body') ?? item, parameter)),
    );
  }

  function isSized(type: Type | undefined, depth: number): boolean | undefined {
    if (type === undefined || depth > maxDepth) return undefined;
    switch (type.kind) {
      case 'slice':
      case 'dyn':
        return false;
      case 'parameter':
        return type.sized;
      case 'path':
        return isPathSized(type, depth);
      case 'pointer':
      case 'reference':
      case 'array':
      case 'tuple':
      case 'associated':
      case 'opaque':
      case 'function':
      case 'never':
        return true;
    }
  }

  function isPathSized(type: Type & { kind: 'path' }, depth: number): boolean | undefined {
    const name = type.segments.at(-1) ?? '';
    const first = type.segments[0] ?? '';
    if (primitive.test(name) || /^c_[a-z]+$/.test(name) || first === 'bindings' || first === 'uapi') return true;
    const own = type.segments.length === 1 ? declarations.type(name) : undefined;
    if (file.is(own, 'struct_item')) {
      const last = fieldTypes(own).at(-1)?.type;
      return last === undefined ? true : isSized(fillIn(read(last, depth + 1), { declaration: own, owner: type }), depth + 1);
    }
    if (file.is(own, 'enum_item', 'union_item')) return true;
    if (unsizedTypes.has(name)) return false;
    if (sizedWrappers.has(name)) return true;
    // Whose last field may be what the argument says.
    if (type.arguments.some((argument) => isSized(argument, depth + 1) === false)) return false;
    return undefined;
  }

  /** The fields of a struct in order; those of a tuple struct are named by their number. */
  function fieldTypes(item: Node): { name: string; type: Node }[] {
    const body = file.field(item, 'body');
    if (body === undefined) return [];
    if (file.is(body, 'ordered_field_declaration_list'))
      return file
        .children(body)
        .filter((child) => file.fieldOf(child) === 'type')
        .map((type, index) => ({ name: String(index), type }));
    return file.children(body).flatMap((child) => {
      const name = file.is(child, 'field_declaration') ? lastName(file, file.field(child, 'name')) : undefined;
      const type = file.field(child, 'type');
      return name === undefined || type === undefined ? [] : [{ name, type }];
    });
  }

  /** The type of the first field of each name. */
  function fieldsByName(item: Node): ReadonlyMap<string, Node> {
    const known = fieldLists.get(item);
    if (known !== undefined) return known;
    const found = new Map<string, Node>();
    for (const { name, type } of fieldTypes(item)) if (!found.has(name)) found.set(name, type);
    fieldLists.set(item, found);
    return found;
  }

  function field(owner: Type | undefined, name: string): Type | undefined {
    if (owner?.kind !== 'path' || owner.segments.length !== 1) return undefined;
    const item = declarations.type(owner.segments[0] ?? '');
    if (item === undefined || !file.is(item, 'struct_item', 'union_item')) return undefined;
    const found = fieldsByName(item).get(name);
    return found === undefined ? undefined : fillIn(read(found, 0), { declaration: item, owner });
  }

  function fillIn(type: Type | undefined, { declaration, owner }: { declaration: Node; owner: Type }): Type | undefined {
    const item = file.is(declaration, 'struct_item', 'union_item')
      ? declaration
      : file.closest(declaration, 'impl_item', 'trait_item');
    if (item === undefined) return type;
    const values = new Map<string, Type | undefined>();
    if (file.is(item, 'struct_item', 'union_item')) {
      typeParametersOf(file, item).forEach((name, index) =>
        values.set(name, owner.kind === 'path' ? owner.arguments[index] : undefined),
      );
    } else if (file.is(item, 'impl_item')) {
      const target = read(file.field(item, 'type'), 0);
      for (const name of typeParametersOf(file, item)) values.set(name, undefined);
      if (target?.kind === 'path' && owner.kind === 'path')
        target.arguments.forEach((argument, index) => {
          if (argument?.kind === 'parameter' && argument.owner === item) values.set(argument.name, owner.arguments[index]);
        });
    } else {
      values.set('Self', owner);
    }
    return substitute(type, { owner: item, values, depth: 0 });
  }
}

interface Substitution {
  readonly owner: Node;
  readonly values: ReadonlyMap<string, Type | undefined>;
  readonly depth: number;
}

/** Replaces the type parameters of `owner`. */
export function substitute(type: Type | undefined, by: Substitution): Type | undefined {
  if (type === undefined || by.depth > maxDepth) return undefined;
  const inner = (part: Type | undefined): Type | undefined => substitute(part, { ...by, depth: by.depth + 1 });
  switch (type.kind) {
    case 'parameter':
      return type.owner === by.owner && by.values.has(type.name) ? by.values.get(type.name) : type;
    case 'pointer':
    case 'reference':
      return { ...type, to: inner(type.to) };
    case 'array':
    case 'slice':
      return { ...type, element: inner(type.element) };
    case 'tuple':
      return { ...type, elements: type.elements.map(inner) };
    case 'path':
      return type.arguments.length === 0 ? type : { ...type, arguments: type.arguments.map(inner) };
    case 'associated':
      return { ...type, of: inner(type.of) };
    case 'dyn':
    case 'opaque':
    case 'function':
    case 'never':
      return type;
  }
}

const maxAncestors = 1000;

const generics = kindSet(
  ...(['function_item', 'function_signature_item', 'impl_item', 'trait_item'] as const),
  ...(['struct_item', 'enum_item', 'union_item', 'type_item'] as const),
);

/** What says of which type `Self` is, or that nobody knows. */
const selfGiving = kindSet(
  ...(['function_item', 'function_signature_item', 'macro_rule', 'impl_item', 'trait_item'] as const),
  ...(['struct_item', 'enum_item', 'union_item'] as const),
);
