// Where the value of an expression goes: out of its function, or into an arm that another one excludes.

import { anyOf, pattern } from '../../syntax/pattern';
import type { Node, NodeKind, SourceFile } from '../../syntax/source-file';
import type { Facts } from '../facts';
import { castCall } from './pointer-casts';
import { tailOf } from './values';

interface Place {
  readonly file: SourceFile;
  readonly facts: Facts;
}

/** `p` of `p.cast::<u8>()` and `p as *mut u8`. */
export function castOperand(node: Node | undefined, facts: Facts): Node | undefined {
  let at = node;
  for (let cast = facts.match(anyCast, at); cast !== undefined; cast = facts.match(anyCast, at)) at = cast.pointer;
  return at;
}

const anyCast = anyOf(castCall, pattern('$pointer as $type'));

/** Whether the value of an expression leaves the function, or an arm of a `match` that gives a variable its value. */
export function isResult(node: Node, { file, facts }: Place): boolean {
  let at = node;
  let throughBranch = false;
  for (const parent of file.ancestors(node)) {
    const field = file.fieldOf(at);
    switch (file.kind(parent)) {
      case 'function_item':
        return field === 'body';
      case 'closure_expression':
      case 'return_expression':
        return true;
      case 'let_declaration':
        return throughBranch && field === 'value';
      case 'match_arm':
        if (field !== 'value') return false;
        throughBranch = true;
        break;
      case 'else_clause':
        throughBranch = true;
        break;
      case 'if_expression':
        if (field === 'condition') return false;
        throughBranch = true;
        break;
      case 'match_expression':
        if (field === 'value') return false;
        break;
      case 'block':
        if (tailOf(file, parent) !== (file.is(at, 'expression_statement') ? file.named(at)[0] : at)) return false;
        break;
      case 'call_expression':
        if (!file.is(at, 'field_expression') || castOperand(parent, facts) === parent) return false;
        break;
      default:
        if (!passesOn.has(file.kind(parent))) return false;
    }
    at = parent;
  }
  return false;
}

const passesOn: ReadonlySet<NodeKind> = new Set([
  ...(['field_expression', 'type_cast_expression', 'parenthesized_expression', 'tuple_expression'] as const),
  ...(['unsafe_block', 'match_block', 'expression_statement'] as const),
]);

/** Whether a check may have run before the buffer is given back, or runs on what is given back: it is in no other arm or branch. */
export function isOnTheWay(file: SourceFile, { check, given, within }: { check: Node; given: Node; within: Node }): boolean {
  for (const branch of file.ancestors(check)) {
    if (branch === within) return true;
    const isBranch = file.is(branch, 'match_arm', 'else_clause') || file.fieldOf(branch) === 'consequence';
    if (isBranch && !file.contains(branch, given)) {
      const choice = file.parent(file.is(branch, 'match_arm') ? file.parent(branch) : branch);
      if (choice !== undefined && file.contains(choice, given)) return false;
    }
  }
  return true;
}
