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
import { countWhile, type Span } from './ranges';

export type { FieldName, Node, NodeKind } from './flat-tree';
export type { Span } from './ranges';

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
  private readonly merged = new Map<string, readonly Node[]>();
  private buckets: Map<number, Node[]> | undefined;
  private byName: Map<string, Node[]> | undefined;
  private broken: readonly Node[] | undefined;
  private usedLineBreak: string | undefined;

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
    const first = this.errors()[countWhile(this.errors(), (error) => error < node)];
    return first !== undefined && this.contains(node, first);
  }

  /** How many errors there are, and tokens that the parser had to invent. */
  get errorCount(): number {
    return this.errors().length;
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
    const last = this.tree.subtreeEnds[node] ?? node;
    for (let at = node + 1; at < last; at = this.tree.subtreeEnds[at] ?? last) if (this.is(at, ...kinds)) return at;
    return undefined;
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
    let at = this.parent(node);
    while (at !== undefined && !this.is(at, ...kinds)) at = this.parent(at);
    return at;
  }

  contains(outer: Node, inner: Node): boolean {
    return inner >= outer && inner < (this.tree.subtreeEnds[outer] ?? 0);
  }

  /** All nodes of the kinds, in the order of the text. */
  nodes(...kinds: NodeKind[]): readonly Node[] {
    const buckets = this.byKind();
    const [only, ...others] = kinds;
    if (only !== undefined && others.length === 0) return buckets.get(kindNumber(only)) ?? [];
    const key = kinds.join(' ');
    const known = this.merged.get(key);
    if (known !== undefined) return known;
    const found = inOrder(kinds.map((kind) => buckets.get(kindNumber(kind)) ?? []));
    this.merged.set(key, found);
    return found;
  }

  /** All identifiers, of values and of types, that are written so, in the order of the text. */
  identifiers(name: string): readonly Node[] {
    if (this.byName === undefined) {
      this.byName = new Map();
      for (const node of this.nodes('identifier', 'type_identifier')) {
        const text = this.textOf(node);
        const others = this.byName.get(text);
        if (others === undefined) this.byName.set(text, [node]);
        else others.push(node);
      }
    }
    return this.byName.get(name) ?? [];
  }

  /** All nodes of the kinds below `node`, in the order of the text. */
  descendants(node: Node, ...kinds: NodeKind[]): Node[] {
    const last = this.tree.subtreeEnds[node] ?? node;
    // Each kind by itself: to sort all nodes of several kinds for every call would cost more than the answer.
    const found = kinds.map((kind) => {
      const all = this.nodes(kind);
      return all.slice(
        countWhile(all, (each) => each <= node),
        countWhile(all, (each) => each < last),
      );
    });
    return inOrder(found);
  }

  /** Whether the node stands in the argument of a macro or in the body of a `macro_rules!`. */
  inMacro(node: Node): boolean {
    return this.closest(node, 'token_tree', 'token_tree_pattern') !== undefined;
  }

  /** The innermost node that holds the whole range; of two that touch an empty one the first. */
  nodeAt({ start, end }: Span): Node {
    const isEmpty = start === end;
    // The last node that begins before that is in the one that is looked for.
    let next = Math.max(
      1,
      countWhile(this.tree.starts, (from) => (isEmpty ? from < start : from <= start)),
    );
    let at: Node = next - 1;
    while (at !== this.root && this.end(at) < end) at = this.parent(at) ?? this.root;
    while (isEmpty && this.tree.starts[next] === start && this.tree.parents[next] === at) at = next++;
    return at;
  }

  // Lines, 0-based

  get lineCount(): number {
    return this.lineStarts.length;
  }

  line(offset: number): number {
    return Math.max(0, countWhile(this.lineStarts, (start) => start <= offset) - 1);
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
    return (this.usedLineBreak ??= this.text.includes('\r\n') ? '\r\n' : '\n');
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

/** The nodes of several ascending lists in one. */
function inOrder(lists: readonly (readonly Node[])[]): Node[] {
  const [only, ...others] = lists.filter((list) => list.length > 0);
  return others.length === 0 ? [...(only ?? [])] : lists.flat().sort((a, b) => a - b);
}
