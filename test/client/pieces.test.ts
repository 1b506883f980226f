// The pieces of the extension that need no editor.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { commitChoices } from '../../client/src/commit-choices';
import { pageHead } from '../../client/src/page-head';
import { reasonProblem } from '../../client/src/reason';
import { Restarts } from '../../client/src/restarts';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import { startParser } from '../../server/src/syntax/parser';
import { check } from '../check';

describe('a server that ends by itself', () => {
  const waits = (times: readonly number[]): (number | string)[] => {
    const restarts = new Restarts();
    return times.map((time) => {
      const next = restarts.afterCrash(time);
      return next === 'give up' ? next : next.wait;
    });
  };

  it('starts again, later each time, and not for ever', () => {
    const found = waits([0, 10_000, 20_000, 30_000, 40_000]);
    assert.equal(found.pop(), 'give up');
    assert.deepEqual(
      found,
      [...found].sort((a, b) => Number(a) - Number(b)),
    );
    assert.equal(new Set(found).size, found.length);
  });

  it('starts at once again where the last crash is long ago', () => {
    const minutes = [0, 4, 8, 12, 16, 20, 24].map((minute) => minute * 60_000);
    assert.equal(new Set(waits(minutes)).size, 1);
  });

  it('does without native code from the second crash on', () => {
    const restarts = new Restarts();
    const avoids = [0, 1000, 2000].map((time) => {
      const next = restarts.afterCrash(time);
      return next !== 'give up' && next.avoidsNativeParser;
    });
    assert.deepEqual(avoids, [false, true, true]);
    restarts.forget();
    assert.equal(restarts.count, 0);
    assert.deepEqual(restarts.afterCrash(3000), { wait: 250, avoidsNativeParser: false });
  });
});

describe('the reason of a suppression', () => {
  before(async () => {
    await startParser();
  });

  const refused = (reason: string): boolean => {
    const text = `fn f(width: u32) -> usize {\n    // kernel-rust-ignore as-underscore: ${reason}\n    width as _\n}\n`;
    return check(text).findings.some(({ rule }) => rule === 'invalid-suppression');
  };

  for (const reason of [
    '',
    '   ',
    '...',
    'REASON',
    'TODO',
    'FIXME.',
    'XXX!',
    'todo',
    'The macro names the type.',
    'TODO list',
    'Größe',
    '64',
  ])
    it(`is asked for again exactly where the server refuses it: ${JSON.stringify(reason)}`, () => {
      assert.equal(reasonProblem(reason) !== undefined, refused(reason));
    });
});

describe('the commits to check', () => {
  const commits = ['c', 'b', 'a'].map((letter) => ({ commit: letter.repeat(40), subject: `subject ${letter}` }));
  const labels = (upstream: string | null, typed: string): string[] =>
    commitChoices({ upstream, commits }, typed).map(({ label }) => label);

  it('begin with the upstream, and then after the commit before the last', () => {
    assert.deepEqual(labels('origin/main', ''), ['origin/main', 'HEAD~1', 'HEAD~2']);
    assert.deepEqual(commitChoices({ upstream: null, commits }, '')[0], {
      label: 'HEAD~1',
      description: 'bbbbbbbbbbbb subject b',
      since: 'b'.repeat(40),
    });
  });

  it('may be typed', () => {
    assert.deepEqual(labels('origin/main', ' v7.1 '), ['v7.1', 'origin/main', 'HEAD~1', 'HEAD~2']);
    assert.equal(commitChoices({ upstream: null, commits: [] }, 'v7.1..topic')[0]?.since, 'v7.1..topic');
    assert.deepEqual(labels(null, 'HEAD~2'), ['HEAD~1', 'HEAD~2']);
  });
});

describe('the head of a page', () => {
  const folder = join(__dirname, '../../docs/rules');
  const heads = readdirSync(folder).flatMap((name) => pageHead(readFileSync(join(folder, name), 'utf8')) ?? []);

  it('gives id and summary of every rule, and nothing else', () => {
    assert.deepEqual(
      heads.sort((a, b) => (a.id < b.id ? -1 : 1)),
      ruleInfos.map(({ rule: { id, summary } }) => ({ id, summary })),
    );
  });

  it('is not there in other texts', () => {
    for (const text of ['', '# two words\n\ntext\n', 'text', '# id\n']) assert.equal(pageHead(text), undefined);
  });

  it('may end its lines as Windows does', () => {
    assert.deepEqual(pageHead('# id\r\n\r\nSummary.\r\n'), { id: 'id', summary: 'Summary.' });
  });
});
