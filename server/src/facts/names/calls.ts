// Calls of functions, methods and macros, with what is called.

import { countWhile } from '../../syntax/ranges';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { MacroCall } from '../source/macro-calls';
import type { Paths } from './paths';

export interface Call {
  readonly kind: 'function' | 'method' | 'macro';
  readonly node: Node;
  /** The last segment: `null` of `ptr::null::<T>()`. */
  readonly name: string;
  readonly nameNode: Node;
  /**
   * From the crate on, as far as the file tells: `core::ptr::null`, `kernel::pr_info`. Undefined for methods, for `<T as Trait>::f` and for
   * what is called through a local variable.
   */
  readonly path: string | undefined;
  /** What a method is called on. */
  readonly receiver: Node | undefined;
  /** Of functions and methods. */
  readonly arguments: readonly Node[];
  readonly macro: MacroCall | undefined;
}

/** In source order. What stays a token sequence in a macro shows only the macros that are called in it. */
export function callsOf(file: SourceFile, { macroCalls, paths }: { macroCalls: readonly MacroCall[]; paths: Paths }): Call[] {
  const plain = file.nodes('call_expression').map((node) => callOf(file, { node, paths }));
  const macros = macroCalls.map((macro) => macroCallOf({ macro, paths }));
  return [...plain, ...macros]
    .filter((call) => call !== undefined)
    .sort((a, b) => file.start(a.node) - file.start(b.node) || a.node - b.node);
}

/** Those of functions and methods, in source order for each name. */
export function callsByName(calls: readonly Call[]): ReadonlyMap<string, readonly Call[]> {
  const byName = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.kind === 'macro') continue;
    const others = byName.get(call.name);
    if (others === undefined) byName.set(call.name, [call]);
    else others.push(call);
  }
  return byName;
}

/** Calls of functions and methods below a node. */
export function callsIn(file: SourceFile, { body, calls }: { body: Node; calls: readonly Call[] }): Call[] {
  const end = file.end(body);
  const first = countWhile(calls, ({ node }) => file.start(node) < file.start(body));
  const inside: Call[] = [];
  for (let at = first, call = calls[at]; call !== undefined && file.start(call.node) < end; call = calls[++at])
    if (call.node !== body && file.contains(body, call.node)) inside.push(call);
  return inside;
}

function callOf(file: SourceFile, { node, paths }: { node: Node; paths: Paths }): Call | undefined {
  const written = file.field(node, 'function');
  if (written === undefined) return undefined;
  const called = file.is(written, 'generic_function') ? (file.field(written, 'function') ?? written) : written;
  const list = file.field(node, 'arguments');
  const given = list === undefined ? [] : file.named(list).filter((argument) => !file.is(argument, 'attribute_item'));
  const rest = { node, arguments: given, macro: undefined };
  if (file.is(called, 'field_expression')) {
    const nameNode = file.field(called, 'field');
    if (!file.is(nameNode, 'field_identifier')) return undefined;
    const name = file.textOf(nameNode);
    return { ...rest, kind: 'method', name, nameNode, path: undefined, receiver: file.field(called, 'value') };
  }
  const nameNode = file.is(called, 'scoped_identifier') ? file.field(called, 'name') : called;
  if (!file.is(nameNode, 'identifier')) return undefined;
  const resolved = paths.resolve(called);
  const path = resolved?.by === 'local' ? undefined : resolved?.path;
  return { ...rest, kind: 'function', name: file.textOf(nameNode), nameNode, path, receiver: undefined };
}

function macroCallOf({ macro, paths }: { macro: MacroCall; paths: Paths }): Call {
  const { name, nameNode, node } = macro;
  const { path } = paths.lookUp(macro.path.replace(/^::/, ''), { at: node, namespace: 'macro' });
  return { kind: 'macro', node, name, nameNode, path, receiver: undefined, arguments: [], macro };
}
