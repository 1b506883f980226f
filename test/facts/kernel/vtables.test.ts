// Structs of function pointers that a file fills in for C.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const slotsOf = (text: string): unknown[] => {
  const file = parse(text);
  return factsOf(file).vtables.map(({ struct, slots }) => [
    struct,
    slots.map(({ slot, callback }) => {
      const name = callback === undefined ? undefined : file.field(callback, 'name');
      return `${slot} ${name === undefined ? '-' : file.textOf(name)}`;
    }),
  ]);
};

describe('vtables', () => {
  it('know the function in each slot', () => {
    assert.deepEqual(
      slotsOf(`
struct Adapter<T>(PhantomData<T>);
impl<T: Driver> Adapter<T> {
    const OPS: bindings::lamp_ops = bindings::lamp_ops {
        size: 4,
        open: Some(Self::open_callback),
        close: Some(Adapter::<T>::close_callback),
        reset: Some(reset::<T>),
        info: None,
        other: Some(elsewhere::callback),
    };
    unsafe extern "C" fn open_callback() {}
    unsafe extern "C" fn close_callback() {}
}
extern "C" fn reset<T>() {}
`),
      [['lamp_ops', ['size -', 'open open_callback', 'close close_callback', 'reset reset', 'info -', 'other -']]],
    );
  });

  it('are recognised by import too, and nothing else is one', () => {
    assert.deepEqual(
      slotsOf('use crate::bindings::lamp_ops;\nconst A: lamp_ops = lamp_ops { x: f };\nfn f() {}\nconst B: Own = Own { x: f };'),
      [['lamp_ops', ['x f']]],
    );
  });

  it('in a union of defaults and half-typed code do not disturb', () => {
    assert.deepEqual(slotsOf('const A: bindings::x = bindings::x { a: , ..zeroed() };'), [['x', []]]);
  });
});
