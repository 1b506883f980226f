// What is known of a file beyond its text: its crate, the lint levels that it inherits, the kernel's version.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import fc from 'fast-check';

import { crateFilesOf, crateRootOf, inheritedLintLevels } from '../../server/src/crate/modules';
import { startParser } from '../../server/src/syntax/parser';
import { diskTree } from '../../server/src/tree/disk-tree';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { describeUnit, kernelVersionOf } from '../../server/src/crate/unit';
import { check } from '../check';

before(() => startParser());

const treeOf = (files: Record<string, string>): KernelTree => overlayTree(emptyTree, new Map(Object.entries(files)));

const allow = (lint: string): string => `#![allow(clippy::${lint})]\n`;

const inherited = (path: string, files: Record<string, string>): string[] | undefined =>
  inheritedLintLevels(path, treeOf(files))?.map(({ lint, level }) => `${level} ${lint.replace('clippy::', '')}`);

const module = 'module! { type: Example, name: "example" }\n';

describe('files of a crate', () => {
  const files = {
    'drivers/example/example_main.rs': `mod ring;\nmod missing;\n#[path = "shared/glue.rs"]\nmod glue;\n${module}`,
    'drivers/example/ring.rs': 'mod slot;\ninclude!("table.rs");\n',
    'drivers/example/ring/slot.rs': '// mod stray;\nmod ring;\n',
    'drivers/example/stray.rs': '',
    'drivers/example/shared/glue.rs': '',
    'drivers/example/table.rs': '',
    'drivers/other/other.rs': module,
  };
  const paths = (path: string): string[] =>
    crateFilesOf(path, treeOf(files))
      .map((file) => file.path.slice(16))
      .sort();

  it('are those that its root leads to, without the one that asks', () => {
    assert.deepEqual(paths('drivers/example/ring/slot.rs'), ['example_main.rs', 'ring.rs', 'shared/glue.rs', 'table.rs']);
    assert.deepEqual(paths('drivers/example/example_main.rs'), ['ring.rs', 'ring/slot.rs', 'shared/glue.rs', 'table.rs']);
    assert.deepEqual(paths('drivers/other/other.rs'), []);
    assert.deepEqual(paths('drivers/example/stray.rs'), []);
  });

  it('are known to a file of a driver whose root is known', () => {
    const slot = describeUnit('drivers/example/ring/slot.rs', treeOf(files)).siblings?.() ?? assert.fail();
    assert.equal(slot.find(({ path }) => path.endsWith('ring.rs'))?.parse()?.text, files['drivers/example/ring.rs']);
    assert.equal(describeUnit('drivers/example/stray.rs', treeOf(files)).siblings, undefined);
  });
});

