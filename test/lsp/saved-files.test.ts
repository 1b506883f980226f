// What a saved file means for the results of the other documents: whatever still counts is kept, and nothing is kept that a fresh check would not say.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { Checker, type Checked } from '../../server/src/lsp/checker';
import { defaultSettings } from '../../server/src/lsp/settings';
import { startParser } from '../../server/src/syntax/parser';
import { LiveTree } from '../../server/src/workspace/live-tree';

const castText = 'pub(crate) fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';
const allow = '#![allow(clippy::ptr_as_ptr, clippy::ptr_cast_constness)]\n';
const module = 'module! {\n    type: Big,\n    name: "big",\n    license: "GPL",\n}\n';
const user = `use kernel::prelude::*;\nuse core::pin::Pin;\n\nfn g(_: Pin<&mut u32>) -> Error {\n    ENOTSUPP\n}\n\n${castText}`;

/** A promise, and its keeping in another file of the crate. */
const pinned = '\n#[pin_data(PinnedDrop)]\npub(crate) struct Zone {\n    #[pin]\n    lock: Mutex<u32>,\n}\n';
const drop = '\n#[pinned_drop]\nimpl PinnedDrop for Zone {\n    fn drop(self: Pin<&mut Self>) {}\n}\n';

/** The texts that each file may have; the first is that of the beginning. */
const variants: Readonly<Record<string, readonly string[]>> = {
  'rust/kernel/lib.rs': [
    '#![no_std]\npub mod prelude;\npub mod error;\npub mod one;\n',
    `#![no_std]\n${allow}pub mod prelude;\npub mod error;\npub mod one;\n`,
  ],
  'rust/kernel/prelude.rs': ['pub use core::pin::Pin;\npub use crate::error::Error;\n', 'pub use crate::error::Error;\n'],
  'rust/kernel/error.rs': ['declare_err!(EOPNOTSUPP, "x");\npub struct Error;\n', 'pub struct Error;\n'],
  'rust/kernel/one.rs': [castText, `${castText}mod two;\n`],
  'rust/kernel/one/two.rs': [castText],
  'drivers/big/big.rs': [
    `mod part;\nmod sub;\n\n${module}${user}`,
    `${allow}mod part;\nmod sub;\n\n${module}${user}`,
    `#[allow(clippy::ptr_as_ptr, clippy::ptr_cast_constness)]\nmod part;\n\n${module}${user}`,
    `mod part;\nmod sub;\n${user}`,
  ],
  'drivers/big/part.rs': [`${user}${pinned}`, `${user}${pinned}\n// More.\n`],
  'drivers/big/sub/mod.rs': ['mod leaf;\n', `${allow}mod leaf;\n`, ''],
  'drivers/big/sub/leaf.rs': [`${user}${drop}`, user],
  'drivers/lone/lone.rs': [`${module}${user}`, `${allow}${module}${user}`],
};

let folder = '';
let checker: Checker;

const newChecker = (): Checker =>
  new Checker({
    folders: () => [folder],
    log: { error: (message) => assert.fail(message), warn: () => undefined, info: () => undefined },
    deadline: { budget: 60_000 },
  });

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function save(path: string, text: string): boolean {
  write(path, text);
  return checker.fileSaved(join(folder, path));
}

function check(path: string, by = checker): Checked {
  const file = join(folder, path);
  return by.check(TextDocument.create(pathToFileURL(file).href, 'rust', 1, readFileSync(file, 'utf8')), defaultSettings);
}

/** How many checks it takes until the results of all files are those of now, which must be what a fresh checker says. */
function checksUntilCurrent(what: string): number {
  const began = checker.checks;
  const fresh = newChecker();
  for (const path of Object.keys(variants)) {
    const [now, expected] = [check(path), check(path, fresh)];
    assert.deepEqual(now.findings, expected.findings, `${path} ${what}`);
    assert.deepEqual(now.parsed?.facts.unit.lintLevels, expected.parsed?.facts.unit.lintLevels, `${path} ${what}`);
    assert.equal(now.parsed?.facts.unit.crate, expected.parsed?.facts.unit.crate, `${path} ${what}`);
  }
  return checker.checks - began;
}

