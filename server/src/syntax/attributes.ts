// The attributes and comments before an item or statement that belong to it.

import type { Node, SourceFile } from './source-file';

/** Attributes and comments directly before `node`, in source order. */
export function leadingOf(file: SourceFile, node: Node): Node[] {
  const found: Node[] = [];
  for (let at = file.previous(node); file.is(at, 'attribute_item', 'line_comment', 'block_comment'); at = file.previous(at))
    found.push(at);
  return found.reverse();
}

/** For every attribute and comment, what follows it and is neither. */
export function followersOf(file: SourceFile): ReadonlyMap<Node, Node> {
  const followers = new Map<Node, Node>();
  for (const node of [...file.nodes('attribute_item', 'line_comment', 'block_comment')].reverse()) {
    const next = file.next(node);
    const found = file.is(next, 'attribute_item', 'line_comment', 'block_comment') ? followers.get(next) : next;
    if (found !== undefined) followers.set(node, found);
  }
  return followers;
}

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
