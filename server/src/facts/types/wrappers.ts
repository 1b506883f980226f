// Structs that contain a C struct by value, next to or around Rust data.

import type { SourceFile } from '../../syntax/source-file';
import { embeddedCType } from './c-types';
import type { Field, Struct } from './structs';
import type { TypeReader } from './types';

export interface Wrapper {
  readonly struct: Struct;
  /** The fields that hold a C struct by value, in source order. */
  readonly cFields: readonly { readonly field: Field; readonly cType: string }[];
  /** The fields whose type is one of the struct's type parameters. */
  readonly payloads: readonly Field[];
}

/** Every struct with a C struct by value in it, `Opaque<…>` or bare. */
export function wrappersOf(
  file: SourceFile,
  { structs, types }: { structs: readonly Struct[]; types: TypeReader },
): readonly Wrapper[] {
  return structs.flatMap((struct): Wrapper[] => {
    if (file.inMacro(struct.item.node)) return [];
    const read = struct.fields.map((field) => ({ field, type: types.read(field.type) }));
    const cFields = read.flatMap(({ field, type }) => {
      const cType = embeddedCType(type);
      return cType === undefined ? [] : [{ field, cType }];
    });
    const payloads = read.filter(({ type }) => type?.kind === 'parameter').map(({ field }) => field);
    return cFields.length === 0 ? [] : [{ struct, cFields, payloads }];
  });
}

/** Whether the struct's attributes say `repr(C)` or `repr(transparent)`. */
export function hasFixedLayout({ item }: Struct, ...layouts: ('C' | 'transparent')[]): boolean {
  return item.attributes.some(
    ({ path, argument }) => path === 'repr' && layouts.some((layout) => new RegExp(`\\b${layout}\\b`).test(argument ?? '')),
  );
}
