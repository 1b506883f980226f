// Types whose memory C allocates: C is given their size and expects its own struct at the start.

import { cStruct } from '../names/c-knowledge';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { Facts } from '../facts';
import { typeParametersOf } from '../names/declarations';
import type { Change } from '../source/layout';
import { argumentsOf } from '../source/macro-calls';
import type { Field, Struct } from './structs';
import { isZeroSized } from './zero-sized';

export interface HeadedType {
  readonly struct: Struct;
  /** The field that holds C's own struct. */
  readonly head: Field;
  readonly cType: string;
  /** The function or field that is given the size. */
  readonly sizedBy: string;
  /** Whether no field that takes room stands before it. */
  readonly isFirst: boolean;
}

/** Those that have more in them than the C struct; alone it is at the head anyway. */
export function headedTypesOf({ wrappers, types, packs }: Pick<Facts, 'wrappers' | 'types' | 'packs'>): HeadedType[] {
  return wrappers.flatMap(({ struct, cFields }): HeadedType[] => {
    const sized = struct.fields.filter(({ type }) => !isZeroSized(types.read(type)));
    if (sized.length < 2) return [];
    for (const { field, cType } of cFields) {
      const sizedBy = cStruct(packs, cType)?.headOf;
      if (sizedBy !== undefined) return [{ struct, head: field, cType, sizedBy, isFirst: sized[0] === field }];
    }
    return [];
  });
}

/** `offset_of!(Type, field)` anywhere; `Self` in an `impl` of the type. */
export function isAsserted(file: SourceFile, { headed, facts }: { headed: HeadedType; facts: Facts }): boolean {
  const { struct, head } = headed;
  return facts.macroCalls.some((call) => {
    const [type, field] = call.name === 'offset_of' ? argumentsOf(file, call) : [];
    if (type === undefined || field === undefined || file.text.slice(field.start, field.end) !== head.name) return false;
    const name = /^(?:\w+::)*(\w+)/.exec(file.text.slice(type.start, type.end))?.[1];
    if (name !== 'Self') return name === struct.item.name;
    const impl = file.closest(call.node, 'impl_item');
    return facts.impls.some(({ node, typeName }) => node === impl && typeName === struct.item.name);
  });
}

/** A compile-time check of the offset: behind the type, or in a function of it where its parameters have bounds. */
export function offsetAssertion(file: SourceFile, { headed, facts }: { headed: HeadedType; facts: Facts }): Change | undefined {
  const { head } = headed;
  const { item } = headed.struct;
  const reason = '// C expects its own struct at the start of the allocation.';
  const list = file.field(item.node, 'type_parameters');
  const parameters = typeParametersOf(file, item.node);
  const isPlain =
    list === undefined || (/^<\s*\w+(?:\s*,\s*\w+)*\s*,?\s*>$/.test(file.textOf(list)) && !hasWhere(file, item.node));
  if (isPlain) {
    const type = parameters.length === 0 ? item.name : `${item.name}<${parameters.map(() => '()').join(', ')}>`;
    const at = file.end(item.node);
    const lines = ['', '', reason, `static_assert!(core::mem::offset_of!(${type}, ${head.name}) == 0);`];
    return { start: at, end: at, text: lines.join(file.lineBreak) };
  }
  const own = facts.impls.filter(({ typeName, trait }) => typeName === item.name && trait === undefined);
  const body = own
    .flatMap((impl) => (impl.body === undefined ? [] : file.named(impl.body)))
    .map((node) => (file.is(node, 'function_item') ? file.field(node, 'body') : undefined))
    .find((node) => node !== undefined);
  const first = body === undefined ? undefined : file.named(body)[0];
  if (body === undefined || first === undefined) return undefined;
  const at = file.start(body) + 1;
  const indent = file.indent(file.start(first));
  const assert = `const_assert!(core::mem::offset_of!(Self, ${head.name}) == 0);`;
  const text = ['', `${indent}${reason}`, `${indent}${assert}`, ''].join(file.lineBreak);
  return { start: at, end: at, text };
}

const hasWhere = (file: SourceFile, node: Node): boolean => file.child(node, 'where_clause') !== undefined;
