// One syntax tree as flat arrays in pre-order, the same whichever parser filled them.

import { fieldNames, kindNames, type FieldName, type NodeKind } from './kinds';

/** A node is its pre-order number in the file's tree; the root is 0. */
export type Node = number;

const namedFlag = 1;
const missingFlag = 2;
const errorFlag = 4;

const kindNumbers = new Map<string, number>(kindNames.map((name, number) => [name, number]));
const fieldNumbers = new Map<string, number>(fieldNames.map((name, number) => [name, number]));

/** The number of a node kind in `kindNames`; throws for a kind that the grammar does not have. */
export function kindNumber(kind: NodeKind): number {
  const number = kindNumbers.get(kind);
  if (number === undefined) throw new Error(`the grammar has no node kind '${kind}'`);
  return number;
}

/**
 * The tree's columns. `ends` and `starts` are UTF-16 offsets; `parents[0]` is -1; `subtreeEnds[n]` is the number after
 * the last descendant of `n`, so the first child of `n` is `n + 1` when that is below `subtreeEnds[n]`.
 */
export interface FlatTree {
  readonly count: number;
  readonly kinds: Uint16Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly parents: Int32Array;
  readonly subtreeEnds: Uint32Array;
  readonly fields: Uint8Array;
  readonly flags: Uint8Array;
}

export const isNamedFlag = (flags: number): boolean => (flags & namedFlag) !== 0;
export const isMissingFlag = (flags: number): boolean => (flags & missingFlag) !== 0;
export const isErrorFlag = (flags: number): boolean => (flags & errorFlag) !== 0;

/** Collects nodes in pre-order; `open` and `close` nest like brackets. */
export class FlatTreeBuilder {
  private count = 0;
  private kinds: Uint16Array;
  private starts: Uint32Array;
  private ends: Uint32Array;
  private parents: Int32Array;
  private subtreeEnds: Uint32Array;
  private fields: Uint8Array;
  private flags: Uint8Array;

  constructor(capacity: number) {
    this.kinds = new Uint16Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
    this.parents = new Int32Array(capacity);
    this.subtreeEnds = new Uint32Array(capacity);
    this.fields = new Uint8Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  /** Adds a node and gives its number; its children are added next, then `close` is called with that number. */
  open(node: { symbol: SymbolInfo; start: number; end: number; parent: Node; field: number; missing: boolean }): Node {
    const number = this.count;
    if (number === this.kinds.length) this.grow();
    this.count = number + 1;
    this.kinds[number] = node.symbol.kind;
    this.starts[number] = node.start;
    this.ends[number] = node.end;
    this.parents[number] = node.parent;
    this.fields[number] = node.field;
    this.flags[number] = node.missing ? node.symbol.flags | missingFlag : node.symbol.flags;
    return number;
  }

  close(node: Node): void {
    this.subtreeEnds[node] = this.count;
  }

  finish(): FlatTree {
    return {
      count: this.count,
      kinds: this.kinds.slice(0, this.count),
      starts: this.starts.slice(0, this.count),
      ends: this.ends.slice(0, this.count),
      parents: this.parents.slice(0, this.count),
      subtreeEnds: this.subtreeEnds.slice(0, this.count),
      fields: this.fields.slice(0, this.count),
      flags: this.flags.slice(0, this.count),
    };
  }

  private grow(): void {
    const capacity = this.kinds.length * 2;
    const copy = <T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.kinds = copy(this.kinds, new Uint16Array(capacity));
    this.starts = copy(this.starts, new Uint32Array(capacity));
    this.ends = copy(this.ends, new Uint32Array(capacity));
    this.parents = copy(this.parents, new Int32Array(capacity));
    this.subtreeEnds = copy(this.subtreeEnds, new Uint32Array(capacity));
    this.fields = copy(this.fields, new Uint8Array(capacity));
    this.flags = copy(this.flags, new Uint8Array(capacity));
  }
}

/** What is the same for every node of one parser symbol, in our own numbers. What is known here need not be asked of the parser. */
export interface SymbolInfo {
  readonly kind: number;
  readonly flags: number;
  /** Never has children. */
  readonly leaf: boolean;
  /** Every node of this symbol is so long, unless the parser had to invent it; 0 where that differs. */
  readonly length: number;
  /** Never stands in a field of its parent. */
  readonly fieldless: boolean;
}

/** Named kinds without children. */
const leaves: readonly NodeKind[] = [
  'identifier',
  'type_identifier',
  'field_identifier',
  'shorthand_field_identifier',
  'primitive_type',
  'integer_literal',
  'float_literal',
  'string_content',
  'escape_sequence',
];

/** Punctuation that is the value of no field. */
const fieldless: readonly NodeKind[] = [';', ',', '(', ')', '{', '}', '[', ']', ':', '::', '.', '#', '"', '//', 'fn', 'let'];

/** Translates a parser's symbol into our numbers. Unknown names can only come from a grammar that `npm run gen` did not see. */
export function symbolInfo(name: string, named: boolean): SymbolInfo {
  const kind = kindNumbers.get(name) ?? kindNumber('ERROR');
  const is = (kinds: readonly NodeKind[]): boolean => kinds.some((other) => other === name);
  return {
    kind,
    flags: (named ? namedFlag : 0) | (name === 'ERROR' ? errorFlag : 0),
    leaf: !named || is(leaves),
    // The quotes of `b"…"` and `c"…"` go under the name of the plain one.
    length: named || name.includes('"') ? 0 : name.length,
    fieldless: !named && is(fieldless),
  };
}

/** The number of a field name, 0 for none. */
export function fieldNumber(name: string | null | undefined): number {
  return name === null || name === undefined ? 0 : (fieldNumbers.get(name) ?? 0);
}

export type { FieldName, NodeKind };
