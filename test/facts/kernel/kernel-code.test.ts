// What counts as code of the kernel, by place and by text.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { unitOfPath } from '../../../server/src/crate/unit';
import { factsOf, parse } from '../../check';

before(() => startParser());

const isKernelCode = (text: string, path = 'elsewhere.rs'): boolean =>
  factsOf(parse(text, path), { unit: unitOfPath(path) }).isKernelCode;

describe('code of the kernel', () => {
  it('is told by its place', () => {
    for (const path of ['rust/kernel/clk.rs', 'drivers/gpu/nova-core/gpu.rs', 'samples/rust/rust_minimal.rs', 'lib/find_bit.rs'])
      assert.equal(isKernelCode('fn f() {}', path), true, path);
    for (const path of ['scripts/generate_rust_target.rs', 'rust/macros/lib.rs', 'rust/pin-init/src/lib.rs'])
      assert.equal(isKernelCode('use kernel::prelude::*;', path), false, path);
    assert.equal(isKernelCode('fn main() {}', 'samples/rust/hostprogs/single.rs'), false);
  });

  it('is told by its text where the place may be that of a program', () => {
    assert.equal(isKernelCode('use std::fmt;', 'lib/vdso/check/elf.rs'), false);
    assert.equal(isKernelCode('use std::fmt;\nuse kernel::prelude::*;', 'lib/vdso/check/elf.rs'), true);
    assert.equal(isKernelCode('use std::fmt;', 'rust/kernel/elf.rs'), true);
  });

  it('is told by its text where the place says nothing', () => {
    assert.equal(isKernelCode('use kernel::prelude::*;'), true);
    assert.equal(isKernelCode('module! { type: Fan, name: "fan" }'), true);
    assert.equal(isKernelCode('fn f(x: *mut bindings::clk) {}'), true);
    assert.equal(isKernelCode('use std::env;\nfn main() {}'), false);
    assert.equal(isKernelCode('use proc_macro::TokenStream;\nuse kernel::x;'), false);
  });
});
