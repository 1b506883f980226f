// Suppression comments: what they say, and which code each covers.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import fc from 'fast-check';

import { commentsOf } from '../../../server/src/facts/source/comments';
import { isSuppression, suppressionsOf, type Suppression } from '../../../server/src/facts/source/suppressions';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const read = (text: string): readonly Suppression[] => factsOf(parse(text)).suppressions;

/** What the only suppression of the text covers, from its own end on. */
function covered(text: string): string | undefined {
  const [suppression, ...others] = read(text);
  assert.equal(others.length, 0);
  assert.ok(suppression !== undefined);
  return suppression.covers === undefined ? undefined : text.slice(suppression.end, suppression.covers.end).trim();
}

const ignore = '// kernel-rust-ignore a-rule: because';

describe('what a suppression says', () => {
  const said = (text: string): unknown =>
    read(text).map(({ kind, ids, reason, flaw }) => ({
      kind,
      ids: ids.map(({ name }) => name),
      reason,
      flaw: flaw !== undefined,
    }));
  const fine = { kind: 'statement', flaw: false };

  it('is a list of rules and a reason', () => {
    assert.deepEqual(said('// kernel-rust-ignore a-rule: because\nf();'), [{ ...fine, ids: ['a-rule'], reason: 'because' }]);
    assert.deepEqual(said('//kernel-rust-ignore a-rule,b-rule , c:because: of that \r\nf();'), [
      { ...fine, ids: ['a-rule', 'b-rule', 'c'], reason: 'because: of that' },
    ]);
    assert.deepEqual(said('// kernel-rust-ignore a-rule b-rule: why\nf();'), [
      { ...fine, ids: ['a-rule', 'b-rule'], reason: 'why' },
    ]);
    assert.deepEqual(said('// kernel-rust-ignore-file a: generated\n'), [
      { ...fine, kind: 'file', ids: ['a'], reason: 'generated' },
    ]);
  });

  it('may lack a part', () => {
    assert.deepEqual(said('// kernel-rust-ignore\nf();'), [{ ...fine, ids: [], reason: '' }]);
    assert.deepEqual(said('// kernel-rust-ignore a-rule\nf();'), [{ ...fine, ids: ['a-rule'], reason: '' }]);
    assert.deepEqual(said('// kernel-rust-ignore a-rule since it is so\nf();'), [{ ...fine, ids: ['a-rule'], reason: '' }]);
    assert.deepEqual(said('// kernel-rust-ignore a-rule: ...\nf();'), [{ ...fine, ids: ['a-rule'], reason: '' }]);
    assert.deepEqual(said('// kernel-rust-ignore: why\nf();'), [{ ...fine, ids: [], reason: 'why' }]);
  });

  it('goes on in indented lines', () => {
    const text = `fn f() {
    // kernel-rust-ignore a-rule: the reason is
    //   a long one
    //\tindeed
    // SAFETY: not part of it.
    unsafe { f() };
}
`;
    const [suppression] = read(text);
    assert.equal(suppression?.reason, 'the reason is a long one indeed');
    assert.match(text.slice(suppression.start, suppression.end), /indeed$/);
  });

  it('has flaws in the wrong place or under another name', () => {
    for (const text of [
      'f(); // kernel-rust-ignore a: b\n',
      '/* kernel-rust-ignore a: b */\nf();',
      '// kernel-rust-ignore-line a: b\nf();',
    ])
      assert.deepEqual(
        read(text).map(({ flaw }) => flaw !== undefined),
        [true],
        text,
      );
  });

  it('is no documentation, string or other word', () => {
    for (const text of [
      '/// kernel-rust-ignore a: b\nf();',
      '//! kernel-rust-ignore a: b\n',
      'f("// kernel-rust-ignore a: b");',
      '// kernel-rust-ignored a: b\nf();',
      '// see kernel-rust-ignore a: b\nf();',
    ])
      assert.deepEqual(read(text), [], text);
    assert.equal(isSuppression(' SAFETY: kernel-rust-ignore'), false);
    assert.equal(isSuppression(' kernel-rust-ignore x: y'), true);
  });
});

