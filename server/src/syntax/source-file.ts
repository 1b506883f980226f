// A parsed file: its text, its lines and the questions one can ask its tree.

import {
  fieldNumber,
  isErrorFlag,
  isMissingFlag,
  isNamedFlag,
  kindNumber,
  type FieldName,
  type FlatTree,
  type Node,
  type NodeKind,
} from './flat-tree';
import { fieldNames, kindNames } from './kinds';
import { parseTree, type ParseTimes } from './parser';

export type { FieldName, Node, NodeKind } from './flat-tree';

/** A range of text in UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

declare const ofKind: unique symbol;

/** A node whose kind is known. Narrower than `Node`, because the answer "no" leaves open whether there is a node of another kind. */
export type KnownNode = Node & { readonly [ofKind]: true };

/**
 * Parses `text`. Gives nothing when the budget (milliseconds) is used up; never throws for what the text holds.
 * `startParser()` must have finished.
 */
export function parseFile(text: string, options: { path: string; budget: number; times?: ParseTimes }): SourceFile | undefined {
  const tree = parseTree(text, options);
  return tree === undefined ? undefined : new SourceFile(options.path, { text, tree });
}

export class SourceFile {
  readonly text: string;
  readonly tree: FlatTree;
  readonly root: Node = 0;
  private readonly lineStarts: number[] = [0];
  private buckets: Map<number, Node[]> | undefined;
  private broken: readonly Node[] | undefined;

