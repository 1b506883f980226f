// What a callback does with the object that C passes to it: which expressions point to it, and where references to it are made.

import type { Node, SourceFile } from '../../syntax/source-file';
import type { Facts } from '../facts';
import { helperOf } from './vtable-callbacks';
import { lastName } from '../names/declarations';
import { nameOf, type Type } from '../types/types';
import { argumentsOf, tailOf } from '../types/values';

/** Where a pointer to the object becomes a reference. */
export interface MadeReference {
  readonly node: Node;
  readonly mutable: boolean;
  /** What it refers to, as far as the file tells. */
  readonly to: Type | undefined;
}

export interface ObjectUses {
  /** What an expression is: a pointer to the object or into it, a reference to one of these, or neither as far as the file tells. */
  kindOf(expression: Node): 'pointer' | 'reference' | undefined;
  /** In source order. */
  readonly references: readonly MadeReference[];
}

const maxDepth = 20;

/** Methods that lead from a pointer to a pointer into the same object. */
const pointerMethods: ReadonlySet<string> = new Set([
  ...['cast', 'cast_mut', 'cast_const', 'as_ptr', 'as_mut_ptr', 'get', 'raw_get'],
  ...['add', 'sub', 'offset', 'byte_add', 'byte_sub', 'byte_offset', 'wrapping_add', 'wrapping_sub', 'wrapping_byte_add'],
]);

/** Methods that lead from a reference to one to the same object or into it; a lock's methods lead elsewhere. */
const referenceMethods: ReadonlySet<string> = new Set([
  ...['as_mut', 'as_ref', 'project', 'get_mut', 'get_ref', 'get_unchecked_mut', 'into_ref', 'deref', 'deref_mut'],
  ...['map_unchecked', 'map_unchecked_mut'],
]);

