// What a patch is to blame for: of all that is found in the file after it, what its lines bring in.

import assert from 'node:assert/strict';
import { createTwoFilesPatch, diffArrays } from 'diff';
import fc from 'fast-check';
import { before, describe, it } from 'node:test';

import { parsePatch } from '../../server/src/patch/parse-patch';
import { judgedLines } from '../../server/src/patch/judged-lines';
import { keyOf, review, type Patch, type ReviewedFile } from '../../server/src/patch/review';
import { packs } from '../../server/src/packs';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { check, parse, readText, rustFiles } from '../check';

before(() => startParser());

const path = 'rust/kernel/example.rs';

const patchOf = (old: string, now: string, options: { context?: number; path?: string } = {}): Patch => {
  const name = options.path ?? path;
  const text = createTwoFilesPatch(old === '' ? '/dev/null' : `a/${name}`, `b/${name}`, old, now, undefined, undefined, {
    context: options.context ?? 3,
  });
  return { files: parsePatch(text.replace(/\n$/, '').split('\n')), commit: undefined, subject: undefined };
};

const treeOf = (files: Record<string, string>): KernelTree => overlayTree(emptyTree, new Map(Object.entries(files)));

const run = (patches: readonly Patch[], tree: KernelTree = emptyTree): ReviewedFile[] => review(patches, options(tree)).files;

const found = (files: readonly ReviewedFile[]): string[] =>
  files.flatMap(({ file, findings }) => findings.map(({ rule, start }) => `${String(file.line(start) + 1)} ${rule}`));

/** Everything that a check of new code says, with the file that it is about. */
const whole = (text: string): ReturnType<typeof check> =>
  check(text, { path, unit: { changedLines: new Set(text.split('\n').keys()), siblings: () => [] } });

const commented = `
fn level(raw: *mut bindings::x) -> u32 {
    // SAFETY: \`raw\` is valid, because the caller holds the lock.
    let level = unsafe { bindings::level(raw) };
    level
}
`;

describe('the lines that a finding judges', () => {
  const lines = (text: string, needle: string): string => {
    const file = parse(text);
    const start = text.indexOf(needle);
    const { first, last } = judgedLines(file, { start, end: start + needle.length });
    return `${String(first)}-${String(last)}`;
  };

  it('are those of the statement with its comment', () => {
    assert.equal(lines(commented, 'unsafe'), '2-3');
    assert.equal(
      lines('fn f() {\n    a();\n\n    // Elsewhere.\n\n    let x = unsafe {\n        b()\n    };\n}\n', 'unsafe'),
      '5-7',
    );
  });

  it('are the head of a statement that goes on with a block', () => {
    assert.equal(lines('fn f() {\n    if unsafe { g() } {\n        a();\n        b();\n    }\n}\n', 'unsafe'), '1-1');
    assert.equal(lines('fn f() {\n    g(|x| {\n        unsafe { h(x) };\n    });\n}\n', 'unsafe'), '2-2');
  });

  it('are a group of imports alone, whose neighbours may be older', () => {
    const text = 'use kernel::{\n    a::A,\n    b::{B, C},\n    d::D, //\n};\n';
    assert.equal(lines(text, 'b::{B, C}'), '2-2');
    assert.equal(lines(text, text.trimEnd()), '0-4');
  });

  it('are the head of an item with its documentation', () => {
    const item = '/// Doc.\n///\n/// # Safety\n///\n/// None.\n#[inline]\npub fn f(\n    a: u32,\n) -> u32 {\n    a\n}\n';
    assert.equal(lines(item, 'f('), '0-8');
    assert.equal(lines(item, '# Safety'), '0-8');
    assert.equal(lines('struct S {\n    /// Field.\n    pub a: u32,\n    b: u32,\n}\n', 'a: u32'), '1-2');
    assert.equal(lines('struct S {\n    a: u32,\n}\n', 'S'), '0-0');
  });
});

