// What to write in the place of a pointer cast.

import type { Node, SourceFile, Span } from '../syntax/source-file';
import { fitsOnLine, withLayout, type Change } from '../facts/source/layout';
import type { Paths } from '../facts/names/paths';
import { bare, isInferred, type PointerCast } from '../facts/types/pointer-casts';
import { isSameType, nameOf } from '../facts/types/types';

export interface Replacement {
  /** What takes the place of `as`, in source order: `from_ref()`, `cast_mut()`. Empty when the cast can go without one. */
  readonly words: readonly string[];
  readonly changes: readonly Change[];
  /** Whether it means the same, whatever the file does not tell. */
  readonly certain: boolean;
}

/** New text around a part of the operand, which itself stays as it is. */
interface Form {
  readonly kept: Span;
  readonly before: string;
  readonly after: string;
  readonly words: readonly string[];
  /** `x.f()` binds tighter than anything that can stand around it, `&x` and `*x` do not. */
  readonly isPostfix: boolean;
  readonly certain: boolean;
}

/** Nothing when a comment stands where the text would go. */
export function replacementOf(
  file: SourceFile,
  cast: PointerCast,
  options: { paths: Paths; rawBorrows: boolean },
): Replacement | undefined {
  const form = formOf(file, cast, options);
  const whole = wholeOf(file, cast, form);
  const changes = changesOf(file, { cast, form, whole });
  if (changes === undefined) return undefined;
  return { words: form.words, changes: withLayout(file, cast.operand, changes), certain: form.certain };
}

/** The path by which a function of `core::ptr` can be called. */
export function pointerPath(file: SourceFile, name: string, { at, paths }: { at: Node; paths: Paths }): string {
  if (file.closest(at, 'macro_definition') !== undefined) return `::core::ptr::${name}`;
  const isImported = (text: string, namespace: 'type' | 'value'): boolean => {
    const { by, path } = paths.lookUp(text, { at, namespace });
    return by === 'import' && /^(?:core|std)::ptr(?:::|$)/.test(path);
  };
  if (isImported(name, 'value')) return name;
  return isImported('ptr', 'type') ? `ptr::${name}` : `core::ptr::${name}`;
}

function formOf(file: SourceFile, cast: PointerCast, { paths, rawBorrows }: { paths: Paths; rawBorrows: boolean }): Form {
  const { steps, place } = cast;
  const operand = outOfOwnParentheses(file, cast.operand);
  const first = steps[0];
  const path = (name: string): string => pointerPath(file, name, { at: operand, paths });
  const isMutable = first?.to?.kind === 'pointer' && first.to.mutable;
  const whole = file.span(operand);

  if (cast.operandKind === 'likely pointer')
    return withMethods({ kept: whole, isPostfix: isPostfix(file, operand) }, [castTo(file, cast)], false);
  if (cast.operandKind === 'null') return nullForm(file, cast, path);
  const methods = methodsOf(file, cast);
  if (cast.operandKind === 'pointer')
    return withMethods({ kept: whole, isPostfix: isPostfix(file, operand) }, methods, isSettled(file, cast));

  const target = first?.to?.kind === 'pointer' ? first.to.to : undefined;
  const pointee = cast.from?.kind === 'reference' ? cast.from.to : undefined;
  const inferred = first === undefined || isInferred(file, first.target);
  if (pointee?.kind === 'array' && !inferred && target?.kind !== 'array') {
    const rest = steps.length === 1 ? [] : methods;
    const kept = place === undefined ? operand : place.node;
    return withMethods(
      { kept: file.span(kept), isPostfix: isPostfix(file, kept) },
      [isMutable ? 'as_mut_ptr()' : 'as_ptr()', ...rest],
      false,
    );
  }
  const known = inferred || isSameType(pointee, target) || isSelf(file, cast);
  if (place?.kind === 'raw') return rawForm(file, { cast, place, methods, known, path, rawBorrows });
  const name = isMutable ? 'from_mut' : 'from_ref';
  const turbofish = known ? '' : `::<${pointeeText(file, first.target)}>`;
  return {
    kept: whole,
    before: `${path(name)}${turbofish}(`,
    after: `)${dotted(methods)}`,
    words: [`${name}()`, ...methods],
    isPostfix: true,
    certain:
      (place === undefined || place.kind === 'place') &&
      (known || (pointee === undefined ? !isElement(nameOf(target)) : nameOf(pointee) === nameOf(target))) &&
      isSettled(file, cast),
  };
}

