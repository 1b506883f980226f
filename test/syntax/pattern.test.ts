// Patterns: text in, captures out.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';

import { rules } from '../../server/src/rules';
import { startParser } from '../../server/src/syntax/parser';
import { allPatterns, anyOf, pattern, typePattern, type Pattern } from '../../server/src/syntax/pattern';
import type { Node } from '../../server/src/syntax/source-file';
import { factsOf, parse, readText, rustFiles } from '../check';

before(() => startParser());

type AnyPattern = Pattern<{ readonly node: Node } & Readonly<Record<string, Node | readonly Node[]>>>;

/** The matches in Rust statements, each as the texts that its holes took. */
function found(given: unknown, rust: string): Record<string, string | string[]>[] {
  const file = parse(`fn f() {\n${rust}\n}\n`);
  return [...(given as AnyPattern).find(file, {})].map(({ node, ...captures }) => {
    assert.notEqual(node, undefined);
    return Object.fromEntries(
      Object.entries(captures).map(([name, taken]) => [
        name,
        typeof taken === 'number' ? file.textOf(taken) : taken.map((each) => file.textOf(each)),
      ]),
    );
  });
}

const count = (given: unknown, rust: string): number => found(given, rust).length;

describe('the holes of a pattern', () => {
  it('take what stands there', () => {
    assert.deepEqual(found(pattern('$pointer.is_null()'), 'a.b().is_null(); (*c).is_null(); d.is_none();'), [
      { pointer: 'a.b()' },
      { pointer: '(*c)' },
    ]);
    assert.deepEqual(found(pattern('$value as *mut $to'), 'p as *mut bindings::device; q as *const u8;'), [
      { value: 'p', to: 'bindings::device' },
    ]);
    assert.deepEqual(found(pattern('let $name = $call($...given)?;'), 'let a = f(1, 2,)?; let b = g()?; let c = h();'), [
      { name: 'a', call: 'f', given: ['1', '2'] },
      { name: 'b', call: 'g', given: [] },
    ]);
  });

  it('must be the same text when they stand twice', () => {
    const given = pattern('if $code < 0 { return Err(Error::from_errno($code)); }');
    assert.deepEqual(found(given, 'if r.code < 0 { return Err(Error::from_errno(r . /* same */ code)); }'), [{ code: 'r.code' }]);
    assert.equal(count(given, 'if ret < 0 { return Err(Error::from_errno(err)); }'), 0);
    assert.equal(count(given, 'if ret < 0 { return Err(Error::from_errno(ret)); } else { g(); }'), 0);
    assert.equal(count(given, 'if ret < 0 { g(); return Err(Error::from_errno(ret)); }'), 0);
    assert.equal(count(pattern('$left + $left'), 'f(a, b) + f(a, b,); a + aa;'), 1);
  });

  it('take many before, between and behind others', () => {
    const rest = 'f(1); f(1, 2); f(1, 2, 3); f();';
    assert.deepEqual(found(pattern('f($first, $...more)'), rest), [
      { first: '1', more: [] },
      { first: '1', more: ['2'] },
      { first: '1', more: ['2', '3'] },
    ]);
    assert.deepEqual(found(pattern('f($...before, 2)'), rest), [{ before: ['1'] }]);
    assert.deepEqual(found(pattern('f($a, $...middle, $b)'), rest), [
      { a: '1', middle: [], b: '2' },
      { a: '1', middle: ['2'], b: '3' },
    ]);
    assert.deepEqual(found(pattern('S { $...fields }'), 'S { a, b: 1, ..c }; S {}; T { a };'), [
      { fields: ['a', 'b: 1', '..c'] },
      { fields: [] },
    ]);
    assert.deepEqual(found(pattern('loop { $...body; break; }'), 'loop { f(); g(); break }'), [{ body: ['f();', 'g();'] }]);
  });

  it('take only their kind where it is said', () => {
    assert.deepEqual(found(pattern('f($x:literal)'), 'f(1); f("a"); f(b); f((2));'), [{ x: '1' }, { x: '"a"' }, { x: '(2)' }]);
    assert.deepEqual(found(pattern('f($x:ident)'), 'f(1); f(b); f(c::d);'), [{ x: 'b' }]);
    assert.deepEqual(found(pattern('f($x:path)'), 'f(1); f(b); f(c::d); f(e());'), [{ x: 'b' }, { x: 'c::d' }]);
    assert.deepEqual(found(pattern('Vec<$T:type>'), 'let a: Vec<*mut u8> = b;'), [{ T: '*mut u8' }]);
    assert.deepEqual(found(typePattern('&mut $T'), 'let a: &mut u8 = &mut c;'), [{ T: 'u8' }]);
  });

  it('take no statement for an expression', () => {
    assert.deepEqual(found(pattern('unsafe { $value }'), 'unsafe { f() }; unsafe { g(); } unsafe { let a = 1; }'), [
      { value: 'f()' },
    ]);
  });
});

