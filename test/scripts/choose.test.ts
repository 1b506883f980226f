// Which tests a word or a saved file asks for: on a small repository that is made up, and on this one.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import {
  choose,
  common,
  createReach,
  createTouched,
  isIndexCurrent,
  needsBuild,
  root,
  ruleFiles,
  ruleTests,
  runOf,
  sourceFolders,
  testFiles,
  touchedHere,
} from '../../scripts/choose.mjs';
import { rules } from '../../server/src/rules';

const sources: Record<string, string> = {
  'client/src/restarts.ts': '',
  'docs/patches.md': '',
  'examples/lantern/lantern.rs': '',
  'server/src/cli/main.ts': `import { check } from '../engine';`,
  'server/src/engine.ts': `import { rules } from './rules';`,
  'server/src/facts/casts.ts': '',
  'server/src/packs/index.ts': '',
  'server/src/rules/index.ts': `import a from './pointers/as-cast';`,
  'server/src/rules/pointers/as-cast.ts': `import { casts } from '../../facts/casts'; import { packs } from '../../packs';`,
  'test/check.ts': `import { analyse } from '../server/src/engine';`,
  'test/cli/process.test.ts': `spawn(join(root, 'server/src/cli/main.ts'))`,
  'test/client/pieces.test.ts': `import { restarts } from '../../client/src/restarts'; import { readFileSync } from 'node:fs';`,
  'test/facts/casts.test.ts': `import { check } from '../check';`,
  'test/packages/packages.test.ts': `import { makePackages } from '../built';`,
  'test/pages.test.ts': `read('docs/patches.md'); rustFiles('examples');`,
  'test/rules/drivers.test.ts': `check('as-cast')`,
  'test/rules/examples.test.ts': `import { check } from '../check';`,
  'test/rules/fixes.test.ts': `import { check } from '../check';`,
};
const read = (file: string): string => sources[file] ?? '';
const touched = createTouched({ files: Object.keys(sources), read });

const tests = Object.keys(sources).filter((file) => file.endsWith('.test.ts'));
const ids = new Map([
  ['as-cast', 'server/src/rules/pointers/as-cast.ts'],
  ['missing-lamp', 'server/src/rules/words/missing-lamp.ts'],
  ['missing-lamp-post', 'server/src/rules/words/missing-lamp-post.ts'],
]);
const chosen = (...words: string[]): unknown => choose(words, { tests, rules: ids, touched });

describe('a word', () => {
  it('that is the id of a rule means its examples, and no rule whose id is longer', () => {
    assert.deepEqual(chosen('missing-lamp'), { files: [], rules: ['missing-lamp'], unknown: [] });
  });

  it('that is part of the paths of tests means those', () => {
    assert.deepEqual(chosen('casts', 'facts/'), { files: ['test/facts/casts.test.ts'], rules: [], unknown: [] });
  });

  it('that is part of ids alone means those rules', () => {
    assert.deepEqual(chosen('lamp'), { files: [], rules: ['missing-lamp', 'missing-lamp-post'], unknown: [] });
  });

  it('that is a file of the repository, from the root or from anywhere, means what the file touches', () => {
    // The file is looked for on disk; what it touches is said by the small repository.
    for (const word of ['client/src/restarts.ts', join(root, 'client/src/restarts.ts')])
      assert.deepEqual(chosen(word), { files: ['test/client/pieces.test.ts'], rules: [], unknown: [] }, word);
    assert.deepEqual(chosen('test/facts/casts.test.ts'), { files: ['test/facts/casts.test.ts'], rules: [], unknown: [] });
  });

  it('that nothing has in its name is said to be so, beside others that are known', () => {
    assert.deepEqual(chosen('drivers', 'nonsense'), { files: ['test/rules/drivers.test.ts'], rules: [], unknown: ['nonsense'] });
  });
});

describe('a run', () => {
  it('has the tests of all rules keep to those that are chosen', () => {
    assert.deepEqual(runOf({ files: ['test/a.test.ts'], rules: ['as-cast'] }), {
      files: [...ruleTests, 'test/a.test.ts'],
      rules: ['as-cast'],
    });
  });

  it('keeps to no rules where those tests are chosen themselves', () => {
    const run = runOf({ files: ['test/rules/examples.test.ts'], rules: ['as-cast'] });
    assert.deepEqual(run.rules, []);
    assert.deepEqual([...run.files].sort(), [...ruleTests]);
  });

  it('has nothing for rules where there are none', () => {
    assert.deepEqual(runOf({ files: ['test/a.test.ts'], rules: [] }), { files: ['test/a.test.ts'], rules: [] });
  });
});

