// The kernel's vertical import layout: where a file deviates from it, and how imports look in it.

import type { Node, SourceFile, Span } from '../syntax/source-file';
import type { Import, UseDeclaration, UseTree } from '../facts/names/imports';

/** A `use` tree free of its place in a text. */
export interface UseShape {
  readonly segments: readonly string[];
  readonly rooted: boolean;
  readonly glob: boolean;
  readonly alias: string | undefined;
  readonly list: readonly UseShape[] | undefined;
  /** A list of one that its author keeps open with a comment. */
  readonly open?: boolean;
}

/** A list in braces that the kernel would lay out in another way. */
export interface LooseList {
  readonly braces: Node;
  /** `joined`: several on one line. `unmarked`: one a line, but nothing stops rustfmt from joining them. */
  readonly fault: 'joined' | 'unmarked';
  readonly tree: UseTree;
}

/** Lists of two or more that are not vertical or not kept so; in source order, no two that begin on one line. */
export function looseLists(file: SourceFile, { tree }: UseDeclaration): LooseList[] {
  const found: LooseList[] = [];
  if (tree === undefined) return found;
  for (const list of listsIn(tree)) {
    const { braces } = list;
    const items = list.list ?? [];
    if (braces === undefined || items.length < 2) continue;
    const line = file.line(file.start(braces));
    const fault = isVertical(file, { braces, items }) ? 'unmarked' : 'joined';
    if (fault === 'unmarked' && (file.child(braces, 'line_comment') !== undefined || staysVertical(items))) continue;
    const last = found.at(-1);
    if (last === undefined || file.line(file.start(last.braces)) !== line) found.push({ braces, fault, tree: list });
  }
  return found;
}

/** Whether nothing but empty `//` comments stands in the declaration, so that it can be written anew. */
export function isFreeOfRemarks(file: SourceFile, { node }: UseDeclaration): boolean {
  return file.descendants(node, 'line_comment', 'block_comment').every((comment) => /^\/\/\s*$/.test(file.textOf(comment)));
}

/** Whether only whitespace stands beside the declaration on its lines. */
export function standsAlone(file: SourceFile, { node }: UseDeclaration): boolean {
  const before = file.text.slice(file.lineStart(file.line(file.start(node))), file.start(node));
  const after = file.text.slice(file.end(node), file.lineEnd(file.line(file.end(node))));
  return before.trim() === '' && after.trim() === '';
}

/** The declaration in the vertical layout. */
export function verticalText(file: SourceFile, declaration: UseDeclaration): string | undefined {
  const { node, tree } = declaration;
  return tree === undefined ? undefined : write(file, { node, shape: shapeOf(file, tree) });
}

/** One declaration, in the place and with the visibility of the first, for several with the same beginning. */
export function mergedText(file: SourceFile, declarations: readonly UseDeclaration[]): string | undefined {
  const [first] = declarations;
  const shapes = declarations.flatMap(({ tree }) => (tree === undefined ? [] : [shapeOf(file, tree)]));
  if (first === undefined || shapes.length !== declarations.length) return undefined;
  const [merged, ...others] = merge(shapes);
  return merged === undefined || others.length > 0 ? undefined : write(file, { node: first.node, shape: merged });
}

/**
 * What has to change for imports of one declaration to go; nothing where a comment would be lost or the text cannot be read. Lists in
 * which nothing changes stay as they are.
 */
export function removal(
  file: SourceFile,
  { declaration, imports }: { declaration: UseDeclaration; imports: readonly Import[] },
): (Span & { readonly text: string }) | undefined {
  const { node, tree } = declaration;
  if (tree === undefined || !isFreeOfRemarks(file, declaration) || !standsAlone(file, declaration)) return undefined;
  const rest = pruned(file, { tree, dropped: new Set(imports.map((leaf) => leaf.node)) });
  return rest === undefined ? wholeLines(file, node) : { ...file.span(node), text: `${head(file, node)}${rest};` };
}

/** `a::{b, c}`, long lists cut short. */
export function summary(tree: UseTree): string {
  const items = tree.list ?? [];
  const names = items.slice(0, 2).map((item) => (item.list === undefined ? inOneLine(item) : `${pathBefore(item)}{…}`));
  return `${pathBefore(tree)}{${names.join(', ')}${items.length > 2 ? ', …' : ''}}`;
}

function* listsIn(tree: UseTree): Generator<UseTree> {
  if (tree.list === undefined) return;
  yield tree;
  for (const item of tree.list) yield* listsIn(item);
}

/** Whether each item begins a line of its own, and the closing brace too. */
function isVertical(file: SourceFile, { braces, items }: { braces: Node; items: readonly UseTree[] }): boolean {
  const lines = [
    file.line(file.start(braces)),
    ...items.map(({ node }) => file.line(file.start(node))),
    file.line(file.end(braces)),
  ];
  return lines.every((line, index) => index === 0 || line > (lines[index - 1] ?? line));
}

/**
 * Whether rustfmt leaves a vertical list alone that ends in another list, without a comment behind that: only plain names can share a line then.
 * Kernel code mostly leaves the comment out there.
 */
