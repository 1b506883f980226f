// Generated casts: whatever is cast to whatever, wherever it stands, the fixes end, parse, and leave nothing to find.

import assert from 'node:assert/strict';
import { before, it } from 'node:test';

import fc from 'fast-check';

import asPointerCast from '../../server/src/rules/pointers/as-pointer-cast';
import preferRawMut from '../../server/src/rules/pointers/prefer-raw-mut';
import { startParser } from '../../server/src/syntax/parser';
import { check, fixAll, parse } from '../check';

before(() => startParser());

const operands = [
  'p', 'q', '(p)', '*slot', 'r', 'm', 'self', 'self.data', 'self.next.as_ptr()', '&self.inner', '&mut self.inner.word', '&(*p).word',
  '&mut (*p).words[1]', '&*p', '&TABLE', '&Self::OPS', '&make()', '&5u32', 'unsafe { (*p).data }', '(*p).data', 'core::ptr::null()',
  'ptr::null_mut::<u8>()', '&raw const self.inner', 'ptr::from_ref(self)', 'core::ptr::addr_of_mut!((*p).word)', 'q.add(1)',
  'n', 'n as *mut u8', 'unknown()', 'list', 'list.as_ptr()', '&list[0]', 'c"x".as_ptr()', 'q /* why */', '(q) // why\n',
]; // prettier-ignore

const targets = [
  '*const u8',
  '*mut u8',
  '*const _',
  '*mut _',
  '*mut Chip',
  '*const Self',
  '*mut c_void',
  '*const [u8]',
  '*const dyn Send',
  'usize',
  '_',
];

const places = [
  (cast: string) => `let a = ${cast};`,
  (cast: string) => `let a: *mut u8 = ${cast};`,
  (cast: string) => `bindings::take(${cast}, 1);`,
  (cast: string) => `return ${cast};`,
  (cast: string) => `let a = unsafe { &*(${cast}) };`,
  (cast: string) => `let a = (${cast}).is_null();`,
  (cast: string) => `pin_init!(Self { data <- init(${cast}), inner: ((${cast})) });`,
  (cast: string) => `let a =\n            ${cast};`,
  (cast: string) => `call(\n            ${cast},\n            1,\n        );`,
];

const file = (statement: string): string => `
use core::ptr::{self, addr_of_mut, NonNull};

struct Inner { word: u32, words: [u32; 2] }
struct Chip { data: *mut c_void, next: NonNull<Chip>, inner: Inner }
static TABLE: [u8; 2] = [1, 2];

impl Chip {
    const OPS: bindings::ops = ops();

    fn f(&mut self, p: *mut Chip, q: *const u8, slot: &*mut u8, r: &u8, m: &mut Inner, n: usize, list: &[u8]) -> *const u8 {
        ${statement}
    }
}
`;

const casts = fc
  .tuple(
    fc.constantFrom(...operands),
    fc.array(fc.constantFrom(...targets), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...places),
  )
  .map(([operand, types, place]) => file(place([operand, ...types.map((type) => `as ${type}`)].join(' '))));

it('fixes of generated casts end, parse and leave nothing to find', () => {
  fc.assert(
    fc.property(casts, (text) => {
      fc.pre(!parse(text).hasError(0));
      const { findings } = check(text, { rule: asPointerCast });
      const fixed = fixAll(text, { rule: asPointerCast });
      assert.equal(parse(fixed).hasError(0), false, fixed);
      const left = check(fixed, { rule: asPointerCast }).findings;
      assert.ok(
        left.every(({ fix }) => fix === undefined),
        fixed,
      );
      assert.ok(left.length <= findings.length, fixed);
      for (const comment of ['/* why */', '// why']) assert.equal(fixed.includes(comment), text.includes(comment), fixed);
    }),
    { numRuns: 1000 },
  );
});

it('places of generated macros keep their text', () => {
  const place = fc.constantFrom('x', '(*p).word', '(*p).words[1]', 'self.inner.word', '*p', 'TABLE');
  const around = fc.constantFrom('§', '§.cast::<u8>()', '*§', '§ as *mut u8', 'f(§, 1)', '(§)', '[§; 2]', '&*§', 'S { a: § }');
  const macro = fc.constantFrom('addr_of_mut', 'core::ptr::addr_of', 'ptr::addr_of_mut');
  fc.assert(
    fc.property(place, around, macro, fc.constantFrom('', ' ', '\n            '), (of, context, name, space) => {
      const text = file(`let a = ${context.replace('§', `${name}!(${space}${of}${space})`)}; g(addr_of_mut!(y))`);
      const fixed = fixAll(text, { rule: preferRawMut });
      assert.equal(parse(fixed).hasError(0), false, fixed);
      assert.ok(fixed.includes(of) && !fixed.includes('addr_of'), fixed);
    }),
    { numRuns: 300 },
  );
});
