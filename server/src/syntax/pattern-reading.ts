// Reads the text of a pattern into what a node has to be like.

import type { NodeKind } from './flat-tree';
import { kindNames } from './kinds';
import { acceptedKinds, isBody, isIgnored, pathKinds, segmentsOf, unwrapped, type HoleKind, type Part } from './pattern-matching';
import { parseFile, type Node, type SourceFile } from './source-file';

export interface Hole {
  readonly name: string;
  readonly kind: HoleKind;
  readonly many: boolean;
}

export interface Compiled {
  readonly root: Part;
  readonly rootKinds: readonly NodeKind[];
  readonly holes: readonly Hole[];
  /** A word that stands in every file with a match. */
  readonly anchor: string;
}

export interface ParseContext {
  readonly before: string;
  readonly after: string;
}

export const typeContext: ParseContext = { before: 'type T = ', after: ';' };
export const contexts: readonly ParseContext[] = [
  { before: 'fn f() { let _ = ', after: '; }' },
  { before: 'fn f() { ', after: ' }' },
  { before: '', after: '' },
  typeContext,
];

/** No kernel code has names like these. */
const holeWord = (number: number): string => `__hole_${number}_`;
const holeNumber = (text: string): number | undefined => {
  const number = /^__hole_(\d+)_$/.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
};

/** Reads a pattern as the first of the contexts in which it is Rust; throws where it is none. */
export function compile(text: string, tried: readonly ParseContext[]): Compiled {
  const { rust, holes } = readHoles(text);
  for (const { before, after } of tried) {
    const source = parseFile(`${before}${rust}${after}`, { path: 'pattern', budget: 1000 });
    if (source === undefined || source.hasError(source.root)) continue;
    const node = wholeNode(source, { start: before.length, end: before.length + rust.length });
    if (node === undefined) continue;
    const root = partOf({ source, holes, text }, { node, inBody: false });
    if (root.hole !== undefined) throw wrong(text, 'it is nothing but a hole');
    const words = wordsIn(root);
    return {
      root,
      rootKinds: root.path === undefined ? [kindNames[root.kind] ?? 'ERROR'] : pathKinds,
      holes,
      anchor: words.reduce((longest, word) => (word.length > longest.length ? word : longest), ''),
    };
  }
  throw wrong(text, 'it is no Rust');
}

const wrong = (text: string, why: string): Error => new Error(`the pattern '${text}' is wrong: ${why}`);

/** The Rust to parse, with a word for each hole. */
function readHoles(text: string): { rust: string; holes: Hole[] } {
  const holes: Hole[] = [];
  const rust = text.replace(
    /\$(\.\.\.)?(\w*)(?::(expr|type|path|ident|literal)\b(?!:))?/g,
    (_, dots: string | undefined, name: string, kind: HoleKind | undefined) => {
      if (name === 'node' || !/^[A-Za-z]+$/.test(name)) throw wrong(text, `a hole cannot have the name '${name}'`);
      const hole: Hole = { name, kind: kind ?? 'any', many: dots !== undefined };
      const known = holes.findIndex((other) => other.name === name);
      const before = holes[known];
      if (before === undefined) return holeWord(holes.push(hole) - 1);
      if (before.many || hole.many || (hole.kind !== 'any' && hole.kind !== before.kind))
        throw wrong(text, `the hole '${name}' is two kinds of thing`);
      return holeWord(known);
    },
  );
  return { rust: rust.trim(), holes };
}

/** The outermost node with exactly this range, below the file. */
function wholeNode(source: SourceFile, span: { start: number; end: number }): Node | undefined {
  for (let node = 1; node < source.tree.count; node++)
    if (source.start(node) === span.start && source.end(node) === span.end) return node;
  return undefined;
}

function wordsIn(part: Part): string[] {
  if (part.hole !== undefined) return [];
  if (part.path !== undefined) return part.path.slice(-1);
  return part.children.length === 0 ? [part.text] : part.children.flatMap(wordsIn);
}

interface Reading {
  readonly text: string;
  readonly holes: readonly Hole[];
  readonly source: SourceFile;
}

function partOf(reading: Reading, place: { node: Node; inBody: boolean }): Part {
  const { source, holes, text } = reading;
  const node = unwrapped(source, place);
  const kind = source.tree.kinds[node] ?? 0;
  const plain = { kind, text: '', children: [], hole: undefined, accepts: undefined, path: undefined, manyAt: -1 };
  const hole = holeOf(reading, node);
  if (hole !== undefined) return { ...plain, hole, accepts: acceptedKinds(holes[hole]?.kind ?? 'any') };
  const children = source
    .children(node)
    .filter((child) => !isIgnored(source, { node: child, parent: node }))
    .map((child) => partOf(reading, { node: child, inBody: isBody(source, child) }));
  const isMany = children.map((child) => child.hole !== undefined && holes[child.hole]?.many === true);
  const manyAt = isMany.indexOf(true);
  if (manyAt !== isMany.lastIndexOf(true)) throw wrong(text, 'two holes of one list take many');
  if (source.is(node, 'token_tree') && children.some(isHoley))
    throw wrong(text, 'a hole cannot stand in the argument of a macro');
  return {
    ...plain,
    text: children.length === 0 ? source.textOf(node) : '',
    children,
    path: segmentsOf(source, node)?.every((segment) => holeNumber(segment) === undefined) ? segmentsOf(source, node) : undefined,
    manyAt,
  };
}

const isHoley = (part: Part): boolean => part.hole !== undefined || part.children.some(isHoley);

/** The hole that a node is: its word, also as a field that is initialised, or as a statement where many can stand. */
function holeOf({ source, holes }: Reading, node: Node): number | undefined {
  if (source.is(node, 'shorthand_field_initializer')) return holeNumber(source.textOf(node));
  if (source.isNamed(node) && source.children(node).length === 0) return holeNumber(source.textOf(node));
  const number = source.is(node, 'expression_statement') ? holeNumber(source.textOf(node).replace(/\s*;$/, '')) : undefined;
  return number !== undefined && holes[number]?.many === true ? number : undefined;
}