describe('what two choices have in common', () => {
  const all = [...ids.keys()];
  const everyRule = { files: [...ruleTests, 'test/a.test.ts'], rules: [] };
  const one = { files: [], rules: ['as-cast'] };

  it('is the one rule where the other has all of them', () => {
    assert.deepEqual(common(everyRule, one, all), one);
    assert.deepEqual(common(one, everyRule, all), one);
  });

  it('is what both name', () => {
    assert.deepEqual(common(one, { files: [], rules: ['missing-lamp'] }, all), { files: [], rules: [] });
    assert.deepEqual(runOf(common(everyRule, everyRule, all)), { files: everyRule.files, rules: [] });
  });
});

describe('a saved file', () => {
  it('touches what imports it, by however many steps', () => {
    assert.deepEqual(touched('client/src/restarts.ts').files, ['test/client/pieces.test.ts']);
    assert.deepEqual([...touched('server/src/engine.ts').files].sort(), [
      'test/cli/process.test.ts',
      'test/facts/casts.test.ts',
      ...ruleTests,
    ]);
  });

  it('that rules import touches the examples', () => {
    for (const file of ['server/src/facts/casts.ts', 'server/src/packs/index.ts'])
      assert.deepEqual([...touched(file).files].sort(), [...ruleTests], file);
  });

  it('that is a rule touches its own examples and the tests of rules that name it', () => {
    const expected = { files: ['test/rules/drivers.test.ts'], rules: ['as-cast'] };
    assert.deepEqual(touched('server/src/rules/pointers/as-cast.ts'), expected);
  });

  it('that is a rule nobody knows yet touches its examples', () => {
    assert.deepEqual(touched('server/src/rules/words/new-lamp.ts'), { files: [], rules: ['new-lamp'] });
  });

  it('that is the index of rules touches nothing', () => {
    assert.deepEqual(touched('server/src/rules/index.ts'), { files: [], rules: [] });
  });

  it('touches the tests that name it or its folder', () => {
    for (const file of ['docs/patches.md', 'examples/lantern/lantern.rs', 'examples/lantern/new.rs'])
      assert.deepEqual(touched(file).files, ['test/pages.test.ts'], file);
    assert.deepEqual(touched('server/src/cli/main.ts').files, ['test/cli/process.test.ts']);
  });

  it('that is a test touches itself, a new one too', () => {
    for (const file of ['test/facts/casts.test.ts', 'test/new.test.ts']) assert.deepEqual(touched(file).files, [file]);
  });
});

describe('what depends on a file', () => {
  const reach = createReach({ files: [...Object.keys(sources), 'scripts/make.mjs', 'scripts/make.d.mts'], read });

  it('has everything that its types get to', () => {
    const ofFact = [...reach('server/src/facts/casts.ts')].filter((file) => file.endsWith('.ts'));
    assert.deepEqual(ofFact, ['server/src/facts/casts.ts', 'server/src/rules/pointers/as-cast.ts']);
    const ofIndex = reach('server/src/rules/index.ts');
    for (const file of ['server/src/engine.ts', 'test/check.ts', 'test/facts/casts.test.ts']) assert.ok(ofIndex.has(file), file);
  });

  it('has the script that types stand beside', () => {
    assert.ok(reach('scripts/make.d.mts').has('scripts/make.mjs'));
  });
});

describe('this repository', () => {
  it('has its rules and tests found', () => {
    assert.deepEqual([...ruleFiles().keys()].sort(), rules.map(({ rule }) => rule.id).sort());
    assert.ok(isIndexCurrent());
    assert.equal(isIndexCurrent(new Map([['some-lamp', 'server/src/rules/words/some-lamp.ts']])), false);
    for (const file of [...ruleTests, 'test/scripts/choose.test.ts']) assert.ok(testFiles().includes(file), file);
    for (const folder of sourceFolders) assert.ok(existsSync(join(root, folder)), folder);
  });

  it('touches what one expects', () => {
    const here = touchedHere();
    const ofClient = here('client/src/restarts.ts').files;
    assert.ok(ofClient.includes('test/client/pieces.test.ts'));
    assert.ok(!ofClient.some((file) => file.startsWith('test/cli/') || ruleTests.includes(file)), ofClient.join());
    assert.ok(
      here('server/src/lsp/checker.ts').files.includes('test/lsp/pull.test.ts'),
      'a server that a test starts as a process',
    );
    assert.ok(here('docs/patches.md').files.includes('test/integration/patches-page.test.ts'), 'a page that a test reads');
    assert.ok(here('server/src/facts/types/casts.ts').files.includes('test/facts/types/casts.test.ts'), 'a fact');
  });

  it('builds before the tests of what is built, which all get it from one place', () => {
    const needing = testFiles().filter((file) => needsBuild(file));
    assert.deepEqual(needing, ['test/e2e/vscode.test.ts', 'test/editors/editors.test.ts', 'test/packages/packages.test.ts']);
    const elsewhere = testFiles().filter((file) =>
      /'scripts\/(?:package|build)\.mjs'/.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(elsewhere, []);
  });
});
