// Which lines a finding speaks of: its own, and those of the comment, statement or item header that it judges.

import { startsLine, statementOf } from '../facts/source/statements';
import type { Node, SourceFile, Span } from '../syntax/source-file';

/** 0-based, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Blocks in which a statement holds statements of its own; an unsafe block is part of the statement that it stands in. */
const inner = ['block', 'match_block', 'declaration_list', 'field_declaration_list', 'enum_variant_list'] as const;

export function judgedLines(file: SourceFile, finding: Span): Lines {
  const own = { first: file.line(finding.start), last: file.line(finding.end) };
  const node = file.nodeAt(finding);
  const holder = file.is(node, 'line_comment', 'block_comment', 'doc_comment') ? codeBelow(file, node) : statementOf(file, node);
  if (holder === file.root) return own;
  // A name within a `use` is judged by itself, and a group as a whole: the neighbours of either may be older than the patch.
  if (file.is(holder, 'use_declaration') && !file.is(node, 'use_declaration')) return linesOf(file, node);
  const start = Math.min(finding.start, file.start(topOf(file, holder)));
  return { first: file.line(start), last: Math.max(own.last, file.line(headEnd(file, { holder, after: finding.end }))) };
}

const linesOf = (file: SourceFile, node: Node): Lines => ({
  first: file.line(file.start(node)),
  last: file.line(Math.max(file.start(node), file.end(node) - 1)),
});

/** What a comment stands above; the comment itself where nothing does. */
function codeBelow(file: SourceFile, comment: Node): Node {
  let at = comment;
  while (file.is(at, 'doc_comment')) at = file.parent(at) ?? at;
  for (let next = file.next(at); next !== undefined; next = file.next(next))
    if (!file.is(next, 'line_comment', 'block_comment', 'attribute_item')) return next;
  return at;
}

/** The first of the comments and attributes that stand directly above, with no empty line between. */
function topOf(file: SourceFile, node: Node): Node {
  let top = node;
  for (let at = file.previous(node); file.is(at, 'line_comment', 'block_comment', 'attribute_item'); at = file.previous(at)) {
    const lastLine = file.line(Math.max(file.start(at), file.end(at) - 1));
    if (lastLine < file.line(file.start(top)) - 1 || !startsLine(file, file.start(at))) break;
    top = at;
  }
  return top;
}

/** The end of a statement, or of its head where it goes on with a block of statements, fields or items behind the finding. */
function headEnd(file: SourceFile, { holder, after }: { holder: Node; after: number }): number {
  const body = file.descendants(holder, ...inner).find((block) => file.start(block) >= after && !isUnsafe(file, block));
  return body === undefined ? Math.max(file.start(holder), file.end(holder) - 1) : file.start(body);
}

const isUnsafe = (file: SourceFile, block: Node): boolean => {
  const parent = file.parent(block);
  return parent !== undefined && file.is(parent, 'unsafe_block');
};