describe('inherited lint levels', () => {
  it('come from the crate root through every module, the outermost first', () => {
    const files = {
      'drivers/example/example_main.rs': `${allow('root')}mod ring;\n${module}`,
      'drivers/example/ring.rs': `${allow('ring')}#[allow(clippy::declaration)]\npub(crate) mod slot;\n`,
      'drivers/example/ring/slot.rs': allow('slot'),
    };
    assert.deepEqual(inherited('drivers/example/ring/slot.rs', files), ['allow root', 'allow ring', 'allow declaration']);
    assert.deepEqual(inherited('drivers/example/ring.rs', files), ['allow root']);
    assert.deepEqual(inherited('drivers/example/example_main.rs', files), []);
    assert.equal(crateRootOf('drivers/example/ring/slot.rs', treeOf(files)), 'drivers/example/example_main.rs');
  });

  it('come through mod.rs and lib.rs', () => {
    const files = {
      'rust/kernel/lib.rs': `#![no_std]\n#![expect(clippy::root)]\npub mod sync;\npub mod time;\n`,
      'rust/kernel/sync.rs': 'pub mod poll;\n',
      'rust/kernel/sync/poll.rs': '',
      'rust/kernel/time/mod.rs': '#![allow(clippy::time)]\nmod hrtimer;\n',
      'rust/kernel/time/hrtimer.rs': '',
    };
    assert.deepEqual(inherited('rust/kernel/sync/poll.rs', files), ['expect root']);
    assert.deepEqual(inherited('rust/kernel/time/hrtimer.rs', files), ['expect root', 'allow time']);
    assert.deepEqual(inherited('rust/kernel/time/mod.rs', files), ['expect root']);
  });

  it('come through inline modules, with their attributes outside and inside', () => {
    const files = {
      'drivers/a/a.rs': `${module}#[allow(clippy::outer)]\nmod b {\n    #![allow(clippy::inner)]\n    mod c {\n        mod d;\n    }\n}\n`,
      'drivers/a/b/c/d.rs': '',
    };
    assert.deepEqual(inherited('drivers/a/b/c/d.rs', files), ['allow outer', 'allow inner']);
  });

  it('follow #[path] from a file and from an inline module', () => {
    const files = {
      'drivers/a/lib.rs': `#[path = "deep/er/x.rs"]\n#[allow(clippy::path)]\nmod y;\n#[path = "folder"]\nmod inline {\n    mod z;\n}\nmod plain {\n    #[path = "w.rs"]\n    mod v;\n}\n`,
      'drivers/a/deep/er/x.rs': '',
      'drivers/a/folder/z.rs': '',
      'drivers/a/plain/w.rs': '',
    };
    assert.deepEqual(inherited('drivers/a/deep/er/x.rs', files), ['allow path']);
    assert.deepEqual(inherited('drivers/a/folder/z.rs', files), []);
    assert.deepEqual(inherited('drivers/a/plain/w.rs', files), []);
    assert.equal(crateRootOf('drivers/a/plain/w.rs', treeOf(files)), 'drivers/a/lib.rs');
  });

  it('follow include!', () => {
    const files = {
      'drivers/a/fw.rs': `#![allow(clippy::all)]\ninclude!("fw/bindings.rs");\nmod m {\n    #![allow(clippy::inner)]\n    include!("fw/more.rs");\n}\n`,
      'drivers/a/main.rs': `${allow('root')}mod fw;`,
      'drivers/a/fw/bindings.rs': '',
      'drivers/a/fw/more.rs': '',
      'rust/uapi/lib.rs': `${allow('uapi')}include!(concat!(env!("OBJTREE"), "/rust/uapi/uapi_generated.rs"));\n`,
      'rust/uapi/uapi_generated.rs': '',
    };
    assert.deepEqual(inherited('drivers/a/fw/bindings.rs', files), ['allow root', 'allow all']);
    assert.deepEqual(inherited('drivers/a/fw/more.rs', files), ['allow root', 'allow all', 'allow inner']);
    assert.deepEqual(inherited('rust/uapi/uapi_generated.rs', files), ['allow uapi']);
  });

  it('count what some configuration switches off', () => {
    const files = { 'a/lib.rs': '#[cfg_attr(not(CONFIG_X), allow(clippy::lint))]\nmod b;\n', 'a/b.rs': '' };
    assert.deepEqual(inherited('a/b.rs', files), ['allow lint']);
  });

  it('take the file that is there when a declaration could mean several', () => {
    const files = {
      'd/one.rs': `mod x;\n${allow('one')}`,
      'd/one/x.rs': '',
      'd/two.rs': `${module}${allow('two')}mod x;\nmod one;\n`,
      'd/x.rs': '',
    };
    assert.deepEqual(inherited('d/x.rs', files), ['allow two']);
    assert.deepEqual(inherited('d/one/x.rs', files), ['allow two', 'allow one']);
  });

  it('are unknown where nobody declares the file, and known to be none at a root', () => {
    assert.equal(inherited('d/x.rs', { 'd/x.rs': '', 'd/y.rs': '// mod x;\n"mod x;";\n' }), undefined);
    for (const text of [module, 'kernel::module_phy_driver! {\n}\n', '#![no_std]\n', '#![feature(a)]\n', 'fn main() {}\n'])
      assert.deepEqual(inherited('d/x.rs', { 'd/x.rs': text }), [], text);
    assert.equal(
      inherited('d/x.rs', { 'd/x.rs': '/// kernel::module_phy_driver! {\nmacro_rules! module_x { () => {} }\n' }),
      undefined,
    );
    assert.deepEqual(inherited('d/x_rust.rs', { 'd/x_rust.rs': '', 'd/Makefile': 'x-objs := x_c.o x_rust.o\n' }), []);
    assert.equal(inherited('d/rust.rs', { 'd/rust.rs': '', 'd/Makefile': 'x-objs := x_c.o x_rust.o\n' }), undefined);
    assert.equal(inherited('d/x(+.rs', { 'd/x(+.rs': '', 'd/Makefile': 'x' }), undefined);
  });

  it('are known for a file that has not been saved', () => {
    assert.deepEqual(inherited('d/new.rs', { 'd/lib.rs': `${allow('root')}mod new;` }), ['allow root']);
  });

  it('survive raw identifiers, CRLF and half-typed declarations', () => {
    assert.deepEqual(inherited('d/type.rs', { 'd/lib.rs': `${allow('a')}mod r#type;\r\n` }), ['allow a']);
    assert.deepEqual(inherited('d/b.rs', { 'd/lib.rs': `${allow('a')}mod b;\r\nmod ;\r\nmod\n` }), ['allow a']);
  });

  it('do not hang on cycles', () => {
    assert.equal(inherited('d/a.rs', { 'd/a.rs': 'mod b;\n', 'd/b.rs': `${allow('b')}mod a;\n` })?.length, 1);
    assert.equal(inherited('d/a.rs', { 'd/a.rs': 'mod a;\ninclude!("a.rs");\n' }), undefined);
  });

  it('do not hang on a folder of 2,000 files that declare each other, or on modules nested very deep', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `m${index}`);
    const files: Record<string, string> = {};
    names.forEach((name, index) => (files[`d/${name}.rs`] = `${allow(name)}mod m${index + 1};\n`.repeat(3)));
    const tree = treeOf(files);
    const began = performance.now();
    for (const path of Object.keys(files)) inheritedLintLevels(path, tree);
    assert.ok(performance.now() - began < 20_000);
    const deep = { 'd/lib.rs': `${'mod a { '.repeat(3000)}mod b;${'}'.repeat(3000)}`, 'd/b.rs': '' };
    assert.equal(inherited('d/b.rs', deep), undefined);
  });

  it('read each file a few times at most for a whole tree', () => {
    const reads = new Map<string, number>();
    const files: Record<string, string> = { 'd/lib.rs': Array.from({ length: 50 }, (_, index) => `mod m${index};\n`).join('') };
    for (let index = 0; index < 50; index++) files[`d/m${index}.rs`] = allow('x');
    const base = treeOf(files);
    const tree: KernelTree = {
      list: (folder) => base.list(folder),
      read(path) {
        reads.set(path, (reads.get(path) ?? 0) + 1);
        return base.read(path);
      },
    };
    for (const path of Object.keys(files)) inheritedLintLevels(path, tree);
    assert.ok(Math.max(...reads.values()) <= 3, JSON.stringify([...reads]));
  });

  it('never throw', () => {
    const piece = fc.constantFrom(
      'mod ',
      'a',
      'b',
      ';',
      ' { ',
      ' } ',
      '#[path = "',
      '../',
      '"]',
      'include!("',
      '")',
      '\n',
      '#![allow(x)]',
    );
    const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const tree = treeOf({ 'd/lib.rs': a, 'd/a.rs': b, 'd/a/b.rs': c });
        for (const path of ['d/lib.rs', 'd/a.rs', 'd/a/b.rs', 'd/c.rs', 'x', '']) inheritedLintLevels(path, tree);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('silence rules in the files of the crate', () => {
    const tree = treeOf({ 'drivers/a/a_main.rs': `${allow('as_underscore')}${module}mod b;\n`, 'drivers/a/b.rs': '' });
    const text = 'fn f(x: u32) {\n    g(x as _);\n}\n';
    const rules = (path: string): string[] =>
      check(text, { path, unit: describeUnit(path, tree), tree }).findings.map(({ rule }) => rule);
    assert.ok(!rules('drivers/a/b.rs').includes('as-underscore'));
    assert.ok(rules('drivers/a/c.rs').includes('as-underscore'));
  });
});

