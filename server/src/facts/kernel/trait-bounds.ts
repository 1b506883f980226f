// What bounds ask for, with what the traits of the file ask for in turn.

import type { Node, SourceFile } from '../../syntax/source-file';
import { lastName } from '../names/declarations';
import type { Facts } from '../facts';
import { boundsOf } from './vtable-callbacks';

interface Place {
  readonly file: SourceFile;
  readonly facts: Facts;
}

/** The names of bounds and of what the file's own traits ask for in turn; `?` for a trait that may ask for anything. */
export function namesOf(context: Place, { bounds, depth }: { bounds: readonly Node[]; depth: number }): Set<string> {
  const { file, facts } = context;
  const names = new Set<string>();
  for (const bound of bounds) {
    if (file.is(bound, 'lifetime', 'removed_trait_bound')) {
      names.add(file.textOf(bound));
      continue;
    }
    const name = lastName(file, bound) ?? '';
    names.add(name);
    const trait = facts.declarations.type(name);
    if (file.is(trait, 'trait_item') && depth < 6) {
      const supertraits = file.named(file.field(trait, 'bounds'));
      const own = [...supertraits, ...boundsOf(file, { at: trait, name: 'Self' })];
      for (const inner of namesOf(context, { bounds: own, depth: depth + 1 })) names.add(inner);
    } else if (!['Send', 'Sync'].includes(name) && !silent.has(name)) names.add('?');
  }
  return names;
}

/** Bounds that bring neither `Send` nor `Sync`. */
const silent: ReadonlySet<string> = new Set([
  'Sized',
  'Clone',
  'Copy',
  'Default',
  'Unpin',
  'Debug',
  'Display',
  'PartialEq',
  'Eq',
  'Drop',
]);
