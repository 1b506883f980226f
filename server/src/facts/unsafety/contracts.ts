// The contracts that a pack holds, those of its C functions among them.

import type { Contract, Pack } from '../../packs/pack';
import { derived } from '../../derived';

/** In the order of the pack: its own contracts, then one per C function that has obligations. */
export const contractsOf = derived((pack: Pack): readonly Contract[] => {
  const ofFunctions = (pack.functions ?? []).flatMap(({ name, parameters, obligations, source }): Contract[] =>
    obligations === undefined ? [] : [{ name, paths: [`bindings::${name}`], parameters, obligations, source }],
  );
  return [...(pack.contracts ?? []), ...ofFunctions];
});
