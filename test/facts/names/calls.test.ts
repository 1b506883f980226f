// Calls, impls, methods and names, looked up by node, by name and by shape.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { pattern } from '../../../server/src/syntax/pattern';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const text = `
use core::ptr;
struct Lamp;
impl Lamp {
    pub fn on(&self) { self.level.cast::<u8>(); }
    fn off(&self) { ptr::null::<u8>().cast::<u16>(); cast(1); cast!(2); }
}
impl Drop for Lamp {
    fn drop(&mut self) {}
}
impl Lamp {
    pub fn dim(&self) {}
    pub(crate) fn blink(&self) {}
}
`;

describe('calls', () => {
  it('are known by their node', () => {
    const file = parse(text);
    const facts = factsOf(file);
    const nodes = file.nodes('call_expression');
    assert.deepEqual(
      nodes.map((node) => facts.callAt(node)?.name),
      ['cast', 'cast', 'null', 'cast'],
    );
    assert.equal(facts.callAt(file.root), undefined);
    assert.equal(facts.callAt(undefined), undefined);
  });

  it('of functions and methods are known by their name, in the order of the text', () => {
    const facts = factsOf(parse(text));
    assert.deepEqual(
      facts.callsNamed('cast').map(({ kind, arguments: given }) => `${kind} ${given.length}`),
      ['method 0', 'method 0', 'function 1'],
    );
    assert.deepEqual(facts.callsNamed('on'), []);
  });
});

describe('impls', () => {
  it('are known by their node', () => {
    const file = parse(text);
    const facts = factsOf(file);
    const [first, second] = file.nodes('impl_item');
    assert.equal(facts.implAt(first)?.traitName, undefined);
    assert.equal(facts.implAt(second)?.traitName, 'Drop');
    assert.equal(facts.implAt(file.root), undefined);
    assert.equal(facts.implAt(undefined), undefined);
  });

  it('give a type its public methods, those of traits left out', () => {
    const facts = factsOf(parse(text));
    assert.deepEqual(
      facts.publicMethods('Lamp').map(({ method, impl }) => `${method.name} ${facts.impls.indexOf(impl)}`),
      ['on 0', 'dim 2'],
    );
    assert.deepEqual(facts.publicMethods('Shade'), []);
  });
});

describe('names and shapes', () => {
  it('are found with the paths that the file imports', () => {
    const file = parse(text);
    const facts = factsOf(file);
    const shape = pattern('core::ptr::null()');
    assert.deepEqual(
      [...facts.matches(shape)].map(({ node }) => file.textOf(node)),
      ['ptr::null::<u8>()'],
    );
    const [on] = file.nodes('function_item');
    assert.deepEqual([...facts.matches(shape, on)], []);
    assert.equal(facts.match(shape, file.nodes('call_expression')[2])?.node, file.nodes('call_expression')[2]);
    assert.equal(facts.match(shape, file.nodes('call_expression')[0]), undefined);
  });

  it('stand at several places', () => {
    const facts = factsOf(parse(text));
    assert.equal(facts.named('Lamp').length, 4);
    assert.deepEqual(facts.named('Shade'), []);
    assert.equal(facts.declarations.member('Lamp', 'dim') === undefined, false);
  });
});