  constructor(
    /** As the caller gave it, with forward slashes. */
    readonly path: string,
    content: { text: string; tree: FlatTree },
  ) {
    this.text = content.text;
    this.tree = content.tree;
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  // Nodes

  kind(node: Node): NodeKind {
    return kindNames[this.tree.kinds[node] ?? 0] ?? 'ERROR';
  }

  is(node: Node | undefined, ...kinds: NodeKind[]): node is KnownNode {
    return node !== undefined && kinds.includes(this.kind(node));
  }

  start(node: Node): number {
    return this.tree.starts[node] ?? 0;
  }

  end(node: Node): number {
    return this.tree.ends[node] ?? 0;
  }

  span(node: Node): Span {
    return { start: this.start(node), end: this.end(node) };
  }

  textOf(node: Node): string {
    return this.text.slice(this.tree.starts[node], this.tree.ends[node]);
  }

  isNamed(node: Node): boolean {
    return isNamedFlag(this.tree.flags[node] ?? 0);
  }

  isMissing(node: Node): boolean {
    return isMissingFlag(this.tree.flags[node] ?? 0);
  }

  isError(node: Node): boolean {
    return isErrorFlag(this.tree.flags[node] ?? 0);
  }

  /** Whether `node` or anything in it is an error or a token that the parser had to invent. */
  hasError(node: Node): boolean {
    const first = this.errors()[lowerBound(this.errors(), node)];
    return first !== undefined && this.contains(node, first);
  }

  parent(node: Node): Node | undefined {
    const parent = this.tree.parents[node] ?? -1;
    return parent < 0 ? undefined : parent;
  }

  /** Every child in order, punctuation and comments among them. */
  children(node: Node): Node[] {
    const found: Node[] = [];
    const last = this.tree.subtreeEnds[node] ?? node;
    for (let at = node + 1; at < last; at = this.tree.subtreeEnds[at] ?? last) found.push(at);
    return found;
  }

  /** The children that are no punctuation, keyword or comment. */
  named(node: Node): Node[] {
    return this.children(node).filter((child) => this.isNamed(child) && !this.is(child, 'line_comment', 'block_comment'));
  }

  field(node: Node, name: FieldName): Node | undefined {
    const number = fieldNumber(name);
    const last = this.tree.subtreeEnds[node] ?? node;
    for (let at = node + 1; at < last; at = this.tree.subtreeEnds[at] ?? last) {
      if (this.tree.fields[at] === number) return at;
    }
    return undefined;
  }

  /** The name of the field that the node fills in its parent. */
  fieldOf(node: Node): FieldName | undefined {
    const number = this.tree.fields[node] ?? 0;
    return number === 0 ? undefined : fieldNames[number];
  }

  child(node: Node, ...kinds: NodeKind[]): Node | undefined {
    return this.children(node).find((child) => this.is(child, ...kinds));
  }

  next(node: Node): Node | undefined {
    const parent = this.parent(node);
    const after = this.tree.subtreeEnds[node] ?? 0;
    return parent !== undefined && after < (this.tree.subtreeEnds[parent] ?? 0) ? after : undefined;
  }

  previous(node: Node): Node | undefined {
    const parent = this.parent(node);
    if (parent === undefined || node === parent + 1) return undefined;
    let at = node - 1;
    while (this.tree.parents[at] !== parent) at = this.tree.parents[at] ?? parent;
    return at;
  }

  /** From the parent up to the root. */
  *ancestors(node: Node): Generator<Node> {
    for (let at = this.parent(node); at !== undefined; at = this.parent(at)) yield at;
  }

  /** The nearest ancestor (not the node itself) of one of the kinds. */
  closest(node: Node, ...kinds: NodeKind[]): Node | undefined {
    for (const ancestor of this.ancestors(node)) if (this.is(ancestor, ...kinds)) return ancestor;
    return undefined;
  }

  contains(outer: Node, inner: Node): boolean {
    return inner >= outer && inner < (this.tree.subtreeEnds[outer] ?? 0);
  }

  /** All nodes of the kinds, in the order of the text. */
  nodes(...kinds: NodeKind[]): Node[] {
    const buckets = this.byKind();
    const found = kinds.map((kind) => buckets.get(kindNumber(kind)) ?? []);
    return found.length === 1 ? (found[0] ?? []) : found.flat().sort((a, b) => a - b);
  }

  /** All nodes of the kinds below `node`, in the order of the text. */
  descendants(node: Node, ...kinds: NodeKind[]): Node[] {
    const last = this.tree.subtreeEnds[node] ?? node;
    // Each kind by itself: to sort all nodes of several kinds for every call would cost more than the answer.
    const found = kinds.map((kind) => {
      const all = this.nodes(kind);
      return all.slice(lowerBound(all, node + 1), lowerBound(all, last));
    });
    return found.length === 1 ? (found[0] ?? []) : found.flat().sort((a, b) => a - b);
  }

  /** Whether the node stands in the argument of a macro or in the body of a `macro_rules!`. */
  inMacro(node: Node): boolean {
    return this.closest(node, 'token_tree', 'token_tree_pattern') !== undefined;
  }

  /** The innermost node that holds the whole range. */
  nodeAt(span: Span): Node {
    let at = this.root;
    for (;;) {
      const inner = this.children(at).find((child) => this.start(child) <= span.start && this.end(child) >= span.end);
      if (inner === undefined) return at;
      at = inner;
    }
  }

  // Lines, 0-based

  get lineCount(): number {
    return this.lineStarts.length;
  }

  line(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  lineStart(line: number): number {
    return this.lineStarts[line] ?? this.text.length;
  }

  /** Where the line's text ends, before its line break. */
  lineEnd(line: number): number {
    const next = this.lineStarts[line + 1];
    if (next === undefined) return this.text.length;
    return this.text[next - 2] === '\r' ? next - 2 : next - 1;
  }

  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line));
  }

  column(offset: number): number {
    return offset - this.lineStart(this.line(offset));
  }

  /** The white space that the line of `offset` begins with. */
  indent(offset: number): string {
    return /^[ \t]*/.exec(this.lineText(this.line(offset)))?.[0] ?? '';
  }

  /** The file's own line break. */
  get lineBreak(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }

  private errors(): readonly Node[] {
    if (this.broken !== undefined) return this.broken;
    const found: Node[] = [];
    for (let node = 0; node < this.tree.count; node++) {
      const flags = this.tree.flags[node] ?? 0;
      if (isErrorFlag(flags) || isMissingFlag(flags)) found.push(node);
    }
    return (this.broken = found);
  }

  private byKind(): Map<number, Node[]> {
    if (this.buckets !== undefined) return this.buckets;
    this.buckets = new Map();
    for (let node = 0; node < this.tree.count; node++) {
      const kind = this.tree.kinds[node] ?? 0;
      const bucket = this.buckets.get(kind);
      if (bucket === undefined) this.buckets.set(kind, [node]);
      else bucket.push(node);
    }
    return this.buckets;
  }
}

/** The index of the first element that is at least `least`, in an ascending list. */
function lowerBound(list: readonly number[], least: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