describe('a patch', () => {
  it('is blamed for what its lines bring in, and for nothing that was there', () => {
    const old = 'fn a(w: u32) -> usize {\n    w as _\n}\n\nfn b() {}\n';
    const now = old.replace('fn b() {}\n', 'fn b(w: u32) -> u64 {\n    w as _\n}\n');
    assert.deepEqual(found(run([patchOf(old, now)], treeOf({ [path]: old }))), ['6 as-underscore']);
  });

  it('is blamed for a comment that it takes away, at the code that is left', () => {
    const now = commented.replace(/ *\/\/ SAFETY.*\n/, '');
    assert.deepEqual(found(run([patchOf(commented, now)], treeOf({ [path]: commented }))), ['3 missing-safety-comment']);
  });

  it('is not blamed for white space', () => {
    const old = 'fn a(w: u32) -> usize {\n  w as _\n}\n';
    assert.deepEqual(found(run([patchOf(old, old.replace('  w', '    w'))], treeOf({ [path]: old }))), []);
  });

  it('takes the blob that it names, else the file at hand, else itself, else its hunks alone', () => {
    const old = 'use core::ptr;\n\n\n\n\n\nfn a() {\n    let x = 1;\n    let y = 2;\n    let z = 3;\n}\n';
    const now = old.replace('let z = 3', 'let z = x as _');
    const patch = patchOf(old, now);
    const named: Patch = { ...patch, files: patch.files.map((file) => ({ ...file, newBlob: 'abcdef1' })) };
    const blob = review([named], { ...options(emptyTree), blobOf: (name) => (name === 'abcdef1' ? now : undefined) }).files;
    const contexts = [
      blob,
      run([patch], treeOf({ [path]: old })),
      run([patch], treeOf({ [path]: now })),
      run([patchOf('', now)]),
      run([patch]),
      run([patch], treeOf({ [path]: 'fn other() {}\n' })),
    ];
    assert.deepEqual(
      contexts.map((files) => files.map(({ context }) => context).join()),
      ['blob', 'file', 'file', 'patch', 'hunk', 'hunk'],
    );
    for (const files of contexts) assert.deepEqual(found(files), ['10 as-underscore']);
  });

  it('may be of a crate that allows what clippy says, so hunks alone give hints at most', () => {
    const old = 'fn a() {\n    let x = 1;\n}\n'.padStart(40, '\n');
    const patch = patchOf(old, old.replace('x = 1', 'x = y as _'));
    const levels = (files: readonly ReviewedFile[]): string[] =>
      files.flatMap(({ findings }) => findings.map(({ severity }) => severity));
    assert.deepEqual(levels(run([patch])), ['hint']);
    assert.deepEqual(levels(run([patch], treeOf({ [path]: old }))), ['warning']);
  });

  it('applies to what the patches before it made', () => {
    const [one, two, three] = [
      'fn a() {}\n',
      'fn a() {}\n\nfn b() {}\n',
      'fn a() {}\n\nfn b(x: u32) -> usize {\n    x as _\n}\n',
    ];
    const files = run([patchOf('', one), patchOf(one, two), patchOf(two, three)]);
    assert.deepEqual(
      files.map(({ context, findings }) => `${context} ${String(findings.length)}`),
      ['patch 0', 'file 0', 'file 1'],
    );
  });

  it('is read hunk by hunk the same way, however it is cut', () => {
    const texts = rustFiles('examples').map(readText);
    // Lines that make findings, mend them, or do nothing.
    const lines = fc.constantFrom(
      '    let w = w as _;',
      '',
      '    // SAFETY: `raw` is valid, because the caller holds the lock.',
      '    unsafe { bindings::x(raw) };',
      '// Words.',
      '    pr_info!("on");',
      'use core::ptr::addr_of;',
      '/// # Safety',
    );
    const edit = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.array(lines, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 5 }),
        (old, edits, context) => {
          const now = edited(old, edits);
          if (now === old) return;
          const files = run([patchOf(old, now, { context })], treeOf({ [path]: old }));
          assert.deepEqual(found(files), expected(old, now));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a file that the rules take too long over', () => {
  it('is said to be, with what they found until then', () => {
    let time = 0;
    const deadline = { budget: 50, now: () => time++ };
    const patch = patchOf('', commented.repeat(50));
    const [file] = review([patch], { ...options(emptyTree), deadline }).files;
    assert.equal(file?.stopped?.budget, 50);
    assert.deepEqual(file.failures, []);
    assert.equal(run([patch])[0]?.stopped, undefined);
  });
});

const options = (tree: KernelTree): Parameters<typeof review>[1] => ({
  tree,
  blobOf: () => undefined,
  packs,
  levelsIn: () => (rule) => (rule.preview === true ? 'off' : 'on'),
  isSkipped: () => false,
  parseBudget: 60_000,
  deadline: { budget: 60_000 },
});

function edited(text: string, edits: readonly { at: number; cut: number; put: readonly string[] }[]): string {
  const lines = text.replace(/\n$/, '').split('\n');
  for (const { at, cut, put } of edits) lines.splice(at % lines.length, cut, ...put);
  return `${lines.join('\n')}\n`;
}

/** The definition, from the two texts. */
function expected(old: string, now: string): string[] {
  const added = new Set<number>();
  const removedAbove = new Set<number>();
  const split = (text: string): string[] => text.replace(/\n$/, '').split('\n');
  const squeeze = (line: string): string => line.replace(/\s+/g, '');
  let line = 0;
  let gone: string[] = [];
  let fresh: [string, number][] = [];
  const settle = (): void => {
    for (const [text, at] of fresh) {
      const twin = gone.indexOf(squeeze(text));
      if (twin < 0) added.add(at);
      else gone.splice(twin, 1);
    }
    if (gone.length > 0) removedAbove.add(line - fresh.length);
    gone = [];
    fresh = [];
  };
  for (const { added: isNew, removed, value } of diffArrays(split(old), split(now))) {
    if (removed) gone.push(...value.map(squeeze));
    else if (isNew) for (const text of value) fresh.push([text, line++]);
    else {
      settle();
      line += value.length;
    }
  }
  settle();
  const known = new Set(whole(old).findings.map(keyOf));
  const { file, findings } = whole(now);
  return findings
    .filter((finding) => {
      const { first, last } = judgedLines(file, finding);
      const has = (lines: ReadonlySet<number>): boolean => [...lines].some((at) => at >= first && at <= last);
      return has(added) || (has(removedAbove) && !known.has(keyOf(finding)));
    })
    .map(({ rule, start }) => `${String(file.line(start) + 1)} ${rule}`);
}
