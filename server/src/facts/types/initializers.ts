// Values that are built field by field, in plain Rust and in pin-init's macros.

import type { Node, SourceFile } from '../../syntax/source-file';
import { lastName } from '../names/declarations';
import type { Facts } from '../facts';
import type { Struct } from './structs';

/** `name: value`, `name <- value` or `name`. */
export interface FieldValue {
  readonly node: Node;
  /** `_` for code that runs between fields. */
  readonly name: string;
  readonly nameNode: Node;
  /** The name itself where it stands alone. */
  readonly value: Node;
}

export interface Construction {
  readonly node: Node;
  /** The struct, where the file declares it. */
  readonly struct: Struct | undefined;
  /** In the order in which they run. */
  readonly fields: readonly FieldValue[];
}

/** Every `Name { … }` expression, in source order. */
export function constructionsOf(file: SourceFile, facts: Facts): Construction[] {
  const structs = new Map<string, Struct | undefined>();
  // One that is declared twice, for two configurations, may be either.
  for (const struct of facts.structs) structs.set(struct.item.name, structs.has(struct.item.name) ? undefined : struct);
  return file.nodes('struct_expression').flatMap((node) => {
    const name = file.field(node, 'name');
    const body = file.field(node, 'body');
    if (name === undefined || body === undefined) return [];
    return [
      { node, struct: structNamed(file, { name, structs }), fields: file.named(body).flatMap((entry) => valueOf(file, entry)) },
    ];
  });
}

function valueOf(file: SourceFile, entry: Node): FieldValue[] {
  if (file.is(entry, 'shorthand_field_initializer')) {
    const nameNode = file.child(entry, 'identifier');
    return nameNode === undefined ? [] : [{ node: entry, name: file.textOf(nameNode), nameNode, value: nameNode }];
  }
  const nameNode = file.field(entry, 'field');
  const value = file.field(entry, 'value');
  if (!file.is(entry, 'field_initializer') || nameNode === undefined || value === undefined) return [];
  return [{ node: entry, name: file.textOf(nameNode), nameNode, value }];
}

function structNamed(
  file: SourceFile,
  { name, structs }: { name: Node; structs: ReadonlyMap<string, Struct | undefined> },
): Struct | undefined {
  const written = lastName(file, name);
  const impl = written === 'Self' ? file.closest(name, 'impl_item') : undefined;
  const type = impl === undefined ? written : lastName(file, file.field(impl, 'type'));
  return type === undefined ? undefined : structs.get(type);
}
