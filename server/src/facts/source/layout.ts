// Where rustfmt would break the lines of a changed statement, in the cases that a fix makes often.

import type { Node, SourceFile, Span } from '../../syntax/source-file';

/** A replacement of text, as the edit of a fix. */
export interface Change extends Span {
  readonly text: string;
}

/** Leaves a name as it is, so that a fix that copies the name and one that renames it are not applied together. */
export const kept = (file: SourceFile, node: Node): Change => ({ ...file.span(node), text: file.textOf(node) });

/** The kernel's `.rustfmt.toml` keeps the default. */
const maxWidth = 100;

/**
 * Adds to changes inside `expression` what its `let` then needs: a value that has become short moves up behind the `=`, one that
 * has become too long for its line moves down.
 */
export function withLayout(file: SourceFile, expression: Node, changes: readonly Change[]): Change[] {
  const statement = file.closest(expression, 'let_declaration', 'function_item', 'token_tree');
  if (!file.is(statement, 'let_declaration')) return [...changes];
  const value = file.field(statement, 'value');
  const gap = value === undefined ? undefined : gapBefore(file, value);
  if (value === undefined || gap === undefined || !file.contains(value, expression)) return [...changes];
  const end = file.lineEnd(file.line(file.end(value)));
  const after = changed(file, { start: file.start(value), end }, changes);
  if (after.includes('\n')) return [...changes];
  const lineStart = file.lineStart(file.line(gap.start));
  const before = file.text.slice(lineStart, gap.start);
  const isBroken = file.text.slice(gap.start, gap.end).includes('\n');
  if (isBroken && before.length + 1 + after.length <= maxWidth) return inOrder([...changes, { ...gap, text: ' ' }]);
  if (isBroken || before.length + 1 + after.length <= maxWidth) return [...changes];
  const indent = `${file.indent(gap.start)}    `;
  if (indent.length + after.length > maxWidth) return [...changes];
  return inOrder([...changes, { ...gap, text: `${file.lineBreak}${indent}` }]);
}

/** Whether the line that `span` begins on is no longer than a line may be, with `text` in the place of the span. */
export function fitsOnLine(file: SourceFile, span: Span, text: string): boolean {
  const start = file.lineStart(file.line(span.start));
  const end = file.lineEnd(file.line(span.end));
  return span.start - start + text.length + end - span.end <= maxWidth;
}

/** The whitespace between the `=` and the value of a `let`; nothing when a comment stands there. */
function gapBefore(file: SourceFile, value: Node): Span | undefined {
  const sign = file.previous(value);
  if (sign === undefined || !file.is(sign, '=')) return undefined;
  return { start: file.end(sign), end: file.start(value) };
}

function changed(file: SourceFile, span: Span, changes: readonly Change[]): string {
  let text = '';
  let at = span.start;
  for (const change of inOrder(changes)) {
    if (change.start < span.start || change.end > span.end) continue;
    text += file.text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return text + file.text.slice(at, span.end);
}

const inOrder = (changes: readonly Change[]): Change[] => [...changes].sort((a, b) => a.start - b.start || a.end - b.end);
