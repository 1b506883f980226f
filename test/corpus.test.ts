// Real kernel code: safe fixes on every file parse as before, come to an end, and leave what rustfmt would write.
//
// KERNEL_RUST_TEST_TREE names the folder of a kernel tree; nothing in it is changed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import type { Fix } from '../server/src/rule';
import { startParser } from '../server/src/syntax/parser';
import { diskTree } from '../server/src/tree/disk-tree';
import { describeUnit } from '../server/src/crate/unit';
import { check, countErrors, fixAll, readText, rustFiles } from './check';

const root = process.env['KERNEL_RUST_TEST_TREE'] ?? '';
const missing = root === '' ? 'SKIPPED: set KERNEL_RUST_TEST_TREE to the folder of a kernel tree to run this' : false;

const safe = (fix: Fix): boolean => fix.kind === 'safe';

describe('a kernel tree', { skip: missing }, () => {
  const parts = ['rust/kernel', 'drivers', 'samples', 'mm', 'lib'].filter((part) => existsSync(join(root, part)));
  const files = missing === false ? parts.flatMap((part) => rustFiles(join(root, part))) : [];
  const tree = diskTree(root);
  const fixed = new Map<string, string>();

  before(() => startParser());

  it('has no error in what the parser reads, but in files that tree-sitter cannot read whole', () => {
    assert.ok(files.length > 0);
    assert.ok(files.filter((file) => countErrors(readText(file)) > 0).length <= files.length / 50);
  });

  it('takes every safe fix', () => {
    for (const file of files) {
      const text = readText(file);
      const path = file.slice(root.length).replace(/^\//, '');
      const options = { path, unit: describeUnit(path, tree), tree, wanted: safe };
      const result = fixAll(text, options);
      if (result === text) continue;
      fixed.set(file, result);
      assert.ok(countErrors(result) <= countErrors(text), `${file} parses worse`);
      assert.equal(fixAll(result, options), result, `${file} changes again`);
      assert.deepEqual(
        check(result, options)
          .findings.filter(({ fix }) => fix?.kind === 'safe')
          .map(({ rule }) => rule),
        [],
      );
    }
    assert.ok(fixed.size > 0);
  });

  it('is still as rustfmt writes it', (context) => {
    const version = /rustfmt 1\.(\d+)/.exec(spawnSync('rustfmt', ['--version'], { encoding: 'utf8' }).stdout)?.[1];
    if (version === undefined || Number(version) < 7) {
      context.skip('SKIPPED: no rustfmt of 1.7 or newer on this machine');
      return;
    }
    const unstable = [...fixed].filter(
      ([file, text]) => formatted(readText(file)) === readText(file) && formatted(text) !== text,
    );
    assert.deepEqual(
      unstable.map(([file]) => file),
      [],
    );
  });
});

function formatted(text: string): string {
  return spawnSync('rustfmt', ['--edition', '2021', '--emit', 'stdout'], { input: text, encoding: 'utf8' }).stdout;
}
