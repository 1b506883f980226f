// The C struct behind a pointer that an expression gives.

import { anyOf, pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';
import { cFunctionOf, describedFunction, returnedStruct } from '../names/c-calls';
import type { Facts } from '../facts';
import { nameOf, type Type } from './types';
import { tailOf } from './values';

interface Place {
  readonly file: SourceFile;
  readonly facts: Facts;
}

/** The C struct that a pointer points to, from its type or from the C function that it came from. */
export function structBehind(pointer: Node, { context, depth }: { context: Place; depth: number }): string | undefined {
  const { file, facts } = context;
  const typed = structOfType(facts.values.typeOf(pointer));
  if (typed !== undefined || depth > 8) return typed;
  const from = (node: Node | undefined): string | undefined =>
    node === undefined ? undefined : structBehind(node, { context, depth: depth + 1 });
  switch (file.kind(pointer)) {
    case 'identifier': {
      const binding = facts.bindings.known(pointer);
      return binding?.kind === 'let' ? from(binding.value) : undefined;
    }
    case 'parenthesized_expression':
    case 'try_expression':
      return from(file.named(pointer)[0]);
    case 'unsafe_block':
      return from(file.child(pointer, 'block'));
    case 'block':
      return from(tailOf(file, pointer));
    case 'call_expression': {
      const call = facts.callAt(pointer);
      if (call === undefined) return undefined;
      const described = describedFunction(facts.packs, cFunctionOf(call));
      if (described !== undefined) return returnedStruct(described);
      if (call.receiver !== undefined)
        return /^(?:as_ptr|ok_or|ok_or_else|cast_mut|cast_const)$/.test(call.name) ? from(call.receiver) : undefined;
      return from(facts.match(nonNull, pointer)?.pointer);
    }
    default:
      return undefined;
  }
}

const nonNull = anyOf(pattern('NonNull::new($pointer)'), pattern('NonNull::new_unchecked($pointer)'));

function structOfType(type: Type | undefined): string | undefined {
  const to =
    type?.kind === 'pointer' ? type.to : nameOf(type) === 'NonNull' && type?.kind === 'path' ? type.arguments[0] : undefined;
  return to?.kind === 'path' && to.segments.at(-2) === 'bindings' ? to.segments.at(-1) : undefined;
}