before(() => startParser());

beforeEach(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'kernel-rust-saved-'));
  write('Makefile', 'VERSION = 7\nPATCHLEVEL = 1\n');
  for (const [path, [text = '']] of Object.entries(variants)) write(path, text);
  checker = newChecker();
  assert.equal(checksUntilCurrent('in the beginning'), Object.keys(variants).length);
});

after(() => {
  rmSync(folder, { recursive: true });
});

const variant = (path: string, index: number): string => variants[path]?.[index] ?? '';

describe('a saved file', () => {
  it('whose text is the same changes nothing', () => {
    for (const path of Object.keys(variants)) assert.equal(save(path, variant(path, 0)), false);
    assert.equal(checksUntilCurrent('saved as it was'), 0);
  });

  it('of a driver has only that file checked where the others do not ask', () => {
    assert.equal(save('drivers/lone/lone.rs', variant('drivers/lone/lone.rs', 1)), true);
    assert.equal(checksUntilCurrent('after the driver was saved'), 1);
  });

  it('that is the root of a crate has its files checked again when they inherit something else', () => {
    save('drivers/big/big.rs', variant('drivers/big/big.rs', 1));
    assert.equal(checksUntilCurrent('after the root was saved'), 4);
  });

  it('that rules read has all files checked', () => {
    save('rust/kernel/prelude.rs', variant('rust/kernel/prelude.rs', 1));
    assert.equal(checksUntilCurrent('after the prelude was saved'), Object.keys(variants).length);
  });

  it('has the files checked again whose rules looked into it', () => {
    const promised = (): boolean => check('drivers/big/part.rs').findings.some(({ rule }) => rule === 'drop-on-pin-data');
    assert.equal(promised(), false);
    save('drivers/big/sub/leaf.rs', variant('drivers/big/sub/leaf.rs', 1));
    assert.equal(promised(), true);
    assert.ok(checksUntilCurrent('after the leaf was saved') <= 2);
  });

  it('that is new counts', () => {
    const path = 'drivers/big/sub.rs';
    assert.equal(save(path, `${allow}mod leaf;\n`), true);
    checksUntilCurrent('with a new file');
  });

  it('in any order, with any text, leaves what a fresh check says', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const paths = Object.keys(variants);
    let checks = 0;
    const steps = 60;
    for (let step = 0; step < steps; step++) {
      for (let saves = 1 + random(3); saves > 0; saves--) {
        const path = paths[random(paths.length)] ?? '';
        save(path, variant(path, random(variants[path]?.length ?? 1)));
      }
      checks += checksUntilCurrent(`after step ${step}`);
    }
    assert.ok(checks < (steps * paths.length) / 2, `${checks} checks`);
  });
});

describe('a tree that changes', () => {
  const path = 'rust/kernel/prelude.rs';

  it('is another one for rules once they have read a file that changes, but the same where no Rust file counts', () => {
    const tree = new LiveTree(folder);
    const { forRules, forUnits } = tree;
    assert.equal(tree.changed(path), 'unseen');
    assert.equal(forUnits.read(path), variant(path, 0));
    write(path, variant(path, 1));
    assert.equal(tree.changed(path), 'text');
    assert.equal(tree.forRules, forRules, 'no rule has read it');
    assert.equal(forRules.read(path), variant(path, 1));
    write(path, variant(path, 0));
    assert.equal(tree.changed(path), 'text');
    assert.notEqual(tree.forRules, forRules);
    assert.equal(tree.forUnits, forUnits);
    assert.equal(tree.forRules.withoutRust, forRules.withoutRust);
    assert.notEqual(forRules.withoutRust, undefined);
  });

  it('does not know what to make of files that come and go', () => {
    const tree = new LiveTree(folder);
    assert.deepEqual(tree.forUnits.list('drivers/lone'), ['lone.rs']);
    write('drivers/lone/new.rs', castText);
    assert.equal(tree.changed('drivers/lone/new.rs'), 'unknown');
    tree.forUnits.read('drivers/lone/lone.rs');
    rmSync(join(folder, 'drivers/lone/lone.rs'));
    assert.equal(tree.changed('drivers/lone/lone.rs'), 'unknown');
  });
});
