// Templates for comments, with a slot for everything that only the author knows.

import type { Demand } from '../facts/unsafety/demands';

/** What to fill in; `slot` is shown until then. */
export interface Slot {
  readonly slot: string;
}

/** Text of one line or several, without comment markers. */
export type Template = readonly (string | Slot)[];

/** The text of an open slot, which `placeholder-safety-comment` recognizes. */
export const open: Slot = { slot: 'TODO' };

/** A SAFETY comment with a reason to be given for every condition. */
export function safetyTemplate(demands: readonly Demand[]): Template {
  const claims = [...new Set(demands.flatMap(({ duties }) => duties.map(({ claim }) => claim)))];
  return reasons('SAFETY:', claims);
}

/** `INVARIANT:` or another tag with a reason to be given for every claim. */
export function reasons(tag: string, claims: readonly string[]): Template {
  const [first, ...rest] = claims;
  if (first === undefined) return [`${tag} `, open, '.'];
  if (rest.length === 0) return [`${tag} ${upperFirst(first)}, because `, open, '.'];
  return [tag, '\n', ...items(claims)];
}

/** An item with a reason to be given for every claim. */
export function items(claims: readonly string[]): Template {
  return claims.flatMap((claim, index) => [`${index === 0 ? '' : '\n'}- ${upperFirst(claim)}, because `, open, '.']);
}

/** The comment as lines of a file: markers in front, and no line longer than the kernel likes, as far as words allow. */
export function asComment(template: Template, { indent, marker }: { indent: string; marker: string }): Template {
  const lines = linesOf(template).map((words) => {
    const isItem = plainText(words[0] ?? []) === '-';
    return filled(words, { first: `${indent}${marker}`, next: `${indent}${marker}${isItem ? '  ' : ''}`, hang: isItem });
  });
  return joined(lines.flatMap((line, index) => (index === 0 ? line : ['\n', ...line])));
}

/** With every slot as it stands until it is filled. */
export function plainText(template: Template): string {
  return template.map((part) => (typeof part === 'string' ? part : part.slot)).join('');
}

const maxColumn = 99;

/** What stands between two spaces; a slot may have text right behind it. */
type Word = Template;

function linesOf(template: Template): Word[][] {
  const lines: Word[][] = [[]];
  let word: (string | Slot)[] = [];
  const endWord = (): void => {
    if (word.length > 0) lines.at(-1)?.push(word);
    word = [];
  };
  for (const part of template) {
    if (typeof part !== 'string') {
      word.push(part);
      continue;
    }
    const pieces = part.split(/(\s)/);
    for (const [index, piece] of pieces.entries()) {
      // A line that begins with the word in a slot would look like a separate remark.
      const isBeforeSlot = piece === ' ' && index === pieces.length - 2 && pieces.at(-1) === '';
      if (index % 2 === 0 || isBeforeSlot) word.push(...(piece === '' ? [] : [piece]));
      else {
        endWord();
        if (piece === '\n') lines.push([]);
      }
    }
  }
  endWord();
  return lines;
}

function filled(words: readonly Word[], { first, next, hang }: { first: string; next: string; hang: boolean }): Template {
  const result: (string | Slot)[] = [first];
  let column = first.length;
  let count = 0;
  for (const word of words) {
    const { length } = plainText(word);
    // An item's dash stays with the word behind it.
    if (column + 1 + length > maxColumn && count > (hang ? 1 : 0)) {
      result.push(`\n${next}`);
      column = next.length;
      count = hang ? 1 : 0;
    }
    result.push(' ', ...word);
    column += 1 + length;
    count++;
  }
  return result;
}

function joined(parts: readonly (string | Slot)[]): Template {
  const result: (string | Slot)[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}

/** Code in back-ticks keeps its case. */
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
