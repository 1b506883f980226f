// Where each name stands in the code of a file.

import type { Node, SourceFile } from '../../syntax/source-file';

const nameKinds = ['identifier', 'type_identifier', 'field_identifier', 'shorthand_field_identifier', 'metavariable'] as const;

/** The nodes of each name, in source order. */
export function nodesByName(file: SourceFile): Map<string, Node[]> {
  const byName = new Map<string, Node[]>();
  for (const node of file.nodes(...nameKinds)) {
    const name = file.textOf(node);
    const nodes = byName.get(name);
    if (nodes === undefined) byName.set(name, [node]);
    else nodes.push(node);
  }
  return byName;
}
