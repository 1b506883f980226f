// What says in which field of a type the work queue finds its work.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { packs } from '../../../server/src/packs';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

function finders(text: string): (string | undefined)[][] {
  const [known] = packs.flatMap((pack) => pack.workItems ?? []);
  assert.ok(known !== undefined);
  const file = parse(text);
  return factsOf(file)
    .workFindersOf(known)
    .map(({ type, id, field }) => [type, id, field === undefined ? undefined : file.textOf(field)]);
}

describe('what finds the work of a type', () => {
  it('is the macro, with a number or without, several times', () => {
    const entries = 'impl HasWork<Lamp, 1> for Lamp { self.blink }\n    impl<T> HasWork<Shade<T>> for Shade<T> { self.a.work }';
    assert.deepEqual(finders(`impl_has_work! {\n    ${entries}\n}\n`), [
      ['Lamp', '1', 'blink'],
      ['Shade', '0', 'work'],
    ]);
  });

  it('is an impl of the trait', () => {
    assert.deepEqual(finders('unsafe impl HasWork<Lamp, 2> for Lamp {}\nunsafe impl HasWork<Lamp, ID> for Shade {}\n'), [
      ['Lamp', '2', undefined],
      ['Shade', undefined, undefined],
    ]);
  });

  it('is nothing else', () => {
    assert.deepEqual(finders('impl WorkItem for Lamp {}\nown_macro! { impl HasWork<Lamp> for Lamp { self.work } }\n'), []);
  });
});
