// Renames what is a file's own matter: its locals, parameters, private fields and private functions, in code and in comments.

import type { Facts } from '../server/src/facts/facts';
import { nameOf } from '../server/src/facts/types/types';
import { seenThrough } from '../server/src/facts/types/values';
import { applyEdits } from '../server/src/fix/edits';
import type { Edit } from '../server/src/rule';
import type { Node, SourceFile } from '../server/src/syntax/source-file';
import { unitOfPath } from '../server/src/crate/unit';
import { factsOf } from './check';

/** A name that nobody outside the file can know. */
export interface PrivateName {
  readonly name: string;
  /** The function whose local or parameter it is, the struct whose field, the function itself. */
  readonly owner: Node;
  readonly kind: 'local' | 'field' | 'function';
}

export interface Renaming {
  /** In the order of the text. */
  readonly names: readonly PrivateName[];
  /** The text with a new name for each of the names, in the same order. */
  rename(fresh: readonly string[]): string;
}

export function renamingOf(file: SourceFile): Renaming {
  const facts = factsOf(file, { unit: unitOfPath(file.path) });
  const places = new Places();
  localNames(file, { facts, places });
  privateFields(file, { facts, places });
  privateFunctions(file, { facts, places });
  uses(file, { facts, places });
  inComments(file, { facts, places });
  const names = places.names();
  return {
    names,
    rename(fresh) {
      const edits: Edit[] = [];
      const freshOf = (name: PrivateName): string => fresh[names.indexOf(name)] ?? name.name;
      for (const name of names)
        for (const { start, end, text } of places.of(name)) edits.push({ start, end, text: text(freshOf(name), freshOf) });
      return applyEdits(file.text, merged(edits.sort((a, b) => a.start - b.start || a.end - b.end)));
    },
  };
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** What stands there for a new name, given the new names of all others. */
  readonly text: (fresh: string, freshOf: (name: PrivateName) => string) => string;
}

/** Where each name stands; a place belongs to one name, the first that claims it. */
class Places {
  private readonly known = new Map<string, { name: PrivateName; places: Place[] }>();
  private readonly claimed = new Set<number>();

  names(): PrivateName[] {
    return [...this.known.values()].map(({ name }) => name);
  }

  of(name: PrivateName): readonly Place[] {
    return this.known.get(keyOf(name))?.places ?? [];
  }

  find(kind: PrivateName['kind'], { owner, name }: { owner: Node; name: string }): PrivateName | undefined {
    return this.known.get(keyOf({ kind, owner, name }))?.name;
  }

  /** The names of a kind that are written so, whoever owns them. */
  called(kind: PrivateName['kind'], text: string): PrivateName[] {
    return this.names().filter((name) => name.kind === kind && name.name === text);
  }

  declare(name: PrivateName, span?: { start: number; end: number }): void {
    if (!this.known.has(keyOf(name))) this.known.set(keyOf(name), { name, places: [] });
    if (span !== undefined) this.add(name, span);
  }

  add(name: PrivateName, { start, end, text = plain }: { start: number; end: number; text?: Place['text'] }): void {
    if (this.claimed.has(start)) return;
    this.claimed.add(start);
    this.known.get(keyOf(name))?.places.push({ start, end, text });
  }
}

const plain = (fresh: string): string => fresh;
const keyOf = ({ kind, owner, name }: PrivateName): string => `${kind} ${owner} ${name}`;

/** Applied edits must not overlap; a shorthand `Self { dev }` is a local and a field at once. */
function merged(edits: readonly Edit[]): Edit[] {
  return edits.filter((edit, index) => edit.start >= (edits[index - 1]?.end ?? 0));
}

// What the file declares

const functions = ['function_item', 'function_signature_item'] as const;

/** The function that a node stands in; the outermost one, because an inner one's names are hidden from nobody who reads the text. */
function functionAround(file: SourceFile, node: Node): Node | undefined {
  let found: Node | undefined;
  for (const at of file.ancestors(node)) if (file.is(at, ...functions)) found = at;
  return found;
}

function localNames(file: SourceFile, { facts, places }: { facts: Facts; places: Places }): void {
  const patterns = [
    ...file
      .nodes('let_declaration', 'let_condition', 'for_expression', 'match_arm', 'parameter')
      .map((node) => file.field(node, 'pattern')),
    ...file.nodes('closure_parameters').flatMap((list) => file.named(list).filter((node) => !file.is(node, 'parameter'))),
  ];
  for (const pattern of patterns) {
    const owner = pattern === undefined ? undefined : functionAround(file, pattern);
    if (pattern === undefined || owner === undefined) continue;
    for (const node of namesIn(file, pattern))
      places.declare({ kind: 'local', owner, name: file.textOf(node) }, placeOf(file, { node, facts, places }));
  }
}

