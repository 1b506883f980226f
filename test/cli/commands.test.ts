// The commands explain, rules and init.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { firstConfig } from '../../server/src/analysis/first-config';
import { defaultConfig, parseConfig } from '../../server/src/analysis/config';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import { folder, invoke } from './invoke';

const cwd = folder({});

describe('explain', () => {
  it('prints a page for every rule, without marks and without colours', async () => {
    for (const { rule } of ruleInfos) {
      const { code, out, err } = await invoke(['explain', rule.id], { cwd });
      assert.equal(code, 0);
      assert.equal(err, '');
      assert.ok(out.startsWith(`${rule.id}\n\n`));
      assert.match(out, /^Reported/m);
      assert.match(out, /\nSources\n {2}\S/);
      assert.doesNotMatch(out, /\/\/~|\x1b/);
    }
  });

  it('keeps carets below the code', async () => {
    const { out } = await invoke(['explain', 'as-underscore'], { cwd });
    assert.match(out, /^ {4}( +)let bits = width as _;\n {4}\1 {11}\^{10}$/m);
  });
});

describe('rules', () => {
  it('lists every rule on a line', async () => {
    const { out } = await invoke(['rules'], { cwd });
    const [head = '', ...rows] = out.trimEnd().split('\n');
    assert.match(head, /^RULE +SEVERITY +FIX +WHAT IT REPORTS$/);
    assert.deepEqual(
      rows.map((row) => row.split(' ')[0]),
      ruleInfos.map(({ rule }) => rule.id),
    );
    assert.match(out, /^print-without-newline +warning\/information +yes +\S/m);
  });

  it('lists them for programs', async () => {
    const list = JSON.parse((await invoke(['rules', '--reporter', 'json'], { cwd })).out) as { id: string; fixable: boolean }[];
    assert.deepEqual(
      list.map(({ id }) => id),
      ruleInfos.map(({ rule }) => rule.id),
    );
    assert.equal(list.find(({ id }) => id === 'as-underscore')?.fixable, false);
  });
});

describe('init', () => {
  it('writes a configuration that says nothing, and never over another', async () => {
    assert.deepEqual(parseConfig(firstConfig, { file: 'x' }), { config: defaultConfig, problems: [] });
    const place = folder({});
    const { code, out } = await invoke(['init'], { cwd: place });
    assert.equal(code, 0);
    assert.equal(out, 'wrote .kernel-rust.toml\n');
    assert.equal(readFileSync(join(place, '.kernel-rust.toml'), 'utf8'), firstConfig);
    const again = await invoke(['init'], { cwd: place });
    assert.equal(again.code, 2);
    assert.match(again.err, /\.kernel-rust\.toml already exists/);
  });

  it('still says nothing when what it has as comments is taken up', () => {
    const takenUp = firstConfig.replace(/^# (?=[a-z-]+ = |\[\[)/gm, '');
    assert.deepEqual(parseConfig(takenUp, { file: 'x' }).problems, []);
  });

  it('says how to add the file in a kernel tree', async () => {
    const kernel = folder({ 'rust/kernel/lib.rs': '', '.gitignore': '.*\n' });
    assert.match((await invoke(['init'], { cwd: kernel })).out, /`git add -f \.kernel-rust\.toml`/);
  });
});
