// Items and impls with what the text says of them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('items', () => {
  it('have kind, name, visibility, attributes and owner', () => {
    const file = parse(`
#[pin_data]
#[repr(C)]
pub(crate) struct Device { x: u32 }
mod inner { pub const LIMIT: usize = 4; }
impl Device { pub fn new() -> Self { fn helper() {} } }
extern "C" { fn probe(); }
macro_rules! each { () => {} }
`);
    const { items } = factsOf(file);
    assert.deepEqual(
      items.map(({ kind, name, visibility, attributes, owner }) => [
        kind,
        name,
        visibility,
        attributes.map(({ path }) => path).join(),
        owner === undefined ? undefined : file.kind(owner),
      ]),
      [
        ['struct', 'Device', 'pub(crate)', 'pin_data,repr', 'source_file'],
        ['mod', 'inner', undefined, '', 'source_file'],
        ['const', 'LIMIT', 'pub', '', 'mod_item'],
        ['fn', 'new', 'pub', '', 'impl_item'],
        ['fn', 'helper', undefined, '', undefined],
        ['fn', 'probe', undefined, '', 'foreign_mod_item'],
        ['macro', 'each', undefined, '', 'source_file'],
      ],
    );
  });
});

describe('impls', () => {
  it('name type and trait by their last segment', () => {
    const file = parse(`
unsafe impl<T> Send for sync::Arc<T> {}
impl !Sync for Device {}
impl kernel::Module for Driver { }
impl Device<Bound> {}
impl<'a> From<X> for &'a Device {}
`);
    assert.deepEqual(
      factsOf(file).impls.map(({ typeName, traitName, isUnsafe, isNegative }) => [typeName, traitName, isUnsafe, isNegative]),
      [
        ['Arc', 'Send', true, false],
        ['Device', 'Sync', false, true],
        ['Driver', 'Module', false, false],
        ['Device', undefined, false, false],
        [undefined, 'From', false, false],
      ],
    );
  });
});
