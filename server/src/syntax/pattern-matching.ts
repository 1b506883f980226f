// Compares a pattern with the tree, on its numbers.

import { isErrorFlag, isMissingFlag, isNamedFlag, kindNumber, type NodeKind } from './flat-tree';
import { kindNames } from './kinds';
import type { Node, SourceFile } from './source-file';

export type HoleKind = 'any' | 'expr' | 'type' | 'path' | 'ident' | 'literal';
export type Captured = Node | readonly Node[];

/** What a node has to be like. */
export interface Part {
  readonly kind: number;
  /** Of a node without children. */
  readonly text: string;
  readonly children: readonly Part[];
  /** The number of the hole that it is. */
  readonly hole: number | undefined;
  readonly accepts: ReadonlySet<number> | undefined;
  /** The segments of a path without holes and type arguments. */
  readonly path: readonly string[] | undefined;
  /** Which of the children takes as many as there are. */
  readonly manyAt: number;
}

const number = (...kinds: readonly NodeKind[]): ReadonlySet<number> => new Set(kinds.map(kindNumber));
const numbersLike = (shape: RegExp): number[] => kindNames.flatMap((name, index) => (shape.test(name) ? [index] : []));

export const pathKinds: readonly NodeKind[] = ['identifier', 'type_identifier', 'scoped_identifier', 'scoped_type_identifier'];
const comma = kindNumber(',');
const semicolon = kindNumber(';');
const tokenTree = kindNumber('token_tree');
const scoped = number('scoped_identifier', 'scoped_type_identifier');
const plainNames = number('identifier', 'type_identifier', 'primitive_type', 'self', 'super', 'crate');
const comments = number('line_comment', 'block_comment');
const tuples = number('tuple_expression', 'tuple_type', 'tuple_pattern');
const diverging = number('return_expression', 'break_expression', 'continue_expression');
const turbofish = number('generic_function', 'generic_type_with_turbofish');
const identifiers = number('identifier', 'type_identifier', 'field_identifier', 'shorthand_field_identifier');
const literals = new Set(numbersLike(/_literal$/));
/** What no hole for one node takes. */
const statements = number('expression_statement', 'let_declaration', 'empty_statement', 'attribute_item');
const closers = number(')', ']', '}', '>', '|');

const parentheses = kindNumber('parenthesized_expression');
const statement = kindNumber('expression_statement');
const block = kindNumber('block');
const openBrace = kindNumber('{');
const nonExpressions = new Set(numbersLike(/_item$|_declaration$|_definition$|^empty_statement$|^label$/));
const matchArm = kindNumber('match_arm');
const closure = kindNumber('closure_expression');
const genericType = kindNumber('generic_type');

const expressions = new Set([
  ...numbersLike(/_expression$|^(?:\w+_)?block$|^generic_function$|_literal$/),
  ...number('identifier', 'scoped_identifier', 'self', 'macro_invocation', 'metavariable'),
]);
const types = new Set([
  ...numbersLike(/_type$/),
  ...number('type_identifier', 'scoped_type_identifier', 'macro_invocation', 'metavariable'),
]);
const paths = number(...pathKinds, 'self', 'super', 'crate');

/** The kinds of node that a hole takes; nothing where it takes any. */
export function acceptedKinds(kind: HoleKind): ReadonlySet<number> | undefined {
  return { any: undefined, expr: expressions, type: types, path: paths, ident: identifiers, literal: literals }[kind];
}

export interface Matching {
  readonly file: SourceFile;
  /** By the numbers of the holes. */
  readonly captures: Captured[];
  readonly resolve: ((path: Node) => string | undefined) | undefined;
}

/** Whether `node` is what `part` says; what its holes took is in `captures` then. `inBody`: a block around one expression is no more than that. */
export function matchPart(matching: Matching, { part, node, inBody }: { part: Part; node: Node; inBody: boolean }): boolean {
  const { file } = matching;
  if (part.hole !== undefined) return takeHole(matching, { part, hole: part.hole, node });
  let at = unwrapped(file, { node, inBody });
  if (part.path !== undefined && isPath(matching, { node: at, segments: part.path })) return true;
  let kind = file.tree.kinds[at] ?? 0;
  if (kind !== part.kind && turbofish.has(kind)) {
    at++;
    kind = file.tree.kinds[at] ?? 0;
  }
  if (kind !== part.kind) return false;
  if (part.children.length === 0) return isText(file, { node: at, text: part.text });
  return matchChildren(matching, { part, node: at });
}