/** What callback `item` does with the object that its parameter `pattern` points to. */
export function objectUsesOf(
  file: SourceFile,
  { item, pattern, facts }: { item: Node; pattern: Node; facts: Facts },
): ObjectUses {
  const parameter = file.is(pattern, 'mut_pattern') ? file.named(pattern).at(-1) : pattern;
  const kindOf = (expression: Node): 'pointer' | 'reference' | undefined => kind(expression, 0);
  return { kindOf, references: referencesIn() };

  function kind(node: Node | undefined, depth: number): 'pointer' | 'reference' | undefined {
    if (node === undefined || depth > maxDepth) return undefined;
    switch (file.kind(node)) {
      case 'identifier':
        return kindOfName(node, depth + 1);
      case 'parenthesized_expression':
      case 'try_expression':
        return kind(file.named(node)[0], depth + 1);
      case 'unsafe_block':
        return kind(file.child(node, 'block'), depth + 1);
      case 'block':
        return kind(tailOf(file, node), depth + 1);
      case 'type_cast_expression':
        return kind(file.field(node, 'value'), depth + 1);
      case 'reference_expression': {
        if (!isPlace(file.field(node, 'value'), depth + 1)) return undefined;
        return file.child(node, 'raw') === undefined ? 'reference' : 'pointer';
      }
      // A field is the object's own part only where something borrowed it apart: `context.project().data`.
      case 'field_expression': {
        const value = file.field(node, 'value');
        return file.is(value, 'call_expression') && kind(value, depth + 1) === 'reference' ? 'reference' : undefined;
      }
      case 'macro_invocation':
        return kindOfMacro(node, depth + 1);
      case 'call_expression':
        return kindOfCall(node, depth + 1);
      default:
        return undefined;
    }
  }

  function kindOfName(node: Node, depth: number): 'pointer' | 'reference' | undefined {
    const binding = facts.bindings.of(node);
    if (binding === undefined || binding === 'hidden') return undefined;
    if (binding.name === parameter) return 'pointer';
    return binding.kind === 'let' && file.is(binding.pattern, 'identifier', 'mut_pattern')
      ? kind(binding.value, depth)
      : undefined;
  }

  /** `*pointer`, `(*pointer).field`, `context.field`. */
  function isPlace(node: Node | undefined, depth: number): boolean {
    if (node === undefined || depth > maxDepth) return false;
    if (file.is(node, 'parenthesized_expression')) return isPlace(file.named(node)[0], depth + 1);
    if (file.is(node, 'field_expression')) return isPlace(file.field(node, 'value'), depth + 1);
    if (file.is(node, 'unary_expression'))
      return file.child(node, '*') !== undefined && kind(file.named(node)[0], depth + 1) !== undefined;
    return kind(node, depth + 1) === 'reference';
  }

  function kindOfMacro(node: Node, depth: number): 'pointer' | undefined {
    const name = lastName(file, file.field(node, 'macro'));
    const tokens = file.child(node, 'token_tree');
    if (tokens === undefined) return undefined;
    const [first] = file.named(tokens);
    const argument = file.is(first, 'tuple_expression') ? file.named(first)[0] : first;
    if (name === 'container_of') return kind(argument, depth) !== undefined || namesObject(tokens, depth) ? 'pointer' : undefined;
    return /^addr_of(?:_mut)?$/.test(name ?? '') && isPlace(argument, depth) ? 'pointer' : undefined;
  }

  /** Whether a pointer to the object stands in the first argument of a macro that stays a token sequence. */
  function namesObject(tokens: Node, depth: number): boolean {
    const comma = file.children(tokens).find((child) => file.is(child, ','));
    const names = file.descendants(tokens, 'identifier').filter((name) => comma !== undefined && name < comma);
    return names.some((name) => kindOfName(name, depth) === 'pointer');
  }

  function kindOfCall(node: Node, depth: number): 'pointer' | 'reference' | undefined {
    const call = facts.callAt(node);
    if (call === undefined) return undefined;
    if (call.receiver !== undefined) {
      const of = kind(call.receiver, depth);
      const made = of === undefined ? undefined : returnedKind(facts.values.typeOf(node));
      if (of === 'pointer')
        return pointerMethods.has(call.name) ? 'pointer' : /^as_(?:ref|mut)$/.test(call.name) ? 'reference' : made;
      if (of === undefined) return undefined;
      return referenceMethods.has(call.name) ? 'reference' : made;
    }
    const given = argumentsOf(file, node).map((argument) => kind(argument, depth));
    const passed = given.find((each) => each !== undefined);
    if (passed === undefined) return undefined;
    const own = helperOf(file, { call, declarations: facts.declarations });
    if (own !== undefined) return returnedKind(facts.types.read(file.field(own, 'return_type')));
    if (/(?:^|::)Pin(?:::<.*>)?::new(?:_unchecked)?$/.test(calledText(node))) return passed;
    return /(?:^|::)(?:Opaque(?:::<.*>)?::(?:cast_from|cast_into|raw_get)|NonNull(?:::<.*>)?::new(?:_unchecked)?|ptr::from_(?:ref|mut))$/.test(
      calledText(node),
    )
      ? 'pointer'
      : undefined;
  }

  function calledText(call: Node): string {
    const called = file.field(call, 'function');
    return called === undefined ? '' : file.textOf(called).replace(/\s+/g, '');
  }

  function referencesIn(): MadeReference[] {
    const body = file.field(item, 'body');
    if (body === undefined) return [];
    return file.descendants(body, 'reference_expression', 'call_expression').flatMap((node): MadeReference[] => {
      if (file.is(node, 'reference_expression')) return borrowOf(node);
      const call = facts.callAt(node);
      if (call === undefined || kind(node, 0) !== 'reference') return [];
      const from = call.receiver ?? argumentsOf(file, node).find((argument) => kind(argument, 0) !== undefined);
      if (from === undefined || kind(from, 0) !== 'pointer') return [];
      const own = helperOf(file, { call, declarations: facts.declarations });
      const type =
        facts.values.typeOf(node) ?? (own === undefined ? undefined : facts.types.read(file.field(own, 'return_type')));
      const reference = referenceIn(type);
      const mutable = reference?.mutable ?? call.name === 'as_mut';
      return [{ node, mutable, to: reference?.to ?? pointee(facts.values.typeOf(from)) }];
    });
  }

  /** `&*pointer` and `&mut (*pointer).field`. */
  function borrowOf(node: Node): MadeReference[] {
    const pointer = file.child(node, 'raw') === undefined ? startOf(file.field(node, 'value')) : undefined;
    if (pointer === undefined || kind(pointer, 0) !== 'pointer') return [];
    const mutable = file.child(node, 'mutable_specifier') !== undefined;
    return [{ node, mutable, to: referenceIn(facts.values.typeOf(node))?.to ?? pointee(facts.values.typeOf(pointer)) }];
  }

  /** The `pointer` of `(*pointer).field`. */
  function startOf(place: Node | undefined): Node | undefined {
    let at = place;
    while (file.is(at, 'parenthesized_expression', 'field_expression'))
      at = file.is(at, 'field_expression') ? file.field(at, 'value') : file.named(at)[0];
    return file.is(at, 'unary_expression') && file.child(at, '*') !== undefined ? file.named(at)[0] : undefined;
  }
}

/** The reference that a type is or pins. */
export function referenceIn(type: Type | undefined): Extract<Type, { kind: 'reference' }> | undefined {
  if (type?.kind === 'reference') return type;
  const pinned = nameOf(type) === 'Pin' && type?.kind === 'path' ? type.arguments[0] : undefined;
  return pinned?.kind === 'reference' ? pinned : undefined;
}

const pointee = (type: Type | undefined): Type | undefined =>
  type?.kind === 'pointer' ? type.to : nameOf(type) === 'NonNull' && type?.kind === 'path' ? type.arguments[0] : undefined;

function returnedKind(type: Type | undefined): 'pointer' | 'reference' | undefined {
  if (type?.kind === 'pointer' || nameOf(type) === 'NonNull') return 'pointer';
  return referenceIn(type) === undefined ? undefined : 'reference';
}
