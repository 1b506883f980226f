// Renaming an item within its file, if the text shows every use and nothing else has that name.

import type { Node, SourceFile } from '../syntax/source-file';
import type { Facts } from '../facts/facts';
import type { Change } from '../facts/source/layout';
import type { Item } from '../facts/names/items';

interface Rename {
  readonly item: Item;
  readonly to: string;
  readonly facts: Pick<Facts, 'items' | 'comments' | 'named'>;
}

/**
 * The edits that rename a type, trait or associated type everywhere in the file, comments included. Nothing where the new name is taken, or
 * where the old one means more than one thing.
 */
export function renamedType(file: SourceFile, { item, to, facts }: Rename): Change[] | undefined {
  if (facts.named(to).length > 0) return undefined;
  const uses = facts.named(item.name);
  const isOther = (other: Item): boolean =>
    other.name === item.name && other !== item && !(isAssociated(file, item) && isAssociated(file, other));
  if (facts.items.some(isOther)) return undefined;
  const isMember = (node: Node): boolean =>
    file.is(node, 'field_identifier', 'shorthand_field_identifier') || file.is(file.parent(node), 'enum_variant');
  if (uses.some((node) => isMember(node) || file.closest(node, 'use_declaration') !== undefined)) return undefined;
  const word = new RegExp(`\\b${item.name}\\b`, 'g');
  const inText = facts.comments.flatMap(({ text, textStart }) =>
    (text.includes(item.name) ? [...text.matchAll(word)] : []).map(({ index }) => ({
      start: textStart + index,
      end: textStart + index + item.name.length,
    })),
  );
  const spans = [...uses.map((node) => file.span(node)), ...inText];
  return spans.sort((a, b) => a.start - b.start).map((span) => ({ ...span, text: to }));
}

/** `type Item` in a trait or in an `impl`. */
const isAssociated = (file: SourceFile, { kind, owner }: Item): boolean =>
  kind === 'type' && file.is(owner, 'trait_item', 'impl_item');

/**
 * The edits that rename a trait's function that takes no `self`: its declaration, its implementations and the paths that name it. Fields that are
 * called so stay. Nothing where a function elsewhere has the old or the trait has the new name, or where it is called as a method.
 */
export function renamedTraitFunction(file: SourceFile, { item, to, facts }: Rename): Change[] | undefined {
  const trait = file.field(item.owner ?? item.node, 'name');
  const spans: Node[] = [];
  for (const other of facts.items) {
    if (other.name !== item.name && other.name !== to) continue;
    const ofTrait = other.owner === item.owner || (trait !== undefined && implements_(file, { other, trait }));
    if (other.name === to ? ofTrait : !ofTrait) return undefined;
    if (ofTrait) spans.push(other.nameNode);
  }
  for (const node of facts.named(item.name)) {
    if (!file.is(node, 'identifier', 'field_identifier', 'metavariable') || spans.includes(node)) continue;
    const parent = file.parent(node);
    if (file.is(parent, 'field_initializer') && file.fieldOf(node) === 'field') continue;
    if (!file.is(parent, 'scoped_identifier')) return undefined;
    const path = file.textOf(file.field(parent, 'path') ?? parent);
    if (/^(?:bindings|self|super|crate)\b|::/.test(path)) return undefined;
    spans.push(node);
  }
  return spans.map((node) => ({ ...file.span(node), text: to })).sort((a, b) => a.start - b.start);
}

function implements_(file: SourceFile, { other, trait }: { other: Item; trait: Node }): boolean {
  const impl = file.is(other.owner, 'impl_item') ? file.field(other.owner, 'trait') : undefined;
  return impl !== undefined && new RegExp(`(?:^|::)${file.textOf(trait)}\\b`).test(file.textOf(impl));
}
