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

  it('names only paths that exist in ARCHITECTURE.md', () => {
    // Requests of the protocol, and what a build makes.
    const isElsewhere = (path: string): boolean => /^(?:textDocument|dist)\//.test(path);
    const exists = (path: string): boolean => isElsewhere(path) || files.some((file) => file === path || file.startsWith(path));
    const wrong = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
      .split('\n')
      .flatMap((row) => {
        const named = [...row.matchAll(/`([\w.-]*(?:\/[\w.-]*)+|[\w-]+\.(?:ts|mjs|cjs|json|md))`/g)].map(([, path = '']) => path);
        // In a row of a table, a bare name is in the folder of the first cell.
        const around = /^\| (.*?) \|/.exec(row)?.[1]?.match(/`[^`]+\/`/g) ?? [];
        const folders = ['', 'server/src/', ...around.flatMap((at) => [at.slice(1, -1), `server/src/${at.slice(1, -1)}`])];
        return named.filter((path) => !/[A-Z]{2}/.test(path) && !folders.some((folder) => exists(folder + path)));
      });
    assert.deepEqual(wrong, []);
  });

  /** Without blocks of code. */
  const prose = (file: string): string => readFileSync(join(root, file), 'utf8').replace(/^ *```[^]*?^ *```/gm, '');

  it('is written in the words of docs/style.md', () => {
    const [, table = ''] = readFileSync(join(root, 'docs/style.md'), 'utf8').split('## Words');
    const avoided = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
    assert.ok(avoided.length > 10);
    const words = new RegExp(`\\b(?:${avoided.join('|').replaceAll(' ', '\\s+')})\\b`, 'gi');
    const found = files
      .filter((file) => /\.md$|^package\.nls\.json$/.test(file) && file !== 'docs/style.md')
      .flatMap((file) => (prose(file).match(words) ?? []).map((word) => `${file}: ${word}`));
    assert.deepEqual(found, []);
  });
});
