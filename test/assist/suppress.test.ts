// Where suppression comments go: each silences its finding, and stands where a person would put it.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { suppressionEdit } from '../../server/src/assist/suppress';
import { startParser } from '../../server/src/syntax/parser';
import { check, factsOf, parse } from '../check';

before(() => startParser());

/** The text with the finding at `|` suppressed. */
function suppressed(marked: string, scope: 'line' | 'file' = 'line'): string {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const file = parse(text);
  const edit = suppressionEdit(factsOf(file), { rule: 'as-underscore', offset, scope });
  assert.ok(edit !== undefined, 'no comment can silence it');
  return text.slice(0, edit.at) + edit.before + (edit.needsReason ? 'WHY' : '') + edit.after + text.slice(edit.at);
}

describe('suppressing a line', () => {
  it('goes above the statement, with its indentation', () => {
    assert.equal(
      suppressed('fn f() {\n    let a =\n        |b as _;\n}\n'),
      'fn f() {\n    // kernel-rust-ignore as-underscore: WHY\n    let a =\n        b as _;\n}\n',
    );
  });

  it('goes above the SAFETY comment and the attributes', () => {
    const code = '    // SAFETY: `b` is fine.\n    #[cfg(A)]\n    let a = unsafe { |b as _ };\n';
    assert.equal(
      suppressed(`fn f() {\n${code}}\n`),
      `fn f() {\n    // kernel-rust-ignore as-underscore: WHY\n${code.replace('|', '')}}\n`,
    );
  });

  it('stays below comments that an empty line sets apart', () => {
    assert.equal(
      suppressed('fn f() {\n    // A chapter.\n\n    |b as _;\n}\n'),
      'fn f() {\n    // A chapter.\n\n    // kernel-rust-ignore as-underscore: WHY\n    b as _;\n}\n',
    );
  });

  it('joins the comment that is there', () => {
    assert.equal(
      suppressed('fn f() {\n    // kernel-rust-ignore std-in-kernel: a test\n    |b as _;\n}\n'),
      'fn f() {\n    // kernel-rust-ignore std-in-kernel, as-underscore: a test\n    b as _;\n}\n',
    );
  });

  it('goes above the documentation of an item', () => {
    assert.equal(
      suppressed('/// Docs |here.\n#[inline]\nfn f() {}\n'),
      '// kernel-rust-ignore as-underscore: WHY\n/// Docs here.\n#[inline]\nfn f() {}\n',
    );
  });

  it('goes above a field of a literal and an arm of a match', () => {
    assert.equal(
      suppressed('fn f() {\n    S {\n        a: |b as _,\n    };\n}\n'),
      'fn f() {\n    S {\n        // kernel-rust-ignore as-underscore: WHY\n        a: b as _,\n    };\n}\n',
    );
    assert.equal(
      suppressed('fn f() {\n    match a {\n        A => |b as _,\n    }\n}\n'),
      'fn f() {\n    match a {\n        // kernel-rust-ignore as-underscore: WHY\n        A => b as _,\n    }\n}\n',
    );
  });

  it('keeps carriage returns', () => {
    assert.equal(
      suppressed('fn f() {\r\n    |b as _;\r\n}\r\n'),
      'fn f() {\r\n    // kernel-rust-ignore as-underscore: WHY\r\n    b as _;\r\n}\r\n',
    );
  });
});

describe('suppressing a file', () => {
  it('goes below the licence and above the documentation', () => {
    assert.equal(
      suppressed('// SPDX-License-Identifier: GPL-2.0\n\n//! Docs.\n\nfn f() {\n    |b as _;\n}\n', 'file'),
      '// SPDX-License-Identifier: GPL-2.0\n\n// kernel-rust-ignore-file as-underscore: WHY\n\n//! Docs.\n\nfn f() {\n    b as _;\n}\n',
    );
  });

  it('goes below others of its kind', () => {
    assert.equal(
      suppressed('// kernel-rust-ignore-file std-in-kernel: a test\n\nfn f() {\n    |b as _;\n}\n', 'file'),
      '// kernel-rust-ignore-file std-in-kernel: a test\n// kernel-rust-ignore-file as-underscore: WHY\n\nfn f() {\n    b as _;\n}\n',
    );
  });

  it('goes to the top of a file without a head', () => {
    assert.equal(
      suppressed('fn f() {\n    |b as _;\n}\n', 'file'),
      '// kernel-rust-ignore-file as-underscore: WHY\n\nfn f() {\n    b as _;\n}\n',
    );
  });
});

describe('a reason', () => {
  it('is not the word that an editor leaves in its place', () => {
    const findings = (reason: string): string[] =>
      check(`fn f() {\n    // kernel-rust-ignore as-underscore: ${reason}\n    let a = b as _;\n}\n`).findings.map(
        ({ rule }) => rule,
      );
    assert.deepEqual(findings('REASON'), ['invalid-suppression', 'as-underscore']);
    assert.deepEqual(findings('the reason is REASON'), []);
  });
});
