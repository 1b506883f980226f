// Functions of the file that give no guard, by name.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const count = (text: string, name = 'lock'): number => factsOf(parse(text)).functionsWithoutGuard(name).length;

describe('functions that give no guard', () => {
  it('are those whose result is called something else', () => {
    assert.equal(count('impl A { fn lock(&self) -> Guard<u8> {} }\nimpl B { fn lock(&self) -> MutexGuard<u8> {} }\n'), 0);
    assert.equal(count('impl A { fn lock(&self) -> bool {} }\n'), 1);
    assert.equal(count('trait A { fn lock(&self); }\n'), 1);
    assert.equal(count('impl A { fn lock(&self) {} }\n', 'read'), 0);
  });

  it('are counted up to two', () => {
    assert.equal(count('fn lock() {}\nmod a { fn lock() {} }\nmod b { fn lock() {} }\n'), 2);
  });
});
