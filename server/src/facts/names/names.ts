// The words of a name, the abbreviations among them, and names that repeat where they stand.

import type { SourceFile } from '../../syntax/source-file';
import type { Unit } from '../../crate/unit';
import type { Item } from './items';

/** `FwCtlUCtx` is `Fw`, `Ctl`, `U`, `Ctx`; `open_uctx` is `open`, `uctx`. */
export function wordsOf(name: string): string[] {
  return name.split('_').flatMap((part) => part.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+/g) ?? []);
}

/** Without case and underscores, to compare names of modules, types and functions. */
export const folded = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Words that C shortens and Rust does not; those that Rust shortens too (`Ptr`, `Addr`, `Iter`, `Info`) are left out. */
const abbreviations: ReadonlyMap<string, string> = new Map([
  ['cb', 'Callback'],
  ['cfg', 'Config'],
  ['cnt', 'Count'],
  ['ctx', 'Context'],
  ['dev', 'Device'],
  ['drv', 'Driver'],
  ['evt', 'Event'],
  ['hdl', 'Handle'],
  ['mgr', 'Manager'],
  ['ops', 'Operations'],
  ['reqs', 'Requests'],
  ['resp', 'Response'],
]);

/** The words of a type's name that are abbreviated, with what they stand for. */
export function abbreviationsIn(name: string): { readonly word: string; readonly full: string }[] {
  return splitTypeName(name).flatMap((word) => {
    const full = abbreviations.get(word.toLowerCase());
    return full === undefined ? [] : [{ word, full }];
  });
}

/** `UCtx` as `UserContext`; the name itself where nothing in it is short. */
export function spelledOut(name: string): string {
  const words = splitTypeName(name);
  return words
    .map((word, index) => {
      const next = words[index + 1]?.toLowerCase();
      // `uctx`, `udev`: the `u` of user space.
      if (word === 'U' && next !== undefined && abbreviations.has(next)) return 'User';
      return abbreviations.get(word.toLowerCase()) ?? word;
    })
    .join('');
}

/** `UCtx` is `U` and `Ctx`, though `UC` would be an acronym elsewhere. */
const splitTypeName = (name: string): string[] => name.match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+|_+/g) ?? [];

/** The module that an item stands in directly; undefined where that is the root of a crate or unknown. */
export function moduleOf(file: SourceFile, { item, unit }: { item: Item; unit: Unit }): string | undefined {
  if (file.is(item.owner, 'mod_item')) {
    const name = file.field(item.owner, 'name');
    return name === undefined ? undefined : file.textOf(name);
  }
  if (item.owner !== file.root || /(?:^|\/)(?:lib|main)\.rs$/.test(unit.path ?? file.path)) return undefined;
  return unit.module;
}

/** What is left of a type's name behind the name of its module: `Ops` of `FwCtlOps` in `fwctl`. */
export function behindModule(name: string, module: string): string | undefined {
  const prefix = folded(module);
  if (!folded(name).startsWith(prefix)) return undefined;
  const words = wordsOf(name);
  for (let count = 1; count < words.length; count++) {
    if (folded(words.slice(0, count).join('')) !== prefix) continue;
    const rest = words.slice(count).join('');
    return /^[A-Z]/.test(rest) ? rest : undefined;
  }
  return undefined;
}
