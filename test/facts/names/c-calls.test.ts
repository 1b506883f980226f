// Calls of C functions by name, and what packs say of them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { cFunctionOf, describedFunction, returnedStruct } from '../../../server/src/facts/names/c-calls';
import { packs } from '../../../server/src/packs';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const namesIn = (text: string): (string | undefined)[] => factsOf(parse(text)).calls.map((call) => cFunctionOf(call));

describe('calls of C functions', () => {
  it('are known by whatever path the file reaches the bindings', () => {
    assert.deepEqual(
      namesIn(`use crate::bindings::lamp_on;
use kernel::bindings;
fn f() { lamp_on(); bindings::lamp_off(); crate::bindings::lamp_dim(3); lamp.on(); other::lamp_on(); lamp!(); }`),
      ['lamp_on', 'lamp_off', 'lamp_dim', undefined, undefined, undefined],
    );
  });

  it('have what a pack says of the function', () => {
    const [put, get] = ['put_device', 'get_device'].map((name) => describedFunction(packs, name));
    assert.ok(put !== undefined && get !== undefined);
    assert.deepEqual([put.name, returnedStruct(put)], ['put_device', undefined]);
    assert.deepEqual([get.name, returnedStruct(get)], ['get_device', 'device']);
    assert.equal(describedFunction(packs, 'no_such_function'), undefined);
    assert.equal(describedFunction(packs, undefined), undefined);
  });
});
