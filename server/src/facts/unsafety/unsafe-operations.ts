// What an unsafe site does that needs `unsafe`: calls, uses of raw pointers and mutable statics, unsafe impls.

import type { PointerOperator } from '../../packs/pack';
import type { Node, SourceFile, Span } from '../../syntax/source-file';
import type { Facts } from '../facts';
import type { Call } from '../names/calls';
import { lastName, type Declarations } from '../names/declarations';
import { argumentsOf } from '../source/macro-calls';
import type { UnsafeSite } from './unsafe-sites';
import type { Values } from '../types/values';

export interface UnsafeOperation {
  readonly kind: 'call' | 'static' | 'impl' | PointerOperator;
  readonly node: Node;
  /** As a comment would name it: `slice::from_raw_parts`, `*slot`, `Send`. */
  readonly name: string;
  readonly call: Call | undefined;
  /** What it is done with: the arguments, a method's receiver first; the pointer of an operator; the type of an `impl`. */
  readonly operands: readonly Span[];
  /** Whether the file itself shows that it needs `unsafe`; packs may know of others. */
  readonly isCertain: boolean;
  /** The unsafe function that is called, where the file declares it. */
  readonly declaration: Node | undefined;
}

export interface UnsafeOperations {
  /** In the order of the text; what stands in an inner unsafe block is that block's. */
  of(site: UnsafeSite): readonly UnsafeOperation[];
}

/** Unsafe functions of `core` whose names are theirs alone, and methods of raw pointers. */
const unsafeNames: ReadonlySet<string> = new Set([
  ...[
    'from_raw_parts',
    'from_raw_parts_mut',
    'new_unchecked',
    'get_unchecked',
    'get_unchecked_mut',
    'unwrap_unchecked',
    'assume_init',
  ],
  ...[
    'read_volatile',
    'write_volatile',
    'read_unaligned',
    'write_unaligned',
    'copy_nonoverlapping',
    'drop_in_place',
    'transmute',
  ],
]);

export function unsafeOperationsOf(file: SourceFile, facts: Facts): UnsafeOperations {
  const known = new Map<UnsafeSite, readonly UnsafeOperation[]>();
  let candidates: ReadonlyMap<Node, readonly Node[]> | undefined;
  return {
    of(site) {
      const before = known.get(site);
      if (before !== undefined) return before;
      candidates ??= candidatesOf(file);
      const found = operationsAt(file, { site, facts, candidates });
      known.set(site, found);
      return found;
    },
  };
}

interface Place {
  readonly site: UnsafeSite;
  readonly facts: Facts;
  readonly candidates: ReadonlyMap<Node, readonly Node[]>;
}

/** What may be an operation, by the unsafe block that it stands in directly. */
function candidatesOf(file: SourceFile): Map<Node, Node[]> {
  const byBlock = new Map<Node, Node[]>();
  let last = -1;
  for (const outermost of file.nodes('unsafe_block')) {
    if (file.contains(last, outermost)) continue;
    last = outermost;
    for (const node of file.descendants(outermost, 'call_expression', 'macro_invocation', 'unary_expression', 'identifier')) {
      const block = file.closest(node, 'unsafe_block') ?? outermost;
      const others = byBlock.get(block);
      if (others === undefined) byBlock.set(block, [node]);
      else others.push(node);
    }
  }
  return byBlock;
}

function operationsAt(file: SourceFile, place: Place): UnsafeOperation[] {
  const { site, facts } = place;
  const { declarations } = facts;
  if (site.kind === 'impl') return site.inTokens ? [] : implOperation(file, site);
  const body = site.kind === 'block' && !site.inTokens ? file.child(site.node, 'block') : undefined;
  if (body === undefined) return [];
  const operations: UnsafeOperation[] = [];
  for (const node of place.candidates.get(site.node) ?? []) {
    if (!file.contains(body, node)) continue;
    const call = facts.callAt(node);
    if (call !== undefined) operations.push(callOperation(file, { call, declarations }));
    else if (file.is(node, 'unary_expression')) operations.push(...pointerOperation(file, { node, values: facts.values }));
    else if (file.is(node, 'identifier') && isMutableStatic(file, declarations.value(file.textOf(node))))
      operations.push({ ...plain, kind: 'static', node, name: file.textOf(node) });
  }
  return operations.sort((a, b) => file.start(a.node) - file.start(b.node));
}

const plain = { call: undefined, operands: [], isCertain: true, declaration: undefined } as const;

function implOperation(file: SourceFile, { node }: UnsafeSite): UnsafeOperation[] {
  const trait = lastName(file, file.field(node, 'trait'));
  const type = file.field(node, 'type');
  if (trait === undefined || type === undefined) return [];
  return [{ ...plain, kind: 'impl', node, name: trait, operands: [file.span(type)] }];
}

function callOperation(file: SourceFile, { call, declarations }: { call: Call; declarations: Declarations }): UnsafeOperation {
  const declaration = unsafeFunction(file, { call, declarations });
  return {
    kind: 'call',
    node: call.node,
    name: nameOf(file, call),
    call,
    operands: operandsOf(file, call),
    isCertain: declaration !== undefined || needsUnsafe(file, call),
    declaration,
  };
}