/** The names that a pattern binds: in lower case, as constants are not. */
function namesIn(file: SourceFile, pattern: Node): Node[] {
  const all = file.is(pattern, 'identifier') ? [pattern] : file.descendants(pattern, 'identifier', 'shorthand_field_identifier');
  return all.filter((node) => {
    const parent = file.parent(node);
    if (file.fieldOf(node) === 'type' || file.fieldOf(node) === 'condition' || file.is(parent, 'scoped_identifier')) return false;
    const condition = file.is(pattern, 'match_pattern') ? file.field(pattern, 'condition') : undefined;
    return (condition === undefined || !file.contains(condition, node)) && /^_?[a-z]/.test(file.textOf(node));
  });
}

/** `Point { x }` is short for `Point { x: x }`, of which one `x` is a field. */
function placeOf(file: SourceFile, { node, facts, places }: Use): Place {
  const span = file.span(node);
  const isShort = file.is(node, 'shorthand_field_identifier') || file.is(file.parent(node), 'shorthand_field_initializer');
  if (!isShort) return { ...span, text: plain };
  const written = file.textOf(node);
  return {
    ...span,
    text(fresh, freshOf) {
      const own = places.called('field', written).find(({ owner }) => isMember(file, { node, owner, facts }));
      const field = own === undefined ? written : freshOf(own);
      return field === fresh ? fresh : `${field}: ${fresh}`;
    },
  };
}

function privateFields(file: SourceFile, { facts, places }: { facts: Facts; places: Places }): void {
  for (const { item, fields, isTuple } of facts.structs)
    for (const { name, nameNode, visibility } of fields)
      if (visibility === undefined && !isTuple) places.declare({ kind: 'field', owner: item.node, name }, file.span(nameNode));
}

function privateFunctions(file: SourceFile, { facts, places }: { facts: Facts; places: Places }): void {
  for (const { node, kind, name, nameNode, visibility, owner, attributes } of facts.items) {
    const isExported = attributes.some(({ item }) => /no_mangle|export/.test(file.textOf(item)));
    if (kind !== 'fn' || visibility !== undefined || owner === undefined || isExported) continue;
    const isOwn = file.is(owner, 'impl_item')
      ? file.field(owner, 'trait') === undefined
      : file.is(owner, 'source_file', 'mod_item');
    if (isOwn) places.declare({ kind: 'function', owner: node, name }, file.span(nameNode));
  }
}

// Where it is used

function uses(file: SourceFile, { facts, places }: { facts: Facts; places: Places }): void {
  for (const node of file.nodes('identifier', 'field_identifier', 'shorthand_field_identifier')) {
    const name = meantBy(file, { node, facts, places });
    if (name !== undefined) places.add(name, name.kind === 'local' ? placeOf(file, { node, facts, places }) : file.span(node));
  }
  // `pr_info!("{name}")`
  for (const node of file.nodes('string_content')) {
    const owner = file.inMacro(node) ? functionAround(file, node) : undefined;
    for (const match of file.textOf(node).matchAll(/(?<=\{)[a-z_]\w*(?=[:}])/g)) {
      const local = owner === undefined ? undefined : places.find('local', { owner, name: match[0] });
      const start = file.start(node) + match.index;
      if (local !== undefined) places.add(local, { start, end: start + match[0].length });
    }
  }
}

interface Use {
  readonly node: Node;
  readonly facts: Facts;
  readonly places: Places;
}

function meantBy(file: SourceFile, { node, facts, places }: Use): PrivateName | undefined {
  const text = file.textOf(node);
  const parent = file.parent(node);
  const before = file.previous(node);
  const isBehindDot = before !== undefined && file.textOf(before) === '.';
  if (file.is(parent, 'scoped_identifier') && file.fieldOf(node) === 'name') return functionOf(file, { node, facts, places });
  if (file.is(node, 'field_identifier') || isBehindDot) {
    const field = places.called('field', text).find(({ owner }) => isMember(file, { node, owner, facts }));
    return (
      field ??
      places
        .called('function', text)
        .find(({ owner }) => isMember(file, { node, owner: typeOfMethod(file, owner, facts), facts }))
    );
  }
  const owner = functionAround(file, node);
  const local = owner === undefined ? undefined : places.find('local', { owner, name: text });
  if (local !== undefined && facts.bindings.of(node) !== undefined) return local;
  // `container_of!(ptr, Type, field)` and the like name fields.
  if (file.inMacro(node)) return places.called('field', text)[0];
  return places.called('function', text).find(({ owner: item }) => facts.declarations.function(text) === item);
}

