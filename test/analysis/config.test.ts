// Configuration: what `.kernel-rust.toml` may say, what is said about one that is wrong, and which level a rule gets where.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import Ajv from 'ajv';
import fc from 'fast-check';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';

import { configSchema } from '../../scripts/gen/config-schema';
import {
  defaultConfig,
  describeProblem,
  levelOf,
  levelsIn,
  parseConfig,
  parseLevel,
  type Config,
} from '../../server/src/analysis/config';
import type { RuleInfo } from '../../server/src/rule';
import { unusedSuppression } from '../../server/src/analysis/suppression-rules';

const file = '.kernel-rust.toml';

const read = (text: string): Config => {
  const { config, problems } = parseConfig(text, { file });
  assert.deepEqual(problems.map(describeProblem), []);
  return config;
};

const problemsOf = (text: string): string[] => parseConfig(text, { file }).problems.map(describeProblem);

const ruleOf = (id: string, more: Partial<RuleInfo> = {}): RuleInfo => ({ ...unusedSuppression, id, ...more });
const asUnderscore = ruleOf('as-underscore');
const other = ruleOf('invalid-suppression');

describe('reading the configuration', () => {
  it('takes an empty one as the default', () => {
    assert.deepEqual(read(''), defaultConfig);
    assert.deepEqual(read('# nothing yet\n'), defaultConfig);
  });

  it('reads levels, preview and paths', () => {
    const config = read(`
preview = true

[rules]
as-underscore = "off"
"*" = "hint"

[[paths]]
match = ["drivers/**"]
rules = { as-underscore = "error" }

[[paths]]
match = ["drivers/android/**", "samples"]

[paths.rules]
unused-suppression = "on"
`);
    assert.deepEqual(config, {
      preview: true,
      check: {},
      rules: { 'as-underscore': 'off', '*': 'hint' },
      paths: [
        { match: ['drivers/**'], rules: { 'as-underscore': 'error' } },
        { match: ['drivers/android/**', 'samples'], rules: { 'unused-suppression': 'on' } },
      ],
    });
  });

  it('reads dotted keys, inline tables, a list of inline tables, CRLF and a byte order mark', () => {
    assert.deepEqual(read('rules.as-underscore = "off"').rules, { 'as-underscore': 'off' });
    assert.deepEqual(read('\uFEFFrules = { "as-underscore" = \'off\' }\r\n').rules, { 'as-underscore': 'off' });
    assert.deepEqual(read('paths = [{ match = ["a"], rules = {} }, { match = ["b"], rules.as-underscore = "on" }]').paths, [
      { match: ['a'], rules: {} },
      { match: ['b'], rules: { 'as-underscore': 'on' } },
    ]);
  });
});