function operandsOf(file: SourceFile, { receiver, macro, arguments: given }: Call): Span[] {
  if (macro !== undefined) return joinGenerics(file, argumentsOf(file, macro));
  return [...(receiver === undefined ? [] : [receiver]), ...given].map((node) => file.span(node));
}

/** The commas of `Node<K, V>` separate no arguments of a macro. */
function joinGenerics(file: SourceFile, parts: readonly Span[]): Span[] {
  const joined: Span[] = [];
  let depth = 0;
  for (const { start, end } of parts) {
    const before = depth > 0 ? joined.pop() : undefined;
    joined.push({ start: before?.start ?? start, end });
    for (const sign of file.text.slice(start, end).match(/->|<|>/g) ?? []) depth += sign === '<' ? 1 : sign === '>' ? -1 : 0;
  }
  return joined;
}

/** Without type arguments, and without the beginning of a long path. */
function nameOf(file: SourceFile, { kind, name, node }: Call): string {
  if (kind === 'macro') return `${name}!`;
  const called = kind === 'function' ? file.field(node, 'function') : undefined;
  const text = called === undefined ? name : file.textOf(called).replace(/::<[^(]*>|<[^:]*>|\s+/g, '');
  return text.split('::').slice(-2).join('::') || name;
}

function unsafeFunction(file: SourceFile, { call, declarations }: { call: Call; declarations: Declarations }): Node | undefined {
  if (call.kind === 'macro') return undefined;
  const segments = (call.path ?? '').split('::');
  const owner = segments.length > 1 ? segments.at(-2) : undefined;
  const type = owner === 'Self' || (call.kind === 'method' && isSelf(file, call.receiver)) ? implType(file, call.node) : owner;
  const found =
    (type === undefined ? undefined : declarations.member(type, call.name)) ??
    (call.kind === 'function' && (call.path === undefined || /^(?:crate|self|kernel)::|^\w+$/.test(call.path))
      ? declarations.function(call.name)
      : undefined);
  const modifiers = found === undefined ? undefined : file.child(found, 'function_modifiers');
  return modifiers !== undefined && file.child(modifiers, 'unsafe') !== undefined ? found : undefined;
}

const isSelf = (file: SourceFile, receiver: Node | undefined): boolean =>
  receiver !== undefined && file.textOf(receiver) === 'self';

function implType(file: SourceFile, node: Node): string | undefined {
  const owner = file.closest(node, 'impl_item', 'trait_item');
  return owner === undefined ? undefined : lastName(file, file.field(owner, file.is(owner, 'impl_item') ? 'type' : 'name'));
}

function pointerOperation(file: SourceFile, { node, values }: { node: Node; values: Values }): UnsafeOperation[] {
  const pointer = file.child(node, '*') === undefined ? undefined : file.named(node)[0];
  if (pointer === undefined) return [];
  const type = values.typeOf(pointer);
  if (type !== undefined && type.kind !== 'pointer') return [];
  const inner = bare(file, pointer);
  const kind = operatorOf(file, node);
  const signs = { dereference: '*', 'shared-borrow': '&*', 'exclusive-borrow': '&mut *', 'raw-borrow': '&raw *' } as const;
  const operand = file.span(inner);
  const name = `${signs[kind]}${oneLine(file.textOf(inner))}`;
  return [{ ...plain, kind, node, name, operands: [operand] }];
}

/** What is done with the place behind the pointer, or with a field of it. */
function operatorOf(file: SourceFile, dereference: Node): PointerOperator {
  let place = dereference;
  for (;;) {
    const parent = file.parent(place);
    const goesOn =
      file.is(parent, 'parenthesized_expression') ||
      (file.is(parent, 'field_expression') && file.fieldOf(place) === 'value') ||
      (file.is(parent, 'index_expression') && file.named(parent)[0] === place);
    if (!goesOn) break;
    place = parent;
  }
  const user = file.parent(place);
  if (file.is(user, 'reference_expression')) {
    if (file.child(user, 'raw') !== undefined) return 'raw-borrow';
    return file.child(user, 'mutable_specifier') === undefined ? 'shared-borrow' : 'exclusive-borrow';
  }
  const macro = file.is(user, 'token_tree', 'tuple_expression') ? file.closest(place, 'macro_invocation') : undefined;
  const name = macro === undefined ? undefined : lastName(file, file.field(macro, 'macro'));
  return name === 'addr_of' || name === 'addr_of_mut' ? 'raw-borrow' : 'dereference';
}

function bare(file: SourceFile, node: Node): Node {
  let at = node;
  while (file.is(at, 'parenthesized_expression')) {
    const inner = file.named(at)[0];
    if (inner === undefined) break;
    at = inner;
  }
  return at;
}

function isMutableStatic(file: SourceFile, item: Node | undefined): boolean {
  return file.is(item, 'static_item') && file.child(item, 'mutable_specifier') !== undefined;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** Whether a call is certain to need an unsafe block, as far as its name tells. */
function needsUnsafe(file: SourceFile, call: Call): boolean {
  if (call.kind === 'macro') return false;
  const called = file.field(call.node, 'function');
  const text = call.path ?? (called === undefined ? '' : file.textOf(called));
  if (call.kind === 'function' && /(?:^|::)bindings::/.test(text))
    return /[a-z]/.test(call.name[0] ?? '') || call.name.startsWith('_');
  return unsafeNames.has(call.name);
}
