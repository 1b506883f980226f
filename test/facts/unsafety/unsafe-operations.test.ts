// What stands in an unsafe site that needs `unsafe`.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

function operations(text: string): string[][] {
  const facts = factsOf(parse(text));
  return facts.unsafeSites.map((site) =>
    facts.unsafeOperations.of(site).map(({ kind, name, isCertain }) => `${kind} ${name}${isCertain ? '' : '?'}`),
  );
}

describe('unsafe operations', () => {
  it('are calls, uses of raw pointers and of mutable statics, in the order of the text', () => {
    const text = `
static mut COUNT: u32 = 0;
unsafe fn own() {}
fn f(p: *mut u32) {
    unsafe { own(); *p = COUNT; bindings::put_device(d); other(); }
}
`;
    const [, block] = operations(text);
    assert.deepEqual(block, ['call own', 'dereference *p', 'static COUNT', 'call bindings::put_device', 'call other?']);
  });

  it('of an inner block are that block’s', () => {
    assert.deepEqual(
      operations('unsafe fn a() {}\nunsafe fn b() {}\nfn f() { unsafe { a(); let x = unsafe { b() }; } }\n').slice(2),
      [['call a'], ['call b']],
    );
  });

  it('of an impl are its trait', () => {
    assert.deepEqual(operations('unsafe impl Send for Lamp {}\n'), [['impl Send']]);
  });
});
