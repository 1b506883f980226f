// A run without arguments around it: what it makes of trouble below.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { run, type FileToCheck } from '../../server/src/cli/run';
import type { RunResult } from '../../server/src/cli/results';
import { problemLines } from '../../server/src/cli/summary';
import { startParser } from '../../server/src/syntax/parser';
import type { Deadline } from '../../server/src/syntax/deadline';
import type { KernelTree } from '../../server/src/tree/kernel-tree';
import { unitOfPath } from '../../server/src/crate/unit';
import { code } from './invoke';

const broken: KernelTree = {
  read() {
    throw new Error('the disk is gone');
  },
  list() {
    throw new Error('the disk is gone');
  },
};

const input = (path: string, text: string): FileToCheck => ({ path, absolute: `/tree/${path}`, read: () => Buffer.from(text) });

function runIn(tree: KernelTree, files: readonly FileToCheck[], deadline: Deadline = { budget: 60_000 }): RunResult {
  return run(files, {
    all: true,
    deadline,
    levelsIn: () => (rule) => (['srctree-dead-link', 'as-underscore'].includes(rule.id) ? 'on' : 'off'),
    surroundingsOf: (absolute) => ({ unit: unitOfPath(absolute.slice('/tree/'.length)), tree }),
    allowedIn: () => undefined,
    fixes: undefined,
  });
}

const linked = `//! [x](srctree/include/linux/x.h)\n\n${code.warning}`;

before(() => startParser());

describe('a run', () => {
  it('names a rule that throws, and reports what the others found', () => {
    const { files, problems } = runIn(broken, [input('drivers/a.rs', linked), input('drivers/b.rs', linked)]);
    assert.deepEqual(
      files.map(({ findings }) => findings.map(({ rule }) => rule)),
      [['as-underscore'], ['as-underscore']],
    );
    assert.deepEqual(
      problems.map(({ path, rule }) => `${path} ${rule ?? ''}`),
      ['drivers/a.rs srctree-dead-link', 'drivers/b.rs srctree-dead-link'],
    );
    const [line = '', ...more] = problemLines(problems);
    assert.deepEqual(more, []);
    assert.match(
      line,
      /^drivers\/a\.rs: rule srctree-dead-link threw, the other rules ran: Error: the disk is gone \(at .*\); the same in 1 more file$/,
    );
  });

  it('names a file that the rules take too long over, with what they found until then', () => {
    let time = 0;
    const slow = { budget: 10_000, now: () => (time += 6000) };
    const { files, problems } = runIn(broken, [input('drivers/a.rs', code.warning.repeat(500))], slow);
    assert.match(
      problemLines(problems).join('\n'),
      /^drivers\/a\.rs: not checked in full: stopped in [\w-]+(?: \(working out \w+\))? after 10 s$/,
    );
    assert.equal(files.length, 1);
  });

  it('goes on when a file cannot be read', () => {
    const gone: FileToCheck = {
      path: 'gone.rs',
      absolute: '/tree/gone.rs',
      read() {
        throw Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
      },
    };
    const { files, problems } = runIn({ read: () => undefined, list: () => [] }, [gone, input('x.rs', code.warning)]);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['x.rs'],
    );
    assert.deepEqual(problems, [{ path: 'gone.rs', message: 'not checked: permission denied' }]);
  });

  it('counts lines as people do', () => {
    const texts = ['', 'fn f() {}', 'fn f() {}\n', 'fn f() {}\n\n'];
    const { files } = runIn(
      broken,
      texts.map((text, index) => input(`${index}.rs`, text)),
    );
    assert.deepEqual(
      files.map(({ lineCount }) => lineCount),
      [0, 1, 1, 2],
    );
  });
});
