// Calls whose return value must be kept: a guard, or a value that only works while it lives.

import type { Node, SourceFile } from '../../syntax/source-file';
import type { Call } from '../names/calls';
import type { Facts } from '../facts';
import { meansOneOf } from '../names/named-items';
import { nameOf } from '../types/types';
import { seenThrough, type Values } from '../types/values';

interface Known {
  readonly functions?: readonly string[];
  readonly methods?: readonly string[];
  /** Only of a receiver of one of these types. */
  readonly receivers?: readonly string[];
}

/** The known function or method that a call is for. */
export function knownCall<T extends Known>(
  file: SourceFile,
  { call, known, facts }: { call: Call; known: readonly T[]; facts: Facts },
): T | undefined {
  const callee = file.field(call.node, 'function');
  if (callee === undefined || call.kind === 'macro') return undefined;
  if (call.kind === 'function')
    return known.find(({ functions }) => functions !== undefined && meansOneOf(callee, { paths: facts.paths, items: functions }));
  const found = known.find(
    ({ methods, receivers }) =>
      methods?.includes(call.name) === true && (receivers === undefined || isReceiver(call, { receivers, values: facts.values })),
  );
  return found === undefined || isOwnMethod(call, facts) ? undefined : found;
}

/** Whether a method is called on a value of one of the types, as far as the file says of what type it is. */
export function isReceiver({ receiver }: Call, { receivers, values }: { receivers: readonly string[]; values: Values }): boolean {
  if (receiver === undefined) return false;
  return seenThrough(values.typeOf(receiver)).some((type) => {
    if (type.kind !== 'path') return false;
    const written = type.segments.join('::');
    // Without an import the name alone stands in the type; the file declares no other type of that name, or it would be known.
    return receivers.some((path) => path === written || (type.segments.length === 1 && path.endsWith(`::${nameOf(type) ?? ''}`)));
  });
}

/** The call behind `?`, `.unwrap()`, `.ok_or(…)` and brackets, when nothing else is done with what it gives. */
export function callBehind(file: SourceFile, expression: Node): Node | undefined {
  let at: Node | undefined = expression;
  for (let depth = 0; at !== undefined && depth < 16; depth++) {
    if (file.is(at, 'try_expression', 'parenthesized_expression')) at = file.named(at)[0];
    else if (file.is(at, 'call_expression')) {
      const callee = file.field(at, 'function');
      const name = file.is(callee, 'field_expression') ? file.field(callee, 'field') : undefined;
      if (callee === undefined || name === undefined || !unwrapping.has(file.textOf(name))) return at;
      at = file.field(callee, 'value');
    } else return undefined;
  }
  return undefined;
}

const unwrapping: ReadonlySet<string> = new Set(['unwrap', 'expect', 'ok', 'ok_or', 'ok_or_else', 'map_err', 'inspect_err']);

/** Whether the file has a method of that name that returns no guard: then it is ambiguous. */
function isOwnMethod({ name }: Call, facts: Facts): boolean {
  return facts.functionsWithoutGuard(name).some((item) => facts.declarations.function(name) !== item);
}

/** The functions of each name that give no guard. */
export function functionsWithoutGuardOf(file: SourceFile): ReadonlyMap<string, readonly Node[]> {
  const byName = new Map<string, Node[]>();
  for (const item of file.nodes('function_item', 'function_signature_item')) {
    const name = file.field(item, 'name');
    const result = file.field(item, 'return_type');
    if (name === undefined || (result !== undefined && /Guard\b/.test(file.textOf(result)))) continue;
    const others = byName.get(file.textOf(name));
    if (others === undefined) byName.set(file.textOf(name), [item]);
    // The declaration that is left out above is one, so two are as good as many.
    else if (others.length < 2) others.push(item);
  }
  return byName;
}
