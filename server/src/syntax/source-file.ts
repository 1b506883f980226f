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
import { step } from './deadline';
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

/** Kinds of nodes that are looked for again and again. */
export type KindSet = Uint8Array;

export function kindSet(...kinds: NodeKind[]): KindSet {
  const set = new Uint8Array(kindNames.length);
  for (const kind of kinds) set[kindNumber(kind)] = 1;
  return set;
}

/** Code that someone wrote is hardly ever deeper; in what is, looking upwards from node to node would cost the square of its length. */
const usualDepth = 32;

/** With more children than this, what is worked out about them is kept. */
const usualWidth = 64;

const none: readonly Node[] = [];

export class SourceFile {
  readonly text: string;
  readonly tree: FlatTree;
  readonly root: Node = 0;
  private readonly lineStarts: number[] = [0];
  private readonly merged = new Map<string, readonly Node[]>();
  private sorted: SortedNodes | undefined;
  private readonly buckets = new Map<number, readonly Node[]>();
  private byName: Map<string, Node[]> | undefined;
  private broken: readonly Node[] | undefined;
  private usedLineBreak: string | undefined;
  private readonly wide = new Map<Node, WideNode>();
  private readonly above = new Map<KindSet, Int32Array>();
  private readonly kindSets = new Map<string, KindSet>();

