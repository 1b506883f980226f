// What the packs say about a C name.

import type { CEnum, CFunction, CStruct, Refcount, Vtable } from '../../packs/c-facts';
import type { Pack } from '../../packs/pack';

/** The first entry of that name in the packs. */
export const cFunction = (packs: readonly Pack[], name: string): CFunction | undefined =>
  find(packs, ({ functions }) => functions?.find((entry) => entry.name === name));

export const cStruct = (packs: readonly Pack[], name: string): CStruct | undefined =>
  find(packs, ({ structs }) => structs?.find((entry) => entry.name === name));

export const cEnum = (packs: readonly Pack[], name: string): CEnum | undefined =>
  find(packs, ({ enums }) => enums?.find((entry) => entry.name === name));

export const refcountOf = (packs: readonly Pack[], struct: string): Refcount | undefined =>
  find(packs, ({ refcounts }) => refcounts?.find((entry) => entry.struct === struct));

export const vtableOf = (packs: readonly Pack[], struct: string): Vtable | undefined =>
  find(packs, ({ vtables }) => vtables?.find((entry) => entry.struct === struct));

function find<T>(packs: readonly Pack[], of: (pack: Pack) => T | undefined): T | undefined {
  for (const pack of packs) {
    const found = of(pack);
    if (found !== undefined) return found;
  }
  return undefined;
}
