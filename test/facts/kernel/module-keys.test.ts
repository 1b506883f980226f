// The keys that a tree's `module!` takes, in the shapes that its source has had, and what the rule makes of them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { keysInMacroSource } from '../../../server/src/facts/kernel/module-keys';
import { moduleKeysOf } from '../../../server/src/packs/module-macros';
import { startParser } from '../../../server/src/syntax/parser';
import { emptyTree, overlayTree } from '../../../server/src/tree/kernel-tree';
import { check, fixAll, readText } from '../../check';

before(() => startParser());

const arrays = `
impl ModuleInfo {
    fn parse(it: &mut token_stream::IntoIter) -> Self {
        const EXPECTED_KEYS: &[&str] = &[
            "type",
            "name",
            "license",
            "alias",
        ];
        const REQUIRED_KEYS: &[&str] = &["type", "name", "license"];
    }
}
`;

const fields = `
/// parse_ordered_fields! {
///     from input;
///     foo => bar,
/// }
macro_rules! parse_ordered_fields { (from $input:expr; $($tok:tt)*) => { let _ = stringify!($key) => 1; } }
impl Parse for ModuleInfo {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        parse_ordered_fields!(
            from input;
            type as type_ [required] => input.parse()?,
            license [required] => input.parse()?,
            alias => {
                let list;
                bracketed!(list in input);
                Punctuated::parse_terminated(&list)?
            },
        );

        Ok(ModuleInfo { type_, license, alias })
    }
}
`;

describe('keys of the tree at hand', () => {
  it('are read from both shapes of the source', () => {
    assert.deepEqual(keysInMacroSource(arrays), [
      { key: 'type', required: true },
      { key: 'name', required: true },
      { key: 'license', required: true },
      { key: 'alias', required: false },
    ]);
    assert.deepEqual(keysInMacroSource(fields), [
      { key: 'type', required: true },
      { key: 'license', required: true },
      { key: 'alias', required: false },
    ]);
    assert.equal(keysInMacroSource(''), undefined);
    assert.equal(keysInMacroSource('fn module() {}'), undefined);
  });

  it('are those of the table in the kernel that it was read from', (context) => {
    const root = process.env['KERNEL_RUST_TEST_TREE'];
    if (root === undefined) {
      context.skip('set KERNEL_RUST_TEST_TREE to the root of a 7.1 tree to compare the table with it');
      return;
    }
    const plain = moduleKeysOf([7, 1]).map(({ key, required }) => ({ key, required }));
    assert.deepEqual(keysInMacroSource(readText(`${root}/rust/macros/module.rs`)), plain);
  });

  it('follow the version where no tree is at hand', () => {
    const keys = (version: readonly [number, number]): string[] => moduleKeysOf(version).map(({ key }) => key);
    assert.ok(keys([6, 12]).includes('author') && !keys([6, 12]).includes('authors'));
    assert.ok(keys([6, 16]).includes('author') && keys([6, 16]).includes('authors'));
    assert.ok(!keys([7, 0]).includes('author') && keys([7, 0]).includes('params'));
  });
});

describe('invalid-module-keys', () => {
  const modules = (text: string, options: Parameters<typeof check>[1] = {}): string[] =>
    check(text, options)
      .findings.filter(({ rule }) => rule === 'invalid-module-keys')
      .map(({ message }) => message);

  const old = 'module! {\n    type: M,\n    name: "m",\n    author: "A <a@b>",\n    license: "GPL",\n}\n';

  it('knows which kernel dropped a key, and renames it', () => {
    assert.deepEqual(modules(old), []);
    assert.deepEqual(modules(old, { unit: { kernelVersion: [6, 12] } }), []);
    assert.deepEqual(modules(old, { unit: { kernelVersion: [6, 17] } }), ['`module!` has no key `author`']);
    assert.equal(fixAll(old, { unit: { kernelVersion: [6, 17] } }), old.replace('author: "A <a@b>"', 'authors: ["A <a@b>"]'));
  });

  it('believes the tree before the version', () => {
    const tree = overlayTree(emptyTree, new Map([['rust/macros/module.rs', arrays]]));
    assert.deepEqual(modules(old, { unit: { kernelVersion: [6, 12] }, tree }), ['`module!` has no key `author`']);
  });

  it('reorders nothing when a comment stands at the end of a line', () => {
    const text = 'module! {\n    type: M,\n    license: "GPL", // ours\n    name: "m",\n}\n';
    assert.deepEqual(modules(text), ['`name` must come before `license` in `module!`']);
    assert.equal(fixAll(text), text);
  });

  it('says nothing of what a macro hands on, nor of half a key', () => {
    assert.deepEqual(modules('macro_rules! m { ($($f:tt)*) => { module! { type: X, $($f)* } } }'), []);
    assert.deepEqual(modules('module! {'), []);
    assert.equal(modules('module! { type: X, name: "n", lic').length, 0);
  });
});
