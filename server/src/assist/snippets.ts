// Code snippets that completion offers where an item is allowed, and how their slots are written out.

import type { Facts } from '../facts/facts';
import { generationOf } from '../facts/kernel/generations';
import type { Pack } from '../packs/pack';
import type { Snippet } from '../packs/snippets';
import type { Node, SourceFile, Span } from '../syntax/source-file';

export interface OfferedSnippet extends Span {
  readonly snippet: Snippet;
}

/** What could be inserted at the offset, in place of the word before it. */
export function snippetsAt(facts: Facts, offset: number): OfferedSnippet[] {
  const { file } = facts;
  const before = /^[ \t]*([\w-]*)$/.exec(file.text.slice(file.lineStart(file.line(offset)), offset));
  if (before === null || !isItemPlace(file, offset)) return [];
  const start = offset - (before[1] ?? '').length;
  const { crate } = facts.unit;
  return facts.packs
    .filter((pack) => isCurrent(facts, pack))
    .flatMap((pack) => pack.snippets ?? [])
    .filter((snippet) => crate === undefined || (crate === 'kernel') === (snippet.crate === 'kernel'))
    .map((snippet) => ({ snippet, start, end: offset }));
}

/** Snippets are for the newest state of an API. */
function isCurrent(facts: Facts, pack: Pack): boolean {
  const generation = generationOf(facts, pack);
  return generation === undefined || generation === pack.generations?.at(-1);
}

/** Whether nothing but modules is around the offset; half a word there is an error of its own, or a path that stands alone. */
function isItemPlace(file: SourceFile, offset: number): boolean {
  const at = file.nodeAt({ start: Math.max(0, offset - 1), end: offset });
  if (file.is(at, 'line_comment', 'block_comment', 'string_literal', 'raw_string_literal', 'string_content')) return false;
  for (const node of [at, ...file.ancestors(at)]) {
    if (file.is(node, 'source_file')) return true;
    if (file.is(node, 'declaration_list')) return isModule(file, node);
    // A brace that no item has closed yet: what it opened is not known.
    if (file.is(node, 'block', 'token_tree', 'field_declaration_list', 'enum_variant_list', 'match_block', 'use_list'))
      return false;
    if (file.isError(node) && file.child(node, '{', '(', '[') !== undefined) return false;
  }
  return true;
}

const isModule = (file: SourceFile, list: Node): boolean => file.is(file.parent(list), 'mod_item');

const slots = /‹([^›]+)›/g;

/** The code with every slot as it stands until it is filled in. */
export const withDefaults = ({ text }: Snippet): string => text.replace(slots, '$1');

/** The code as the protocol has snippets: a slot that stands in several places is filled in once. */
export function snippetSyntax({ text }: Snippet): string {
  const numbers = new Map<string, number>();
  const parts = text.split(slots).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\$}]/g, '\\$&');
    const known = numbers.get(part);
    if (known !== undefined) return `\${${known}}`;
    numbers.set(part, numbers.size + 1);
    return `\${${numbers.size}:${part.replace(/[\\$},|]/g, '\\$&')}}`;
  });
  return `${parts.join('')}$0`;
}
