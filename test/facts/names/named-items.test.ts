// Whether a path means an item that a pack names: each test asks for the type of the field `x`.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { meansOneOf } from '../../../server/src/facts/names/named-items';
import { startParser } from '../../../server/src/syntax/parser';
import { unitOfPath } from '../../../server/src/crate/unit';
import { factsOf, parse } from '../../check';

before(() => startParser());

const items = ['sync::Mutex', 'sync::lock::mutex::Mutex', 'core::marker::PhantomPinned'];

function isKnown(imports: string, type: string, path = 'drivers/char/lamp.rs'): boolean {
  const file = parse(`${imports}\nstruct Lamp<T> {\n    x: ${type},\n}\n`, path);
  const facts = factsOf(file, { unit: unitOfPath(path) });
  const field = facts.structs.find(({ item }) => item.name === 'Lamp')?.fields[0];
  assert.ok(field !== undefined);
  return meansOneOf(field.type, { paths: facts.paths, items });
}

describe('an item that a pack names', () => {
  it('is found behind imports, modules and arguments', () => {
    assert.ok(isKnown('use kernel::sync::Mutex;', 'Mutex<T>'));
    assert.ok(isKnown('use kernel::sync;', 'sync::Mutex<T>'));
    assert.ok(isKnown('', 'kernel::sync::lock::mutex::Mutex<T>'));
    assert.ok(isKnown('use kernel::sync::Mutex as Lock;', 'Lock<T>'));
    assert.ok(isKnown('use core::marker::PhantomPinned;', 'PhantomPinned'));
    assert.ok(isKnown('use super::lock::mutex::Mutex;', 'Mutex<T>', 'rust/kernel/sync/set_once.rs'));
  });

  it('is found behind the glob import of its module, not behind another', () => {
    assert.ok(isKnown('use kernel::sync::*;', 'Mutex<T>'));
    assert.equal(isKnown('use kernel::prelude::*;', 'Mutex<T>'), false);
  });

  it('is believed of two segments that nothing explains, not of one', () => {
    assert.ok(isKnown('', 'sync::Mutex<T>'));
    assert.equal(isKnown('', 'Mutex<T>'), false);
    assert.equal(isKnown('', 'async::Mutex<T>'), false);
  });

  it('is another where the file says so', () => {
    assert.equal(isKnown('use crate::sync::Mutex;', 'Mutex<T>'), false);
    assert.equal(isKnown('struct Mutex<T>(T);', 'Mutex<T>'), false);
    assert.equal(isKnown('mod sync { pub struct Mutex<T>(T); }', 'sync::Mutex<T>'), false);
    assert.equal(isKnown('use kernel::sync::Mutex;', 'KBox<Mutex<T>>'), false);
  });

  it('is nothing that has no path', () => {
    assert.equal(isKnown('use kernel::sync::Mutex;', '[Mutex<T>; 2]'), false);
    assert.equal(isKnown('use kernel::sync::Mutex;', "&'static Mutex<T>"), false);
  });
});