function matchChildren(matching: Matching, { part, node }: { part: Part; node: Node }): boolean {
  const { file } = matching;
  const { subtreeEnds } = file.tree;
  const last = subtreeEnds[node] ?? node;
  let left = part.manyAt < 0 ? 0 : countChildren(file, node) - part.children.length + 1;
  if (left < 0) return false;
  const many: Node[] = [];
  let index = 0;
  for (let at = node + 1; at < last; at = subtreeEnds[at] ?? last) {
    if (isIgnored(file, { node: at, parent: node })) continue;
    if (index === part.manyAt && left > 0) {
      many.push(at);
      left--;
      continue;
    }
    if (index === part.manyAt) index++;
    const want = part.children[index++];
    if (want === undefined || !matchPart(matching, { part: want, node: at, inBody: isBody(file, at) })) return false;
  }
  if (index === part.manyAt) index++;
  const hole = part.children[part.manyAt];
  if (hole?.hole !== undefined) {
    if (many.some((taken) => !isAcceptable(file, { part: hole, node: taken }))) return false;
    matching.captures[hole.hole] = many;
  }
  return index === part.children.length;
}

function countChildren(file: SourceFile, node: Node): number {
  let count = 0;
  const last = file.tree.subtreeEnds[node] ?? node;
  for (let at = node + 1; at < last; at = file.tree.subtreeEnds[at] ?? last)
    if (!isIgnored(file, { node: at, parent: node })) count++;
  return count;
}

function takeHole({ file, captures }: Matching, { part, hole, node }: { part: Part; hole: number; node: Node }): boolean {
  const kind = file.tree.kinds[node];
  const taken = kind === statement ? unwrapped(file, { node, inBody: false }) : node;
  if (statements.has(file.tree.kinds[taken] ?? 0) || !isAcceptable(file, { part, node: taken })) return false;
  const before = captures[hole];
  if (typeof before === 'number') return isSame(file, before, taken);
  captures[hole] = taken;
  return true;
}

function isAcceptable(file: SourceFile, { part, node }: { part: Part; node: Node }): boolean {
  const flags = file.tree.flags[node] ?? 0;
  if (!isNamedFlag(flags) || isErrorFlag(flags) || isMissingFlag(flags)) return false;
  return part.accepts === undefined || part.accepts.has(file.tree.kinds[unwrapped(file, { node, inBody: false })] ?? 0);
}

/** Whether two nodes are the same word for word, whatever their layout. */
function isSame(file: SourceFile, a: Node, b: Node): boolean {
  const { subtreeEnds } = file.tree;
  const [left, right] = [unwrapped(file, { node: a, inBody: false }), unwrapped(file, { node: b, inBody: false })];
  const [leftEnd, rightEnd] = [subtreeEnds[left] ?? left, subtreeEnds[right] ?? right];
  let at = nextWord(file, { from: left, end: leftEnd });
  let other = nextWord(file, { from: right, end: rightEnd });
  while (at < leftEnd && other < rightEnd) {
    if (!isText(file, { node: other, text: file.textOf(at) })) return false;
    at = nextWord(file, { from: at + 1, end: leftEnd });
    other = nextWord(file, { from: other + 1, end: rightEnd });
  }
  return at >= leftEnd && other >= rightEnd;
}

/** The first node without children from `from` on that is no comment and no comma in front of a closing bracket; `end` for none. */
function nextWord(file: SourceFile, { from, end }: { from: Node; end: Node }): Node {
  const { kinds, subtreeEnds } = file.tree;
  let at = from;
  while (at < end) {
    const kind = kinds[at] ?? 0;
    if (comments.has(kind)) at = subtreeEnds[at] ?? end;
    else if ((subtreeEnds[at] ?? end) > at + 1 || (kind === comma && closers.has(kinds[at + 1] ?? 0))) at++;
    else return at;
  }
  return end;
}

/** What is written around an expression and means nothing: parentheses, the braces of an arm or a closure, the `;` behind a `return`. */
export function unwrapped(file: SourceFile, { node, inBody }: { node: Node; inBody: boolean }): Node {
  const { kinds, subtreeEnds } = file.tree;
  let at = node;
  for (;;) {
    const kind = kinds[at] ?? 0;
    const isWrapper = kind === parentheses || kind === statement || (kind === block && inBody && kinds[at + 1] === openBrace);
    if (!isWrapper) return at;
    const first = onlyExpression(file, at);
    if (first === undefined) return at;
    const end = subtreeEnds[at] ?? at;
    const hasSemicolon = kind === statement && kinds[end - 1] === semicolon;
    if (hasSemicolon && !diverging.has(kinds[first] ?? 0)) return at;
    at = first;
  }
}

