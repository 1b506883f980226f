// The attributes and comments before an item or statement that belong to it.

import type { Node, SourceFile } from './source-file';

/** Attributes and comments directly before `node`, in source order. */
export function leadingOf(file: SourceFile, node: Node): Node[] {
  const found: Node[] = [];
  for (let at = file.previous(node); file.is(at, 'attribute_item', 'line_comment', 'block_comment'); at = file.previous(at))
    found.push(at);
  return found.reverse();
}

/** What follows an attribute or comment and is neither. */
export function followedBy(file: SourceFile, node: Node): Node | undefined {
  const known = followers.get(file) ?? new Map<Node, Node | undefined>();
  followers.set(file, known);
  const passed = [node];
  let at = file.next(node);
  for (; file.is(at, 'attribute_item', 'line_comment', 'block_comment') && !known.has(at); at = file.next(at)) passed.push(at);
  const found = at !== undefined && known.has(at) ? known.get(at) : at;
  for (const before of passed) known.set(before, found);
  return found;
}

/** Cached, because every comment of a long run may be looked up. */
const followers = new WeakMap<SourceFile, Map<Node, Node | undefined>>();

export interface Attribute {
  /** The whole `#[…]` or `#![…]`. */
  readonly item: Node;
  /** `allow`, `repr`, `pin_data`, `kunit_tests`; of a path (`rustfmt::skip`, `kernel::pin_data`) the whole path. */
  readonly path: string;
  /** The text between the parentheses, undefined when there are none. */
  readonly argument: string | undefined;
}

/** Reads one `attribute_item` or `inner_attribute_item`. `#[unsafe(no_mangle)]` is the attribute `unsafe`. */
export function attributeOf(file: SourceFile, item: Node): Attribute | undefined {
  const attribute = file.child(item, 'attribute');
  if (attribute === undefined) return undefined;
  const text = file.textOf(attribute);
  const path = /^[\w:]+/.exec(text)?.[0] ?? '';
  const open = /^[\w:]+\s*[({[]/.exec(text)?.[0].length;
  return { item, path, argument: open === undefined ? undefined : text.slice(open, -1) };
}

/** The outer attributes of an item, field, variant, arm or statement. */
export function attributesOf(file: SourceFile, node: Node): Attribute[] {
  return leadingOf(file, node)
    .filter((at) => file.is(at, 'attribute_item'))
    .map((at) => attributeOf(file, at))
    .filter((attribute) => attribute !== undefined);
}
