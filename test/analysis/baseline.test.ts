// The baseline: which findings are known, which entries are stale, and what the file looks like.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { applyBaseline, parseBaseline, updateBaseline, type Baseline, type Checked } from '../../server/src/analysis/baseline';

interface Found {
  readonly rule: string;
  readonly line: number;
}

const found = (...rules: string[]): Found[] => rules.map((rule, line) => ({ rule, line }));

const checked = (findings: Record<string, Found[]>, more: Partial<Checked<Found>> = {}): Checked<Found> => ({
  findings: new Map(Object.entries(findings)),
  ran: () => true,
  exists: () => true,
  ...more,
});

const parsed = (text: string): Baseline => {
  const result = parseBaseline(text, { file: 'b.json' });
  if ('problem' in result) throw new Error(result.problem);
  return result.baseline;
};

const baseline: Baseline = { version: 1, files: { 'a.rs': { 'rule-a': 2, 'rule-b': 1 }, 'gone.rs': { 'rule-a': 1 } } };

describe('applying a baseline', () => {
  it('leaves out what it allows and reports other rules and files', () => {
    const applied = applyBaseline(
      checked({ 'a.rs': found('rule-a', 'rule-b', 'rule-c', 'rule-a'), 'b.rs': found('rule-a') }),
      baseline,
    );
    assert.deepEqual(
      [...applied.findings].map(([path, all]) => [path, all.map(({ rule }) => rule)]),
      [
        ['a.rs', ['rule-c']],
        ['b.rs', ['rule-a']],
      ],
    );
    assert.equal(applied.known, 3);
    assert.deepEqual(applied.stale, []);
  });

  it('reports all findings of a rule in a file that has more than allowed', () => {
    const applied = applyBaseline(checked({ 'a.rs': found('rule-a', 'rule-b', 'rule-a', 'rule-a') }), baseline);
    assert.deepEqual(
      applied.findings.get('a.rs')?.map(({ rule, line }) => `${rule} ${line}`),
      ['rule-a 0', 'rule-a 2', 'rule-a 3'],
    );
    assert.equal(applied.known, 1);
  });

  it('names entries that allow more than there is', () => {
    const { stale } = applyBaseline(checked({ 'a.rs': found('rule-a') }, { exists: (path) => path !== 'gone.rs' }), baseline);
    assert.deepEqual(stale, [
      { path: 'a.rs', rule: 'rule-a', allowed: 2, found: 1 },
      { path: 'a.rs', rule: 'rule-b', allowed: 1, found: 0 },
      { path: 'gone.rs', rule: 'rule-a', allowed: 1, found: 0 },
    ]);
  });

  it('says nothing of rules that did not run and files that were not checked', () => {
    const { stale } = applyBaseline(checked({ 'a.rs': found('rule-a') }, { ran: (rule) => rule === 'rule-b' }), baseline);
    assert.deepEqual(stale, [{ path: 'a.rs', rule: 'rule-b', allowed: 1, found: 0 }]);
    assert.deepEqual(applyBaseline(checked({}), baseline).stale, []);
  });
});

describe('updating a baseline', () => {
  it('writes sorted keys and a line break at the end', () => {
    assert.equal(
      updateBaseline(checked({ 'b.rs': found('rule-b', 'rule-a', 'rule-b'), 'a.rs': found('rule-a'), 'c.rs': [] }), undefined),
      `{
  "version": 1,
  "files": {
    "a.rs": {
      "rule-a": 1
    },
    "b.rs": {
      "rule-a": 1,
      "rule-b": 2
    }
  }
}
`,
    );
  });

  it('keeps what the run did not look at', () => {
    const text = updateBaseline(
      checked({ 'a.rs': found('rule-a') }, { ran: (rule) => rule === 'rule-a', exists: (path) => path === 'other.rs' }),
      { version: 1, files: { ...baseline.files, 'other.rs': { 'rule-c': 4 } } },
    );
    assert.deepEqual(parsed(text).files, { 'a.rs': { 'rule-a': 1, 'rule-b': 1 }, 'other.rs': { 'rule-c': 4 } });
  });

  it('gives a baseline under which nothing is new and nothing is stale', () => {
    const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', '10', '9', 'é');
    const run = fc.dictionary(
      name,
      fc.array(
        name.map((rule) => ({ rule, line: 0 })),
        { maxLength: 5 },
      ),
    );
    fc.assert(
      fc.property(run, run, (before, after) => {
        const first = parsed(updateBaseline(checked(before), undefined));
        const text = updateBaseline(checked(after, { exists: () => false }), first);
        const applied = applyBaseline(checked(after, { exists: () => false }), parsed(text));
        assert.deepEqual([...applied.findings.values()].flat(), []);
        assert.deepEqual(applied.stale, []);
        assert.equal(updateBaseline(checked(after, { exists: () => false }), parsed(text)), text);
      }),
      { seed: 1 },
    );
  });
});

describe('reading a baseline', () => {
  const cases: [text: string, problem: RegExp][] = [
    ['', /^b\.json: not valid JSON: /],
    ['<<<<<<< HEAD\n{}', /^b\.json: not valid JSON: .*<<<</],
    ['[]', /^b\.json: not an object with `version` and `files`$/],
    ['{}', /^b\.json: version is missing: only version 1 is known$/],
    ['{"version":2,"files":{}}', /^b\.json: version 2: only version 1 is known$/],
    ['{"version":1}', /^b\.json: `files` is not an object$/],
    ['{"version":1,"files":{"a.rs":3}}', /^b\.json: the entry of `a\.rs` is not an object of counts$/],
    ['{"version":1,"files":{"a.rs":{"x":-1}}}', /^b\.json: the count of `x` in `a\.rs` is not a whole number above 0$/],
    ['{"version":1,"files":{"a.rs":{"x":"1"}}}', /the count of `x`/],
  ];
  for (const [text, problem] of cases) {
    it(`refuses ${text === '' ? 'an empty file' : text}`, () => {
      const result = parseBaseline(text, { file: 'b.json' });
      assert.match('problem' in result ? result.problem : '', problem);
    });
  }

  it('reads what it wrote, with a byte order mark too', () => {
    const text = updateBaseline(checked({ 'a.rs': found('rule-a') }), undefined);
    assert.deepEqual(parsed(`\uFEFF${text}`), { version: 1, files: { 'a.rs': { 'rule-a': 1 } } });
  });
});
