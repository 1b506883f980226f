// Which code was read whole, around errors of every kind.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

/** Whether each `here` of a text stands in code that was read whole. */
function sound(text: string): boolean[] {
  const facts = factsOf(parse(text));
  return [...text.matchAll(/here/g)].map(({ index }) => facts.soundPlaces.areReadWhole([{ start: index, end: index + 4 }]));
}

describe('code that was read whole', () => {
  it('is all of a file without an error', () => {
    assert.deepEqual(sound('fn f() { here(); }\nfn g() { here(); }\n'), [true, true]);
  });

  it('is not the function with an error, but the ones that do not touch it', () => {
    assert.deepEqual(sound('fn a() { here(); }\n\nfn b() {}\n\nfn f() {\n    let x = ;\n    here();\n}\n'), [true, false]);
  });

  it('is not beside an error among the items of a block', () => {
    assert.deepEqual(sound('impl A {\n    fn f() { here(); }\n    fn g() {}\n    struct ;\n}\n'), [false]);
    assert.deepEqual(sound('impl A {\n    fn f() { here(); }\n    fn g() { let x = ; here(); }\n}\n'), [true, false]);
  });

  it('is not a comment on a broken item', () => {
    assert.deepEqual(sound('// here\nfn f() {\n    let x = ;\n}\n'), [false]);
  });

  it('is every one of the spans, or not', () => {
    const text = 'fn a() { here(); }\n\nfn b() {}\n\nfn f() {\n    let x = ;\n    there();\n}\n';
    const facts = factsOf(parse(text));
    const [whole, broken] = ['here', 'there'].map((name) => ({ start: text.indexOf(name), end: text.indexOf(name) + 4 }));
    assert.ok(whole !== undefined && broken !== undefined);
    assert.equal(facts.soundPlaces.areReadWhole([whole, whole]), true);
    assert.equal(facts.soundPlaces.areReadWhole([whole, { ...broken, start: broken.start + 1, end: broken.end }]), false);
  });
});
