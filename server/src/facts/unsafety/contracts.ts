// The contracts that a pack holds, those of its C functions among them.

import type { Contract, Pack } from '../../packs/pack';

/** In the order of the pack: its own contracts, then one per C function that has obligations. */
export function contractsOf(pack: Pack): readonly Contract[] {
  const known = byPack.get(pack);
  if (known !== undefined) return known;
  const ofFunctions = (pack.functions ?? []).flatMap(({ name, parameters, obligations, source }): Contract[] =>
    obligations === undefined ? [] : [{ name, paths: [`bindings::${name}`], parameters, obligations, source }],
  );
  const all = [...(pack.contracts ?? []), ...ofFunctions];
  byPack.set(pack, all);
  return all;
}

const byPack = new WeakMap<Pack, readonly Contract[]>();
