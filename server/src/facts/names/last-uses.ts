// Whether a local is used again behind a statement.

import type { Node, SourceFile } from '../../syntax/source-file';
import type { Binding } from './bindings';
import type { Facts } from '../facts';

interface Place {
  readonly file: SourceFile;
  readonly facts: Facts;
}

/** Whether what follows in the block, up to another variable of the name, may use this one. */
export function isReadAfter(statement: Node, { binding, context }: { binding: Binding; context: Place }): boolean {
  const { file, facts } = context;
  const block = file.parent(statement);
  if (block === undefined || file.end(block) - file.end(statement) > maxRest) return true;
  const code = file.textOf(binding.name);
  for (let at = file.next(statement); at !== undefined; at = file.next(at)) {
    // In a format string a name is no identifier.
    if (new RegExp(`\\{${code}[:}]`).test(file.textOf(at))) return true;
    const pattern = file.is(at, 'let_declaration') ? file.field(at, 'pattern') : undefined;
    const isUse = (name: Node): boolean => {
      const meant = name !== pattern && file.textOf(name) === code ? facts.bindings.of(name) : undefined;
      return meant === 'hidden' || meant?.name === binding.name;
    };
    if ((file.is(at, 'identifier') && isUse(at)) || file.descendants(at, 'identifier').some(isUse)) return true;
    if (pattern !== undefined && file.textOf(pattern) === code) return false;
  }
  return false;
}

/** A function longer than this is no function but a trap. */
const maxRest = 50_000;
