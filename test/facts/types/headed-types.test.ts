// Types whose memory C allocates, with C's own struct in them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const headed = (fields: string): unknown[] =>
  factsOf(parse(`use kernel::{bindings, types::Opaque};\nstruct Lamp<T> { ${fields} }\n`)).headedTypes.map(
    ({ struct, head, cType, isFirst }) => [struct.item.name, head.name, cType, isFirst],
  );

describe('types that C allocates', () => {
  it('hold the struct whose allocation is given a size, first or not', () => {
    assert.deepEqual(headed('raw: Opaque<bindings::fwctl_device>, data: T'), [['Lamp', 'raw', 'fwctl_device', true]]);
    assert.deepEqual(headed('data: T, raw: Opaque<bindings::fwctl_device>'), [['Lamp', 'raw', 'fwctl_device', false]]);
    assert.deepEqual(headed('_p: PhantomData<T>, raw: bindings::fwctl_device, data: T'), [['Lamp', 'raw', 'fwctl_device', true]]);
  });

  it('are none with nothing beside it, with another struct, or with a pointer to it', () => {
    assert.deepEqual(headed('raw: Opaque<bindings::fwctl_device>, _p: PhantomData<T>'), []);
    assert.deepEqual(headed('raw: Opaque<bindings::mutex>, data: T'), []);
    assert.deepEqual(headed('raw: *mut bindings::fwctl_device, data: T'), []);
  });

  it('come from the packs alone', () => {
    const text = 'use kernel::{bindings, types::Opaque};\nstruct Lamp<T> { raw: Opaque<bindings::fwctl_device>, data: T }\n';
    assert.deepEqual(factsOf(parse(text), { packs: [] }).headedTypes, []);
  });
});