  constructor(
    /** As the caller gave it, with forward slashes. */
    readonly path: string,
    content: { text: string; tree: FlatTree },
  ) {
    this.text = content.text;
    this.tree = content.tree;
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  // Nodes. What leads from one node to others takes no node, too, and gives nothing or none then.

  kind(node: Node): NodeKind {
    step();
    return kindNames[this.tree.kinds[node] ?? 0] ?? 'ERROR';
  }

  is(node: Node | undefined, ...kinds: NodeKind[]): node is KnownNode {
    return node !== undefined && kinds.includes(this.kind(node));
  }

  start(node: Node): number {
    step();
    return this.tree.starts[node] ?? 0;
  }

  end(node: Node): number {
    return this.tree.ends[node] ?? 0;
  }

  span(node: Node): Span {
    return { start: this.start(node), end: this.end(node) };
  }

  /** The text of a node; nothing for no node. */
  textOf(node: Node): string;
  textOf(node: Node | undefined): string | undefined;
  textOf(node: Node | undefined): string | undefined {
    if (node === undefined) return undefined;
    step();
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

  parent(node: Node | undefined): Node | undefined {
    if (node === undefined) return undefined;
    step();
    const parent = this.tree.parents[node] ?? -1;
    return parent < 0 ? undefined : parent;
  }

  /** Every child in order, punctuation and comments among them. */
  children(node: Node | undefined): readonly Node[] {
    if (node === undefined) return none;
    const known = this.wide.size === 0 ? undefined : this.wide.get(node);
    if (known !== undefined) return known.children;
    const found: Node[] = [];
    const last = this.tree.subtreeEnds[node] ?? node;
    for (let at = node + 1; at < last; at = this.tree.subtreeEnds[at] ?? last) found.push(at);
    step(found.length);
    if (found.length > usualWidth) this.wide.set(node, { children: found, named: undefined, firsts: new Map() });
    return found;
  }

  /** The children that are no punctuation, keyword or comment. */
  named(node: Node | undefined): readonly Node[] {
    if (node === undefined) return none;
    const children = this.children(node);
    const wide = children.length > usualWidth ? this.wide.get(node) : undefined;
    if (wide?.named !== undefined) return wide.named;
    const found = children.filter((child) => this.isNamed(child) && !this.is(child, 'line_comment', 'block_comment'));
    if (wide !== undefined) wide.named = found;
    return found;
  }

  /** The child of `outer` that `inner` is or stands in. */
  childAround(outer: Node, inner: Node): Node | undefined {
    const children = this.children(outer);
    const child = children[countWhile(children, (each) => each <= inner) - 1];
    return child !== undefined && this.contains(child, inner) ? child : undefined;
  }

  field(node: Node | undefined, name: FieldName): Node | undefined {
    if (node === undefined) return undefined;
    const number = fieldNumber(name);
    const last = this.tree.subtreeEnds[node] ?? node;
    for (let at = node + 1; at < last; at = this.tree.subtreeEnds[at] ?? last) {
      step();
      if (this.tree.fields[at] === number) return at;
    }
    return undefined;
  }

  /** The name of the field that the node fills in its parent. */
  fieldOf(node: Node): FieldName | undefined {
    const number = this.tree.fields[node] ?? 0;
    return number === 0 ? undefined : fieldNames[number];
  }

  child(node: Node | undefined, ...kinds: NodeKind[]): Node | undefined {
    if (node === undefined) return undefined;
    const last = this.tree.subtreeEnds[node] ?? node;
    let width = 0;
    for (let at = node + 1; at < last; at = this.tree.subtreeEnds[at] ?? last) {
      if (this.is(at, ...kinds)) return at;
      if (++width > usualWidth) return this.firstOf(node, kinds);
    }
    return undefined;
  }

  next(node: Node | undefined): Node | undefined {
    if (node === undefined) return undefined;
    const parent = this.parent(node);
    const after = this.tree.subtreeEnds[node] ?? 0;
    return parent !== undefined && after < (this.tree.subtreeEnds[parent] ?? 0) ? after : undefined;
  }

  previous(node: Node | undefined): Node | undefined {
    if (node === undefined) return undefined;
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

  /** Those of the ancestors that are of the kinds, the nearest first. */
  *ancestorsIn(node: Node, kinds: KindSet): Generator<Node> {
    for (let at = this.closestIn(node, kinds); at !== undefined; at = this.closestIn(at, kinds)) yield at;
  }

  /** The nearest ancestor (not the node itself) of one of the kinds. */
  closest(node: Node | undefined, ...kinds: NodeKind[]): Node | undefined {
    let at = this.parent(node);
    for (let depth = 0; at !== undefined && !this.is(at, ...kinds); depth++) {
      if (depth === usualDepth) return this.closestIn(at, this.setOf(kinds));
      at = this.parent(at);
    }
    return at;
  }

  /** As `closest`, for the kinds of a set. */
  closestIn(node: Node, kinds: KindSet): Node | undefined {
    step();
    const { parents, kinds: kindOf } = this.tree;
    let at = parents[node] ?? -1;
    for (let depth = 0; at >= 0; depth++, at = parents[at] ?? -1) {
      if (kinds[kindOf[at] ?? 0] === 1) return at;
      if (depth === usualDepth) return this.fromTable(at, kinds);
    }
    return undefined;
  }

  contains(outer: Node, inner: Node): boolean {
    step();
    return inner >= outer && inner < (this.tree.subtreeEnds[outer] ?? 0);
  }

  /** All nodes of the kinds, in the order of the text. */
  nodes(...kinds: NodeKind[]): readonly Node[] {
    const [only, ...others] = kinds;
    if (only !== undefined && others.length === 0) return this.ofKind(kindNumber(only));
    const key = kinds.join(' ');
    const known = this.merged.get(key);
    if (known !== undefined) return known;
    const found = inOrder(kinds.map((kind) => this.ofKind(kindNumber(kind))));
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
  descendants(node: Node | undefined, ...kinds: NodeKind[]): Node[] {
    if (node === undefined) return [];
    const last = this.tree.subtreeEnds[node] ?? node;
    // Each kind by itself: to sort all nodes of several kinds for every call would cost more than the answer.
    const found = kinds.map((kind) => {
      const all = this.nodes(kind);
      return all.slice(
        countWhile(all, (each) => each <= node),
        countWhile(all, (each) => each < last),
      );
    });
    const merged = inOrder(found);
    step(merged.length);
    return merged;
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
    step();
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

  private firstOf(node: Node, kinds: readonly NodeKind[]): Node | undefined {
    const children = this.children(node);
    const firsts = this.wide.get(node)?.firsts;
    const key = kinds.join(' ');
    if (firsts?.has(key) === true) return firsts.get(key);
    const found = children.find((child) => this.is(child, ...kinds));
    firsts?.set(key, found);
    return found;
  }

  private setOf(kinds: readonly NodeKind[]): KindSet {
    const key = kinds.join(' ');
    const set = this.kindSets.get(key) ?? kindSet(...kinds);
    this.kindSets.set(key, set);
    return set;
  }

  private fromTable(node: Node, kinds: KindSet): Node | undefined {
    const table = this.above.get(kinds) ?? this.tableOf(kinds);
    this.above.set(kinds, table);
    const found = table[node] ?? -1;
    return found < 0 ? undefined : found;
  }

  /** For every node the nearest one above it, in one pass. */
  private tableOf(kinds: KindSet): Int32Array {
    const { count, parents, kinds: kindOf } = this.tree;
    const table = new Int32Array(count).fill(-1);
    for (let node = 1; node < count; node++) {
      const parent = parents[node] ?? 0;
      table[node] = kinds[kindOf[parent] ?? 0] === 1 ? parent : (table[parent] ?? -1);
    }
    step(count);
    return table;
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

  private ofKind(kind: number): readonly Node[] {
    const known = this.buckets.get(kind);
    if (known !== undefined) return known;
    this.sorted ??= sortedByKind(this.tree);
    const { nodes, starts } = this.sorted;
    const found = Array.from(nodes.subarray(starts[kind], starts[kind + 1]));
    this.buckets.set(kind, found);
    return found;
  }
}

interface WideNode {
  readonly children: readonly Node[];
  named: readonly Node[] | undefined;
  /** The first child of some kinds, which are the key. */
  readonly firsts: Map<string, Node | undefined>;
}

/** The nodes of several ascending lists in one. */
/** All nodes, those of one kind together and in the order of the text; those of kind `k` are from `starts[k]` to `starts[k + 1]`. */
interface SortedNodes {
  readonly nodes: Int32Array;
  readonly starts: Int32Array;
}

function sortedByKind({ kinds, count }: FlatTree): SortedNodes {
  const starts = new Int32Array(kindNames.length + 1);
  for (let node = 0; node < count; node++) {
    const kind = kinds[node] ?? 0;
    starts[kind + 1] = (starts[kind + 1] ?? 0) + 1;
  }
  for (let kind = 0; kind < kindNames.length; kind++) starts[kind + 1] = (starts[kind + 1] ?? 0) + (starts[kind] ?? 0);
  const next = starts.slice();
  const nodes = new Int32Array(count);
  for (let node = 0; node < count; node++) {
    const kind = kinds[node] ?? 0;
    const at = next[kind] ?? 0;
    nodes[at] = node;
    next[kind] = at + 1;
  }
  return { nodes, starts };
}

function inOrder(lists: readonly (readonly Node[])[]): Node[] {
  const [only, ...others] = lists.filter((list) => list.length > 0);
  return others.length === 0 ? [...(only ?? [])] : lists.flat().sort((a, b) => a - b);
}
