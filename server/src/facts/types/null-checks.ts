// Tests of a pointer for null that leave the function.

import { pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { Facts } from '../facts';

interface Place {
  readonly file: SourceFile;
  readonly facts: Facts;
}

export interface Guard {
  /** `if p.is_null() { return …; }`. */
  readonly statement: Node;
  readonly test: Node;
  /** The error that is returned; undefined for `None`. */
  readonly error: Node | undefined;
}

/** The test in the same function above that returns when the pointer is null, when nothing is assigned to it in between. */
export function guardOf(pointer: Node, { file, facts }: Place): Guard | undefined {
  const binding = facts.bindings.known(pointer);
  let from = pointer;
  for (let steps = 0; binding !== undefined && steps < maxDistance; steps++) {
    const parent = file.parent(from);
    if (parent === undefined || file.is(parent, 'function_item', 'closure_expression', 'async_block')) return undefined;
    let before = file.is(parent, 'block') ? file.previous(from) : undefined;
    for (let distance = 0; before !== undefined && distance < maxDistance; distance++) {
      const guard = readGuard(before, { file, facts });
      if (guard !== undefined && facts.bindings.known(guard.test)?.name === binding.name) {
        const between = file.text.slice(file.end(guard.statement), file.start(pointer));
        return new RegExp(`(?<!\\blet\\s+)\\b${file.textOf(pointer)}\\s*=[^=]`).test(between) ? undefined : guard;
      }
      before = file.previous(before);
    }
    from = parent;
  }
  return undefined;
}

/** A test further back is another matter. */
const maxDistance = 30;

const returnsNone = pattern('if $test:ident.is_null() { return None; }');

const returnsError = pattern('if $test:ident.is_null() { return Err($error); }');

function readGuard(statement: Node, { file, facts }: Place): Guard | undefined {
  if (!file.is(statement, 'expression_statement')) return undefined;
  const none = facts.match(returnsNone, statement);
  const failed = facts.match(returnsError, statement);
  const test = none?.test ?? failed?.test;
  if (test === undefined || file.descendants(statement, 'line_comment', 'block_comment').length > 0) return undefined;
  return { statement, test, error: failed?.error };
}
