// What rules about documentation, panics and drivers make of the tree, the version and the place of a file.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree } from '../../server/src/tree/kernel-tree';
import { check, fixAll, siblingsOf, type CheckOptions } from '../check';

before(() => startParser());

const messages = (text: string, rule: string, options: CheckOptions = {}): string[] =>
  check(text, options)
    .findings.filter((finding) => finding.rule === rule)
    .map(({ message }) => message);

const tree = overlayTree(
  emptyTree,
  new Map([
    ['Makefile', 'VERSION = 7\n'],
    ['include/linux/leds.h', ''],
    ['include/linux/led-class-flash.h', ''],
  ]),
);

describe('links into a tree at hand', () => {
  it('are looked up, and mended together with their text', () => {
    const text = '//! LEDs.\n//!\n//! C header: [`include/linux/led.h`](srctree/include/linux/led.h).\n';
    assert.deepEqual(messages(text, 'srctree-dead-link', { tree }), ['there is no `include/linux/led.h` in the kernel tree']);
    assert.deepEqual(messages(text, 'srctree-dead-link'), []);
    const mended = '//! LEDs.\n//!\n//! C header: [`include/linux/leds.h`](srctree/include/linux/leds.h).\n';
    assert.equal(fixAll(text, { tree }), mended);
    assert.deepEqual(messages(mended, 'srctree-dead-link', { tree }), []);
  });

  it('get no target that the tree does not have', () => {
    const text = '//! LEDs.\n//!\n//! C header: [`include/linux/lights.h`]\n';
    assert.equal(messages(text, 'c-header-link-without-target', { tree }).length, 1);
    assert.equal(fixAll(text, { tree }), text);
  });
});

describe('unwrap-in-kernel', () => {
  const text = 'fn f(x: Option<u8>) -> u8 {\n    x.unwrap()\n}\n';
  const at = (path: string): number => messages(text, 'unwrap-in-kernel', { path }).length;

  it('is about code that runs in the kernel', () => {
    assert.equal(at('drivers/gpu/nova-core/gpu.rs'), 1);
    assert.equal(at('rust/kernel/contest.rs'), 1);
    assert.equal(at('samples/rust/rust_minimal.rs'), 0);
    assert.equal(at('rust/macros/module.rs'), 0);
    assert.equal(at('mm/kasan/kasan_test_rust.rs'), 0);
    assert.equal(at('lib/find_bit_benchmark_rust.rs'), 0);
  });

  it('takes a PANIC comment in the statement, above it or behind it, but not one of a neighbour', () => {
    const inside = (body: string): number => messages(`fn f() {\n${body}\n}\n`, 'unwrap-in-kernel').length;
    assert.equal(inside('    // PANIC: never empty,\n    // see `new()`.\n    let a = b.unwrap();'), 0);
    assert.equal(inside('    let a = b\n        // PANIC: never empty.\n        .unwrap();'), 0);
    assert.equal(inside('    let a = b.unwrap(); // PANIC: never empty.'), 0);
    assert.equal(inside('    // PANIC: never empty.\n    let a = b.unwrap();\n    let c = d.unwrap();'), 1);
    assert.equal(inside('    let a = b.unwrap();\n    // PANIC: never empty.\n    let c = d.unwrap();'), 1);
  });

  it('knows tests, constants and texts from other things of those names', () => {
    const found = (code: string): number => messages(code, 'unwrap-in-kernel').length;
    assert.equal(found('#[cfg(CONFIG_RUST_RING_KUNIT_TEST)]\nmod tests {\n    fn f() {\n        a.unwrap();\n    }\n}\n'), 0);
    assert.equal(found('#[cfg(not(test))]\nfn f() {\n    a.unwrap();\n}\n'), 1);
    assert.equal(found('const A: u8 = B.unwrap();\nstatic C: [u8; D.unwrap()] = E;\n'), 0);
    assert.equal(found('const _: () = {\n    fn f() {\n        a.unwrap();\n    }\n};\n'), 1);
    assert.equal(
      found('fn f() {\n    parser.expect(Token::Comma);\n    a.unwrap_or(1);\n    build_assert!(a.unwrap() > 1);\n}\n'),
      0,
    );
  });
});

describe('drop-on-pin-data', () => {
  it('looks for a promised destructor in the other files of the crate', () => {
    const text = '#[pin_data(PinnedDrop)]\nstruct Ring {\n    #[pin]\n    lock: Mutex<()>,\n}\n';
    const siblings = siblingsOf({
      'drivers/ring/drop.rs': '#[pinned_drop]\nimpl PinnedDrop for super::Ring {\n    fn drop(self: Pin<&mut Self>) {}\n}\n',
    });
    assert.equal(messages(text, 'drop-on-pin-data').length, 1);
    assert.equal(messages(text, 'drop-on-pin-data', { unit: { siblings } }).length, 0);
  });

  it('leaves alone what is declared twice or pinned in some configurations only', () => {
    const drop = 'impl Drop for Ring {\n    fn drop(&mut self) {}\n}\n';
    assert.equal(messages(`#[pin_data]\nstruct Ring;\n${drop}`, 'drop-on-pin-data').length, 1);
    assert.equal(
      messages(`#[cfg(A)]\n#[pin_data]\nstruct Ring;\n#[cfg(not(A))]\nstruct Ring;\n${drop}`, 'drop-on-pin-data').length,
      0,
    );
    assert.equal(messages(`#[cfg_attr(A, pin_data)]\nstruct Ring;\n${drop}`, 'drop-on-pin-data').length, 0);
  });
});

describe('print-without-newline', () => {
  it('reads the end of a message however it is written', () => {
    const found = (literal: string): number =>
      messages(`fn f() {\n    pr_info!(${literal});\n}\n`, 'print-without-newline').length;
    for (const ended of [
      '"a\\n"',
      '"a\\x0a"',
      '"a\\u{0a}"',
      '"a\n"',
      '"a\\n\\\n        "',
      'r"a"',
      'concat!("a", "b")',
      '"{}", a',
      '"{a}"',
      '""',
    ])
      assert.equal(found(ended), 0, ended);
    for (const open of ['"a"', '"a\\\\n"', '"a\\n "', '"a \\\n        "', '"{:?}", a', '"a {}", b'])
      assert.equal(found(open), 1, open);
  });

  it('keeps the line breaks of the file where it lays a call out anew', () => {
    const text = `fn f() {\r\n    pr_info!("${'a'.repeat(80)}{}", b);\r\n}\r\n`;
    assert.equal(fixAll(text), `fn f() {\r\n    pr_info!(\r\n        "${'a'.repeat(80)}{}\\n",\r\n        b\r\n    );\r\n}\r\n`);
  });
});
