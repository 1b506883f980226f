// Which pattern a local name comes from.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

/** Where the name in the last statement is bound: the kind, and the pattern. */
function binding(text: string, name: string): string | undefined {
  const file = parse(text);
  const facts = factsOf(file);
  const node = file.nodes('identifier').findLast((each) => file.textOf(each) === name);
  assert.ok(node !== undefined);
  const found = facts.bindings.of(node);
  return found === undefined || found === 'hidden' ? found : `${found.kind} ${file.textOf(found.pattern)}`;
}

describe('bindings', () => {
  it('come from parameters, `let`, arms, loops and conditions', () => {
    assert.equal(binding('fn f(a: u8) { g(a); }', 'a'), 'parameter a');
    assert.equal(binding('fn f(a: u8) { let (a, b) = a; g(a); }', 'a'), 'let (a, b)');
    assert.equal(binding('fn f() { match x { Some(a) => g(a) } }', 'a'), 'match Some(a)');
    assert.equal(binding('fn f() { for a in x { g(a); } }', 'a'), 'for a');
    assert.equal(binding('fn f() { if let Ok(a) = x { g(a); } }', 'a'), 'match Ok(a)');
    assert.equal(binding('fn f() { x.map(|a| g(a)); }', 'a'), 'parameter a');
  });

  it('count from their end on, and not in another scope', () => {
    assert.equal(binding('fn f(a: u8) { g(a); let a = 1; }', 'g'), undefined);
    assert.equal(binding('fn f(a: u8) { { let a = 1; } g(a); }', 'a'), 'parameter a');
    assert.equal(binding('fn f(a: u8) { let a = a; }', 'a'), 'parameter a');
    assert.equal(binding('fn f(a: u8) { fn h() { g(a); } }', 'a'), undefined);
  });

  it('are hidden in the body of a macro', () => {
    assert.equal(binding('macro_rules! m { () => { g(a) }; }', 'a'), 'hidden');
  });
});
