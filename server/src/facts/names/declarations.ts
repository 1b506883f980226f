// What a file declares and imports, by name.

import type { Node, SourceFile } from '../../syntax/source-file';
import type { UseDeclaration } from './imports';

/** A name that is declared twice (for two configurations, in two modules) counts as not declared, because it is ambiguous. */
export interface Declarations {
  /** The `struct`, `union`, `enum` or `type` item. */
  type(name: string): Node | undefined;
  /** A function outside any `impl` or `trait`, including foreign ones. */
  function(name: string): Node | undefined;
  /** A `const` or `static` outside `impl` and `trait`. */
  value(name: string): Node | undefined;
  /** The function, constant or type of that name in the `impl` blocks of a type or in the `trait` of that name. */
  member(owner: string, name: string): Node | undefined;
  /** The full path behind a name that a `use` brings in; not for globs. */
  imported(name: string): readonly string[] | undefined;
}

export function declarationsOf(file: SourceFile, uses: readonly UseDeclaration[]): Declarations {
  const types = new Map<string, Node | undefined>();
  const functions = new Map<string, Node | undefined>();
  const values = new Map<string, Node | undefined>();
  const members = new Map<string, Node | undefined>();
  const imports = new Map<string, readonly string[] | undefined>();

  for (const item of file.nodes('struct_item', 'union_item', 'enum_item', 'type_item', 'trait_item', 'associated_type'))
    add(item, types);
  for (const item of file.nodes('function_item', 'function_signature_item')) add(item, functions);
  for (const item of file.nodes('const_item', 'static_item')) add(item, values);
  for (const { name, path } of uses.flatMap(({ imports: leaves }) => leaves)) {
    if (name === undefined || imports.get(name)?.join('::') === path.join('::')) continue;
    once(imports, name, path);
  }

  return {
    type: (name) => types.get(name),
    function: (name) => functions.get(name),
    value: (name) => values.get(name),
    member: (owner, name) => members.get(`${owner}::${name}`),
    imported: (name) => imports.get(name),
  };

  function add(item: Node, group: Map<string, Node | undefined>): void {
    const nameNode = file.field(item, 'name');
    if (nameNode === undefined) return;
    const name = file.textOf(nameNode);
    const owner = ownerOf(file, item);
    if (owner === undefined) once(group, name, item);
    else if (owner !== '') once(members, `${owner}::${name}`, item);
  }
}

/** The last segment of a path or type without its arguments: `Device` of `device::Device<Bound>`. */
export function lastName(file: SourceFile, node: Node | undefined): string | undefined {
  let at = node;
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    if (
      file.is(at, 'type_identifier', 'identifier', 'primitive_type', 'field_identifier', 'self', 'super', 'crate', 'metavariable')
    )
      return file.textOf(at);
    if (file.is(at, 'generic_type', 'generic_type_with_turbofish', 'reference_type')) at = file.field(at, 'type');
    else if (file.is(at, 'scoped_type_identifier', 'scoped_identifier')) at = file.field(at, 'name');
    else if (file.is(at, 'generic_function')) at = file.field(at, 'function');
    else return undefined;
  }
  return undefined;
}

function once<T>(map: Map<string, T | undefined>, name: string, value: T): void {
  map.set(name, map.has(name) ? undefined : value);
}

/** The name of the type or trait in whose body the item stands; empty for one that has no name, undefined for a free item. */
function ownerOf(file: SourceFile, item: Node): string | undefined {
  const list = file.parent(item);
  const owner = list === undefined ? undefined : file.parent(list);
  if (owner === undefined || !file.is(list, 'declaration_list')) return undefined;
  if (file.is(owner, 'impl_item')) return lastName(file, file.field(owner, 'type')) ?? '';
  if (file.is(owner, 'trait_item')) return lastName(file, file.field(owner, 'name')) ?? '';
  return undefined;
}

/** The names of an item's type and const parameters, in order. */
export function typeParametersOf(file: SourceFile, item: Node): string[] {
  const list = file.field(item, 'type_parameters');
  if (list === undefined) return [];
  return file
    .named(list)
    .filter((child) => file.is(child, 'type_parameter', 'const_parameter'))
    .map((child) => lastName(file, file.field(child, 'name')) ?? '');
}
