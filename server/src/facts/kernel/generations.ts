// Which version of a subsystem's API code is written against: what the kernel tree defines, otherwise what the file itself shows.

import type { Pack } from '../../packs/pack';
import type { Generation, RustItem } from '../../packs/rust-facts';
import { derived } from '../../derived';
import { parseFile, type Node, type SourceFile } from '../../syntax/source-file';
import type { KernelTree } from '../../tree/kernel-tree';
import { lastName } from '../names/declarations';
import type { Facts } from '../facts';
import { implsOf, itemsOf, type Item } from '../names/items';
import { parametersIn, takesLifetime } from '../types/signatures';

/** Those that are possible, from the oldest to the newest: one where it is known, all of them where nothing tells. */
export function generationsOf(facts: Facts, pack: Pack): readonly Generation[] {
  const { file, tree } = facts;
  const all = pack.generations ?? [];
  const place = pack.module === undefined ? undefined : `rust/kernel/${pack.module}.rs`;
  if (all.length < 2 || place === undefined) return all;
  if (facts.unit.path === place) return definedIn(file, pack);
  const known = inTree(tree, { pack, place });
  if (known !== undefined) return known;
  const sibling = facts.unit.siblings?.().find(({ path }) => path === place || path.endsWith(`/${place}`));
  const definition = sibling?.parse();
  return definition === undefined ? usedIn(file, { facts, pack }) : definedIn(definition, pack);
}

/** The one that is known. */
export function generationOf(facts: Facts, pack: Pack): Generation | undefined {
  const [first, ...others] = facts.generationsOf(pack);
  return others.length === 0 ? first : undefined;
}

/** How a generation spells an item; nothing where it has none. */
export function signatureIn(item: RustItem, { generation, pack }: { generation: Generation; pack: Pack }): string | undefined {
  const order = (id: string): number => (pack.generations ?? []).findIndex((each) => each.id === id);
  return item.signatures.filter(({ since }) => order(since) <= order(generation.id)).at(-1)?.text;
}

const generationsIn = derived<KernelTree, Map<Pack, readonly Generation[] | undefined>>(() => new Map());

function inTree(tree: KernelTree, { pack, place }: { pack: Pack; place: string }): readonly Generation[] | undefined {
  const ofTree = generationsIn(tree);
  if (!ofTree.has(pack)) {
    const text = tree.read(place);
    const file = text === undefined ? undefined : parseFile(text, { path: place, budget: 500 });
    ofTree.set(pack, file === undefined ? undefined : definedIn(file, pack));
  }
  return ofTree.get(pack);
}

/** More than this part of a pack's items must not be at odds with a definition that it claims to know. */
const tolerated = 0.2;

/** The generations that a defining file differs from least; all if it resembles none of them. */
function definedIn(file: SourceFile, pack: Pack): readonly Generation[] {
  const all = pack.generations ?? [];
  const items = (pack.items ?? []).filter(({ kind }) => kind !== 'variant');
  const declared = declarationsIn(file);
  const differences = all.map((generation) => {
    const count = items.filter((item) => {
      const node = declared.get(nameIn(item, pack));
      const signature = signatureIn(item, { generation, pack });
      if (node === undefined || signature === undefined) return (node === undefined) !== (signature === undefined);
      return !hasShape(file, { node, signature });
    }).length;
    return { generation, count };
  });
  const least = Math.min(...differences.map(({ count }) => count));
  if (least > items.length * tolerated) return all;
  return differences.filter(({ count }) => count === least).map(({ generation }) => generation);
}

/** `Registration::new` of `fwctl::Registration::new`. */
const nameIn = ({ path }: RustItem, { module = '' }: Pack): string => path.slice(module.length + 2);

/** What a file offers to others, by name: `Registration`, `Registration::new`, `Operations::open`. */
function declarationsIn(file: SourceFile): Map<string, Node> {
  const declared = new Map<string, Node>();
  const impls = new Map(implsOf(file).map((impl) => [impl.node, impl]));
  for (const item of itemsOf(file)) {
    const owner = ownerName(file, { item, impls });
    if (owner === undefined) continue;
    declared.set(owner === '' ? item.name : `${owner}::${item.name}`, item.node);
  }
  return declared;
}

/** Empty for an item of the file itself; nothing for one that others cannot name. */
function ownerName(
  file: SourceFile,
  { item, impls }: { item: Item; impls: ReadonlyMap<Node, { trait: Node | undefined; typeName: string | undefined }> },
): string | undefined {
  if (item.owner === undefined) return undefined;
  if (file.is(item.owner, 'trait_item')) return lastName(file, file.field(item.owner, 'name'));
  if (item.visibility !== 'pub') return undefined;
  if (file.is(item.owner, 'source_file')) return '';
  const impl = impls.get(item.owner);
  return impl?.trait === undefined ? impl?.typeName : undefined;
}