/** The only named child, when it is an expression. */
function onlyExpression(file: SourceFile, node: Node): Node | undefined {
  const { kinds, flags, subtreeEnds } = file.tree;
  const last = subtreeEnds[node] ?? node;
  let only: Node | undefined;
  for (let at = node + 1; at < last; at = subtreeEnds[at] ?? last) {
    const kind = kinds[at] ?? 0;
    if (!isNamedFlag(flags[at] ?? 0) || comments.has(kind)) continue;
    if (only !== undefined || nonExpressions.has(kind)) return undefined;
    only = at;
  }
  return only;
}

/** Whether the node is what an arm or a closure gives. */
export function isBody(file: SourceFile, node: Node): boolean {
  const { kinds, parents } = file.tree;
  if (kinds[node] !== block) return false;
  const around = kinds[parents[node] ?? 0];
  return around === matchArm || around === closure;
}

/** Comments, and commas that only separate: not in a macro, where they may mean something, and not the one that makes a tuple. */
export function isIgnored(file: SourceFile, { node, parent }: { node: Node; parent: Node }): boolean {
  const { kinds, subtreeEnds } = file.tree;
  const kind = kinds[node] ?? 0;
  if (comments.has(kind)) return true;
  if (kind !== comma) return false;
  const around = kinds[parent] ?? 0;
  if (around === tokenTree) return false;
  return !tuples.has(around) || (subtreeEnds[parent] ?? 0) - node > 2 || hasCommaBefore(file, { node, parent });
}

function hasCommaBefore(file: SourceFile, { node, parent }: { node: Node; parent: Node }): boolean {
  for (let at = parent + 1; at < node; at = file.tree.subtreeEnds[at] ?? node) if (file.tree.kinds[at] === comma) return true;
  return false;
}

function isText(file: SourceFile, { node, text }: { node: Node; text: string }): boolean {
  const start = file.start(node);
  return file.end(node) - start === text.length && file.text.startsWith(text, start);
}

/** The segments of a path of plain names; nothing for another node. */
export function segmentsOf(file: SourceFile, node: Node): string[] | undefined {
  const segments: string[] = [];
  let at = node;
  while (scoped.has(file.tree.kinds[at] ?? 0)) {
    const name = file.field(at, 'name');
    const path = file.field(at, 'path');
    if (name === undefined || path === undefined) return undefined;
    segments.unshift(file.textOf(name));
    at = path;
  }
  if (!plainNames.has(file.tree.kinds[at] ?? 0)) return undefined;
  return [file.textOf(at), ...segments];
}

/** Whether the last segments of a path are these, as it is written or as it is resolved. Type arguments in it do not count. */
function isPath({ file, resolve }: Matching, { node, segments }: { node: Node; segments: readonly string[] }): boolean {
  let at: Node | undefined = node;
  let left = segments.length;
  while (at !== undefined && left > 0) {
    const kind = file.tree.kinds[at] ?? 0;
    if (turbofish.has(kind) || kind === genericType) {
      // Type arguments behind a type are part of it; within a path they are not.
      if (kind === genericType && at === node) return false;
      at++;
      continue;
    }
    const isScoped: boolean = scoped.has(kind);
    if (!isScoped && !plainNames.has(kind)) return false;
    const name: Node | undefined = isScoped ? file.field(at, 'name') : at;
    if (name === undefined || !isText(file, { node: name, text: segments[left - 1] ?? '' })) break;
    left--;
    at = isScoped ? file.field(at, 'path') : undefined;
  }
  if (left === 0) return true;
  // To resolve a path costs more than all else here: only one that ends as it should.
  if (resolve === undefined || left === segments.length || !isPathLike(file, node)) return false;
  const meant = resolve(node);
  const wanted = segments.join('::');
  return meant !== undefined && (meant === wanted || meant.endsWith(`::${wanted}`));
}

const isPathLike = (file: SourceFile, node: Node): boolean => {
  const kind = file.tree.kinds[node] ?? 0;
  return scoped.has(kind) || plainNames.has(kind) || turbofish.has(kind);
};

/** Whether the node is a part of a longer path. */
export function isWithinPath(file: SourceFile, node: Node): boolean {
  const { kinds, parents } = file.tree;
  return scoped.has(kinds[parents[node] ?? 0] ?? 0);
}