describe('what a suppression covers', () => {
  const within = (code: string): string => `fn f() {\n    before();\n    ${code}\n    after();\n}\n`;

  it('is the whole statement', () => {
    assert.equal(covered(within(`${ignore}\n    let x = y\n        .z();`)), 'let x = y\n        .z();');
    assert.equal(covered(within(`${ignore}\n    if a {\n        b();\n    }`)), 'if a {\n        b();\n    }');
    assert.equal(covered(`fn f() {\n    ${ignore}\n    tail()\n}`), 'tail()');
    assert.equal(
      covered(`fn f() {\n    ${ignore}\n    const X: u8 = {\n        1\n    };\n}`),
      'const X: u8 = {\n        1\n    };',
    );
  });

  it('reaches behind comments, attributes and empty lines', () => {
    assert.equal(
      covered(within(`${ignore}\n    // SAFETY: fine.\n    #[cfg(X)]\n\n    /* more */\n    unsafe { x() };`)),
      '// SAFETY: fine.\n    #[cfg(X)]\n\n    /* more */\n    unsafe { x() };',
    );
    assert.equal(covered(within(`// SAFETY: fine.\n    ${ignore}\n    unsafe { x() };`)), 'unsafe { x() };');
  });

  it('is the head of an item, with its documentation and attributes', () => {
    assert.equal(
      covered(`${ignore}\n/// Docs.\n#[inline]\npub fn f(\n    x: u8,\n) -> u8 {\n    x\n}\n`),
      '/// Docs.\n#[inline]\npub fn f(\n    x: u8,\n) -> u8 {',
    );
    assert.equal(
      covered(`${ignore}\nimpl<T> X for Y\nwhere\n    T: Z,\n{\n    fn f() {}\n}\n`),
      'impl<T> X for Y\nwhere\n    T: Z,\n{',
    );
    assert.equal(covered(`${ignore}\nstruct X {\n    a: u8,\n}\n`), 'struct X {');
    assert.equal(covered(`${ignore}\nstruct X(u8, u16);\n`), 'struct X(u8, u16);');
    assert.equal(covered(`${ignore}\nmacro_rules! x {\n    () => {};\n}\n`), 'macro_rules! x {');
    assert.equal(covered(`${ignore}\nfn f() { g() }\nfn h() {}\n`), 'fn f() { g() }');
    assert.equal(covered(`trait X {\n    ${ignore}\n    fn f();\n    fn g();\n}\n`), 'fn f();');
    const text = `/// Docs.\n#[inline]\n${ignore}\nfn f() {\n}\n`;
    assert.equal(read(text)[0]?.covers?.start, 0);
  });

  it('is one field, variant, arm or element', () => {
    assert.equal(covered(`struct X {\n    a: u8,\n    ${ignore}\n    #[pin]\n    b: u8,\n    c: u8,\n}\n`), '#[pin]\n    b: u8');
    assert.equal(covered(`enum X {\n    A,\n    ${ignore}\n    B(u8),\n    C,\n}\n`), 'B(u8)');
    assert.equal(
      covered(
        within(`match a {\n        A => 1,\n        ${ignore}\n        B => {\n            2\n        }\n        C => 3,\n    }`),
      ),
      'B => {\n            2\n        }',
    );
    assert.equal(
      covered(within(`match a {\n        #[cfg(X)]\n        ${ignore}\n        B => 2,\n        C => 3,\n    }`)),
      'B => 2,',
    );
    assert.equal(covered(within(`let x = X {\n        a: 1,\n        ${ignore}\n        b: 2,\n        c,\n    };`)), 'b: 2');
    assert.equal(covered(within(`g(\n        1,\n        ${ignore}\n        2,\n        3,\n    );`)), '2');
  });

  it('is the rest of an expression when it stands in the middle', () => {
    assert.equal(covered(within(`a\n        ${ignore}\n        .b(c)\n        .d();`)), '.b(c)');
    assert.equal(covered(within(`let x =\n        ${ignore}\n        unsafe { y() };`)), 'unsafe { y() };');
  });

  it('is the documentation of a module', () => {
    assert.equal(
      covered(`// SPDX-License-Identifier: GPL-2.0\n\n${ignore}\n//! One.\n//!\n//! Two.\n\nuse x;\n`),
      '//! One.\n//!\n//! Two.',
    );
  });

  it('works in macros that are plain Rust', () => {
    assert.equal(
      covered(
        `fn f() {\n    pin_init!(Self {\n        a: 1,\n        ${ignore}\n        b <- unsafe { x },\n        c: 2,\n    })\n}\n`,
      ),
      'b <- unsafe { x }',
    );
    assert.equal(
      covered(`macro_rules! x {\n    ($a:expr) => {\n        ${ignore}\n        f($a);\n        g($a);\n    };\n}\n`),
      'f($a);',
    );
    assert.equal(
      covered(`macro_rules! x {\n    ${ignore}\n    ($a:expr) => {\n        f($a);\n    };\n    () => {};\n}\n`),
      '($a:expr) => {\n        f($a);\n    };',
    );
  });

  it("works in a macro's own syntax", () => {
    assert.equal(covered(`module! {\n    type: X,\n    ${ignore}\n    name: "x",\n    license: "GPL",\n}\n`), 'name: "x",');
    assert.equal(covered(`own! {\n    a => b;\n    ${ignore}\n    c => d { e }\n    f => g;\n}\n`), 'c => d { e }');
    assert.equal(covered(`own! {\n    a => b;\n    ${ignore}\n    @ fn f() {\n        g();\n    }\n}\n`), '@ fn f() {');
    assert.equal(covered(`own! {\n    a => b;\n    ${ignore}\n    c => d\n}\n`), 'c => d');
  });

  it('is nothing where nothing follows', () => {
    assert.equal(covered(`fn f() {\n    g();\n    ${ignore}\n}\n`), undefined);
    assert.equal(covered(`fn f() {}\n${ignore}\n`), undefined);
    assert.equal(covered(`own! {\n    a => b,\n    ${ignore}\n}\n`), undefined);
    assert.equal(covered(`fn f() {\n    g();\n    ${ignore}\n    // more\n}\n`), '// more');
  });

  it('is the same with Windows line ends', () => {
    assert.equal(
      covered(within(`${ignore}\n    // SAFETY: fine.\n    unsafe { x() };`).replace(/\n/g, '\r\n')),
      '// SAFETY: fine.\r\n    unsafe { x() };',
    );
    const [suppression] = read(`${ignore}\r\nfn f() {}\r\n`);
    assert.equal(suppression?.reason, 'because');
    assert.equal(suppression.end, ignore.length);
  });

  it('is the whole file for a suppression of the file', () => {
    const text = `fn f() {}\n// kernel-rust-ignore-file a: b\n`;
    assert.deepEqual(read(text)[0]?.covers, { start: 0, end: text.length + 1 });
  });
});