function hasShape(file: SourceFile, { node, signature }: { node: Node; signature: string }): boolean {
  const wanted = parametersIn(signature);
  if (wanted !== undefined) return wanted.length === parameterCount(file, node);
  const parameters = file.field(node, 'type_parameters');
  if (!file.is(node, 'struct_item', 'enum_item', 'trait_item')) return true;
  return (parameters !== undefined && file.descendants(parameters, 'lifetime').length > 0) === takesLifetime(signature);
}

function parameterCount(file: SourceFile, node: Node): number | undefined {
  const list = file.field(node, 'parameters');
  return list === undefined ? undefined : file.named(list).filter((each) => !file.is(each, 'attribute_item')).length;
}

/** The generations that a file using the API may target; all if it contradicts itself. */
function usedIn(file: SourceFile, { facts, pack }: { facts: Facts; pack: Pack }): readonly Generation[] {
  const all = pack.generations ?? [];
  if (pack.module === undefined || !file.text.includes(pack.module)) return all;
  const context = { facts, pack };
  const evidence = [...namedItems(file, context), ...implementedItems(file, context), ...calledItems(context)];
  const possible = all.filter((generation) =>
    evidence.every(({ item, fits }) => {
      const signature = signatureIn(item, { generation, pack });
      return signature !== undefined && fits(signature);
    }),
  );
  if (possible.length <= 1 || evidence.length === 0) return possible.length === 1 ? possible : all;
  const words = new Set(file.nodes('identifier', 'type_identifier', 'field_identifier').map((node) => file.textOf(node)));
  const marked = possible.filter(({ marks }) => marks.some((mark) => words.has(mark)));
  return marked.length === 0 ? possible : marked;
}

interface Evidence {
  readonly item: RustItem;
  readonly fits: (signature: string) => boolean;
}

const itemOf = (path: string | undefined, { items = [] }: Pack): RustItem | undefined =>
  path?.startsWith('kernel::') === true ? items.find((item) => path === `kernel::${item.path}`) : undefined;

/** Items that the file imports or names, with or without a lifetime where a field's type has to give one. */
function namedItems(file: SourceFile, { facts, pack }: { facts: Facts; pack: Pack }): Evidence[] {
  const any = (): boolean => true;
  const imported = facts.uses
    .flatMap(({ imports }) => imports)
    .map((leaf) => itemOf(facts.paths.ofImport(leaf), pack))
    .filter((item) => item !== undefined)
    .map((item) => ({ item, fits: any }));
  const named = file.nodes('scoped_identifier', 'scoped_type_identifier', 'type_identifier').flatMap((node): Evidence[] => {
    const item = itemOf(facts.paths.resolve(node)?.path, pack);
    if (item === undefined) return [];
    const around = file.parent(node);
    const list = file.is(around, 'generic_type') ? file.field(around, 'type_arguments') : undefined;
    const hasLifetime = list !== undefined && file.child(list, 'lifetime') !== undefined;
    const isField = file.closest(node, 'field_declaration', 'ordered_field_declaration_list', 'block') !== undefined;
    if (!hasLifetime && !(isField && list !== undefined && file.closest(node, 'block') === undefined))
      return [{ item, fits: any }];
    return [{ item, fits: (signature) => takesLifetime(signature) === hasLifetime }];
  });
  return [...imported, ...named];
}

/** Items of the pack's traits that the file implements. */
function implementedItems(file: SourceFile, { facts, pack }: { facts: Facts; pack: Pack }): Evidence[] {
  return facts.impls.flatMap(({ trait, body }): Evidence[] => {
    const path = trait === undefined ? undefined : facts.paths.resolve(trait)?.path;
    if (itemOf(path, pack) === undefined || path === undefined || body === undefined) return [];
    return file.named(body).flatMap((node): Evidence[] => {
      const name = file.field(node, 'name');
      const item = name === undefined ? undefined : itemOf(`${path}::${file.textOf(name)}`, pack);
      return item === undefined ? [] : [{ item, fits: (signature) => hasShape(file, { node, signature }) }];
    });
  });
}

function calledItems({ facts, pack }: { facts: Facts; pack: Pack }): Evidence[] {
  return facts.calls.flatMap(({ path, arguments: given }): Evidence[] => {
    const item = itemOf(path, pack);
    if (item?.kind !== 'fn') return [];
    return [{ item, fits: (signature) => parametersIn(signature)?.length === given.length }];
  });
}
