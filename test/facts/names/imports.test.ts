// Imports are taken apart into leaves, and what was written is kept.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const leavesOf = (text: string): string[] => {
  const facts = factsOf(parse(text));
  return facts.uses.flatMap(({ visibility, imports }) =>
    imports.map(({ path, rooted, glob, name }) =>
      [visibility, `${rooted ? '::' : ''}${path.join('::')}${glob ? '::*' : ''}`, name ?? '-'].filter(Boolean).join(' '),
    ),
  );
};

describe('imports', () => {
  it('have a leaf for each name', () => {
    assert.deepEqual(leavesOf('use kernel::{device, error::{code::*, Result}, fmt::{self, Write}, str::CStrExt as _};'), [
      'kernel::device device',
      'kernel::error::code::* -',
      'kernel::error::Result Result',
      'kernel::fmt fmt',
      'kernel::fmt::Write Write',
      'kernel::str::CStrExt -',
    ]);
  });

  it('keep alias, visibility and the leading separator', () => {
    assert.deepEqual(leavesOf('pub(crate) use ::ffi::c_int as Int;\npub use {core::ptr, super::*};\nuse ::{core::mem};'), [
      'pub(crate) ::ffi::c_int Int',
      'pub core::ptr ptr',
      'pub super::* -',
      '::core::mem mem',
    ]);
    assert.deepEqual(leavesOf('use core::fmt::{self as f};\nuse self::inner::X;'), ['core::fmt f', 'self::inner::X X']);
  });

  it('are found in macro bodies and functions', () => {
    assert.deepEqual(leavesOf('macro_rules! m { () => { use $crate::error::Error; } }\nfn f() { use core::ptr; }'), [
      '$crate::error::Error Error',
      'core::ptr ptr',
    ]);
  });

  it('are nothing where they are half typed or nested beyond reason', () => {
    assert.deepEqual(leavesOf('use kernel::{device, ;\nfn f() {}'), []);
    assert.deepEqual(leavesOf(`use ${'a::{'.repeat(200)}b${'}'.repeat(200)};`), []);
    assert.deepEqual(leavesOf('use ;'), []);
    assert.deepEqual(leavesOf('use kernel::{};'), []);
  });
});
