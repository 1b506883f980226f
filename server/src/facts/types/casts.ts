// The `as` casts of a file, a row of them (`x as *const _ as *mut T`) taken together, with what is known of their types.

import type { Node, SourceFile, Span } from '../../syntax/source-file';
import type { Type, TypeReader } from './types';
import type { Values } from './values';

export interface CastStep {
  /** The `type_cast_expression`. */
  readonly cast: Node;
  /** The word `as`. */
  readonly keyword: Span;
  /** The type that is cast to. */
  readonly target: Node;
  /** What the cast is applied to, undefined when the file does not tell. */
  readonly from: Type | undefined;
  /**
   * What comes out; for `as *const _` with the pointee that it must be: that of the operand when another cast follows, else
   * what the place asks for, when the file tells.
   */
  readonly to: Type | undefined;
  /** Whether `_` stands for the pointee of the operand, whatever that is. */
  readonly keepsPointee: boolean;
}

/** `operand as A as B`, parentheses between the casts looked through. */
export interface CastRow {
  /** The outermost cast. */
  readonly node: Node;
  /** What the innermost cast is applied to. */
  readonly operand: Node;
  /** In the order in which they are applied; at least one. */
  readonly steps: readonly CastStep[];
}

export function castRowsOf(file: SourceFile, { types, values }: { types: TypeReader; values: Values }): CastRow[] {
  const rows: CastRow[] = [];
  const inner = new Set<Node>();
  // An outer cast stands before its operand in the tree.
  for (const node of file.nodes('type_cast_expression')) {
    if (inner.has(node)) continue;
    const casts: Node[] = [];
    let operand: Node | undefined;
    for (let at: Node | undefined = node; at !== undefined; at = castBelow(file, operand)) {
      casts.push(at);
      inner.add(at);
      operand = file.field(at, 'value');
    }
    const row = operand === undefined ? undefined : rowOf(casts.reverse(), operand);
    if (row !== undefined) rows.push(row);
  }
  return rows;

  function rowOf(casts: readonly Node[], operand: Node): CastRow | undefined {
    const node = casts.at(-1);
    if (node === undefined) return undefined;
    const steps: CastStep[] = [];
    let from = values.typeOf(operand);
    for (const [index, cast] of casts.entries()) {
      const target = file.field(cast, 'type');
      const keyword = file.children(cast).find((child) => file.is(child, 'as'));
      if (target === undefined || keyword === undefined) return undefined;
      const read = types.read(target);
      const expected = index === casts.length - 1 ? values.expectedAt(node) : 'free';
      const keepsPointee = expected === 'free' && isOpen(read) && isPointer(from);
      const asked = expected === 'free' ? undefined : pointeeOf(expected);
      const to = isOpen(read) ? { ...read, to: keepsPointee ? pointeeOf(from) : asked } : read;
      steps.push({ cast, keyword: file.span(keyword), target, from, to, keepsPointee });
      from = to;
    }
    return { node, operand, steps };
  }
}

const isOpen = (type: Type | undefined): type is Type & { kind: 'pointer' } => type?.kind === 'pointer' && type.to === undefined;

const isPointer = (type: Type | undefined): type is Type & { kind: 'pointer' | 'reference' } =>
  type?.kind === 'pointer' || type?.kind === 'reference';

const pointeeOf = (type: Type | undefined): Type | undefined => (isPointer(type) ? type.to : undefined);

/** The cast that `node` is, in any number of parentheses. */
function castBelow(file: SourceFile, node: Node | undefined): Node | undefined {
  let at = node;
  while (file.is(at, 'parenthesized_expression')) at = file.named(at)[0];
  return file.is(at, 'type_cast_expression') ? at : undefined;
}
