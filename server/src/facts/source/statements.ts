// The statement, item, field or arm that a piece of code is part of, and where a comment above it goes.

import { kindSet, type Node, type SourceFile } from '../../syntax/source-file';
import { leadingOf } from '../../syntax/attributes';

/** Nodes that are on their own lines in formatted code. */
const statementLike = [
  'let_declaration',
  'expression_statement',
  'field_initializer',
  'match_arm',
  'enum_variant',
  'field_declaration',
] as const;

const statementsAndContainers = kindSet(...statementLike, 'block', 'declaration_list', 'source_file', 'token_tree');

/** The nearest node at or above `node` that a comment can stand above: a statement, a block's tail, an item, a field or an arm. */
export function statementOf(file: SourceFile, node: Node): Node {
  if (file.is(node, ...statementLike)) return node;
  let from = node;
  for (const outer of file.ancestorsIn(node, statementsAndContainers)) {
    if (file.is(outer, ...statementLike)) return outer;
    const at = file.childAround(outer, from) ?? from;
    // A bracketed macro argument is not a container of statements, and what is in it belongs to the macro's statement.
    if (!(file.is(outer, 'token_tree') && file.isNamed(at) && file.fieldOf(outer) === undefined)) return at;
    from = outer;
  }
  return file.root;
}

/** Whether only whitespace precedes the offset on its line. */
export function startsLine(file: SourceFile, offset: number): boolean {
  return file.text.slice(file.lineStart(file.line(offset)), offset).trim() === '';
}

/**
 * Where a line goes that must stand above `node` but below its doc comment: before the first attribute after the docs. Nothing
 * where `node` does not begin its line, because then a line cannot go between.
 */
export function lineAbove(file: SourceFile, node: Node): { at: number; indent: string } | undefined {
  const leading = leadingOf(file, node);
  const lastDoc = leading.findLastIndex((before) => file.is(before, 'line_comment', 'block_comment'));
  const first = leading[lastDoc + 1] ?? node;
  const start = file.start(first);
  return startsLine(file, start) ? { at: file.lineStart(file.line(start)), indent: file.indent(start) } : undefined;
}
