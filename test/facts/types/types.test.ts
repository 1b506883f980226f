// What is known of the types of expressions, and what must stay unknown.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { isSameType, type Type } from '../../../server/src/facts/types/types';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const declarations = `
use core::ptr::{self, NonNull};
use crate::{bindings, types::Opaque};
use kernel::bindings as raw;

struct Ring<T> { head: *mut T, size: usize, lock: Opaque<bindings::spinlock>, next: NonNull<Ring<T>>, name: &'static CStr, words: [u32; 4] }
struct Handle(NonNull<bindings::file>, *const u8);
struct Tail<T: ?Sized> { count: u32, data: T }
union Word { whole: u32, parts: [u8; 4] }
type Alias = *mut bindings::page;
const NULL: *mut u8 = core::ptr::null_mut();
static TABLE: [bindings::of_device_id; 2] = table();

extern "C" { fn raw_page(at: usize) -> *mut bindings::page; }
fn first<T>(list: &[T]) -> *const T { list.as_ptr() }
async fn later() -> *mut u8 { NULL }

impl<T> Ring<T> {
    const EMPTY: *const Ring<T> = core::ptr::null();
    fn as_raw(&self) -> *mut bindings::ring { todo!() }
    fn head(&self) -> *mut T { self.head }
}
`;

/** The type of the last expression of a function with these statements. */
function typeOf(statements: string, signature = '(ring: &Ring<u8>, p: *mut bindings::dev, n: usize)'): string {
  const file = parse(
    `${declarations}\nimpl Ring<u8> { fn f${signature} { ${statements.includes('mark(') ? statements : statements.replace(/([^;]*)$/, 'mark($1);')} } }`,
  );
  assert.equal(file.hasError(0), false, statements);
  const call = file.nodes('call_expression').findLast((node) => file.textOf(node).startsWith('mark('));
  assert.ok(call !== undefined);
  const list = file.field(call, 'arguments');
  const expression = list === undefined ? undefined : file.named(list)[0];
  assert.ok(expression !== undefined);
  return show(factsOf(file).values.typeOf(expression));
}

function show(type: Type | undefined): string {
  switch (type?.kind) {
    case undefined:
      return '?';
    case 'pointer':
      return `*${type.mutable ? 'mut' : 'const'} ${show(type.to)}`;
    case 'reference':
      return `&${type.mutable ? 'mut ' : ''}${show(type.to)}`;
    case 'slice':
      return `[${show(type.element)}]`;
    case 'array':
      return `[${show(type.element)}; ${type.length ?? '?'}]`;
    case 'tuple':
      return `(${type.elements.map(show).join(', ')})`;
    case 'path':
      return type.segments.join('::') + (type.arguments.length === 0 ? '' : `<${type.arguments.map(show).join(', ')}>`);
    case 'parameter':
      return type.sized ? type.name : `${type.name}?`;
    case 'associated':
      return `${show(type.of)}::${type.name}`;
    default:
      return type?.kind ?? '?';
  }
}

const known: readonly [string, string][] = [
  ['p', '*mut bindings::dev'],
  ['(p)', '*mut bindings::dev'],
  ['let q = p; q', '*mut bindings::dev'],
  ['let q: *const raw::dev = p; q', '*const bindings::dev'],
  ['let q: Alias = g(); q', '*mut bindings::page'],
  ['NULL', '*mut u8'],
  ['&TABLE', '&[bindings::of_device_id; 2]'],
  ['&TABLE[0]', '&bindings::of_device_id'],
  ['&TABLE[n]', '&bindings::of_device_id'],
  ['Self::EMPTY', '*const Ring<u8>'],
  ['ring.head', '*mut u8'],
  ['ring.size', 'usize'],
  ['&ring.words', '&[u32; 4]'],
  ['&mut ring.words[1]', '&mut u32'],
  ['ring.lock.get()', '*mut bindings::spinlock'],
  ['ring.next.as_ptr()', '*mut Ring<u8>'],
  ['(*ring.next.as_ptr()).head', '*mut u8'],
  ['ring.name.as_char_ptr()', '*const c_char'],
  ['ring.as_raw()', '*mut bindings::ring'],
  ['ring.head().add(1)', '*mut u8'],
  ['ring.head().cast::<u32>()', '*mut u32'],
  ['ring.head().cast_const()', '*const u8'],
  ['p.cast()', '*mut ?'],
  ['core::ptr::addr_of!((*ring.next.as_ptr()).size)', '*const usize'],
  ['&raw mut (*p).x', '*mut ?'],
  ['&raw const ring.size', '*const usize'],
  ['ptr::from_ref(ring)', '*const Ring<u8>'],
  ['core::ptr::null::<u8>()', '*const u8'],
  ['ptr::null_mut()', '*mut ?'],
  ['NonNull::as_ptr(ring.next)', '*mut Ring<u8>'],
  ['NonNull::from(ring)', 'NonNull<Ring<u8>>'],
  ['raw_page(n)', '*mut bindings::page'],
  ['first::<u32>(list)', '*const u32'],
  ['first(list)', '*const ?'],
  ['n as *mut u8', '*mut u8'],
  ['p as *const _ as *mut u8', '*mut u8'],
  ['unsafe { ring.head }', '*mut u8'],
  ['{ let p = ring; mark(p.head) }', '*mut u8'],
  ['ring.next', 'ptr::NonNull<Ring<u8>>'],
  ['let v: Option<*mut u8> = g(); let Some(q) = v else { return }; q', '*mut u8'],
  ['let v: Option<*mut u8> = g(); v?', '*mut u8'],
  ['let v: Result<&Handle> = g(); v?.0.as_ptr()', '*mut bindings::file'],
  ['let (q, size): (*mut u8, usize) = g(); q', '*mut u8'],
  ['let Handle(_, bytes) = h as Handle; bytes', '*const u8'],
  ['let h: &Handle = g(); let Handle(file, _) = h; file', '&ptr::NonNull<bindings::file>'],
  ['let h: Pin<&mut Ring<u8>> = g(); h.head', '*mut u8'],
  ['let h: KBox<Ring<u16>> = g(); h.head', '*mut u16'],
  ['NonNull::new(p).ok_or(ENOMEM)?.as_ptr()', '*mut bindings::dev'],
  ['kernel::error::from_err_ptr(other())?', '*mut ?'],
  ['slice::from_raw_parts(ring.head, n).as_ptr()', '*const u8'],
  ['KVec::<u8>::with_capacity(n, GFP_KERNEL)?.as_mut_ptr()', '*mut u8'],
  ['KBox::into_raw(h)', '*mut ?'],
  ['let w: Word = g(); w.parts.as_ptr()', '*const u8'],
  ['g(|q: *const u8| q); p', '*mut bindings::dev'],
  ['KVec::<u8>::new().as_mut_ptr()', '*mut u8'],
  ['anything().as_mut_ptr()', '*mut ?'],
  ['c"name"', '&CStr'],
  ['b"name"', '&[u8; ?]'],
];

const unknown: readonly [string, string][] = [
  ['a name from elsewhere', 'other'],
  ['a call from elsewhere', 'other::pointer()'],
  ['as_ptr() of something unknown', 'other().as_ptr()'],
  ['as_raw() of something unknown', 'other.as_raw()'],
  ['get() of something unknown', 'other.get()'],
  ['a field of a C struct', '(*p).private'],
  ['a field of an unknown type', 'other.head'],
  ['a let without type or value', 'let q; q = p; q'],
  ['a name bound by a closure', 'g(|p| mark2(p)); other'],
  ['a shadowed name', 'let p = other(); p'],
  ['a name bound by a loop', 'for p in list {} let q = list; q'],
  ['a future', 'later()'],
  ['an index that may be a range', 'let range = other(); ring.words[range]'],
  ['a slice of an array', 'ring.words[..2]'],
];

describe('types of expressions', () => {
  for (const [code, type] of known)
    it(`${code}: ${type}`, () => {
      assert.equal(typeOf(code), type);
    });
  for (const [what, code] of unknown)
    it(`not of ${what}: ${code}`, () => {
      assert.equal(typeOf(code), '?');
    });

  it('self is what its parameter says', () => {
    assert.equal(typeOf('self', '(&self)'), '&Ring<u8>');
    assert.equal(typeOf('self', '(&mut self)'), '&mut Ring<u8>');
    assert.equal(typeOf('self.head', '(self: Pin<&mut Self>)'), '*mut u8');
    assert.equal(typeOf('g(|| self.head); self.head', '(self)'), '*mut u8');
  });

  it('names of patterns hide those further out', () => {
    assert.equal(typeOf('if let Some(p) = other() { mark(p) }', '(p: *mut u8)'), '?');
    assert.equal(typeOf('match x { Ok(p) => mark(p), _ => return }', '(p: *mut u8)'), '?');
    assert.equal(typeOf('for p in other() { mark(p) }', '(p: *mut u8)'), '?');
    assert.equal(typeOf('g(|p| mark(p))', '(p: *mut u8)'), '?');
    assert.equal(typeOf('{ let p = n; } mark(p)', '(p: *mut u8, n: usize)'), '*mut u8');
    assert.equal(typeOf('match x { Ok(q) if q.is_null() => mark(p), _ => return }', '(p: *mut u8)'), '*mut u8');
  });

  it('a macro body does not see the names around it', () => {
    const file = parse('fn f(p: *mut u8) { macro_rules! m { () => { mark(p) }; } m!(); }');
    const call = file.nodes('call_expression').find((node) => file.textOf(node) === 'mark(p)');
    const list = call === undefined ? undefined : file.field(call, 'arguments');
    assert.ok(list !== undefined);
    assert.equal(factsOf(file).values.typeOf(file.named(list)[0] ?? 0), undefined);
  });

  it('lookalikes are told apart, the same type under another path is not', () => {
    const file = parse(`
      use kernel::bindings; use crate::device::Device;
      impl<'a, T, U: ?Sized> Foo<T, U> { fn f(a: *mut bindings::dev, b: *mut kernel::bindings::dev, c: *mut pci::Device, d: *mut Device,
        e: *mut T, g: *mut U, h: [u8; 2], i: [u8; 3], j: &'a u8, k: &u8, l: &u8, m: &'a u8, n: ffi::c_void, o: core::ffi::c_void, q: T::A, r: T::A) {} }
    `);
    const facts = factsOf(file);
    const of = Object.fromEntries(
      file
        .nodes('parameter')
        .map((node) => [file.textOf(file.field(node, 'pattern') ?? 0), facts.types.read(file.field(node, 'type'))]),
    );
    const same = (a: string, b: string): boolean => isSameType(of[a], of[b]);
    assert.ok(same('a', 'b') && same('j', 'm') && same('n', 'o') && same('q', 'r'));
    assert.ok(!same('c', 'd') && !same('e', 'g') && !same('h', 'i') && !same('j', 'k') && !same('k', 'l'));
  });

  it('a size is only certain where nothing can take it away', () => {
    const file = parse(`
      struct Sized1 { a: u8 } struct Inner<T: ?Sized> { a: u8, b: T } struct Outer { a: Inner<[u8]> } enum E { A }
      trait Plain { fn f(self_: *const Self); } trait Whole: Sized { fn g(self_: *const Self); }
      fn h<T, U: ?Sized, V>(a: T, b: U, c: V, d: Inner<T>, e: Inner<U>, f: Outer, g: Sized1, h: E, i: CStr, j: bindings::x, k: Other,
        l: Other<U>, m: [T], n: dyn Send, o: NonNull<U>, p: T::Item, q: str, r: &str) where V: ?Sized {}
    `);
    const facts = factsOf(file);
    const sizes = Object.fromEntries(
      file.nodes('parameter').map((node) => {
        const type = facts.types.read(file.field(node, 'type'));
        const value = type?.kind === 'pointer' ? type.to : type;
        return [
          file.textOf(file.field(node, 'pattern') ?? 0) + (type?.kind === 'pointer' ? String(file.line(file.start(node))) : ''),
          facts.types.isSized(value),
        ];
      }),
    );
    assert.deepEqual(
      Object.entries(sizes)
        .map(([name, size]) => `${name}:${size === undefined ? '?' : size ? 'y' : 'n'}`)
        .join(' '),
      'self_2:y a:y b:n c:n d:y e:n f:n g:y h:y i:n j:y k:? l:n m:n n:n o:y p:y q:n r:y',
    );
  });

  it('half-typed and hostile code gives no answer, no error', () => {
    for (const code of ['let a = b; let b = a; a', 'self.self.self', '((((((((((((p', 'let p = p; p'])
      assert.doesNotThrow(() => {
        const file = parse(`fn f() { ${code} as *mut u8 }`);
        return factsOf(file).castRows.length;
      });
    const deep = parse(`fn f(p: *mut u8) { ${'('.repeat(20_000)}p${')'.repeat(20_000)} as *mut u32; }`);
    assert.equal(factsOf(deep).castRows.length, 1);
    const long = parse(`fn f(p: *mut u8) { ${'let p = p as *mut u8;\n'.repeat(20_000)} }`);
    const began = performance.now();
    assert.equal(factsOf(long).pointerCasts.length, 20_000);
    assert.ok(performance.now() - began < 5_000);
  });
});
