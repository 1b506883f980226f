// Suppressions at work: findings that are dropped, comments that are wrong or not needed, and comments that the tool writes itself.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { applyEdits } from '../server/src/edits';
import { analyse, type AnalyseOptions } from '../server/src/engine';
import type { Level } from '../server/src/config';
import type { Finding } from '../server/src/rule';
import { ruleInfos } from '../server/src/rule-infos';
import { rules } from '../server/src/rules';
import { suppressionEdit, suppressionEdits } from '../server/src/suppression-edit';
import { suppressionRules } from '../server/src/suppression-rules';
import { startParser } from '../server/src/syntax/parser';
import { emptyTree } from '../server/src/tree/kernel-tree';
import { check, countErrors, fixAll, marksOf, parse, readMarks, readText, rustFiles } from './check';

before(() => startParser());

const own = new Set(suppressionRules.map(({ id }) => id));

const found = (text: string, options: Partial<AnalyseOptions> & { levels?: Record<string, Level> } = {}): string[] => {
  const file = parse(text);
  const analysis = analyse(file, {
    levelOf: ({ id }) => options.levels?.[id] ?? (own.has(id) || id === 'as-underscore' ? 'on' : 'off'),
    packs: [],
    unit: { lintLevels: [] },
    tree: emptyTree,
    ...options,
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

  it('are not those whose finding only a run over everything would show', () => {
    const [entry] = rules.filter(({ rule }) => rule.elsewhere !== undefined && rule.needs !== 'tree' && rule.needs !== 'crate');
    if (entry === undefined) return;
    const { rule } = entry;
    const file = parse(readMarks(rule.examples[0].bad).text);
    const options = {
      levelOf: (info: { id: string }): Level => (info.id === rule.id || own.has(info.id) ? 'on' : 'off'),
      packs: [],
      tree: emptyTree,
    };
    const [finding] = analyse(file, { ...options, unit: {} }).findings;
    assert.ok(finding !== undefined);
    const text = applyEdits(file.text, [suppressionEdit(file, finding, { reason: 'why' })]);
    const analysis = analyse(parse(text), { ...options, unit: { changedLines: new Set() } });
    assert.deepEqual(analysis.findings, []);
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

describe('writing suppressions', () => {
  const add = (text: string, options: { rule?: string; at?: string; reason?: string } = {}): string => {
    const file = parse(text);
    const start = text.indexOf(options.at ?? 'x as _');
    const finding: Finding = {
      rule: options.rule ?? 'as-underscore',
      start,
      end: start + 1,
      severity: 'warning',
      confidence: 'certain',
      message: '',
      help: undefined,
      related: [],
      fix: undefined,
    };
    return applyEdits(text, [suppressionEdit(file, finding, { reason: options.reason ?? 'why' })]);
  };
  const comment = '// kernel-rust-ignore as-underscore: why';

  it('puts them above the statement and its SAFETY comment', () => {
    assert.equal(
      add(`fn g() {\n    // An aside.\n\n    // SAFETY: It is.\n    // Really.\n    #[cfg(X)]\n    unsafe { f(x as _) };\n}\n`),
      `fn g() {\n    // An aside.\n\n    ${comment}\n    // SAFETY: It is.\n    // Really.\n    #[cfg(X)]\n    unsafe { f(x as _) };\n}\n`,
    );
    assert.equal(
      add(`fn g() {\n    e(); // Not above.\n    f(x as _);\n}\n`),
      `fn g() {\n    e(); // Not above.\n    ${comment}\n    f(x as _);\n}\n`,
    );
  });

  it('puts them above fields, arms, items and tail expressions', () => {
    assert.equal(
      add(`fn g() {\n    X {\n        a,\n        b: x as _,\n    }\n}\n`),
      `fn g() {\n    X {\n        a,\n        ${comment}\n        b: x as _,\n    }\n}\n`,
    );
    assert.equal(
      add(`fn g() {\n    match a {\n        A => x as _,\n    }\n}\n`),
      `fn g() {\n    match a {\n        ${comment}\n        A => x as _,\n    }\n}\n`,
    );
    assert.equal(add(`fn g() {\n    x as _\n}\n`), `fn g() {\n    ${comment}\n    x as _\n}\n`);
    assert.equal(
      add(`use a;\n\n/// Docs.\n#[inline]\nfn g() { x as _ }\n`),
      `use a;\n\n${comment}\n/// Docs.\n#[inline]\nfn g() { x as _ }\n`,
    );
    assert.equal(
      add(`impl X {\n    /// x as _\n    fn g() {\n    }\n}\n`),
      `impl X {\n    ${comment}\n    /// x as _\n    fn g() {\n    }\n}\n`,
    );
  });

  it('climbs out of what shares its line with other code', () => {
    assert.equal(add(`fn g() {\n    with(|a| { x as _ });\n}\n`), `fn g() {\n    ${comment}\n    with(|a| { x as _ });\n}\n`);
    assert.equal(add(`fn g() {\n    if f(x as _) {\n    }\n}\n`), `fn g() {\n    ${comment}\n    if f(x as _) {\n    }\n}\n`);
    assert.equal(
      add(`fn g() {\n    if a {\n    } else if f(x as _) {\n    }\n}\n`),
      `fn g() {\n    ${comment}\n    if a {\n    } else if f(x as _) {\n    }\n}\n`,
    );
  });

  it('works in macros', () => {
    assert.equal(
      add(`fn g() {\n    pin_init!(X {\n        a <- x as _,\n    })\n}\n`),
      `fn g() {\n    pin_init!(X {\n        ${comment}\n        a <- x as _,\n    })\n}\n`,
    );
    assert.equal(add(`own! {\n    a => b;\n    c => x as _;\n}\n`), `own! {\n    a => b;\n    ${comment}\n    c => x as _;\n}\n`);
    assert.equal(add(`fn g() {\n    own!(a => x as _);\n}\n`), `fn g() {\n    ${comment}\n    own!(a => x as _);\n}\n`);
  });

  it('adds to the one that is there', () => {
    const before = `fn g() {\n    // kernel-rust-ignore unsafe-semicolon-inside: since\n    // SAFETY: It is.\n    f(x as _);\n}\n`;
    assert.equal(
      add(before),
      `fn g() {\n    // kernel-rust-ignore unsafe-semicolon-inside, as-underscore: since; why\n    // SAFETY: It is.\n    f(x as _);\n}\n`,
    );
    assert.equal(
      add(before, { reason: 'since' }),
      `fn g() {\n    // kernel-rust-ignore unsafe-semicolon-inside, as-underscore: since\n    // SAFETY: It is.\n    f(x as _);\n}\n`,
    );
  });

  it('breaks long reasons so that they are read again', () => {
    const reason = 'the word is of no importance but there are many of them '.repeat(5).trim();
    const text = add(`fn g() {\n    f(x as _);\n}\n`, { reason });
    for (const line of text.split('\n')) assert.ok(line.length <= 100);
    assert.deepEqual(found(text), []);
    assert.ok(text.replace(/\n {4}\/\/ {3}/g, ' ').includes(reason));
    const more = add(text.replace('f(x as _)', 'f(x as _, y)'), { at: 'y)', rule: 'unsafe-semicolon-inside', reason });
    const plain = more.replace(/\n {4}\/\/ {3}/g, ' ');
    assert.equal(plain.split(reason).length, 2);
    assert.match(plain, /as-underscore, unsafe-semicolon-inside:/);
  });

  it('keeps Windows line ends and the first line', () => {
    assert.equal(add(`fn g() {\r\n    f(x as _);\r\n}\r\n`), `fn g() {\r\n    ${comment}\r\n    f(x as _);\r\n}\r\n`);
    const licence = '// SPDX-License-Identifier: GPL-2.0\n';
    assert.equal(
      add(`${licence}\nfn g() {}\n`, { at: 'SPDX' }),
      `${licence}// kernel-rust-ignore-file as-underscore: why\n\nfn g() {}\n`,
    );
    assert.equal(add(`${licence}//! x as _\n\nuse a;\n`), `${licence}${comment}\n//! x as _\n\nuse a;\n`);
    assert.equal(
      add('// SPDX-License-Identifier: GPL-2.0', { at: 'SPDX' }),
      '// SPDX-License-Identifier: GPL-2.0\n// kernel-rust-ignore-file as-underscore: why',
    );
    assert.equal(add('', { at: '' }), '// kernel-rust-ignore-file as-underscore: why\n');
  });

  it('writes one comment for all rules of a statement', () => {
    const text = `fn g() {\n    f(x as _, y as _);\n    h(x as _);\n}\n`;
    const file = parse(text);
    const { findings } = check(text, { rule: ruleOf('as-underscore') });
    const [first] = findings;
    assert.ok(first !== undefined);
    const edits = suppressionEdits(file, [...findings, { ...first, rule: 'unsafe-semicolon-inside' }], { reason: 'why' });
    assert.equal(
      applyEdits(text, edits),
      `fn g() {\n    // kernel-rust-ignore as-underscore, unsafe-semicolon-inside: why\n    f(x as _, y as _);\n    ${comment}\n    h(x as _);\n}\n`,
    );
  });
});

describe('a written suppression silences its finding and breaks nothing', () => {
  for (const { rule } of rules) {
    it(rule.id, () => {
      for (const { bad, path } of rule.examples) silencesAll(readMarks(bad).text, { path, only: rule.id });
    });
  }

  for (const path of rustFiles('examples')) {
    it(path, () => {
      silencesAll(readText(path), { path });
      silencesAll(readText(path).replace(/\n/g, '\r\n'), { path });
    });
  }
});

const ruleOf = (id: string): (typeof ruleInfos)[number]['rule'] => {
  const entry = ruleInfos.find(({ rule }) => rule.id === id);
  assert.ok(entry !== undefined);
  return entry.rule;
};

/** Suppresses every finding on its own, and then all of them at once. */
function silencesAll(text: string, { path, only }: { path?: string | undefined; only?: string }): void {
  const options = path === undefined ? {} : { path };
  const { file, findings } = check(text, options);
  const errors = countErrors(text);
  const wanted = findings.filter(({ rule }) => !own.has(rule) && (only === undefined || rule === only));
  const of = (all: readonly Finding[]): string[] =>
    all.filter(({ rule }) => !own.has(rule)).map(({ rule, message }) => `${rule}: ${message}`);
  for (const finding of wanted) {
    const edit = suppressionEdit(file, finding, { reason: 'why' });
    const after = applyEdits(text, [edit]);
    assert.ok(countErrors(after) <= errors, `parses worse:\n${after}`);
    const result = check(after, options);
    const gone = result.findings.filter(
      ({ rule, start }) =>
        own.has(rule) || (rule === finding.rule && start === finding.start + edit.text.length - (edit.end - edit.start)),
    );
    assert.deepEqual(
      gone.map(({ rule, message }) => `${rule}: ${message}`),
      [],
      after,
    );
    const left = of(findings);
    for (const each of of(result.findings)) if (left.includes(each)) left.splice(left.indexOf(each), 1);
    assert.ok(left.length >= 1);
  }
  const all = applyEdits(text, suppressionEdits(file, wanted, { reason: 'why' }));
  assert.ok(countErrors(all) <= errors, `parses worse:\n${all}`);
  const rest = check(all, options).findings.filter(({ rule }) => own.has(rule) || only === undefined || rule === only);
  assert.deepEqual(
    rest.map(({ rule, message }) => `${rule}: ${message}`),
    [],
    all,
  );
}