/** `&raw const place`, of a place behind a raw pointer. */
function rawForm(
  file: SourceFile,
  {
    cast,
    place,
    methods,
    known,
    path,
    rawBorrows,
  }: {
    cast: PointerCast;
    place: NonNullable<PointerCast['place']>;
    methods: readonly string[];
    known: boolean;
    path: (name: string) => string;
    rawBorrows: boolean;
  },
): Form {
  const last = cast.steps.at(-1)?.to;
  const first = cast.steps[0]?.to;
  const wanted = last?.kind === 'pointer' && last.mutable;
  // Only behind a pointer to write through can `&raw mut` be taken of what was borrowed to read.
  const mutable = place.writable ? wanted : first?.kind === 'pointer' && first.mutable;
  const rest = mutable === wanted ? methods.filter((method) => !/^cast_(?:mut|const)/.test(method)) : methods;
  const kept = file.span(place.node);
  const certain = (known || !isElement(nameOf(first?.kind === 'pointer' ? first.to : undefined))) && isSettled(file, cast);
  if (!rawBorrows) {
    const macro = mutable ? 'addr_of_mut' : 'addr_of';
    return {
      kept,
      before: `${path(macro)}!(`,
      after: `)${dotted(rest)}`,
      words: [`${macro}!`, ...rest],
      isPostfix: true,
      certain,
    };
  }
  const operator = mutable ? '&raw mut' : '&raw const';
  return {
    kept,
    before: rest.length === 0 ? `${operator} ` : `(${operator} `,
    after: rest.length === 0 ? '' : `)${dotted(rest)}`,
    words: [operator, ...rest],
    isPostfix: rest.length > 0,
    certain,
  };
}

/** `null::<T>()`: the type and the constness go into the call. */
function nullForm(file: SourceFile, cast: PointerCast, path: (name: string) => string): Form {
  const last = cast.steps.at(-1);
  const called = file.field(bare(file, cast.operand), 'function');
  const callee =
    called !== undefined && file.is(called, 'generic_function') ? (file.field(called, 'function') ?? called) : called;
  const old = callee === undefined ? '' : file.textOf(callee);
  const name = last?.to?.kind === 'pointer' && last.to.mutable ? 'null_mut' : 'null';
  const base = old.includes('::') ? old.replace(/\w+$/, name) : old === name ? name : path(name);
  const inferred = last === undefined || isInferred(file, last.target);
  const list = called !== undefined && file.is(called, 'generic_function') ? file.field(called, 'type_arguments') : undefined;
  const own = list === undefined || cast.pointee !== 'kept' ? '' : `::${file.textOf(list)}`;
  const text = `${base}${inferred ? own : `::<${pointeeText(file, last.target)}>`}()`;
  return {
    kept: { start: file.end(cast.operand), end: file.end(cast.operand) },
    before: text,
    after: '',
    words: [text],
    isPostfix: true,
    certain: !inferred || cast.pointee !== 'open',
  };
}

function withMethods(
  { kept, isPostfix }: { kept: Span; isPostfix: boolean },
  methods: readonly string[],
  certain: boolean,
): Form {
  const bare = methods.length === 0;
  const wrapped = !isPostfix && !bare;
  return {
    kept,
    before: wrapped ? '(' : '',
    after: `${wrapped ? ')' : ''}${dotted(methods)}`,
    words: methods,
    isPostfix: isPostfix || wrapped,
    certain,
  };
}

/** The methods that change what the casts change, constness first. */
function methodsOf(file: SourceFile, cast: PointerCast): string[] {
  const methods: string[] = [];
  const isOpen = cast.pointee === 'open';
  if (cast.constness === 'to mut') methods.push('cast_mut()');
  if (cast.constness === 'to const' && !isOnlyRead(file, cast)) methods.push('cast_const()');
  // `_` next to a change of constness stands for the same type again, unless the place has its own.
  const isMeant =
    cast.constness === 'kept' ? cast.operandKind !== 'reference' || cast.steps.length > 1 : askedBy(file, cast) !== 'nothing';
  if (cast.pointee === 'changed' || (isOpen && isMeant)) methods.push(castTo(file, cast));
  return methods;
}

function castTo(file: SourceFile, { steps }: PointerCast): string {
  const target = steps.at(-1)?.target;
  return target === undefined || isInferred(file, target) ? 'cast()' : `cast::<${pointeeText(file, target)}>()`;
}

/** `&*(p as *const T)`: whether `p` could be written through does not matter. */
function isOnlyRead(file: SourceFile, { steps }: PointerCast): boolean {
  const outer = outOfParentheses(file, steps.at(-1)?.cast);
  const star = outer === undefined ? undefined : file.parent(outer);
  if (star === undefined || !file.is(star, 'unary_expression') || file.child(star, '*') === undefined) return false;
  const reference = file.parent(star);
  return (
    reference !== undefined &&
    file.is(reference, 'reference_expression') &&
    file.child(reference, 'mutable_specifier', 'raw') === undefined
  );
}

/** Whether the methods are sure to compile: to a type with a size, and not to one that only an `as` would find. */
function isSettled(file: SourceFile, cast: PointerCast): boolean {
  if (cast.pointee === 'kept') return true;
  if (cast.pointee === 'changed') return cast.isThin;
  if (cast.operandKind === 'reference' && cast.steps.length === 1) return true;
  return askedBy(file, cast) === 'binding';
}

