// Structs with a C struct in them, and what a type says of C.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { embeddedCType, mentionedCType, pointedCType } from '../../../server/src/facts/types/c-types';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('wrappers', () => {
  it('know their C structs and what stands beside them', () => {
    const text = `use crate::bindings::file as raw_file;
pub struct Open<T, const N: usize> { raw: Opaque<bindings::cam_file>, other: kernel::bindings::cam, data: T, more: KVec<T> }
struct Plain<T>(T, *mut bindings::cam);
`;
    const { wrappers } = factsOf(parse(text));
    assert.deepEqual(
      wrappers.map(({ struct, cFields, payloads }) => [
        struct.item.name,
        cFields.map(({ cType }) => cType),
        payloads.map(({ name }) => name),
      ]),
      [['Open', ['cam_file', 'cam'], ['data']]],
    );
  });
});

describe('C types', () => {
  const typeOf = (type: string): (string | undefined)[] => {
    const { structs, types } = factsOf(parse(`use bindings::page;\nstruct A(${type});\n`), {});
    const read = types.read(structs[0]?.fields[0]?.type);
    return [embeddedCType(read), pointedCType(read), mentionedCType(read)];
  };

  it('are held, pointed to or mentioned', () => {
    assert.deepEqual(typeOf('bindings::page'), ['page', undefined, 'page']);
    assert.deepEqual(typeOf('page'), ['page', undefined, 'page']);
    assert.deepEqual(typeOf('Opaque<bindings::page>'), ['page', undefined, 'page']);
    assert.deepEqual(typeOf('*mut bindings::page'), [undefined, 'page', 'page']);
    assert.deepEqual(typeOf('Option<NonNull<bindings::page>>'), [undefined, 'page', 'page']);
    assert.deepEqual(typeOf('KVec<(u32, &bindings::page)>'), [undefined, undefined, 'page']);
    assert.deepEqual(typeOf('KVec<u32>'), [undefined, undefined, undefined]);
  });
});
