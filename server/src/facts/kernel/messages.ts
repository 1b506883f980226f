// Where the bytes of a user's message go in a callback: slices of it, and numbers that are read from it.

import type { Node, SourceFile } from '../../syntax/source-file';
import type { CallbackMethod } from './callbacks';
import { parameterOf } from './callbacks';

export interface MessageValues {
  /** The parameter, and the names that its parts were given. */
  readonly slices: ReadonlySet<string>;
  /** Names of numbers that were read from those bytes. */
  readonly numbers: ReadonlySet<string>;
}

/** By name, because a callback seldom has two of one name; nothing for a callback without a message. */
export function messageValuesOf(file: SourceFile, method: CallbackMethod): MessageValues {
  const name = parameterOf(method, 'message')?.name;
  const slices = new Set<string>(name === undefined ? [] : [file.textOf(name)]);
  const numbers = new Set<string>();
  if (name === undefined) return { slices, numbers };
  for (const node of file.descendants(method.body, 'let_declaration')) {
    const pattern = file.field(node, 'pattern');
    const value = file.field(node, 'value');
    if (pattern === undefined || value === undefined) continue;
    const names = file.is(pattern, 'identifier') ? [pattern] : file.descendants(pattern, 'identifier');
    const into = isRead(file, { value, slices }) ? numbers : isPart(file, { value, slices }) ? slices : undefined;
    if (into !== undefined) for (const found of names) into.add(file.textOf(found));
  }
  return { slices, numbers };
}

/** `u32::from_le_bytes(part…)`, in whatever it is converted by. */
function isRead(file: SourceFile, { value, slices }: { value: Node; slices: ReadonlySet<string> }): boolean {
  const calls = [value, ...file.descendants(value, 'call_expression')];
  return calls.some((call) => {
    const called = file.is(call, 'call_expression') ? file.field(call, 'function') : undefined;
    if (called === undefined || !/::from_[lbn]e_bytes$/.test(file.textOf(called))) return false;
    const list = file.field(call, 'arguments');
    const [bytes] = list === undefined ? [] : file.named(list);
    return bytes !== undefined && isPart(file, { value: bytes, slices });
  });
}

/** Methods that give a part of a slice, or look into what does. */
const parts =
  /^(?:get|get_mut|split_\w+|first_chunk|last_chunk|first|last|try_into|ok_or|map_err|ok_or_else|as_ref|copied|chunks\w*|unwrap|expect)$/;

function isPart(file: SourceFile, { value, slices }: { value: Node; slices: ReadonlySet<string> }): boolean {
  let at: Node | undefined = value;
  for (let depth = 0; at !== undefined && depth < maxDepth; depth++) {
    switch (file.kind(at)) {
      case 'identifier':
        return slices.has(file.textOf(at));
      case 'reference_expression':
        at = file.field(at, 'value');
        break;
      case 'unary_expression':
      case 'try_expression':
      case 'parenthesized_expression':
      case 'index_expression':
        at = file.named(at)[0];
        break;
      case 'array_expression': {
        const elements = file.named(at);
        return elements.length > 0 && elements.every((element) => isPart(file, { value: element, slices }));
      }
      case 'call_expression': {
        const called: Node | undefined = file.field(at, 'function');
        const method: Node | undefined = file.is(called, 'field_expression') ? file.field(called, 'field') : undefined;
        if (called === undefined || method === undefined || !parts.test(file.textOf(method))) return false;
        at = file.field(called, 'value');
        break;
      }
      default:
        return false;
    }
  }
  return false;
}

const maxDepth = 24;
