// Splitting an unsafe block into one block per statement.

import type { Node, SourceFile, Span } from '../syntax/source-file';
import { fitsOnLine } from '../facts/source/layout';
import type { SafetyComment } from '../facts/unsafety/safety-comments';
import { startsLine } from '../facts/source/statements';

interface SplitFix {
  readonly title: string;
  readonly kind: 'suggestion';
  readonly edits: readonly (Span & { readonly text: string })[];
}

/**
 * The fix that gives each statement of an unsafe block a block of its own, the first with the comment at hand. Nothing where a statement binds a
 * name or gives a value that the others need, where a comment stands inside, or where the block is not a statement.
 */
export function splitBlock(file: SourceFile, { block, comment }: { block: Node; comment: SafetyComment }): SplitFix | undefined {
  const body = file.child(block, 'block');
  const around = file.parent(block);
  if (body === undefined || comment.end > file.start(block) || file.hasError(block) || !startsLine(file, file.start(block)))
    return undefined;
  const outer = file.is(around, 'expression_statement') ? around : block;
  if (!file.is(file.parent(outer), 'block') || file.is(file.next(outer), ';', 'empty_statement')) return undefined;
  const statements = file.children(body).slice(1, -1);
  const expressions = statements.map((statement) => effectOf(file, statement)).filter((text) => text !== undefined);
  if (expressions.length !== statements.length || expressions.length < 2) return undefined;
  const indent = file.indent(file.start(block));
  const head = file.span(block);
  const blocks = expressions.map((text) => {
    const short = `unsafe { ${text} };`;
    if (!text.includes('\n') && fitsOnLine(file, { start: head.start, end: file.lineEnd(file.line(head.start)) }, short))
      return short;
    return ['unsafe {', `${indent}    ${text};`, `${indent}}`].join(file.lineBreak);
  });
  const text = blocks.join(`${file.lineBreak}${indent}// SAFETY: TODO.${file.lineBreak}${indent}`);
  return { title: 'Split into one `unsafe` block per operation', kind: 'suggestion', edits: [{ ...file.span(outer), text }] };
}

/** The text of a statement that is evaluated for its effect alone. */
function effectOf(file: SourceFile, statement: Node): string | undefined {
  if (!file.is(statement, 'expression_statement')) return undefined;
  const [expression, semicolon, ...rest] = file.children(statement);
  if (!file.is(semicolon, ';') || rest.length > 0) return undefined;
  return file.is(expression, 'call_expression', 'assignment_expression') ? file.textOf(expression) : undefined;
}
