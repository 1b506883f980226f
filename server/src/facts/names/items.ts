// The items of a file and its `impl` blocks.

import type { Node, NodeKind, SourceFile } from '../../syntax/source-file';
import { attributesOf, type Attribute } from '../../syntax/attributes';
import type { Facts } from '../facts';
import { lastName } from './declarations';

export type ItemKind = 'fn' | 'struct' | 'union' | 'enum' | 'trait' | 'type' | 'const' | 'static' | 'mod' | 'macro';

export interface Item {
  readonly node: Node;
  readonly kind: ItemKind;
  readonly name: string;
  readonly nameNode: Node;
  /** `pub`, `pub(crate)`; undefined for a private one. */
  readonly visibility: string | undefined;
  /** The outer attributes. */
  readonly attributes: readonly Attribute[];
  /** What it is declared in: the file, a module, an `impl`, a trait, an `extern` block; undefined in a function or macro. */
  readonly owner: Node | undefined;
}

export interface Impl {
  readonly node: Node;
  /** The type that it is for. */
  readonly type: Node;
  /** The last segment of the type without its arguments; undefined for `&T`, `[T]` and the like. */
  readonly typeName: string | undefined;
  readonly trait: Node | undefined;
  readonly traitName: string | undefined;
  readonly isUnsafe: boolean;
  /** `impl !Send for …`. */
  readonly isNegative: boolean;
  readonly attributes: readonly Attribute[];
  readonly body: Node | undefined;
}

const itemKinds = new Map<NodeKind, ItemKind>([
  ['function_item', 'fn'],
  ['function_signature_item', 'fn'],
  ['struct_item', 'struct'],
  ['union_item', 'union'],
  ['enum_item', 'enum'],
  ['trait_item', 'trait'],
  ['type_item', 'type'],
  ['associated_type', 'type'],
  ['const_item', 'const'],
  ['static_item', 'static'],
  ['mod_item', 'mod'],
  ['macro_definition', 'macro'],
]);

/** A function in an `impl` block. */
export interface Method {
  readonly method: Item;
  readonly impl: Impl;
}

/** The public functions in the `impl` blocks of each type, those of traits left out. */
export function publicMethodsOf(facts: Facts): ReadonlyMap<string, readonly Method[]> {
  const byType = new Map<string, Method[]>();
  for (const method of facts.items) {
    const impl = method.kind === 'fn' && method.visibility === 'pub' ? facts.implAt(method.owner) : undefined;
    if (impl?.typeName === undefined || impl.trait !== undefined) continue;
    const others = byType.get(impl.typeName);
    if (others === undefined) byType.set(impl.typeName, [{ method, impl }]);
    else others.push({ method, impl });
  }
  return byType;
}

/** Every named item in source order, those of `impl` blocks, traits, functions and macros too. */
export function itemsOf(file: SourceFile): Item[] {
  return file
    .nodes(...itemKinds.keys())
    .map((node) => itemOf(file, node))
    .filter((item) => item !== undefined);
}

/** The kind of item that a node is. */
export const itemKindOf = (file: SourceFile, node: Node): ItemKind | undefined => itemKinds.get(file.kind(node));

/** Whether the node is a `pub trait`. */
export function isPublicTrait(file: SourceFile, node: Node | undefined): node is Node {
  const visibility = file.is(node, 'trait_item') ? file.child(node, 'visibility_modifier') : undefined;
  return visibility !== undefined && file.textOf(visibility) === 'pub';
}

export function implsOf(file: SourceFile): Impl[] {
  return file
    .nodes('impl_item')
    .map((node) => implOf(file, node))
    .filter((impl) => impl !== undefined);
}

function itemOf(file: SourceFile, node: Node): Item | undefined {
  const kind = itemKindOf(file, node);
  const nameNode = file.field(node, 'name');
  if (kind === undefined || nameNode === undefined) return undefined;
  const visibility = file.child(node, 'visibility_modifier');
  return {
    node,
    kind,
    name: file.textOf(nameNode),
    nameNode,
    visibility: visibility === undefined ? undefined : file.textOf(visibility),
    attributes: attributesOf(file, node),
    owner: ownerOf(file, node),
  };
}

function ownerOf(file: SourceFile, node: Node): Node | undefined {
  const parent = file.parent(node);
  if (parent === undefined || file.is(parent, 'source_file')) return parent;
  return file.is(parent, 'declaration_list') ? file.parent(parent) : undefined;
}

function implOf(file: SourceFile, node: Node): Impl | undefined {
  const type = file.field(node, 'type');
  if (type === undefined) return undefined;
  const trait = file.field(node, 'trait');
  return {
    node,
    type,
    typeName: nameOf(file, type),
    trait,
    traitName: nameOf(file, trait),
    isUnsafe: file.child(node, 'unsafe') !== undefined,
    isNegative: file.child(node, '!') !== undefined,
    attributes: attributesOf(file, node),
    body: file.field(node, 'body'),
  };
}

/** Whether a function is declared `unsafe`. */
export function isUnsafeFn(file: SourceFile, item: Node): boolean {
  const modifiers = file.child(item, 'function_modifiers');
  return modifiers !== undefined && file.child(modifiers, 'unsafe') !== undefined;
}

const nameOf = (file: SourceFile, type: Node | undefined): string | undefined =>
  file.is(type, 'reference_type') ? undefined : lastName(file, type);
