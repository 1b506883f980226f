// Paths that comments name, and whether a tree has them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { lookUp, nearestPath } from '../../../server/src/facts/source/tree-paths';
import { startParser } from '../../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../../server/src/tree/kernel-tree';
import { factsOf, parse } from '../../check';

before(() => startParser());

const treeOf = (...paths: string[]): KernelTree =>
  overlayTree(
    emptyTree,
    new Map([['Makefile', 'VERSION = 7\nPATCHLEVEL = 1\n'], ...paths.map((path): [string, string] => [path, ''])]),
  );

const excerpt = treeOf('rust/kernel/lib.rs', 'include/linux/mutex.h', 'include/linux/device/bus.h', 'include/linux/fs.h');

const whole = treeOf(
  ...['Documentation/index.rst', 'arch/Kconfig', 'include/linux/mutex.h', 'init/main.c', 'kernel/fork.c', 'rust/kernel/lib.rs'],
);

describe('paths in comments', () => {
  it('finds links in every comment but not in code blocks, without the full stop', () => {
    const file = parse(`//! See [the mutex](srctree/include/linux/mutex.h#L10) and srctree/Documentation/rust.
//!
//! \`\`\`text
//! srctree/include/linux/no.h
//! \`\`\`

// As srctree/kernel/fork.c does.
/// [\`struct bus_type\`]: srctree/include/linux/device/bus.h
struct Bus;
`);
    const { links } = factsOf(file).treePaths;
    assert.deepEqual(
      links.map(({ path, line }) => [path, line]),
      [
        ['include/linux/mutex.h', 0],
        ['Documentation/rust', 0],
        ['kernel/fork.c', 6],
        ['include/linux/device/bus.h', 7],
      ],
    );
    for (const { start, end, path } of links) assert.equal(file.text.slice(start, end), path);
  });

  it('takes headers from the whole paragraph that begins with "C header"', () => {
    const file = parse(`//! Files.
//!
//! C headers: [\`include/linux/fs.h\`](srctree/include/linux/fs.h) and
//! \`include/uapi/linux/fs.h\`.
//!
//! Not \`include/linux/file.h\`.
`);
    const paths = factsOf(file).treePaths.headers.map(({ path }) => path);
    assert.deepEqual(paths, ['include/linux/fs.h', 'include/linux/fs.h', 'include/uapi/linux/fs.h']);
  });
});

describe('looking a path up', () => {
  it('knows nothing without a tree, nor from the files of a patch', () => {
    assert.equal(lookUp(emptyTree, 'include/linux/mutex.h'), 'unknown');
    assert.equal(lookUp(overlayTree(emptyTree, new Map([['include/linux/new.h', '']])), 'include/linux/mutex.h'), 'unknown');
  });

  it('tells a missing file from a folder that nobody copied', () => {
    assert.equal(lookUp(excerpt, 'include/linux/mutex.h'), 'there');
    assert.equal(lookUp(excerpt, 'include/linux/device'), 'there');
    assert.equal(lookUp(excerpt, 'include/linux/_mutex.h'), 'missing');
    assert.equal(lookUp(excerpt, 'include/drm/drm_gem.h'), 'unknown');
    assert.equal(lookUp(excerpt, 'MAINTAINERS'), 'unknown');
    assert.equal(lookUp(excerpt, 'include/Kbuild'), 'unknown');
    assert.equal(lookUp(whole, 'include/drm/drm_gem.h'), 'missing');
  });

  it('proposes a file only where nothing else could be meant', () => {
    assert.equal(nearestPath(excerpt, 'include/linux/_mutex.h'), 'include/linux/mutex.h');
    assert.equal(nearestPath(excerpt, 'include/linux/device/fs.h'), 'include/linux/fs.h');
    assert.equal(nearestPath(excerpt, 'include/linux/bus.h'), 'include/linux/device/bus.h');
    assert.equal(nearestPath(excerpt, 'include/linux/nothing.h'), undefined);
    const two = treeOf('include/linux/mfd/a/regulator.h', 'include/linux/mfd/b/regulator.h');
    assert.equal(nearestPath(two, 'include/linux/regulator.h'), undefined);
  });
});
