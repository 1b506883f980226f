// The statement, item, field or arm that a piece of code is part of, and where a comment above it goes.

import type { Node, SourceFile } from '../syntax/source-file';
import { leadingOf } from './attributes';

/** Nodes that are on their own lines in formatted code. */
const statementLike = [
  'let_declaration',
  'expression_statement',
  'field_initializer',
  'match_arm',
  'enum_variant',
  'field_declaration',
] as const;

const containers = ['block', 'declaration_list', 'source_file', 'token_tree'] as const;

/** The nearest node at or above `node` that a comment can stand above: a statement, a block's tail, an item, a field or an arm. */
export function statementOf(file: SourceFile, node: Node): Node {
  let at = node;
  for (;;) {
    if (file.is(at, ...statementLike)) return at;
    const parent = file.parent(at);
    if (parent === undefined) return at;
    // A bracketed macro argument is not a container of statements, and what is in it belongs to the macro's statement.
    const inside =
      file.is(parent, ...containers) &&
      !(file.is(parent, 'token_tree') && file.isNamed(at) && file.fieldOf(parent) === undefined);
    if (inside) return at;
    at = parent;
  }
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
