// What no linter checks: every source file says what it is for, packs name their source, and the repository speaks of the product alone.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { packs } from '../server/src/packs';

const root = join(__dirname, '..');
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '');

describe('the repository', () => {
  it('has a sentence at the head of every source file', () => {
    const bare = files
      .filter((file) => /\.(?:ts|mjs|cjs|js)$/.test(file))
      .filter((file) => !/^(?:#!.*\n)?\/\/ [^a-z].*/.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(bare, []);
  });

  it('keeps rule files short', () => {
    const long = files.filter(
      (file) => file.startsWith('server/src/rules/') && readFileSync(join(root, file), 'utf8').split('\n').length > 420,
    );
    assert.deepEqual(long, []);
  });

  it('names where the facts of every pack were read', () => {
    for (const pack of packs) {
      assert.ok(pack.sources.length > 0, pack.id);
      for (const { repository, path, version } of pack.sources)
        assert.ok(repository !== '' && path !== '' && version !== '', pack.id);
    }
  });

  it('gives every pack an id of its own', () => {
    assert.equal(new Set(packs.map(({ id }) => id)).size, packs.length);
  });
});
