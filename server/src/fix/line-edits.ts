// Edits that take or add whole lines.

import type { Node, SourceFile, Span } from '../syntax/source-file';
import { leadingOf } from '../syntax/attributes';
import { startsLine } from '../facts/source/statements';
import type { Edit } from './fix';

/** Deletes a range: with its lines where nothing else stands on them, else with the whitespace behind it. */
export function deleteLines(file: SourceFile, { start, end }: Span): Span & { readonly text: string } {
  const lastLine = file.line(end);
  const alone = startsLine(file, start) && file.text.slice(end, file.lineEnd(lastLine)).trim() === '';
  if (!alone) return { start, end: end + (/^[ \t]*/.exec(file.text.slice(end, end + 80))?.[0].length ?? 0), text: '' };
  return { start: file.lineStart(file.line(start)), end: file.lineStart(lastLine + 1), text: '' };
}

/**
 * Moves a node with the comments and attributes above it and the comma behind it, as whole lines, in front of `before` or behind `after`.
 * Nothing where one of them shares a line with something else.
 */
export function moveLines(file: SourceFile, node: Node, to: { before: Node } | { after: Node }): Edit[] | undefined {
  const moved = linesOf(file, node);
  const target = linesOf(file, 'before' in to ? to.before : to.after);
  if (moved === undefined || target === undefined) return undefined;
  const at = 'before' in to ? target.start : target.end;
  const insert = { start: at, end: at, text: file.text.slice(moved.start, moved.end) };
  return at <= moved.start ? [insert, { ...moved, text: '' }] : [{ ...moved, text: '' }, insert];
}

/** The lines of an entry of a list and of what belongs to it; nothing without a comma behind it. */
function linesOf(file: SourceFile, node: Node): Span | undefined {
  const first = leadingOf(file, node)[0] ?? node;
  const comma = file.next(node);
  if (comma === undefined || file.textOf(comma) !== ',') return undefined;
  const lastLine = file.line(file.end(comma));
  const isAlone = startsLine(file, file.start(first)) && file.text.slice(file.end(comma), file.lineEnd(lastLine)).trim() === '';
  return isAlone ? { start: file.lineStart(file.line(file.start(first))), end: file.lineStart(lastLine + 1) } : undefined;
}

/** Takes one of two blank lines that would meet along. */
export function withBlankLine(file: SourceFile, edit: Edit): Edit {
  const before = file.line(edit.start) - 1;
  const after = file.line(edit.end);
  const opens = before < 0 || /^\s*$|\{\s*$/.test(file.lineText(before));
  return opens && file.lineText(after).trim() === '' && after + 1 < file.lineCount
    ? { ...edit, end: file.lineStart(after + 1) }
    : edit;
}
