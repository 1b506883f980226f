// What a name in the code refers to, if a pack knows it, and how to use it correctly, in Markdown.

import { dereferencing } from '../facts/types/known-types';
import type { Facts } from '../facts/facts';
import type { Type } from '../facts/types/types';
import { enumText, functionText, itemText, registrationText, slotText, structText } from './pack-text';
import type { Pack } from '../packs/pack';
import type { Slot } from '../packs/c-facts';
import type { RustItem } from '../packs/rust-facts';
import type { Node, SourceFile, Span } from '../syntax/source-file';

/** What the packs know about the name at the offset; undefined if the name may mean something else. */
export function apiAt(facts: Facts, offset: number): { text: string; span: Span } | undefined {
  const { file } = facts;
  const name = nameAt(file, offset);
  if (name === undefined) return undefined;
  const span = file.span(name);
  const slot = slotAt(facts, name);
  if (slot !== undefined) return { text: slotText(slot), span };
  for (const path of pathsOf(facts, name)) {
    const text = textOf(facts, path);
    if (text !== undefined) return { text, span };
  }
  return undefined;
}

const nameKinds = ['identifier', 'type_identifier', 'field_identifier'] as const;

function nameAt(file: SourceFile, offset: number): Node | undefined {
  const spans = [
    { start: offset, end: offset + 1 },
    { start: offset - 1, end: offset },
  ];
  return spans.map((span) => file.nodeAt(span)).find((node) => file.is(node, ...nameKinds));
}

function textOf(facts: Facts, path: string): string | undefined {
  const binding = /^(?:(?:kernel|crate)::)?bindings::(\w+)$/.exec(path)?.[1];
  if (binding !== undefined) return bindingText(binding, facts.packs);
  const inKernel = /^kernel::(.+)$/.exec(path)?.[1];
  if (inKernel === undefined) return undefined;
  for (const pack of facts.packs) {
    const item = pack.items?.find((each) => each.path === inKernel || each.aliases?.includes(inKernel) === true);
    if (item !== undefined)
      return itemText(item, { pack, generations: facts.generationsOf(pack), behind: slotBehind(item, pack) });
  }
  // Every bus has its own pack, and their drivers are registered by one type.
  const [registration, ...others] = facts.packs
    .flatMap(({ registrations = [] }) => registrations)
    .filter(({ type }) => type === inKernel);
  return registration === undefined ? undefined : registrationText([registration, ...others]);
}

function bindingText(name: string, packs: readonly Pack[]): string | undefined {
  for (const pack of packs) {
    const called = pack.functions?.find((each) => each.name === name);
    if (called !== undefined) return functionText(called);
    const struct = pack.structs?.find((each) => each.name === name);
    if (struct !== undefined) {
      const vtable = pack.vtables?.find((each) => each.struct === name);
      return vtable === undefined ? structText(struct) : `${structText(struct)}\n\n${vtable.summary}`;
    }
    // Constants of an enum have its name in front.
    const found = pack.enums?.find(
      (each) => each.name === name || each.members.some((member) => name === `${each.name}_${member.name}`),
    );
    if (found !== undefined) return enumText(found);
  }
  return undefined;
}

/** The callback of C that a method of a trait, or of its predecessor, stands for. */
function slotBehind({ path, kind, replacedBy }: RustItem, pack: Pack): Slot | undefined {
  if (kind !== 'fn') return undefined;
  for (const trait of pack.callbacks ?? []) {
    const method = trait.methods.find(({ name }) => [path, replacedBy].includes(`${trait.path}::${name}`));
    const slots = pack.vtables?.find(({ struct }) => struct === trait.vtable)?.slots;
    if (method !== undefined) return slots?.find(({ name }) => name === method.slot);
  }
  return undefined;
}

/** A field of a vtable that the file fills in. */
function slotAt(facts: Facts, name: Node): Slot | undefined {
  const { file } = facts;
  const entry = file.parent(name);
  if (!file.is(entry, 'field_initializer') || file.fieldOf(name) !== 'field') return undefined;
  const vtable = facts.vtables.find(({ slots }) => slots.some(({ node }) => node === entry));
  const known = facts.packs.flatMap((pack) => pack.vtables ?? []).find(({ struct }) => struct === vtable?.struct);
  return known?.slots.find((slot) => slot.name === file.textOf(name));
}

