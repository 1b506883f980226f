// Structs with their fields.

import type { Node, SourceFile } from '../../syntax/source-file';
import { attributesOf, type Attribute } from '../../syntax/attributes';
import type { Item } from '../names/items';

export interface Field {
  readonly node: Node;
  /** `0` and so on in a tuple struct. */
  readonly name: string;
  /** The name, or the type in a tuple struct: where a finding points. */
  readonly nameNode: Node;
  /** `pub`, `pub(crate)`; undefined for a private one. */
  readonly visibility: Node | undefined;
  readonly type: Node;
  readonly attributes: readonly Attribute[];
}

export interface Struct {
  readonly item: Item;
  readonly fields: readonly Field[];
  readonly isTuple: boolean;
}

/** In source order. */
export function structsOf(file: SourceFile, { items }: { items: readonly Item[] }): Struct[] {
  return items.filter(({ kind }) => kind === 'struct').map((item) => structOf(file, item));
}

function structOf(file: SourceFile, item: Item): Struct {
  const body = file.field(item.node, 'body');
  const isTuple = file.is(body, 'ordered_field_declaration_list');
  if (body === undefined) return { item, fields: [], isTuple };
  return { item, fields: isTuple ? tupleFields(file, body) : namedFields(file, body), isTuple };
}

const namedFields = (file: SourceFile, body: Node): Field[] =>
  file.named(body).flatMap((node): Field[] => {
    const nameNode = file.field(node, 'name');
    const type = file.field(node, 'type');
    if (!file.is(node, 'field_declaration') || nameNode === undefined || type === undefined) return [];
    const visibility = file.child(node, 'visibility_modifier');
    return [{ node, name: file.textOf(nameNode), nameNode, visibility, type, attributes: attributesOf(file, node) }];
  });

/** The parts of a tuple field are children of the list itself. */
function tupleFields(file: SourceFile, body: Node): Field[] {
  const fields: Field[] = [];
  let visibility: Node | undefined;
  for (const node of file.named(body)) {
    if (file.is(node, 'visibility_modifier')) visibility = node;
    else if (!file.is(node, 'attribute_item')) {
      const name = String(fields.length);
      fields.push({ node, name, nameNode: node, visibility, type: node, attributes: attributesOf(file, visibility ?? node) });
      visibility = undefined;
    }
  }
  return fields;
}
