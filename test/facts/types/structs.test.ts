// Structs with their fields.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const fieldsOf = (text: string): unknown[] => {
  const file = parse(text);
  return factsOf(file).structs.map(({ item, fields, isTuple }) => [
    item.name,
    isTuple,
    fields.map(({ name, visibility, type, attributes }) =>
      [
        ...attributes.map(({ path }) => `#${path}`),
        ...(visibility === undefined ? [] : [file.textOf(visibility)]),
        name,
        file.textOf(type),
      ].join(' '),
    ),
  ]);
};

describe('structs', () => {
  it('have named fields with visibility and attributes', () => {
    assert.deepEqual(fieldsOf('struct Queue<T> {\n    /// Doc.\n    #[pin]\n    pub lock: Mutex<T>,\n    head: u32,\n}'), [
      ['Queue', false, ['#pin pub lock Mutex<T>', 'head u32']],
    ]);
  });

  it('have numbered fields in a tuple struct', () => {
    assert.deepEqual(fieldsOf('pub struct Pair(pub(crate) Opaque<bindings::file>, #[pin] PhantomData<()>, u8);'), [
      ['Pair', true, ['pub(crate) 0 Opaque<bindings::file>', '#pin 1 PhantomData<()>', '2 u8']],
    ]);
  });

  it('may have no fields or half a field', () => {
    assert.deepEqual(fieldsOf('struct Empty;\nstruct Typing { x: }'), [
      ['Empty', false, []],
      ['Typing', false, ['x ']],
    ]);
  });
});
