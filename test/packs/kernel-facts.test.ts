// What packs know of the kernel crate's own tools keeps to its shape, and is what a kernel tree declares.
//
// KERNEL_RUST_TEST_TREE names the folder of a kernel tree.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { packs } from '../../server/src/packs';
import { rustFiles } from '../check';

const root = process.env['KERNEL_RUST_TEST_TREE'] ?? '';
const skip = root === '' ? 'SKIPPED: set KERNEL_RUST_TEST_TREE to the folder of a kernel tree to run this' : false;

const guards = packs.flatMap((pack) => [...(pack.guards ?? []), ...(pack.atomicGuards ?? [])]);
const sleeping = packs.flatMap((pack) => pack.sleeping ?? []);
const callbacks = packs.flatMap((pack) => pack.atomicCallbacks ?? []);

const types = packs.flatMap((pack) => [
  ...(pack.pinnedTypes ?? []).flatMap(({ paths }) => paths),
  ...(pack.neverNull ?? []),
  ...(pack.byteTraits ?? []).flatMap(({ paths }) => paths),
  ...(pack.workItems ?? []).flatMap(({ traits, finders }) => [...traits, ...finders]),
]);

const paths = [
  ...types,
  ...guards.flatMap(({ functions = [] }) => functions),
  ...sleeping.flatMap(({ functions, methods }) => [...functions, ...methods.flatMap(({ receivers }) => receivers)]),
  ...callbacks.flatMap(({ traits }) => traits),
];

const last = (path: string): string => path.split('::').at(-1) ?? '';

describe('what packs know of the kernel crate', () => {
  it('is named by paths below the kernel crate, in clauses', () => {
    for (const path of paths) assert.match(path, /^(?!kernel::|crate::)\w+(?:::\w+)+$/);
    for (const { because } of callbacks) assert.match(because, /^[a-z].*[^.]$/);
    for (const { functions, methods } of guards) assert.ok((functions ?? methods ?? []).length > 0);
  });

  it('names a flag to use instead of every one that may sleep', () => {
    for (const { flags, instead } of sleeping) assert.equal(flags.length > 0, instead !== undefined);
  });

  it('names no type twice', () => {
    assert.deepEqual(
      types.filter((path, index) => types.indexOf(path) !== index),
      [],
    );
  });
});

describe('what packs know of the kernel crate and a kernel tree', { skip }, () => {
  it('agree on the names', () => {
    const text = rustFiles(join(root, 'rust/kernel'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const path of paths.filter((each) => !each.startsWith('core::'))) {
      const name = last(path);
      assert.match(text, new RegExp(`\\b(?:struct|type|trait|enum|fn) ${name}\\b`), path);
    }
    for (const { name } of sleeping.flatMap(({ methods }) => methods)) assert.match(text, new RegExp(`fn ${name}\\b`), name);
    for (const { method } of callbacks) assert.match(text, new RegExp(`fn ${method}\\b`), method);
    for (const name of sleeping.flatMap(({ flags, instead }) => (instead === undefined ? flags : [...flags, instead])))
      assert.match(text, new RegExp(`const ${name}\\b`), name);
  });

  it('agree on C functions that may sleep', () => {
    for (const { bindings, source } of sleeping) {
      const path = join(root, source);
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      for (const name of bindings) assert.match(text, new RegExp(`\\b${name}\\(`), `${source}: ${name}`);
    }
  });
});