describe('hostile suppressions', () => {
  const cost = (text: string, wanted: number): number => {
    const file = parse(text);
    const comments = commentsOf(file);
    const began = performance.now();
    assert.equal(suppressionsOf(file, comments).length, wanted);
    return performance.now() - began;
  };

  // Four times as many cost four times as much, or sixteen times when each looks at all others.
  it('cost no more than their number', () => {
    const texts: ((count: number) => string)[] = [
      (count) => `${`${ignore}\n`.repeat(count)}fn f() {}\n`,
      (count) => `fn f() {\n${`${ignore}\nf();\n`.repeat(count)}}\n`,
      (count) => `m! { @\n${`${ignore}\na\n`.repeat(count)}}\n`,
    ];
    for (const text of texts) {
      const few = Math.max(50, cost(text(5_000), 5_000));
      const many = cost(text(20_000), 20_000);
      assert.ok(many < 11 * few, `${Math.round(many)} ms for four times what takes ${Math.round(few)} ms`);
    }
  });

  it('never throw', () => {
    const piece = fc.constantFrom(
      `${ignore}\n`,
      '// kernel-rust-ignore',
      '\n',
      ' a',
      ',',
      ':',
      '//   more\n',
      '/* ',
      '*/',
      'fn f() {',
      '}',
      'm! { @ ',
      'x',
      ';',
      '#[a]',
      '//! i\n',
      '/// o\n',
      '\r\n',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        for (const { start, end, word, ids, covers } of read(text))
          for (const span of [{ start, end }, word, ...ids, ...(covers === undefined ? [] : [covers])])
            assert.ok(span.start >= 0 && span.end >= span.start && span.end <= text.length + 1);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
});
