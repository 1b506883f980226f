// Values that are built field by field, and what stands behind the names in them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { originOf } from '../../../server/src/facts/types/locals';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const read = (text: string): unknown[] => {
  const file = parse(text);
  const facts = factsOf(file);
  return facts.constructions.map(({ struct, fields }) => [
    struct?.item.name,
    fields.map(({ name, value }) => `${name} = ${file.textOf(originOf(file, { expression: value, facts }))}`),
  ]);
};

describe('constructions', () => {
  it('know their fields in order, in plain Rust and in macros', () => {
    assert.deepEqual(
      read(`
struct Lamp { a: A, b: B }
impl Lamp {
    fn new() -> impl PinInit<Self> {
        try_pin_init!(&this in Self { b <- B::new(), _: { log(); }, a })
    }
    fn other() -> Other { let a = make()?; Other { a } }
}
`),
      [
        ['Lamp', ['b = B::new()', '_ = { log(); }', 'a = a']],
        [undefined, ['a = make()?']],
      ],
    );
  });

  it('follow names through references, but not what may change or is part of a pattern', () => {
    assert.deepEqual(
      read(`
fn f() -> S {
    let made = make();
    let view = &*made;
    let mut changed = make();
    let (one, two) = pair();
    S { a: view, b: changed, c: one, d: &(made) }
}
`),
      [[undefined, ['a = make()', 'b = changed', 'c = one', 'd = make()']]],
    );
  });
});
