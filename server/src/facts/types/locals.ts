// What local names refer to: the expression last assigned to a name, and where the name is used.

import type { Node, SourceFile } from '../../syntax/source-file';
import type { Facts } from '../facts';

const maxSteps = 16;

/**
 * The expression behind references, dereferences and `let` names: of `&dev` below `let dev = Device::new()?;` the `Device::new()?`. The name
 * itself where it is not a plain `let`.
 */
export function originOf(file: SourceFile, { expression, facts }: { expression: Node; facts: Facts }): Node {
  let at = expression;
  for (let steps = 0; steps < maxSteps; steps++) {
    const next = behind(file, { at, facts });
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function behind(file: SourceFile, { at, facts }: { at: Node; facts: Facts }): Node | undefined {
  if (file.is(at, 'reference_expression')) return file.field(at, 'value');
  if (file.is(at, 'parenthesized_expression')) return file.named(at)[0];
  if (file.is(at, 'unary_expression')) return file.child(at, '*') === undefined ? undefined : file.named(at).at(-1);
  if (!file.is(at, 'identifier')) return undefined;
  const binding = facts.bindings.of(at);
  if (binding === undefined || binding === 'hidden' || binding.kind !== 'let') return undefined;
  // A name bound inside a pattern is only a part of the value, and one that is assigned to may be anything.
  const declaration = file.parent(binding.pattern);
  const isFixed = declaration !== undefined && file.child(declaration, 'mutable_specifier') === undefined;
  return isFixed && binding.pattern === binding.name ? binding.value : undefined;
}
