// What the prelude brings, from a tree and from the tables, and what rules make of the difference.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Facts } from '../../../server/src/facts/facts';
import { originOf } from '../../../server/src/facts/names/crate-files';
import type { Prelude } from '../../../server/src/facts/names/prelude';
import type { Finding } from '../../../server/src/rule';
import { startParser } from '../../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../../server/src/tree/kernel-tree';
import type { Unit } from '../../../server/src/crate/unit';
import { check, factsOf, parse } from '../../check';

before(() => startParser());

const treeOf = (files: Record<string, string>): KernelTree => overlayTree(emptyTree, new Map(Object.entries(files)));

/** A kernel whose `CStr` is core's. */
const newTree = treeOf({
  'rust/kernel/lib.rs': 'pub use ffi;\npub mod str;\npub mod sync;\n',
  'rust/kernel/prelude.rs': `
pub use ::ffi::{c_int, CStr};
pub use super::{error::{code::*, Error}, str::CStrExt as _, sync::Arc};
use super::hidden::Secret;
#[cfg(not(CONFIG_NEW))]
pub use super::slice::AsFlattened;
`,
  'rust/kernel/str.rs': 'pub use crate::prelude::CStr;\npub trait CStrExt { fn as_char_ptr(&self); }\n',
  'rust/kernel/sync/mod.rs': 'pub use self::arc::Arc;\n',
  'rust/kernel/sync/arc.rs': 'pub struct Arc;\n',
  'rust/ffi.rs': 'pub use core::ffi::CStr;\n',
});

/** One whose `CStr` is its own. */
const oldTree = treeOf({
  'rust/kernel/prelude.rs': 'pub use super::str::CStr;\n',
  'rust/kernel/str.rs': 'pub struct CStr([u8]);\nimpl CStr { pub fn as_char_ptr(&self) {} }\n',
});

const factsIn = (tree: KernelTree, unit: Unit = {}): Facts => factsOf(parse(''), { tree, unit });
const preludeIn = (tree: KernelTree, unit: Unit = {}): Prelude => factsIn(tree, unit).prelude;

describe('the prelude of a tree', () => {
  it('brings what it re-exports, under every path of the item', () => {
    const prelude = preludeIn(newTree);
    for (const path of ['ffi::CStr', 'core::ffi::CStr', 'kernel::str::CStr', 'kernel::ffi::CStr', 'kernel::prelude::CStr'])
      assert.equal(prelude.brings(path), 'always', path);
    for (const path of ['kernel::sync::Arc', 'kernel::sync::arc::Arc', 'kernel::error::code::EINVAL', 'kernel::error::code::*'])
      assert.equal(prelude.brings(path), 'always', path);
  });

  it('brings nothing else', () => {
    const prelude = preludeIn(newTree);
    for (const path of [
      'core::result::Result',
      'core::ffi::c_int',
      'kernel::hidden::Secret',
      'kernel::slice::AsFlattened',
      'core::pin::Pin',
      'kernel::str::CStrExt',
    ])
      assert.equal(prelude.brings(path), undefined, path);
    assert.equal(prelude.bringsMethodsOf('kernel::str::CStrExt'), 'always');
  });

  it('is followed to where an item comes from', () => {
    assert.equal(originOf(newTree, 'kernel::str::CStr'), 'core::ffi::CStr');
    assert.equal(originOf(newTree, 'kernel::sync::Arc'), 'kernel::sync::arc::Arc');
    assert.equal(originOf(newTree, 'kernel::nowhere::X'), 'kernel::nowhere::X');
  });
});

describe('the prelude without a tree', () => {
  it('is sure of what every version brings', () => {
    const prelude = preludeIn(emptyTree);
    for (const path of ['core::pin::Pin', 'kernel::error::Result', 'kernel::error::code::*', 'kernel::str::CStr'])
      assert.equal(prelude.brings(path), 'always', path);
    for (const path of ['core::mem::size_of', 'kernel::ffi::c_int', 'kernel::const_assert'])
      assert.equal(prelude.brings(path), 'newer', path);
    assert.equal(prelude.brings('kernel::fmt'), undefined, 'of older versions only');
  });

  it('is that of the version', () => {
    assert.equal(preludeIn(emptyTree, { kernelVersion: [6, 15] }).brings('core::mem::size_of'), undefined);
    assert.equal(preludeIn(emptyTree, { kernelVersion: [6, 15] }).brings('kernel::fmt'), 'newer');
    assert.equal(preludeIn(emptyTree, { kernelVersion: [8, 0] }).brings('core::mem::size_of'), 'newer');
    assert.equal(preludeIn(emptyTree, { kernelVersion: [6, 1] }).brings('core::pin::Pin'), undefined);
  });
});

describe('C strings', () => {
  it('are told apart by the tree, else by the version', () => {
    assert.equal(factsIn(newTree).hasCoreCStr, true);
    assert.equal(factsIn(oldTree).hasCoreCStr, false);
    assert.equal(factsIn(emptyTree, { kernelVersion: [6, 18] }).hasCoreCStr, false);
    assert.equal(factsIn(emptyTree, { kernelVersion: [7, 0] }).hasCoreCStr, true);
    assert.equal(factsIn(emptyTree).hasCoreCStr, undefined);
    assert.equal(factsIn(newTree).hasCharPointers, true);
    assert.equal(factsIn(oldTree).hasCharPointers, false);
  });
});

describe('rules', () => {
  const found = (text: string, options: { tree?: KernelTree; unit?: Unit; rule: string }): Finding[] =>
    check(text, { tree: options.tree ?? emptyTree, unit: options.unit ?? {} }).findings.filter(
      ({ rule }) => rule === options.rule,
    );

  const kinds = (findings: readonly Finding[]): (string | undefined)[] => findings.map(({ fix }) => fix?.kind);

  it('trust the tree and ask where there is none', () => {
    const imports = 'use crate::{error::Error, prelude::*, sync::Arc};\nuse core::pin::Pin;\nuse core::mem::size_of;\n';
    assert.deepEqual(kinds(found(imports, { tree: newTree, rule: 'redundant-prelude-import' })), ['safe', 'safe']);
    assert.deepEqual(kinds(found(imports, { rule: 'redundant-prelude-import' })), ['safe', 'safe', 'suggestion']);
  });

  it('leave C strings of older kernels alone, and old code of unknown ones', () => {
    const text = 'use crate::prelude::*;\nfn f() { g(c_str!("x")); h(c"x".as_ptr()); }\n';
    for (const rule of ['c-str-macro', 'cstr-as-ptr']) {
      assert.deepEqual(kinds(found(text, { tree: newTree, rule })), ['safe'], rule);
      assert.deepEqual(kinds(found(text, { tree: oldTree, rule })), [], rule);
      assert.deepEqual(kinds(found(text, { rule })), ['suggestion'], rule);
      assert.deepEqual(kinds(found(text, { unit: { changedLines: new Set([0]) }, rule })), [], rule);
    }
  });
});