/** What decides what `_` stands for: a function of C, which takes one type, another call or a field, or nothing nearby. */
function askedBy(file: SourceFile, { steps }: PointerCast): 'binding' | 'place' | 'nothing' {
  const outer = outOfParentheses(file, steps.at(-1)?.cast);
  const place = outer === undefined ? undefined : file.parent(outer);
  if (file.is(place, 'field_initializer')) return 'place';
  const call = file.is(place, 'arguments') ? file.parent(place) : undefined;
  const called = call === undefined ? undefined : file.field(call, 'function');
  if (called === undefined) return 'nothing';
  return /(?:^|::)bindings::\w+$/.test(file.textOf(called)) ? 'binding' : 'place';
}

function isSelf(file: SourceFile, { operand, steps }: PointerCast): boolean {
  const target = steps[0]?.target;
  return target !== undefined && file.is(operand, 'self') && pointeeText(file, target) === 'Self';
}

/** Types of which an array is often cast to a pointer to the first. */
const isElement = (name: string | undefined): boolean =>
  name === undefined || /^(?:[iu]\d+|[iu]size|c_\w+|bool|char)$/.test(name);

function pointeeText(file: SourceFile, target: Node): string {
  const pointee = file.field(target, 'type');
  return pointee === undefined ? '_' : file.textOf(pointee);
}

const dotted = (methods: readonly string[]): string => methods.map((method) => `.${method}`).join('');

function outOfOwnParentheses(file: SourceFile, node: Node): Node {
  let at = node;
  while (file.is(at, 'parenthesized_expression')) {
    const inner = file.named(at)[0];
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

function outOfParentheses(file: SourceFile, node: Node | undefined): Node | undefined {
  let at = node;
  for (let outer = at; outer !== undefined; outer = file.parent(outer)) {
    at = outer;
    const parent = file.parent(outer);
    if (parent === undefined || !file.is(parent, 'parenthesized_expression')) break;
  }
  return at;
}

/** Whether a method can be called on the expression without parentheses. */
export function isPostfix(file: SourceFile, node: Node): boolean {
  return file.is(
    node,
    'identifier',
    'self',
    'scoped_identifier',
    'call_expression',
    'field_expression',
    'index_expression',
    'parenthesized_expression',
    'try_expression',
    'await_expression',
    'macro_invocation',
    'unsafe_block',
    'block',
    'string_literal',
    'raw_string_literal',
    'array_expression',
    'tuple_expression',
    'generic_function',
  );
}

/** What is replaced: the casts, with the parentheses around them when the new text needs none. */
function wholeOf(file: SourceFile, { steps, operand }: PointerCast, form: Form): Span {
  const last = steps.at(-1)?.cast ?? operand;
  const outer = file.parent(last);
  if (!form.isPostfix || outer === undefined || !file.is(outer, 'parenthesized_expression')) return file.span(last);
  const around = file.parent(outer);
  // The argument of a macro keeps its parentheses; so does `return(x as T)`.
  const isArgument = around !== undefined && file.is(around, 'token_tree');
  if (isArgument || /\w/.test(file.text.charAt(file.start(outer) - 1)) || file.children(outer).length !== 3)
    return file.span(last);
  return file.span(outer);
}

function changesOf(
  file: SourceFile,
  { cast, form, whole }: { cast: PointerCast; form: Form; whole: Span },
): Change[] | undefined {
  const { kept } = form;
  const head = file.text.slice(whole.start, kept.start);
  const lead = cast.operandKind === 'null' ? head.slice(0, Math.max(0, file.start(cast.operand) - whole.start)) : head;
  if (hasComment(lead)) return undefined;
  const first = cast.steps[0];
  const gapEnd = first?.keyword.start ?? kept.end;
  const operandEnd = file.end(cast.operand);
  if (hasComment(file.text.slice(kept.end, operandEnd))) return undefined;
  const gap = file.text.slice(operandEnd, gapEnd);
  const rest = file.text.slice(gapEnd, whole.end);
  const targets = cast.steps.map(({ target }) => file.textOf(target));
  // A comment inside a type goes along with it.
  if (hasComment(rest) && !targets.some(hasComment)) return undefined;
  const isMethod = form.after.startsWith('.');
  if (hasComment(gap) && !isMethod) return undefined;
  const after = isMethod && keepsGap(file, { gap, kept, whole, after: form.after }) ? `${gap}${form.after}` : form.after;
  return [
    { start: whole.start, end: kept.start, text: form.before },
    { start: kept.end, end: whole.end, text: after },
  ].filter((change) => file.text.slice(change.start, change.end) !== change.text);
}

/** Whether the line break or comment before `as` stays: a comment always, a break where the line is too long without it. */
function keepsGap(
  file: SourceFile,
  { gap, kept, whole, after }: { gap: string; kept: Span; whole: Span; after: string },
): boolean {
  if (hasComment(gap)) return true;
  return gap.includes('\n') && !fitsOnLine(file, { start: kept.end, end: whole.end }, after);
}

const hasComment = (text: string): boolean => /\/[/*]/.test(text);
