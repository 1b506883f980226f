// Suppressions at work: findings that are dropped, and comments that are wrong or not needed.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { analyse } from '../../server/src/analysis/engine';
import type { Level } from '../../server/src/analysis/config';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import type { Around } from '../../server/src/facts/facts';
import { rules } from '../../server/src/rules';
import { suppressionRules } from '../../server/src/analysis/suppression-rules';
import { startParser } from '../../server/src/syntax/parser';
import { check, factsOf, fixAll, marksOf, parse, readMarks } from '../check';

before(() => startParser());

const own = new Set(suppressionRules.map(({ id }) => id));

const found = (text: string, options: Partial<Around> & { levels?: Record<string, Level> } = {}): string[] => {
  const file = parse(text);
  const analysis = analyse(factsOf(file, { packs: [], unit: { lintLevels: [] }, ...options }), {
    levelOf: ({ id }) => options.levels?.[id] ?? (own.has(id) || id === 'as-underscore' ? 'on' : 'off'),
  });
  assert.deepEqual(analysis.failures, []);
  return analysis.findings.map(({ rule, start }) => `${file.line(start) + 1}: ${rule}`);
};

const cast = 'f(x as _);';

for (const rule of suppressionRules) {
  describe(rule.id, () => {
    it('reads like the rules', () => {
      assert.match(rule.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.match(rule.summary, /^[A-Z].*\.$/);
      assert.ok(rule.why.length > 80);
      assert.ok(ruleInfos.some((info) => info.rule === rule && info.group === 'suppressions'));
      assert.ok(!rules.some(({ rule: { id } }) => id === rule.id));
    });
    rule.examples.forEach(({ bad, fixed, good }, index) => {
      it(`example ${index + 1}`, () => {
        const { text, marks } = readMarks(bad);
        assert.equal(parse(text).hasError(0), false);
        const { file, findings } = check(text);
        assert.deepEqual(
          marksOf(
            file,
            findings.filter((finding) => finding.rule === rule.id),
          ),
          marks,
        );
        for (const { message } of findings) assert.match(message, /^[^A-Z].*[^.]$/);
        if (fixed !== undefined) assert.equal(fixAll(text), fixed.replace(/^\n/, ''));
        for (const clean of [fixed, good])
          assert.deepEqual(clean === undefined ? [] : check(clean).findings.map(({ message }) => message), []);
      });
    });
  });
}

describe('suppressed findings', () => {
  it('are dropped below the comment and nowhere else', () => {
    const text = `fn g() {
    ${cast}
    // kernel-rust-ignore as-underscore: the type is the caller's
    ${cast}
    ${cast}
}
`;
    assert.deepEqual(found(text), ['2: as-underscore', '5: as-underscore']);
    assert.deepEqual(found(text.replace(/\n/g, '\r\n')), ['2: as-underscore', '5: as-underscore']);
    assert.deepEqual(found(`\uFEFF${text}`), ['2: as-underscore', '5: as-underscore']);
  });

  it('are dropped in the whole file', () => {
    const text = `fn g() {\n    ${cast}\n}\n// kernel-rust-ignore-file as-underscore: generated\nfn h() {\n    ${cast}\n}\n`;
    assert.deepEqual(found(text), []);
  });

  it('stay in the body of an item', () => {
    assert.deepEqual(found(`// kernel-rust-ignore as-underscore: why\nfn g() {\n    ${cast}\n}\n`), [
      '1: unused-suppression',
      '3: as-underscore',
    ]);
    assert.deepEqual(found(`// kernel-rust-ignore as-underscore: why\nfn g() { ${cast} }\n`), []);
  });

  it('are dropped in macros', () => {
    assert.deepEqual(
      found(
        `fn g() {\n    pin_init!(X {\n        // kernel-rust-ignore as-underscore: why\n        a: x as _,\n        b: x as _,\n    })\n}\n`,
      ),
      ['5: as-underscore'],
    );
    assert.deepEqual(
      found(
        `macro_rules! m {\n    ($x:expr) => {\n        // kernel-rust-ignore as-underscore: why\n        f($x as _);\n        f($x as _);\n    };\n}\n`,
      ),
      ['5: as-underscore'],
    );
  });

  it('stay when the comment has no effect', () => {
    for (const comment of [
      'kernel-rust-ignore as-underscore',
      'kernel-rust-ignore as-underscore: -',
      'kernel-rust-ignore: why',
      'kernel-rust-ignore as-undrscore: why',
      'kernel-rust-ignore-next as-underscore: why',
    ])
      assert.deepEqual(
        found(`fn g() {\n    // ${comment}\n    ${cast}\n}\n`),
        ['2: invalid-suppression', '3: as-underscore'],
        comment,
      );
    assert.deepEqual(found(`fn g() {\n    ${cast} // kernel-rust-ignore as-underscore: why\n}\n`), [
      '2: as-underscore',
      '2: invalid-suppression',
    ]);
  });

  it('are dropped by the ids that are right beside one that is wrong', () => {
    assert.deepEqual(found(`fn g() {\n    // kernel-rust-ignore nonsense, as-underscore: why\n    ${cast}\n}\n`), [
      '2: invalid-suppression',
    ]);
  });

  it('may be those about suppressions', () => {
    assert.deepEqual(
      found(
        `// kernel-rust-ignore-file unused-suppression: the code below is generated\nfn g() {\n    // kernel-rust-ignore as-underscore: why\n    f();\n}\n`,
      ),
      [],
    );
    assert.deepEqual(found(`// kernel-rust-ignore-file invalid-suppression: why\n// kernel-rust-ignore\nfn g() {}\n`), []);
    assert.deepEqual(found(`// kernel-rust-ignore-file unused-suppression: why\nfn g() {}\n`), ['1: unused-suppression']);
    assert.deepEqual(found(`// kernel-rust-ignore-file invalid-suppression: why\nfn g() {}\n`), ['1: unused-suppression']);
  });
});

describe('unused suppressions', () => {
  const unused = `fn g() {\n    // kernel-rust-ignore as-underscore: why\n    f();\n}\n`;

  it('are reported', () => {
    assert.deepEqual(found(unused), ['2: unused-suppression']);
    assert.deepEqual(found(`fn g() {\n    f();\n    // kernel-rust-ignore as-underscore: why\n}\n`), ['3: unused-suppression']);
    assert.deepEqual(found(`// kernel-rust-ignore-file as-underscore: why\nfn g() {}\n`), ['1: unused-suppression']);
  });

  it('are the outer ones when the inner ones are enough', () => {
    const inner = `fn g() {\n    // kernel-rust-ignore as-underscore: why\n    if a {\n        // kernel-rust-ignore as-underscore: why\n        ${cast}\n    }\n}\n`;
    assert.deepEqual(found(inner), ['2: unused-suppression']);
    assert.deepEqual(found(`// kernel-rust-ignore-file as-underscore: why\n${inner}`), [
      '1: unused-suppression',
      '3: unused-suppression',
    ]);
    const twice = `fn g() {\n    // kernel-rust-ignore as-underscore: why\n    // kernel-rust-ignore as-underscore: why\n    ${cast}\n}\n`;
    assert.deepEqual(found(twice), ['2: unused-suppression']);
    assert.deepEqual(found(`fn g() {\n    // kernel-rust-ignore as-underscore, as-underscore: why\n    ${cast}\n}\n`), []);
  });

  it('are not those of rules that did not run', () => {
    assert.deepEqual(found(unused, { levels: { 'as-underscore': 'off' } }), []);
    assert.deepEqual(found(unused, { levels: { 'unused-suppression': 'off' } }), []);
  });

  it('are not called so where the code does not parse', () => {
    assert.deepEqual(found(`fn g() {\n    // kernel-rust-ignore as-underscore: why\n    f(x as ;\n}\n`), []);
  });

  it('go with their line, also with Windows line ends', () => {
    const fixed = (text: string): string => fixAll(text);
    assert.equal(fixed(unused), 'fn g() {\n    f();\n}\n');
    assert.equal(fixed(unused.replace(/\n/g, '\r\n')), 'fn g() {\r\n    f();\r\n}\r\n');
    assert.equal(
      fixed(`fn g() {\n    e();\n\n    // kernel-rust-ignore as-underscore: why\n    //   and more\n\n    f();\n}\n`),
      'fn g() {\n    e();\n\n    f();\n}\n',
    );
    assert.equal(fixed(`fn g() {}\n\n// kernel-rust-ignore as-underscore: why`), 'fn g() {}\n\n');
  });
});

describe('suppressions beside SAFETY comments', () => {
  const safety = (lines: string): string[] =>
    check(`/// Wakes it.\npub fn g(x: &X) {\n${lines}\n    unsafe { bindings::wake(x.0) };\n}\n`).findings.map(
      ({ rule }) => rule,
    );
  const ignore = '    // kernel-rust-ignore as-underscore: the reason speaks of SAFETY: and is no argument';
  const argument = '    // SAFETY: `x.0` is valid by the type invariant.';
  const withoutUnused = (found: string[]): string[] => found.filter((rule) => rule !== 'unused-suppression');

  it('do not come between it and its code', () => {
    const clean = safety(argument);
    for (const lines of [`${ignore}\n${argument}`, `${argument}\n${ignore}`, `${ignore}\n    //   SAFETY: goes on\n${argument}`])
      assert.deepEqual(withoutUnused(safety(lines)), clean, lines);
  });

  it('are none themselves', () => {
    const bare = safety('');
    assert.deepEqual(withoutUnused(safety(ignore)), bare);
    assert.deepEqual(withoutUnused(safety(`${ignore}\n    //   SAFETY: goes on`)), bare);
  });
});