function staysVertical(items: readonly Pick<UseShape, 'list' | 'segments' | 'glob'>[]): boolean {
  const isPlain = items.map(({ list, segments, glob }) => list === undefined && segments.length < 2 && !glob);
  return (items.at(-1)?.list?.length ?? 0) > 1 && !isPlain.some((plain, index) => plain && isPlain[index + 1] === true);
}

function shapeOf(file: SourceFile, tree: UseTree): UseShape {
  const { segments, rooted, glob, alias, list, braces } = tree;
  const items = list?.map((item) => shapeOf(file, item));
  const open = braces !== undefined && file.child(braces, 'line_comment') !== undefined;
  const [only, ...others] = items ?? [];
  // Braces around one item mean nothing; those of `fmt::{self}` exclude the macro of that name.
  if (only !== undefined && others.length === 0 && !open && only.segments[0] !== 'self')
    return { ...only, rooted: rooted || only.rooted, segments: [...segments, ...only.segments] };
  return { segments, rooted, glob, alias, list: items, open };
}

function merge(shapes: readonly UseShape[]): UseShape[] {
  const merged: UseShape[] = [];
  const seen = new Set<string>();
  const groups = new Map<string, UseShape[]>();
  for (const shape of shapes.flatMap(splitRootList)) {
    const [first, ...rest] = shape.segments;
    const isLeaf = shape.list === undefined && !shape.glob && rest.length === 0;
    if (first === undefined || isLeaf) {
      const text = inOneLine(shape);
      if (!seen.has(text)) merged.push(shape);
      seen.add(text);
      continue;
    }
    const key = `${shape.rooted ? '::' : ''}${first}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ ...shape, segments: rest, rooted: false });
  }
  for (const [key, group] of groups) {
    const rooted = key.startsWith('::');
    const first = rooted ? key.slice(2) : key;
    const inner = merge(group);
    const [only] = inner;
    if (only === undefined) continue;
    const shared = { rooted, glob: false, alias: undefined };
    merged.push(
      inner.length > 1 ? { ...shared, segments: [first], list: inner } : { ...only, rooted, segments: [first, ...only.segments] },
    );
  }
  return merged;
}

/** The items of a list that no path stands before. */
function splitRootList(shape: UseShape): readonly UseShape[] {
  return shape.list !== undefined && shape.segments.length === 0 && !shape.rooted ? shape.list.flatMap(splitRootList) : [shape];
}

/** `pub use ` with what stands between. */
const head = (file: SourceFile, node: Node): string =>
  file.text.slice(file.start(node), file.start(file.field(node, 'argument') ?? node));

function write(file: SourceFile, { node, shape }: { node: Node; shape: UseShape }): string {
  const lines = vertical(shape, file.indent(file.start(node)));
  return `${head(file, node)}${lines.join(file.lineBreak)};`;
}

/** The lines of a tree, the first without indent. */
function vertical(shape: UseShape, indent: string): string[] {
  if (shape.list === undefined || (shape.list.length === 1 && shape.open !== true)) return [inOneLine(shape)];
  const inner = `${indent}    `;
  const sorted = [...shape.list].sort(compareTrees);
  const items = sorted.map((item) => vertical(item, inner));
  const lastEnd = staysVertical(sorted) ? ',' : ', //';
  return [
    `${pathBefore(shape)}{`,
    ...items.flatMap((lines, index) => {
      const isLast = index === items.length - 1;
      return lines.map((line, at) => {
        const end = at < lines.length - 1 ? '' : isLast ? lastEnd : ',';
        return `${at === 0 ? inner : ''}${line}${end}`;
      });
    }),
    `${indent}}`,
  ];
}

function inOneLine(shape: UseShape): string {
  if (shape.list !== undefined) return `${pathBefore(shape)}{${shape.list.map(inOneLine).join(', ')}}`;
  if (shape.glob) return `${pathBefore(shape)}*`;
  const path = `${shape.rooted ? '::' : ''}${shape.segments.join('::')}`;
  return shape.alias === undefined ? path : `${path} as ${shape.alias}`;
}

/** `a::b::`, which braces or a star follow. */
export const pathBefore = ({ segments, rooted }: UseShape): string =>
  `${rooted ? '::' : ''}${segments.map((segment) => `${segment}::`).join('')}`;

/** Lines that hold the declaration, with one of two blank lines that would meet. */
function wholeLines(file: SourceFile, node: Node): Span & { text: string } {
  const first = file.line(file.start(node));
  const last = file.line(file.end(node));
  const isBlank = (line: number): boolean => line >= 0 && line < file.lineCount && file.lineText(line).trim() === '';
  const opens =
    first === 0 ||
    file
      .lineText(first - 1)
      .trimEnd()
      .endsWith('{') ||
    isBlank(first - 1);
  const end = opens && isBlank(last + 1) ? last + 2 : last + 1;
  return { start: file.lineStart(first), end: file.lineStart(end), text: '' };
}

/** The text of a tree without some leaves; nothing when nothing is left of it. */
function pruned(file: SourceFile, { tree, dropped }: { tree: UseTree; dropped: ReadonlySet<Node> }): string | undefined {
  const { node, list, braces, segments } = tree;
  if (list === undefined || braces === undefined) return dropped.has(node) ? undefined : file.textOf(node);
  const rest = list
    .map((item) => ({ item, text: pruned(file, { tree: item, dropped }) }))
    .filter((entry): entry is { item: UseTree; text: string } => entry.text !== undefined);
  const [only, ...others] = rest;
  if (only === undefined) return undefined;
  if (rest.length === list.length && rest.every(({ item, text }) => text === file.textOf(item.node))) return file.textOf(node);
  // Braces around one item go, unless they were there for one.
  if (others.length === 0 && list.length > 1)
    return only.text === 'self' && segments.length > 0 ? pathBefore(tree).slice(0, -2) : `${pathBefore(tree)}${only.text}`;
  const texts = rest.map(({ text }) => text);
  if (file.line(file.start(braces)) === file.line(file.end(braces))) return `${pathBefore(tree)}{${texts.join(', ')}}`;
  const indent = `${file.indent(file.start(node))}    `;
  // Without a comment, another list in it is all that makes rustfmt keep a list in several lines.
  const isFilled = file.child(braces, 'line_comment') === undefined && texts.some((text) => text.includes('{'));
  const lines = isFilled
    ? filled(texts, indent)
    : texts.map((text, index) => `${text},${index === texts.length - 1 ? ' //' : ''}`);
  return [`${pathBefore(tree)}{`, ...lines.map((line) => indent + line), `${indent.slice(4)}}`].join(file.lineBreak);
}

/** As in the kernel's `.rustfmt.toml`, which leaves the width alone. */
const maxWidth = 100;

/** How rustfmt fills the lines of a list that has other lists in it: only plain names share one. */
function filled(texts: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const [index, text] of texts.entries()) {
    const line = lines.at(-1);
    const arePlain = !`${texts[index - 1] ?? ''}${text}`.includes('::');
    const fits = line !== undefined && indent.length + line.length + text.length + 2 < maxWidth;
    if (fits && arePlain) lines[lines.length - 1] = `${line} ${text},`;
    else lines.push(`${text},`);
  }
  return lines;
}

// The order in which rustfmt puts the items of a list (edition 2021)

type Segment =
  | { readonly rank: 0 | 1 | 2; readonly alias: string | undefined }
  | { readonly rank: 3; readonly name: string; readonly alias: string | undefined }
  | { readonly rank: 4 }
  | { readonly rank: 5; readonly list: readonly UseShape[] };

function compareTrees(a: UseShape, b: UseShape): number {
  const left = sortSegments(a);
  const right = sortSegments(b);
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (other === undefined) break;
    const order = compareSegments(segment, other);
    if (order !== 0 && compareSegments(withoutAlias(segment), withoutAlias(other)) !== 0) return order;
  }
  return left.length - right.length;
}

function sortSegments({ segments, rooted, glob, alias, list }: UseShape): Segment[] {
  const last = segments.length - 1;
  const names = segments.map((name, index) => segmentOf(name, index === last && list === undefined && !glob ? alias : undefined));
  const root: Segment[] = rooted ? [{ rank: 3, name: '', alias: undefined }] : [];
  const end: Segment[] = list === undefined ? (glob ? [{ rank: 4 }] : []) : [{ rank: 5, list }];
  return [...root, ...names, ...end];
}

function segmentOf(name: string, alias: string | undefined): Segment {
  const rank = ['self', 'super', 'crate'].indexOf(name);
  return rank < 0 ? { rank: 3, name, alias } : { rank: rank as 0 | 1 | 2, alias };
}

const withoutAlias = (segment: Segment): Segment => ('alias' in segment ? { ...segment, alias: undefined } : segment);

function compareSegments(a: Segment, b: Segment): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.rank === 5 && b.rank === 5) return compareLists(a.list, b.list);
  if (a.rank === 3 && b.rank === 3) return compareNames(a.name, b.name) || compareAliases(a.alias, b.alias);
  return 'alias' in a && 'alias' in b ? compareAliases(a.alias, b.alias) : 0;
}

function compareLists(a: readonly UseShape[], b: readonly UseShape[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    const order = other === undefined ? 0 : compareTrees(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** `snake_case` before `CamelCase` before `SCREAMING_CASE`. */
function compareNames(a: string, b: string): number {
  const byFirst = Number(/^\p{Lu}/u.test(a)) - Number(/^\p{Lu}/u.test(b));
  if (byFirst !== 0 && [a, b].some((name) => /^\p{Ll}/u.test(name))) return byFirst;
  const byCase = Number(/^[\p{Lu}\p{N}_]*$/u.test(a)) - Number(/^[\p{Lu}\p{N}_]*$/u.test(b));
  return byCase === 0 ? compareText(a, b) : byCase;
}

function compareAliases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareText(a, b);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