/** `Self::callback`, `Type::<T>::callback`. */
function functionOf(file: SourceFile, { node, facts, places }: Use): PrivateName | undefined {
  const path = file.field(file.parent(node) ?? node, 'path');
  const written = path === undefined ? '' : file.textOf(path).replace(/(?:::)?<.*>/s, '');
  const self = facts.types.selfAt(node);
  const type = written === 'Self' ? nameOf(self) : written.split('::').at(-1);
  return places.called('function', file.textOf(node)).find(({ owner }) => {
    const item = typeOfMethod(file, owner, facts);
    return item === undefined ? written === 'self' : type === nameOfItem(file, item);
  });
}

/** The struct or enum in whose `impl` a function stands. */
function typeOfMethod(file: SourceFile, fn: Node, facts: Facts): Node | undefined {
  const impl = facts.impls.find(({ body }) => body !== undefined && body === file.parent(fn));
  return impl?.typeName === undefined ? undefined : facts.declarations.type(impl.typeName);
}

const nameOfItem = (file: SourceFile, item: Node): string => file.textOf(file.field(item, 'name') ?? item);

/** Whether what stands before a field or method, or the struct that is built, is of the type that has it. */
function isMember(file: SourceFile, { node, owner, facts }: { node: Node; owner: Node | undefined; facts: Facts }): boolean {
  const parent = file.parent(node);
  if (owner === undefined || parent === undefined) return false;
  const name = nameOfItem(file, owner);
  if (file.is(parent, 'field_expression')) {
    const value = file.field(parent, 'value');
    return value !== undefined && seenThrough(facts.values.typeOf(value)).some((type) => nameOf(type) === name);
  }
  const built = file.closest(node, 'struct_expression', 'struct_pattern');
  const type = built === undefined ? undefined : file.field(built, file.is(built, 'struct_pattern') ? 'type' : 'name');
  return (
    type !== undefined &&
    nameOf(facts.types.read(type) ?? (file.textOf(type) === 'Self' ? facts.types.selfAt(node) : undefined)) === name
  );
}

// What comments say of it

/** Code in back-ticks, and words outside of them that can be nothing but code. */
function inComments(file: SourceFile, { facts, places }: { facts: Facts; places: Places }): void {
  for (const { node, start, end } of facts.comments) {
    const owner = functionAround(file, node) ?? documentedFunction(file, node);
    const text = file.text.slice(start, end);
    for (const match of text.matchAll(/(?<![\w:])[A-Za-z_]\w*/g)) {
      const word = match[0];
      const isCode = isQuoted(text, match.index) || word.includes('_') || !/[aeiou]/.test(word);
      if (!isCode) continue;
      const before = text.slice(0, match.index);
      const local = owner === undefined || before.endsWith('.') ? undefined : places.find('local', { owner, name: word });
      const isOfSelf = !before.endsWith('.') || before.endsWith('self.');
      const other = isOfSelf ? [...places.called('field', word), ...places.called('function', word)][0] : undefined;
      const name = local ?? other;
      if (name !== undefined) places.add(name, { start: start + match.index, end: start + match.index + word.length });
    }
    for (const match of text.matchAll(/(?<=\bSelf::)[a-z_]\w*/g)) {
      const name = places.called('function', match[0])[0];
      if (name !== undefined) places.add(name, { start: start + match.index, end: start + match.index + match[0].length });
    }
  }
}

/** Whether an odd number of back-ticks stands before an offset on its line. */
function isQuoted(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  return (line.match(/`/g) ?? []).length % 2 === 1;
}

/** The function that a comment above it belongs to. */
function documentedFunction(file: SourceFile, comment: Node): Node | undefined {
  for (let at = file.next(comment); at !== undefined; at = file.next(at)) {
    if (file.is(at, ...functions)) return at;
    if (!file.is(at, 'line_comment', 'block_comment', 'attribute_item')) return undefined;
  }
  return undefined;
}