/** The full paths that a name may refer to, the most likely first. */
function pathsOf(facts: Facts, name: Node): string[] {
  const { file } = facts;
  const text = file.textOf(name);
  const use = file.closest(name, 'use_declaration');
  if (use !== undefined) {
    const leaf = facts.uses
      .filter(({ node }) => node === use)
      .flatMap(({ imports }) => imports)
      .find((each) => file.contains(each.node, name) && (each.path.at(-1) === text || each.name === text));
    return leaf === undefined ? [] : [facts.paths.ofImport(leaf)];
  }
  const parent = file.parent(name);
  // A name that a pattern binds is a new one.
  if (parent === undefined || file.fieldOf(name) === 'pattern') return [];
  if (file.fieldOf(name) === 'name') {
    const declared = declaredPath(file, { item: parent, name: text, facts });
    if (declared !== undefined) return [declared];
  }
  if (file.is(name, 'field_identifier')) return methodPaths(file, name, facts);
  if (file.is(parent, 'scoped_identifier', 'scoped_type_identifier')) {
    if (file.fieldOf(name) === 'path') return [facts.paths.lookUp(text, { at: name, namespace: 'type' }).path];
    const resolved = facts.paths.resolve(parent);
    if (resolved?.by === 'Self') return ofSelf(file, { at: name, member: text, facts });
    if (resolved?.by === 'local') return ofBounds(file, { at: parent, member: text, facts });
    return resolved === undefined ? [] : [resolved.path];
  }
  const resolved = facts.paths.resolve(name);
  return resolved === undefined || resolved.by === 'local' ? [] : [resolved.path];
}

const itemKinds = [
  'function_item',
  'function_signature_item',
  'struct_item',
  'enum_item',
  'trait_item',
  'type_item',
  'associated_type',
  'const_item',
  'enum_variant',
] as const;

/** What an item is called from outside; an item of a trait's `impl` is the trait's. */
function declaredPath(file: SourceFile, { item, name, facts }: { item: Node; name: string; facts: Facts }): string | undefined {
  if (!file.is(item, ...itemKinds)) return undefined;
  const owner = file.closest(item, 'impl_item', 'trait_item', 'enum_item', 'mod_item', 'function_item', 'source_file');
  if (file.is(owner, 'impl_item')) {
    const of = file.field(owner, 'trait') ?? file.field(owner, 'type');
    const path = of === undefined ? undefined : facts.paths.resolve(of)?.path;
    return path === undefined ? undefined : `${path}::${name}`;
  }
  if (owner === undefined || file.is(owner, 'function_item')) return undefined;
  const module = facts.paths.moduleAt(item);
  if (!file.is(owner, 'trait_item', 'enum_item')) return `${module}::${name}`;
  const around = file.field(owner, 'name');
  return around === undefined ? undefined : `${module}::${file.textOf(around)}::${name}`;
}

/** `Self::Name` is an item of the trait that is implemented or defined, or of the type. */
function ofSelf(file: SourceFile, { at, member, facts }: { at: Node; member: string; facts: Facts }): string[] {
  const owner = file.closest(at, 'impl_item', 'trait_item');
  if (owner === undefined) return [];
  const name = file.field(owner, 'name');
  if (name !== undefined) return [`${facts.paths.moduleAt(owner)}::${file.textOf(name)}::${member}`];
  return [file.field(owner, 'trait'), file.field(owner, 'type')].flatMap((of) => {
    const path = of === undefined ? undefined : facts.paths.resolve(of)?.path;
    return path === undefined ? [] : [`${path}::${member}`];
  });
}

/** `T::name` is an item of one of the traits that `T` has to have. */
function ofBounds(file: SourceFile, { at, member, facts }: { at: Node; member: string; facts: Facts }): string[] {
  const path = file.field(at, 'path');
  if (!file.is(path, 'identifier', 'type_identifier')) return [];
  const parameter = file.textOf(path);
  for (const around of file.ancestors(at)) {
    const list = file.is(around, 'impl_item', 'function_item', 'trait_item', 'struct_item')
      ? file.field(around, 'type_parameters')
      : undefined;
    const declared = (list === undefined ? [] : file.named(list)).find((each) => {
      const name = file.field(each, 'name');
      return name !== undefined && file.textOf(name) === parameter;
    });
    const bounds = declared === undefined ? undefined : file.field(declared, 'bounds');
    if (bounds === undefined) continue;
    return file.named(bounds).flatMap((bound) => {
      const resolved = facts.paths.resolve(bound);
      return resolved === undefined ? [] : [`${resolved.path}::${member}`];
    });
  }
  return [];
}

/** A method of the type that its receiver has, as far as the file tells. */
function methodPaths(file: SourceFile, name: Node, facts: Facts): string[] {
  const call = facts.calls.find(({ nameNode, kind }) => nameNode === name && kind === 'method');
  let type: Type | undefined = call?.receiver === undefined ? undefined : facts.values.typeOf(call.receiver);
  const paths: string[] = [];
  for (let depth = 0; type !== undefined && depth < 8; depth++) {
    if (type.kind === 'reference') type = type.to;
    else if (type.kind === 'path') {
      paths.push(`kernel::${type.segments.join('::')}::${file.textOf(name)}`);
      type = dereferencing.has(type.segments.at(-1) ?? '') ? type.arguments[0] : undefined;
    } else break;
  }
  return paths;
}