describe('problems in the configuration', () => {
  const cases: [name: string, text: string, ...problems: string[]][] = [
    ['a rule id', '[rules]\nas-underscor = "off"\n', '2:1: there is no rule `as-underscor`, did you mean `as-underscore`?'],
    ['a strange id', '[rules]\nfrobnicate = "off"\n', '2:1: there is no rule `frobnicate`'],
    [
      'a level',
      '[rules]\nas-underscore = "eror"\n',
      '2:17: `eror` is not a level (error, warning, information, hint, off, on), did you mean `error`?',
    ],
    [
      'the type of a level',
      '[rules]\nas-underscore = false\n',
      '2:17: `rules.as-underscore` must be one of "error", "warning", "information", "hint", "off", "on", not false',
    ],
    ['the type of rules', 'rules = ["as-underscore"]\n', '1:9: `rules` must be a table of rule ids and levels, not a list'],
    [
      'rules as a list of tables',
      '[[rules]]\nas-underscore = "off"\n',
      '2:1: `rules` must be a table of rule ids and levels, not a list of tables',
    ],
    ['a key', 'previw = true\n', '1:1: there is no key `previw`, did you mean `preview`?'],
    ['a rule outside [rules]', 'as-underscore = "off"\n', '1:1: there is no key `as-underscore`: a rule stands below [rules]'],
    ['preview', 'preview = "yes"\n', '1:11: `preview` must be true or false, not "yes"'],
    ['paths as a table', '[paths]\nmatch = ["a"]\n', '2:1: `paths` must be a list of tables, written as [[paths]], not a table'],
    ['a path without rules', '[[paths]]\nmatch = ["a"]\n', '2:1: `paths[0]` has no `rules`'],
    ['a path without match', '[[paths]]\nrules = {}\n', '2:1: `paths[0]` has no `match`'],
    ['an empty path entry', '[[paths]]\n', '1:3: `paths[0]` has no `match`', '1:3: `paths[0]` has no `rules`'],
    [
      'a key of a path',
      '[[paths]]\nmatch = ["a"]\nrules = {}\nmatches = 1\n',
      '4:1: there is no key `paths[0].matches`, did you mean `match`?',
    ],
    [
      'match as text',
      '[[paths]]\nmatch = "drivers/**"\nrules = {}\n',
      '2:9: `paths[0].match` must be a list of globs such as ["drivers/**"], not "drivers/**"',
    ],
    [
      'match of numbers',
      '[[paths]]\nmatch = [1]\nrules = {}\n',
      '2:10: `paths[0].match` must be a list of globs such as ["drivers/**"], not a number',
    ],
    ['match of nothing', '[[paths]]\nmatch = []\nrules = {}\n', '2:9: `paths[0].match` is empty, so it matches no file'],
    ['a glob that leaves', '[[paths]]\nmatch = ["../a"]\nrules = {}\n', "2:10: `../a` leaves this file's folder"],
    [
      'a glob with backslashes',
      "[[paths]]\nmatch = ['a\\b']\nrules = {}\n",
      '2:10: `a\\b` has a backslash: folders are separated by `/`',
    ],
    ['no TOML', 'preview = \n', '1:10: not valid TOML: unspecified values are invalid'],
    [
      'a doubled key',
      '[rules]\nas-underscore = "on"\nas-underscore = "off"\n',
      '3:1: not valid TOML: defining a key multiple times is invalid',
    ],
    [
      'several',
      'a = 1\nb = 2\n[rules]\nc = 3\n',
      '1:1: there is no key `a`',
      '2:1: there is no key `b`',
      '4:1: there is no rule `c`',
      '4:5: `rules.c` must be one of "error", "warning", "information", "hint", "off", "on", not a number',
    ],
  ];
  for (const [name, text, ...problems] of cases) {
    it(`names the place of ${name}`, () => {
      assert.deepEqual(
        problemsOf(text),
        problems.map((problem) => `${file}:${problem}`),
      );
    });
  }

  it('keeps what is right beside what is wrong, and names the key', () => {
    const { config, problems } = parseConfig('preview = true\n[rules]\nas-underscore = "off"\nas-xx = "off"\n', { file });
    assert.deepEqual(config, { ...defaultConfig, preview: true, rules: { 'as-underscore': 'off' } });
    assert.deepEqual(
      problems.map(({ key, line, column }) => ({ key, line, column })),
      [{ key: 'rules.as-xx', line: 4, column: 1 }],
    );
  });

  it('survives names that objects have of their own, and deep nesting', () => {
    assert.equal(problemsOf('[rules]\n__proto__ = "off"\nconstructor = "off"\n').length, 2);
    assert.equal(levelOf(read('[rules]\n'), ruleOf('constructor'), 'a.rs'), 'on');
    assert.equal(problemsOf(`a = ${'['.repeat(50_000)}${']'.repeat(50_000)}`).length, 1);
    assert.equal(problemsOf(`${'a.'.repeat(20_000)}a = 1`).length, 1);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '[[',
      ']]',
      '=',
      '"',
      "'",
      '\n',
      '{',
      '}',
      ',',
      '.',
      'rules',
      'paths',
      'match',
      'true',
      '1',
      '#',
      '*',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { problems } = parseConfig(pieces.join(''), { file });
        for (const { line, column } of problems) assert.ok(line >= 1 && column >= 1);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe('levels', () => {
  const config = read(`
[rules]
as-underscore = "hint"
[[paths]]
match = ["drivers/**"]
rules = { as-underscore = "error", "*" = "warning" }
[[paths]]
match = ["drivers/gpu", "*.rs", "samples/*/x.rs"]
rules = { "*" = "off" }
`);

  it('lets later entries win, and a name win over the star beside it', () => {
    assert.equal(levelOf(config, asUnderscore, 'rust/kernel/a.rs'), 'hint');
    assert.equal(levelOf(config, other, 'rust/kernel/a.rs'), 'on');
    assert.equal(levelOf(config, asUnderscore, 'drivers/block/a.rs'), 'error');
    assert.equal(levelOf(config, other, 'drivers/block/a.rs'), 'warning');
    assert.equal(levelOf(config, asUnderscore, 'drivers/gpu/nova/a.rs'), 'off');
  });

  it('matches from the folder of the configuration, a folder with all in it', () => {
    assert.equal(levelOf(config, asUnderscore, 'top.rs'), 'off');
    assert.equal(levelOf(config, asUnderscore, 'deep/top.rs'), 'hint');
    assert.equal(levelOf(config, asUnderscore, 'samples/rust/x.rs'), 'off');
    assert.equal(levelOf(config, asUnderscore, 'drivers/gpu-other/a.rs'), 'error');
    assert.equal(levelOf(config, asUnderscore, 'drivers/.hidden/a.rs'), 'error');
    for (const match of ['./drivers', 'drivers/', 'drivers', '.', '**/gpu'])
      assert.equal(
        levelOf(read(`paths = [{ match = ["${match}"], rules = { "*" = "off" } }]`), other, 'drivers/gpu/a.rs'),
        'off',
        match,
      );
  });

  it('keeps preview rules off until they are asked for', () => {
    const preview = ruleOf('as-underscore', { preview: true });
    assert.equal(levelOf(defaultConfig, preview, 'a.rs'), 'off');
    assert.equal(levelOf(read('[rules]\n"*" = "error"'), preview, 'a.rs'), 'off');
    assert.equal(levelOf(read('preview = true'), preview, 'a.rs'), 'on');
    assert.equal(levelOf(read('preview = true\n[rules]\n"*" = "error"'), preview, 'a.rs'), 'error');
    assert.equal(levelOf(read('[rules]\nas-underscore = "on"'), preview, 'a.rs'), 'on');
    assert.equal(levelOf(read('[rules]\nas-underscore = "off"'), preview, 'a.rs'), 'off');
  });

  it('compiles globs once for all files', () => {
    const many = read(
      Array.from(
        { length: 200 },
        (_, index) => `[[paths]]\nmatch = ["drivers/${index}/**/*.rs"]\nrules = { "*" = "off" }\n`,
      ).join(''),
    );
    const began = performance.now();
    for (let index = 0; index < 2000; index++) levelsIn(many, `drivers/${index}/a.rs`);
    assert.ok(performance.now() - began < 4000);
  });

  it('reads levels from a command line', () => {
    assert.deepEqual(parseLevel('as-underscore', 'hint'), { rule: 'as-underscore', level: 'hint' });
    assert.deepEqual(parseLevel('as-underscor', 'hint'), {
      problem: 'there is no rule `as-underscor`, did you mean `as-underscore`?',
    });
    assert.match(JSON.stringify(parseLevel('as-underscore', 'loud')), /is not a level/);
  });
});

describe('the schema for editors', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(JSON.parse(configSchema()) as object);
  const accepts = (text: string): boolean => validate(JSON.parse(JSON.stringify(getStaticTOMLValue(parseTOML(text)))));

  it('accepts what the reader accepts', () => {
    for (const text of [
      '',
      'preview = true\n[rules]\nas-underscore = "off"\n"*" = "on"\n',
      '[[paths]]\nmatch = ["drivers/**"]\nrules = { unused-suppression = "error" }\n',
    ]) {
      assert.deepEqual(problemsOf(text), []);
      assert.equal(accepts(text), true, text);
    }
  });

  it('refuses what the reader refuses', () => {
    for (const text of [
      'previw = true',
      'preview = 1',
      '[rules]\nas-underscor = "off"',
      '[rules]\nas-underscore = "loud"',
      '[rules]\nas-underscore = true',
      '[paths]\nmatch = ["a"]',
      '[[paths]]\nmatch = ["a"]',
      '[[paths]]\nmatch = "a"\nrules = {}',
      '[[paths]]\nmatch = []\nrules = {}',
      '[[paths]]\nmatch = ["/a"]\nrules = {}',
    ]) {
      assert.notDeepEqual(problemsOf(text), []);
      assert.equal(accepts(text), false, text);
    }
  });
});
