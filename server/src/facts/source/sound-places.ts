// Where the parser understood the code well enough for it to be changed.

import type { Node, SourceFile, Span } from '../../syntax/source-file';
import { followedBy } from '../../syntax/attributes';

/**
 * Whether every span lies in code that was read whole: not in an error, not in a function with one, not before a broken item, not beside an error
 * among the items of a block. Around an error the tree is a guess (a missing bracket makes items of the file arguments of a call), and so is a fix.
 */
export function isReadWhole(file: SourceFile, spans: readonly Span[]): boolean {
  return !file.hasError(file.root) || spans.every((span) => isSpanReadWhole(file, span));
}

function isSpanReadWhole(file: SourceFile, span: Span): boolean {
  const node = file.nodeAt(span);
  for (const around of [node, ...file.ancestors(node)]) {
    if (around === file.root) return true;
    if (file.parent(around) === file.root && (isBesideError(file, around) || isLoose(file, around))) return false;
    if (file.isError(around)) return false;
    const documented = file.is(around, 'attribute_item', 'line_comment', 'block_comment') ? followedBy(file, around) : undefined;
    if (documented !== undefined && file.hasError(documented)) return false;
    if (file.is(around, 'declaration_list')) {
      if (file.children(around).some((child) => file.isError(child) || file.isMissing(child))) return false;
    } else if (!file.is(around, 'impl_item', 'trait_item', 'mod_item', 'foreign_mod_item') && file.hasError(around)) return false;
  }
  return true;
}

/** A piece of an item that never came to an end: the whole file is an error then, and its items are whole only where they are items. */
function isLoose(file: SourceFile, node: Node): boolean {
  return file.isError(file.root) && !/_item$|_declaration$|_comment$|^macro_/.test(file.kind(node));
}

/** Code next to an error may have been part of it, or become part of it with a change. */
function isBesideError(file: SourceFile, node: Node): boolean {
  return [file.previous(node), file.next(node)].some((beside) => beside !== undefined && file.hasError(beside));
}
