// Rows of casts, and what those to pointers change.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

/** What the casts of a function change, one line each. */
function changes(statements: string, signature = '(&self, p: *mut u8, q: *const u8, r: &u8, n: usize)'): string[] {
  const file = parse(`
    struct Chip { data: *mut c_void, inner: Inner } struct Inner { word: u32 } struct Dst { size: usize, bytes: [u8] }
    const FIRST: u32 = 1; static TABLE: [u32; 2] = [1, 2];
    impl Chip { const OPS: bindings::ops = ops(); fn f${signature} -> *const u8 { ${statements} } }`);
  assert.equal(file.hasError(0), false, statements);
  return factsOf(file).pointerCasts.map((cast) =>
    [
      cast.operandKind,
      cast.constness,
      cast.pointee,
      ...(cast.place === undefined ? [] : [`of ${cast.place.kind}`]),
      ...cast.lints,
    ].join(', '),
  );
}

describe('rows of casts', () => {
  it('a row is one, through parentheses, with the operand and each step', () => {
    const file = parse('fn f(a: &u8) { let b = (((a as *const _)) as *mut u32 as usize) + c as u8 as u16; }');
    const rows = factsOf(file).castRows.map(({ operand, steps }) =>
      [file.textOf(operand), ...steps.map(({ target }) => file.textOf(target))].join(' > '),
    );
    assert.deepEqual(rows, ['a > *const _ > *mut u32 > usize', 'c > u8 > u16']);
  });

  it('`_` is what the operand points to, or what the place asks for', () => {
    const file = parse(`
      fn takes(a: *const u16) {}
      fn f(a: *const u8) -> *mut u64 {
        let b = a as *const _ as *const u32; let c: *const u8 = a as *const _; let _ = a as *const _; takes(a as *const _);
        if x { return a as *mut _; } let d = a as *const _; unknown(a as *const _);
        if y { unsafe { a as *mut _ } } else { a as *mut _ }
      }`);
    const pointees = factsOf(file).castRows.map(({ steps }) => {
      const to = steps[0]?.to?.kind === 'pointer' ? steps[0].to.to : undefined;
      return to?.kind === 'path' ? to.segments.join('::') : '?';
    });
    assert.deepEqual(pointees, ['u8', 'u8', 'u8', 'u16', 'u64', '?', '?', 'u64', 'u64']);
  });
});

describe('pointer casts', () => {
  const cases: readonly [string, string[]][] = [
    ['p as *mut u32;', ['pointer, kept, changed, ptr_as_ptr']],
    ['p as *const u8;', ['pointer, to const, kept, ptr_cast_constness']],
    ['p as *const u32;', ['pointer, to const, changed']],
    ['p as *mut u8;', ['pointer, kept, kept, ptr_as_ptr']],
    ['q as *const u32 as *mut u32;', ['pointer, to mut, changed, ptr_as_ptr, ptr_cast_constness']],
    ['r as *const u8;', ['reference, kept, kept, ref_as_ptr']],
    ['r as *const _ as *mut c_void;', ['reference, to mut, changed, ref_as_ptr']],
    ['self as *const Self;', ['reference, kept, kept, ref_as_ptr']],
    ['self.data as *mut u8;', ['pointer, kept, changed, ptr_as_ptr']],
    ['&self.inner as *const Inner;', ['reference, kept, kept, of place, ref_as_ptr']],
    ['&TABLE as *const _ as *const u8;', ['reference, kept, changed, of place, ref_as_ptr, ptr_as_ptr']],
    ['g(&FIRST as *const u32);', ['reference, kept, kept, of constant, ref_as_ptr']],
    ['let a = &Self::OPS as *const _ as *mut _;', ['reference, to mut, open, of constant, ref_as_ptr']],
    ['g(&make() as *const Inner);', ['reference, kept, kept, of temporary, ref_as_ptr']],
    ['let a = &make() as *const Inner as *const u8;', []],
    ['unsafe { &(*self.data).x as *const u32 };', ['reference, kept, kept, of raw, ref_as_ptr']],
    ['core::ptr::null() as *const u8;', ['null, kept, changed, ptr_as_ptr']],
    ['unsafe { (*p).a.b as *mut u32 };', ['likely pointer, kept, changed']],
    ['unsafe { (*p).vm_start as *mut u32 };', []],
    ['c"x".as_ptr() as *mut c_char;', ['pointer, to mut, kept, as_ptr_cast_mut, ptr_cast_constness']],
    // The pointer that an integer became is one.
    ['n as *mut u8 as *mut u32;', ['pointer, kept, changed, ptr_as_ptr']],
    ['n as *mut u8;', []],
    ['f as *const ();', []],
    ['unknown() as *const u8;', []],
    ['unknown() as *const _ as *mut u8;', []],
    ['unknown() as *const u16 as *const u8;', ['pointer, kept, changed, ptr_as_ptr']],
    ['p as usize;', []],
    ['p as _;', []],
    ['&TABLE as *const [u32];', []],
    ['r as *const dyn Send;', []],
    ['self.inner.word as *const u8;', []],
  ];
  for (const [code, expected] of cases)
    it(code, () => {
      assert.deepEqual(changes(code), expected);
    });

  it('to something without a size only the constness can be changed', () => {
    const signature = '<T: ?Sized>(s: *const [u8], d: *const Dst, t: *const T, c: &CStr)';
    assert.deepEqual(changes('s as *const Dst; d as *const [u8]; t as *const Tail<T>;', signature), []);
    assert.deepEqual(changes('s as *mut [u8]; t as *mut T;', signature), [
      'pointer, to mut, kept, ptr_cast_constness',
      'pointer, to mut, kept, ptr_cast_constness',
    ]);
    assert.deepEqual(changes('s as *const u8; c as *const CStr; d as *const Dst as *const u8;', signature), [
      'pointer, kept, changed, ptr_as_ptr',
      'reference, kept, kept, ref_as_ptr',
      'pointer, kept, changed, ptr_as_ptr',
    ]);
  });
});
