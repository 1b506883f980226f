// What unsafe operations ask for, and which of it a comment is found to mention.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { mentions, refersElsewhere, type Demand } from '../../../server/src/facts/unsafety/demands';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

function demandsIn(text: string): Demand[] {
  const file = parse(text);
  const facts = factsOf(file);
  return facts.unsafeSites.flatMap((site) => facts.demandsOf(site));
}

const shown = (demands: readonly Demand[]): string[] =>
  demands.flatMap(({ of, duties }) => duties.map(({ claim, state }) => `${of}: ${claim} (${state})`));

const inBlock = (code: string, options: { comment?: string; head?: string; parameters?: string } = {}): string => `
use core::{ptr, slice};
${options.head ?? ''}
fn f(${options.parameters ?? 'p: *mut u32, len: usize'}) {
    ${options.comment ?? ''}
    let x = unsafe { ${code} };
}
`;

describe('the demands of an unsafe site', () => {
  it('are those of the function that is called, worded with its arguments', () => {
    assert.deepEqual(shown(demandsIn(inBlock('slice::from_raw_parts(p, len)'))), [
      'slice::from_raw_parts: `p` is not null and is aligned, even if `len` is 0 (open)',
      'slice::from_raw_parts: `p` is valid for reads of `len` elements, all in one allocation (open)',
      'slice::from_raw_parts: those elements are initialised (open)',
      'slice::from_raw_parts: nothing changes them while the slice is in use (open)',
      'slice::from_raw_parts: their size in bytes is at most `isize::MAX` (open)',
    ]);
  });

  it('are found under every spelling of the path', () => {
    for (const [head, call] of [
      ['use core::slice::from_raw_parts;', 'from_raw_parts(p, len)'],
      ['', 'core::slice::from_raw_parts::<u32>(p, len)'],
      ['', 'slice::from_raw_parts(p.cast::<u8>(), len)'],
    ] as const)
      assert.equal(demandsIn(inBlock(call, { head })).length, 1, call);
    const own = demandsIn(inBlock('Pin::new_unchecked(p)', { head: 'use crate::lamp::Pin;' }));
    assert.deepEqual(own, [], 'a type of the kernel with that name is another one');
  });

  it('tell methods of raw pointers from others of that name', () => {
    assert.deepEqual(
      demandsIn(inBlock('p.read()')).map(({ of }) => of),
      ['ptr::read'],
    );
    assert.deepEqual(demandsIn(inBlock('port.read()', { parameters: 'port: &Port' })), []);
  });

  it('tell what is done with the place behind a pointer', () => {
    const operation = (code: string): string[] => demandsIn(inBlock(code)).map(({ operation: { name } }) => name);
    assert.deepEqual(operation('*p'), ['*p']);
    assert.deepEqual(operation('&*p'), ['&*p']);
    assert.deepEqual(operation('&mut *p'), ['&mut *p']);
    assert.deepEqual(operation('&mut (*p).list.head'), ['&mut *p']);
    assert.deepEqual(operation('&raw mut (*p).dev'), ['&raw *p']);
    assert.deepEqual(operation('core::ptr::addr_of!((*p).dev)'), ['&raw *p']);
    assert.deepEqual(demandsIn(inBlock('*r', { parameters: 'r: &u32' })), [], 'a reference needs no argument');
  });

  it('know container_of!, with types that have commas in them', () => {
    assert.deepEqual(shown(demandsIn(inBlock('container_of!(p, Node<K, V>, links)'))), [
      'container_of!: `p` points to the field `links` of a `Node<K, V>` (open)',
    ]);
  });

  it('know the traits that an unsafe impl promises', () => {
    assert.deepEqual(shown(demandsIn('// SAFETY: Any thread may ring it.\nunsafe impl Send for Bell {}\n')), [
      'Send: a `Bell` may be used and dropped by a thread other than the one that created it (mentioned)',
    ]);
  });

  it('are worded for what is passed, as clauses that are true when they are met', () => {
    const text = `
/// # Safety
///
/// - \`lamp\` must not be null, and must point to a lamp that lives for \`'a\`.
/// - The caller must ensure that \`count\` is even.
unsafe fn light<'a>(lamp: *mut Lamp, count: u32) -> &'a Lamp {}

fn f(mine: *mut Lamp) {
    let lamp = unsafe { light(mine, 2 * n) };
}
`;
    assert.deepEqual(shown(demandsIn(text)).slice(0, 2), [
      "light: `mine` is not null, and points to a lamp that lives for `'a` (open)",
      'light: `2 * n` is even (open)',
    ]);
  });

  it('are those of the Safety section where the file declares the function', () => {
    const text = `
impl Lamp {
    /// Lights it.
    ///
    /// # Safety
    ///
    /// - The lamp must be registered.
    /// - The caller must hold
    ///   the bus lock.
    unsafe fn light(&self) {}

    fn on(&self) {
        // SAFETY: By the type invariants the lamp is registered.
        unsafe { self.light() };
    }
}
`;
    assert.deepEqual(shown(demandsIn(text)), [
      'light: The lamp is registered (referred)',
      'light: The caller holds the bus lock (referred)',
    ]);
  });

  it('leave an inner unsafe block its own', () => {
    const demands = demandsIn(inBlock('{ unsafe { *p } }'));
    assert.equal(demands.length, 1);
  });

  it('say what the comment mentions', () => {
    const comment = '// SAFETY: `p` is aligned, points to `len` initialised elements and nothing else uses them.';
    const states = demandsIn(inBlock('slice::from_raw_parts_mut(p, len)', { comment })).flatMap(({ duties }) =>
      duties.map(({ state }) => state),
    );
    assert.deepEqual(states, ['mentioned', 'mentioned', 'mentioned', 'mentioned', 'open']);
  });

  it('survive code that is being typed', () => {
    for (const code of [
      'slice::from_raw_parts(',
      'slice::from_raw_parts()',
      '&mut *',
      '*',
      'container_of!(',
      'p.read(',
      '&*(((p',
    ])
      demandsIn(inBlock(code));
  });
});

describe('the words of an obligation', () => {
  it('match from the beginning of a word, in any case, over line breaks and back-ticks', () => {
    assert.ok(mentions('The pointer\nis properly `Aligned`.', ['align']));
    assert.ok(!mentions('They are misaligned', ['align']));
    assert.ok(mentions('valid for both reads and writes', ['valid for … writ']));
    assert.ok(!mentions('valid. It is for you to write', ['valid for … writ']));
    assert.ok(mentions('has repr(transparent)', ['repr(']));
  });

  it('are not needed where the comment rests on something that is written elsewhere', () => {
    for (const text of [
      'by the type invariants',
      'The safety requirements of this function',
      'the caller guarantees it',
      'As above.',
    ])
      assert.ok(refersElsewhere(text), text);
    assert.ok(!refersElsewhere('`ptr` is valid'));
  });
});
