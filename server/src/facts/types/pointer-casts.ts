// What casts to raw pointers change: a reference into a pointer, the pointee type, the constness.

import { anyOf, pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { Bindings } from '../names/bindings';
import type { CastRow, CastStep } from './casts';
import { lastName, type Declarations } from '../names/declarations';
import { isSameType, nameOf, type Type, type TypeReader } from './types';
import { seenThrough, type Values } from './values';

/** A cast of a pointer by a method. */
export const castCall = anyOf(pattern('$pointer.cast()'), pattern('$pointer.cast_mut()'), pattern('$pointer.cast_const()'));

export interface PointerCast {
  /** What is cast, without the casts. */
  readonly operand: Node;
  /** The casts, as they are applied; casts before or after them that do not involve pointers are left out. */
  readonly steps: readonly CastStep[];
  /** The type of the operand. */
  readonly from: Type | undefined;
  /** `likely`: a field path through a dereferenced pointer, whose type the file does not tell. */
  readonly operandKind: 'reference' | 'pointer' | 'null' | 'likely pointer';
  /** Whether the pointer that comes out can be written through where the operand, once a pointer, could not, or the reverse. */
  readonly constness: 'to mut' | 'to const' | 'kept';
  /** Whether the type behind the pointer changes; `open` where `_` leaves it to what stands around. */
  readonly pointee: 'changed' | 'kept' | 'open';
  /** Whether what comes out certainly points to a type with a size. */
  readonly isThin: boolean;
  /** The clippy lints that report one of the steps; none reports a step that changes type and constness at once. */
  readonly lints: readonly string[];
  /** What `&` is taken of. */
  readonly place: Place | undefined;
}

export interface Place {
  readonly node: Node;
  readonly mutable: boolean;
  /**
   * `raw`: behind a raw pointer. `constant`: lives as long as the program where the compiler can do that. `temporary`: lives as long as
   * its statement, or its `let`. `unclear`: a place or a temporary.
   */
  readonly kind: 'place' | 'raw' | 'constant' | 'temporary' | 'unclear';
  /** Of a place behind a raw pointer, whether that pointer can be written through. */
  readonly writable: boolean;
}

interface Known {
  readonly types: TypeReader;
  readonly values: Values;
  readonly bindings: Bindings;
  readonly declarations: Declarations;
  readonly castRows: readonly CastRow[];
}

/** The pointer casts with an operand that is known to be a reference or a pointer, or likely to be one. */
export function pointerCastsOf(file: SourceFile, known: Known): PointerCast[] {
  return known.castRows.flatMap((row) => [...castsIn(row)]);

  function* castsIn(row: CastRow): Generator<PointerCast> {
    const begin = placeOf(row.operand);
    if (begin?.kind === 'temporary' && isExtended(row.node)) return;
    let operand = row.operand;
    let steps: CastStep[] = [];
    for (const step of row.steps) {
      if (isPointerStep(step, { operand, first: steps.length === 0 })) {
        steps.push(step);
        continue;
      }
      yield* settled(operand, steps);
      operand = step.cast;
      steps = [];
    }
    yield* settled(operand, steps);
  }

  function isPointerStep(step: CastStep, { operand, first }: { operand: Node; first: boolean }): boolean {
    if (step.to?.kind !== 'pointer') return false;
    // What `x as *const _` points to is not known before the whole function is.
    if (first && file.is(operand, 'type_cast_expression') && isInferred(file, file.field(operand, 'type') ?? operand))
      return false;
    if (step.from?.kind === 'pointer') return true;
    if (!first) return false;
    if (step.from?.kind === 'reference') return !isUnsizing(step.from.to, step);
    return step.from === undefined && isFieldBehindPointer(operand);
  }

  /** Whether `&[T; 4] as *const [T]`, `&x as *const dyn Trait` or the like is what the step may be. */
  function isUnsizing(pointee: Type | undefined, step: CastStep): boolean {
    const target = step.to?.kind === 'pointer' ? step.to.to : undefined;
    if (isInferred(file, step.target) || isSameType(pointee, target)) return false;
    return known.types.isSized(target) === false;
  }

  function* settled(operand: Node, steps: readonly CastStep[]): Generator<PointerCast> {
    const first = steps[0];
    const last = steps.at(-1);
    if (first === undefined || last?.to?.kind !== 'pointer' || first.to?.kind !== 'pointer') return;
    const from = first.from;
    const place = placeOf(operand);
    const isReference = from?.kind === 'reference';
    // What a reference gives is as constant as the first cast says.
    const mutable = from?.kind === 'pointer' ? from.mutable : first.to.mutable;
    const before = isReference || from?.kind === 'pointer' ? from.to : undefined;
    const pointee = pointeeChange(isReference ? behindReference(before, first.to.to) : before, last);
    // Methods cannot make a pointer to something without a size.
    const thin = thinness(before, last);
    if (pointee === 'changed' && thin === false) return;
    yield {
      operand,
      steps,
      from,
      operandKind: isReference ? 'reference' : from === undefined ? 'likely pointer' : isNull(operand) ? 'null' : 'pointer',
      constness: mutable === last.to.mutable ? 'kept' : last.to.mutable ? 'to mut' : 'to const',
      pointee,
      isThin: thin === true,
      lints: [...new Set([...(isReadPointer(operand, first) ? ['as_ptr_cast_mut'] : []), ...steps.flatMap(lintsOf)])],
      place,
    };
  }

  /** A reference cast to a pointer keeps its pointee, so where the reference's is unknown the cast tells it. */
  function behindReference(pointee: Type | undefined, spelled: Type | undefined): Type | undefined {
    return pointee?.kind === 'array' ? pointee : (spelled ?? pointee);
  }

  function pointeeChange(before: Type | undefined, last: CastStep): PointerCast['pointee'] {
    const after = last.to?.kind === 'pointer' ? last.to.to : undefined;
    if (last.keepsPointee || isSameType(before, after)) return 'kept';
    return isInferred(file, last.target) && after === undefined ? 'open' : 'changed';
  }

  /** Whether a cast can be to a type without a size: only where the operand points to one, too. */
  function thinness(before: Type | undefined, last: CastStep): boolean | undefined {
    const after = last.to?.kind === 'pointer' ? last.to.to : undefined;
    return known.types.isSized(after) ?? known.types.isSized(before);
  }

  function lintsOf({ from, to, keepsPointee }: CastStep): string[] {
    if (from?.kind === 'reference') return ['ref_as_ptr'];
    if (from?.kind !== 'pointer' || to?.kind !== 'pointer') return [];
    if (from.mutable === to.mutable) return ['ptr_as_ptr'];
    return keepsPointee || isSameType(from.to, to.to) ? ['ptr_cast_constness'] : [];
  }

  /** Whether a pointer from `as_ptr()` of something that is only borrowed to read is made one to write through. */
  function isReadPointer(operand: Node, { from, to }: CastStep): boolean {
    if (from?.kind !== 'pointer' || from.mutable || to?.kind !== 'pointer' || !to.mutable) return false;
    const call = bare(file, operand);
    const called = file.is(call, 'call_expression') ? file.field(call, 'function') : undefined;
    if (called === undefined || !file.is(called, 'field_expression') || lastName(file, file.field(called, 'field')) !== 'as_ptr')
      return false;
    const receiver = file.field(called, 'value');
    const owner = receiver === undefined ? undefined : nameOf(seenThrough(known.values.typeOf(receiver)).at(-1));
    const own = owner === undefined ? undefined : known.declarations.member(owner, 'as_ptr');
    const list = own === undefined ? undefined : file.field(own, 'parameters');
    const self = list === undefined ? undefined : file.child(list, 'self_parameter');
    return self === undefined || (file.child(self, '&') !== undefined && file.child(self, 'mutable_specifier') === undefined);
  }

  function isNull(operand: Node): boolean {
    const called = file.is(operand, 'call_expression') ? file.field(operand, 'function') : undefined;
    const callee = called !== undefined && file.is(called, 'generic_function') ? file.field(called, 'function') : called;
    return /^null(?:_mut)?$/.test(lastName(file, callee) ?? '');
  }

  /** `(*p).a.b`, in parentheses or an unsafe block of its own. */
  function isFieldBehindPointer(operand: Node): boolean {
    let at: Node | undefined = bare(file, operand);
    // Numbers are cast to pointers too.
    if (file.is(at, 'field_expression') && numeric.test(lastName(file, file.field(at, 'field')) ?? '')) return false;
    for (let depth = 0; file.is(at, 'field_expression') && depth < 16; depth++) {
      at = bare(file, file.field(at, 'value') ?? at);
      if (!file.is(at, 'unary_expression') || file.child(at, '*') === undefined) continue;
      const pointer = file.named(at)[0];
      const type = pointer === undefined ? undefined : known.values.typeOf(pointer);
      return type === undefined || type.kind === 'pointer';
    }
    return false;
  }

  function placeOf(operand: Node): Place | undefined {
    const reference = bare(file, operand);
    if (!file.is(reference, 'reference_expression') || file.child(reference, 'raw') !== undefined) return undefined;
    const node = file.field(reference, 'value');
    if (node === undefined) return undefined;
    return { node, mutable: file.child(reference, 'mutable_specifier') !== undefined, ...placeKind(node) };
  }

  function placeKind(place: Node): { kind: Place['kind']; writable: boolean } {
    const whole = bare(file, place);
    let at = place;
    for (let depth = 0; depth < 64; depth++) {
      const inner = file.is(at, 'field_expression') ? file.field(at, 'value') : file.named(at)[0];
      if (file.is(at, 'field_expression', 'index_expression', 'parenthesized_expression') && inner !== undefined) {
        at = inner;
        continue;
      }
      if (file.is(at, 'unary_expression') && file.child(at, '*') !== undefined && inner !== undefined) {
        const type = known.values.typeOf(inner);
        if (type?.kind === 'pointer') return { kind: 'raw', writable: type.mutable };
        // A field of a reference is reached without `*`.
        if (type === undefined && at !== whole) return { kind: 'raw', writable: false };
        return { kind: type?.kind === 'reference' || isPath(inner) ? 'place' : 'unclear', writable: false };
      }
      if (file.is(at, 'self')) return { kind: 'place', writable: false };
      if (file.is(at, 'identifier', 'scoped_identifier')) return { kind: nameKind(at), writable: false };
      if (file.is(at, 'call_expression', 'macro_invocation') && at !== whole)
        return { kind: known.values.typeOf(at)?.kind === 'reference' ? 'place' : 'unclear', writable: false };
      return { kind: /literal$/.test(file.kind(at)) ? 'constant' : 'temporary', writable: false };
    }
    return { kind: 'unclear', writable: false };
  }

  function isPath(node: Node): boolean {
    return file.is(node, 'identifier', 'self', 'field_expression');
  }

  function nameKind(name: Node): Place['kind'] {
    if (file.is(name, 'identifier') && known.bindings.of(name) !== undefined) return 'place';
    const text = lastName(file, name) ?? '';
    if (text.startsWith('$')) return 'unclear';
    const item = file.is(name, 'identifier') ? known.declarations.value(text) : undefined;
    if (item !== undefined) return file.is(item, 'static_item') ? 'place' : 'constant';
    if (file.is(name, 'scoped_identifier') || /^[A-Z][A-Z0-9_]*$/.test(text)) return 'constant';
    return /^[A-Z]/.test(text) ? 'temporary' : 'place';
  }

  /** Whether a `let`, `const` or `static` makes a temporary in the expression live as long as what it declares. */
  function isExtended(cast: Node): boolean {
    let at = cast;
    let parent = file.parent(at);
    while (file.is(parent, 'parenthesized_expression', 'type_cast_expression')) {
      at = parent;
      parent = file.parent(at);
    }
    return file.is(parent, 'let_declaration', 'const_item', 'static_item') && file.fieldOf(at) === 'value';
  }
}

/** Whether the type behind the pointer is left to the compiler: `*const _`. */
export function isInferred(file: SourceFile, target: Node): boolean {
  const pointee = file.is(target, 'pointer_type') ? file.field(target, 'type') : undefined;
  return pointee !== undefined && file.textOf(pointee) === '_';
}

/** An expression out of its parentheses and of an unsafe block of its own. */
export function bare(file: SourceFile, node: Node): Node {
  let at = node;
  for (;;) {
    const block = file.is(at, 'unsafe_block')
      ? file.child(at, 'block')
      : file.is(at, 'parenthesized_expression')
        ? at
        : undefined;
    const parts = block === undefined ? [] : file.named(block);
    if (parts.length !== 1 || parts[0] === undefined || file.is(parts[0], 'expression_statement', 'let_declaration')) return at;
    at = parts[0];
  }
}

const numeric = /(?:^|_)(?:addr|address|start|end|len|size|offset|flags|base|phys|pfn)$/;