describe('units', () => {
  const kernel = treeOf({
    Makefile: '# SPDX-License-Identifier: GPL-2.0\nVERSION = 7\nPATCHLEVEL = 1\nSUBLEVEL = 5\nEXTRAVERSION =\n',
    'rust/kernel/lib.rs': '#![no_std]\npub mod fwctl;\n',
    'rust/kernel/fwctl.rs': '',
    'drivers/a/a.rs': module,
  });

  it('of files in a kernel tree', () => {
    assert.deepEqual(describeUnit('rust/kernel/fwctl.rs', kernel), {
      path: 'rust/kernel/fwctl.rs',
      module: 'fwctl',
      crate: 'kernel',
      lintLevels: [],
      kernelVersion: [7, 1],
    });
    assert.equal(describeUnit('drivers/a/a.rs', kernel).crate, 'driver');
  });

  it('of files whose path is all that is known', () => {
    assert.deepEqual(describeUnit('rust/kernel/fwctl.rs', emptyTree), {
      path: 'rust/kernel/fwctl.rs',
      module: 'fwctl',
      crate: 'kernel',
    });
    assert.deepEqual(describeUnit('scratch/try.rs', emptyTree), { module: 'try' });
  });

  it('of a module built outside the tree', () => {
    const outside = treeOf({
      'src/example.rs': `${module}mod ring;\n`,
      'src/ring.rs': '',
      'tests/helper.rs': '',
      'drivers/x.rs': '',
    });
    const { siblings, ...unit } = describeUnit('src/ring.rs', outside, { kernel });
    assert.deepEqual(
      siblings?.().map(({ path }) => path),
      ['src/example.rs'],
    );
    assert.deepEqual(unit, {
      module: 'ring',
      crate: 'driver',
      lintLevels: [],
      kernelVersion: [7, 1],
    });
    assert.deepEqual(describeUnit('tests/helper.rs', outside, { kernel }), { module: 'helper', kernelVersion: [7, 1] });
    assert.deepEqual(describeUnit('drivers/x.rs', outside, { kernel }), { module: 'x', kernelVersion: [7, 1] });
    assert.equal(describeUnit('src/ring.rs', outside).crate, 'driver');
  });

  it('know no version where the Makefile tells none', () => {
    assert.equal(kernelVersionOf(emptyTree), undefined);
    assert.equal(kernelVersionOf(treeOf({ Makefile: 'VERSION = x\nPATCHLEVEL = 1\n' })), undefined);
    assert.deepEqual(kernelVersionOf(treeOf({ Makefile: 'VERSION = 6\r\nPATCHLEVEL = 18\r\n' })), [6, 18]);
  });
});

const linux = process.env['KERNEL_RUST_TEST_TREE'];

describe('on a kernel tree', { skip: linux === undefined ? 'KERNEL_RUST_TEST_TREE names no kernel tree' : false }, () => {
  it('finds what the roots of binder and nova switch off', () => {
    const tree = diskTree(linux ?? '');
    const off = (path: string): string[] =>
      (inheritedLintLevels(path, tree) ?? []).filter(({ level }) => level === 'allow').map(({ lint }) => lint);
    for (const lint of ['as_underscore', 'ref_as_ptr', 'ptr_as_ptr'])
      assert.ok(off('drivers/android/binder/range_alloc/tree.rs').includes(`clippy::${lint}`), lint);
    assert.ok(off('drivers/gpu/nova-core/gsp/fw/r570_144/bindings.rs').includes('clippy::all'));
    assert.ok(!off('drivers/gpu/nova-core/gsp/fw/commands.rs').includes('clippy::all'));
  });
});
