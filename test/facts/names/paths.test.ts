// What paths mean: each test asks for the path or name that stands between « and ».

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Facts } from '../../../server/src/facts/facts';
import { startParser } from '../../../server/src/syntax/parser';
import type { SourceFile } from '../../../server/src/syntax/source-file';
import { unitOfPath } from '../../../server/src/crate/unit';
import { factsOf, parse } from '../../check';

before(() => startParser());

interface Marked {
  readonly file: SourceFile;
  readonly facts: Facts;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function read(text: string, path: string): Marked {
  const starts: number[] = [];
  const ends: number[] = [];
  let plain = '';
  for (const character of text) {
    if (character === '«') starts.push(plain.length);
    else if (character === '»') ends.push(plain.length);
    else plain += character;
  }
  const file = parse(plain, path);
  return { file, facts: factsOf(file, { unit: unitOfPath(path) }), starts, ends };
}

/** `path by` of everything that is marked. */
function meanings(text: string, path = 'rust/kernel/sync/arc.rs'): string[] {
  const { file, facts, starts, ends } = read(text, path);
  return starts.map((start, index) => {
    let node = file.nodeAt({ start, end: ends[index] ?? start });
    while (file.children(node).length === 1) node = file.children(node)[0] ?? node;
    const found = facts.paths.resolve(node);
    return found === undefined ? '-' : `${found.path} ${found.by}`;
  });
}

describe('a path', () => {
  it('is followed through imports', () => {
    assert.deepEqual(
      meanings(`
use core::{ptr::{self, NonNull}, mem as memory};
use crate::error::Error as Failure;
use ptr::null_mut;
fn f(a: «NonNull»<u8>, e: «Failure») { «ptr::null»(); «memory::size_of»(); «null_mut»::<u8>(); «NonNull::<u8>::dangling»() }
`),
      [
        'core::ptr::NonNull import',
        'kernel::error::Error import',
        'core::ptr::null import',
        'core::mem::size_of import',
        'core::ptr::null_mut import',
        'core::ptr::NonNull::dangling import',
      ],
    );
  });

  it('begins at the crate, the module or its parent', () => {
    const text = `
use super::lock::Guard;
fn f(a: «crate::error::Error», b: «kernel::error::Error», c: «self::Arc», d: «super::Mutex», e: «Guard», f: «::core::ffi::CStr») {}
mod tests { fn f(a: «super::Arc», b: «super::super::Mutex», c: «self::X») {} }
`;
    assert.deepEqual(meanings(text), [
      'kernel::error::Error root',
      'kernel::error::Error root',
      'kernel::sync::arc::Arc root',
      'kernel::sync::Mutex root',
      'kernel::sync::lock::Guard import',
      'core::ffi::CStr root',
      'kernel::sync::arc::Arc root',
      'kernel::sync::Mutex root',
      'kernel::sync::arc::tests::X root',
    ]);
    assert.deepEqual(meanings(text, 'drivers/gpu/nova-core/falcon.rs'), [
      'crate::error::Error root',
      'kernel::error::Error root',
      'self::Arc root',
      'super::Mutex root',
      'super::lock::Guard import',
      'core::ffi::CStr root',
      'self::Arc root',
      'super::Mutex root',
      'self::tests::X root',
    ]);
    assert.deepEqual(meanings('fn f(a: «super::X») {}', 'rust/kernel/drm/gem/mod.rs'), ['kernel::drm::X root']);
  });

  it('is found in the module that it stands in, not in the one around that', () => {
    assert.deepEqual(
      meanings(`
use crate::error::Error;
struct Device;
mod inner {
    struct Device;
    fn f(a: «Error», b: «Device») {}
}
fn f(a: «Error», b: «Device») {}
`),
      ['Error unknown', 'kernel::sync::arc::inner::Device item', 'kernel::error::Error import', 'kernel::sync::arc::Device item'],
    );
  });

  it('is shadowed by what is nearer', () => {
    assert.deepEqual(
      meanings(`
use core::ptr;
use core::mem::drop;
fn f<Error>(e: «Error», null: fn()) {
    use crate::error::Error as Inner;
    let a: «Inner»;
    «null»();
    let drop = 1;
    «drop»(a);
    mod ptr {}
    «ptr::null»();
    «Self::new»();
}
fn g() { «drop»(); }
`),
      [
        'Error local',
        'kernel::error::Error import',
        'null local',
        'drop local',
        'kernel::sync::arc::ptr::null item',
        'Self::new Self',
        'core::mem::drop import',
      ],
    );
  });

  it('may come from a glob', () => {
    assert.deepEqual(
      meanings(`
use crate::prelude::*;
fn f(a: «Pin», b: «core::pin::Pin») { «size_of»(); «kernel::pr_info»!(""); «pr_info»!(""); «Vec::new»() }
`),
      ['Pin glob', 'core::pin::Pin root', 'size_of glob', 'kernel::pr_info root', 'pr_info glob', 'Vec::new glob'],
    );
  });

  it('in a macro body begins at the crate of the macro', () => {
    assert.deepEqual(meanings('macro_rules! m { ($x:ident) => { { let a: «$crate::error::Error» = $x; } } }'), [
      'kernel::error::Error root',
    ]);
  });

  it('is nothing where there is none', () => {
    assert.deepEqual(meanings('fn f(a: «[u8]», b: «&T») { «<T as X>::f»(); }'), ['-', '-', '-']);
    assert.deepEqual(meanings('use a::b as a;\nfn f() { «a::c»() }'), ['a::b::c import']);
    assert.equal(meanings('use b::a;\nuse a::b;\nfn f() { «a»() }').length, 1, 'a circle comes to an end');
  });

  it('tells what a name would mean without an import', () => {
    const file = parse('use kernel::prelude::*;\nuse core::result::Result;\nfn f() {}\n');
    const { paths, uses } = factsOf(file);
    const leaf = uses[1]?.imports[0];
    assert.ok(leaf !== undefined);
    const options = { at: leaf.declaration.node, namespace: 'type' } as const;
    assert.equal(paths.lookUp('Result', options).path, 'core::result::Result');
    assert.equal(paths.lookUp('Result', { ...options, without: new Set([leaf]) }).by, 'glob');
  });

  it('takes a file without a place that imports its own prelude for the kernel crate', () => {
    const file = parse('use crate::{bindings, prelude::*};\nfn f(a: crate::device::Device) {}\n');
    const { paths } = factsOf(file);
    const type = file.nodes('scoped_type_identifier')[0];
    assert.ok(type !== undefined);
    assert.equal(paths.resolve(type)?.path, 'kernel::device::Device');
  });
});

describe('calls', () => {
  it('carry the full path of what is called', () => {
    const file = parse(`
use kernel::{c_str, prelude::*};
use core::ptr;
fn f(callback: fn(), x: &X) {
    ptr::null::<u8>();
    x.lock::<T>(1, 2);
    callback();
    kernel::pr_info!("{}", bindings::fwctl_put(dev));
    c_str!("name");
    (x.field)();
    X::<T>::new();
}
`);
    assert.deepEqual(
      factsOf(file).calls.map(({ kind, name, path, arguments: given }) => `${kind} ${name} ${path ?? '-'} ${given.length}`),
      [
        'function null core::ptr::null 0',
        'method lock - 2',
        'function callback - 0',
        'macro pr_info kernel::pr_info 0',
        'function fwctl_put bindings::fwctl_put 1',
        'macro c_str kernel::c_str 0',
        'function new X::new 0',
      ],
    );
  });
});
