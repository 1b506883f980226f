// What says in which field of a type the work queue finds its work.

import type { WorkItemFacts } from '../../packs/kernel-facts';
import type { Node, SourceFile } from '../../syntax/source-file';
import { lastName } from '../names/declarations';
import type { Facts } from '../facts';

/** Something that says where the work of a type is. */
export interface Finder {
  readonly type: string;
  /** The number as it is written; undefined for any. */
  readonly id: string | undefined;
  /** The field that a macro names. */
  readonly field: Node | undefined;
}

export function workFindersOf(facts: Facts, known: WorkItemFacts): Finder[] {
  const { file } = facts;
  const plain = facts.impls.flatMap(({ trait, typeName }): Finder[] => {
    const name = lastName(file, trait);
    if (trait === undefined || typeName === undefined) return [];
    if (!known.finders.some((finder) => finder.endsWith(`::${name ?? ''}`))) return [];
    return [{ type: typeName, id: idOf(file, trait), field: undefined }];
  });
  const macros = facts.macroCalls
    .filter(({ name }) => known.macros.some((macro) => macro.name === name))
    .flatMap(({ tokens }) => entriesOf(file, tokens));
  return [...plain, ...macros];
}

/** The `impl HasWork<Type, 1> for Type { self.field }` in a macro's argument, which is no Rust. */
function entriesOf(file: SourceFile, tokens: Node): Finder[] {
  const found: Finder[] = [];
  let begin = 0;
  let type: string | undefined;
  let isBehindFor = false;
  for (const node of file.children(tokens)) {
    if (file.is(node, 'impl')) [begin, type, isBehindFor] = [file.start(node), undefined, false];
    else if (file.is(node, 'for')) isBehindFor = true;
    // Of a path the last name before the arguments counts.
    else if (isBehindFor && file.is(node, 'identifier') && !file.is(file.previous(node), '<', ',')) type = file.textOf(node);
    else if (isBehindFor && type !== undefined && file.is(node, 'token_tree')) {
      const head = file.text.slice(begin, file.start(node)).split(/\bfor\b/)[0] ?? '';
      const field = file.children(node).findLast((child) => file.is(child, 'identifier'));
      found.push({ type, id: numberIn(/,\s*([^,<>]+?)\s*>\s*$/.exec(head)?.[1]), field });
      isBehindFor = false;
    }
  }
  return found;
}

/** The number in `WorkItem<1>` or `HasWork<Type, 1>`; `0` where none stands, undefined for what is no number. */
export function idOf(file: SourceFile, trait: Node): string | undefined {
  const given = file.named(file.field(trait, 'type_arguments'));
  const last = given.at(-1);
  const isType = given.length === 1 && /Has\w*Work$/.test(lastName(file, trait) ?? '');
  return numberIn(last === undefined || isType ? undefined : file.textOf(last));
}

const numberIn = (text: string | undefined): string | undefined =>
  text === undefined ? '0' : /^\d+$/.test(text) ? text : undefined;

export const isSameId = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

/** The number in `Work<Self, 1>`. */
export function fieldId(file: SourceFile, type: Node): string | undefined {
  return numberIn(file.textOf(file.named(file.field(type, 'type_arguments'))[1]));
}