describe('what is the same to a pattern', () => {
  const same: readonly (readonly [unknown, string])[] = [
    [pattern('f($x, 1)'), 'f(\n    a, // first\n    1,\n)'],
    [pattern('f($x, 1)'), 'f(a, (1))'],
    [pattern('(f)($x, 1)'), 'f(a, 1)'],
    [pattern('f($x, 1)'), 'm::f::<u8>(a, 1)'],
    [pattern('NonNull::new_unchecked($x)'), 'core::ptr::NonNull::<T>::new_unchecked(p)'],
    [pattern('$x.cast()'), 'p.cast::<u8>()'],
    [pattern('|$x| $y'), '|a| { b }'],
    [pattern('match $x { A => b }'), 'match a { A => { b } }'],
    [pattern('if $x { return None; }'), 'if a { return None }'],
    [pattern('if ($x) { return None }'), 'if a { return None; }'],
  ];
  for (const [given, rust] of same)
    it(`${(given as Pattern).text} is ${JSON.stringify(rust)}`, () => {
      assert.equal(count(given, `${rust};`), 1);
    });

  const different: readonly (readonly [unknown, string])[] = [
    [pattern('f($x)'), 'f(a, b)'],
    [pattern('f::<u8>($x)'), 'f(a)'],
    [pattern('f::<u8>($x)'), 'f::<u16>(a)'],
    [pattern('a::f($x)'), 'f(a)'],
    [pattern('($x,)'), '(a)'],
    [pattern('f("a")'), 'f(b"a")'],
    [pattern('if $x { f() }'), 'if a { f(); }'],
    [pattern('$x - 1'), 'a + 1'],
    [pattern('f(&$x)'), 'f(&mut a)'],
    [pattern('unsafe { $x }'), "'a: { b }"],
  ];
  for (const [given, rust] of different)
    it(`${(given as Pattern).text} is not ${JSON.stringify(rust)}`, () => {
      assert.equal(count(given, `${rust};`), 0);
    });

  it('is a path that is imported in part', () => {
    const file = parse(
      'use kernel::error::Error;\nuse other::Error as Wrong;\nfn f() { Error::from_errno(1); error::Error::from_errno(2); Wrong::from_errno(3); }\n',
    );
    const full = pattern('kernel::error::Error::from_errno($code)');
    assert.equal([...full.find(file, {})].length, 0);
    const resolved = [...factsOf(file).matches(full)];
    assert.deepEqual(
      resolved.map(({ code }) => file.textOf(code)),
      ['1'],
    );
  });
});

describe('a pattern', () => {
  const wrong = ['if $x {', '$x', 'f($x:ident, $x:literal)', 'f($x, $...x)', 'f($...a, $...b)', 'f($node)', 'f($x1)', 'm!($x)'];

  it('gives matches of alternatives in the order of the text', () => {
    const either = anyOf(pattern('$x.is_null()'), pattern('$x == null()'));
    assert.deepEqual(found(either, 'a == null(); b.is_null(); c == null();'), [{ x: 'a' }, { x: 'b' }, { x: 'c' }]);
  });

  it('looks only where it is told', () => {
    const file = parse('fn a() { f(1); }\nfn b() { f(2); }\n');
    const [, second] = file.nodes('function_item');
    const matches = [...pattern('f($x)').find(file, { within: second })];
    assert.deepEqual(
      matches.map(({ x }) => file.textOf(x)),
      ['2'],
    );
  });

  it('names its holes in its type', () => {
    const match = [...pattern('$left.add($...others)').find(parse('fn f() { a.add(b); }'), {})][0];
    assert.ok(match !== undefined);
    const { left, others }: { left: Node; others: readonly Node[] } = match;
    assert.equal(others.length, 1);
    assert.ok(left > 0);
    // @ts-expect-error -- there is no hole of that name
    assert.equal(match.lefft, undefined);
  });

  it('that is wrong throws when it is read', () => {
    for (const text of wrong)
      assert.throws(
        () => {
          pattern(text).compile();
        },
        /is wrong/,
        text,
      );
  });

  it('of a rule is none that is wrong', () => {
    assert.ok(rules.length > 0);
    for (const each of allPatterns()) if (!wrong.includes(each.text)) each.compile();
  });
});

describe('any code', () => {
  const whole = rustFiles('examples').map(readText).join('\n');
  const kinds = ['call_expression', 'if_expression', 'unsafe_block', 'let_declaration', 'function_item', 'struct_item'] as const;

  it('is matched by its own text, and by any layout of it', () => {
    const file = parse(whole);
    let tried = 0;
    for (const node of file.nodes(...kinds)) {
      const text = file.textOf(node);
      // `$` is a hole's, and what is documented begins with a comment or attribute that is a sibling.
      if (text.length > 2000 || text.includes('$')) continue;
      const own = pattern(text);
      assert.ok(own.match(file, node, {}) !== undefined, text);
      const other = parse(text.replace(/^\s+/gm, '\t  ').replace(/\n/g, '\n/* here */\n\n'));
      if (file.kind(node).endsWith('_item') && !text.includes('"')) assert.ok([...own.find(other, {})].length > 0, text);
      tried++;
    }
    assert.ok(tried > 50);
  });

  it('never makes a match throw', () => {
    const patterns: readonly Pattern[] = [
      pattern('$f($...given)'),
      pattern('$x + $x'),
      pattern('if $c { $...body }'),
      pattern('$x as $T'),
      pattern('fn $f() { $...body }'),
      pattern('kernel::error::Error::from_errno($x)'),
    ];
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(300), fc.nat(30), (from, length, cut) => {
        const file = parse(whole.slice(from, from + length) + whole.slice(from + length + cut, from + 2 * length));
        const facts = factsOf(file);
        for (const each of patterns) for (const { node } of facts.matches(each)) assert.ok(node < file.tree.count);
      }),
      { numRuns: 200, seed: 5 },
    );
    const deep = parse(`fn f() { ${'('.repeat(3000)}a + a${')'.repeat(3000)}; f(${'&'.repeat(3000)}x); }`);
    for (const each of patterns) for (const { node } of each.find(deep, {})) assert.ok(node > 0);
  });
});
