// Calls that may panic the kernel, and comments that say why they cannot.

import { kindSet, type Node, type SourceFile } from '../../syntax/source-file';
import { attributesOf } from '../../syntax/attributes';
import type { Comment } from '../source/comments';
import { sectionOf } from '../source/docs';
import type { Facts } from '../facts';

/** A call that panics. */
export interface Panic {
  /** The name of what is called. */
  readonly at: Node;
  /** As used in a sentence: "`unwrap()`". */
  readonly name: string;
}

/** In no particular order. */
export function panicsOf(file: SourceFile, facts: Facts): Panic[] {
  const panics: Panic[] = [];
  for (const call of file.nodes('call_expression')) {
    const method = file.field(call, 'function');
    const list = file.field(call, 'arguments');
    const at = file.is(method, 'field_expression') ? file.field(method, 'field') : undefined;
    if (at === undefined || list === undefined) continue;
    const [argument, ...more] = file.named(list);
    if (file.textOf(at) === 'unwrap' && argument === undefined) panics.push({ at, name: '`unwrap()`' });
    // Parsers have an `expect(token)` of their own; Rust's takes a text.
    if (file.textOf(at) === 'expect' && more.length === 0 && isText(file, argument)) panics.push({ at, name: '`expect()`' });
  }
  // Among bare tokens a constant cannot be told from a statement.
  for (const { name, nameNode, node, tokens } of facts.macroCalls)
    if (node !== tokens && /^(?:panic|todo|unimplemented)$/.test(name)) panics.push({ at: nameNode, name: `\`${name}!\`` });
  return panics;
}

const isText = (file: SourceFile, node: Node | undefined): boolean =>
  file.is(node, 'string_literal', 'raw_string_literal') ||
  (file.is(node, 'macro_invocation') && file.textOf(node).startsWith('concat!'));

/** Constants, `const fn` and what is asserted during the build: a panic there is a compile error. */
export function isEvaluatedAtBuild(file: SourceFile, node: Node): boolean {
  for (const outer of file.ancestorsIn(node, evaluating)) {
    if (file.is(outer, 'const_item', 'static_item', 'const_block', 'array_type', 'enum_variant')) return true;
    if (file.is(outer, 'macro_invocation') && /(?:build|const|static|debug)_assert/.test(headOf(file, outer))) return true;
    if (!file.is(outer, 'function_item')) continue;
    const modifiers = file.child(outer, 'function_modifiers');
    return modifiers !== undefined && /\bconst\b/.test(file.textOf(modifiers));
  }
  return false;
}

const evaluating = kindSet(
  ...(['const_item', 'static_item', 'const_block', 'array_type', 'enum_variant', 'macro_invocation', 'function_item'] as const),
);

function headOf(file: SourceFile, macro: Node): string {
  const name = file.field(macro, 'macro');
  return name === undefined ? '' : file.textOf(name);
}

const testing = kindSet('mod_item', 'function_item', 'impl_item');

export function isInTest(file: SourceFile, node: Node): boolean {
  for (const outer of file.ancestorsIn(node, testing)) {
    for (const { path, argument = '' } of attributesOf(file, outer)) {
      if (/(?:^|::)(?:test|kunit_tests)$/.test(path)) return true;
      if (path === 'cfg' && /\btest\b|KUNIT/.test(argument) && !/\bnot\b/.test(argument)) return true;
    }
  }
  return false;
}

/** A tag, or the usual words for saying that a call cannot fail here. */
const saysWhyNot =
  /^\s*PANICS?:|\b(?:can(?:not|'t|’t)|will not|won't|does not|doesn't|never) (?:ever )?(?:fails?|panics?)\b|\binfallib|\bonly fails? (?:if|when)\b/i;

/** Lines with a comment that says why the code below cannot panic, including the line below it. */
export function explainedLinesOf(comments: readonly Comment[]): Set<number> {
  const lines = new Set<number>();
  let last: Comment | undefined;
  for (const comment of comments) {
    const goesOn = last !== undefined && comment.ownLine && comment.line === last.lastLine + 1 && lines.has(comment.line);
    if (comment.doc === undefined && (goesOn || saysWhyNot.test(comment.text)))
      for (let line = comment.line; line <= comment.lastLine + (comment.ownLine ? 1 : 0); line++) lines.add(line);
    last = comment;
  }
  return lines;
}

/** No statement in real code has more lines than this before the call in question. */
const longestStatement = 50;

export function isExplained(file: SourceFile, node: Node, facts: Facts): boolean {
  const explained = facts.explainedLines;
  const last = file.line(file.start(node));
  const first = file.line(file.start(statementOf(file, node)));
  if (explained.has(first)) return true;
  for (let line = last; line > first && line > last - longestStatement; line--) if (explained.has(line)) return true;
  return false;
}

/** What statements, arms and items stand in. */
const holding = kindSet('block', 'match_block', 'declaration_list', 'source_file', 'token_tree');

function statementOf(file: SourceFile, node: Node): Node {
  const outer = file.closestIn(node, holding);
  return outer === undefined ? file.root : (file.childAround(outer, node) ?? node);
}

/** Whether the function around a node lists under `# Panics` when it does. */
export function documentsPanics(file: SourceFile, facts: Facts, node: Node): boolean {
  const fn = file.closest(node, 'function_item');
  return fn !== undefined && sectionOf(facts.docs.of(fn), 'Panics') !== undefined;
}
