// The engine outlives its rules, and says what each finding is worth here.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { analyse } from '../server/src/engine';
import { packs } from '../server/src/packs';
import { startParser } from '../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../server/src/tree/kernel-tree';
import { describeUnit, unitOfPath, type Unit } from '../server/src/unit';
import { check, parse } from './check';

const path = 'drivers/lamps/lantern.rs';
const code = `use kernel::prelude::*;

fn on(lamp: *mut Lamp) {
    pr_info!("on");
    unsafe { (*lamp).on = true };
}
`;

before(() => startParser());

describe('the engine', () => {
  it('names a rule that throws and runs the others', () => {
    const broken: KernelTree = {
      read() {
        throw new Error('the disk is gone');
      },
      list() {
        throw new Error('the disk is gone');
      },
    };
    const { findings, failures } = analyse(parse(`//! [x](srctree/include/linux/x.h)\n${code}`, path), {
      levelOf: () => 'on',
      packs,
      unit: { ...unitOfPath(path), lintLevels: [] },
      tree: broken,
    });
    assert.ok(failures.length > 0);
    for (const { error } of failures) assert.match(String(error), /the disk is gone/);
    assert.ok(findings.some(({ rule }) => rule === 'missing-safety-comment'));
  });

  it('gives a level that the user chose instead of the rule’s own', () => {
    const { findings } = analyse(parse(code, path), {
      levelOf: (rule) => (rule.id === 'missing-safety-comment' ? 'error' : 'off'),
      packs,
      unit: unitOfPath(path),
      tree: emptyTree,
    });
    assert.deepEqual(
      findings.map(({ rule, severity }) => `${rule} ${severity}`),
      ['missing-safety-comment error'],
    );
  });

  it('speaks louder about new lines, and leaves the old ones out when it knows which they are', () => {
    const severity = (changedLines?: Set<number>): string[] =>
      check(code, { path, unit: changedLines === undefined ? {} : { changedLines } })
        .findings.filter(({ rule }) => rule === 'print-without-newline')
        .map((finding) => finding.severity);
    assert.deepEqual(severity(), ['information']);
    assert.deepEqual(severity(new Set([3])), ['warning']);
    assert.deepEqual(severity(new Set([0])), []);
  });

  it('honours allow and expect, inherited or local, the innermost last', () => {
    const count = (text: string, inherited: readonly { lint: string; level: 'allow' }[] = []): number =>
      check(text, { path, unit: { lintLevels: inherited } }).findings.filter(({ rule }) => rule === 'missing-safety-comment')
        .length;
    const lint = 'clippy::undocumented_unsafe_blocks';
    assert.equal(count(code), 1);
    assert.equal(count(code.replace('fn on', `#[allow(${lint})]\nfn on`)), 0);
    assert.equal(count(code.replace('fn on', `#[expect(${lint}, reason = "all of it is C")]\nfn on`)), 0);
    assert.equal(count(`#![allow(${lint})]\n${code}`), 0);
    assert.equal(count(code, [{ lint, level: 'allow' }]), 0);
    assert.equal(count(`#![warn(${lint})]\n${code}`, [{ lint, level: 'allow' }]), 1);
  });

  it('offers no fix for what stands in broken code, also where the edit would be outside of it', () => {
    const fixes = (text: string): number => check(text, { path }).findings.filter(({ fix }) => fix !== undefined).length;
    assert.equal(fixes('fn r() -> t {\n    unsafe { g() }\n}\n'), 1);
    assert.equal(fixes('fn r() -> t {\nlet = match m { => (unsafe { 0 }'), 0);
  });

  it('says nothing twice', () => {
    const rules = check('unsafe\nunsafe fn l(p: *mut u8) {}\n', { path }).findings.map(({ rule }) => rule);
    assert.deepEqual(rules, [...new Set(rules)]);
  });

  it('writes nothing before a byte order mark', () => {
    const { findings } = check('\uFEFFunsafe impl Send for Lamp {}\n', { path });
    const edits = findings.flatMap(({ fix }) => fix?.edits ?? []);
    assert.ok(edits.length > 0 && edits.every(({ start }) => start === 1), JSON.stringify(edits));
  });

  it('only hints, in a hunk of an unknown crate, at what that crate may have switched off', () => {
    const severities = (unit: Unit): string[] =>
      analyse(parse(code, path), { levelOf: () => 'on', packs, unit: { ...unitOfPath(path), ...unit }, tree: emptyTree })
        .findings.filter(({ rule }) => ['missing-safety-comment', 'print-without-newline'].includes(rule))
        .map(({ rule, severity }) => `${rule} ${severity}`);
    const asUsual = ['print-without-newline information', 'missing-safety-comment warning'];
    assert.deepEqual(severities({ extent: 'hunk' }), ['print-without-newline information', 'missing-safety-comment hint']);
    assert.deepEqual(severities({ extent: 'hunk', lintLevels: [] }), asUsual);
    assert.deepEqual(severities({}), asUsual, 'of a whole file outside of any tree');
  });

  it('only hints at what the lints of the kernel tree at hand do not ask for yet', () => {
    const severity = (makefile: string | undefined): string | undefined => {
      const { clippyFlags } = describeUnit(path, overlayTree(emptyTree, new Map([['Makefile', makefile]])));
      const { findings } = check('fn f(a: &u8) -> *const u8 {\n    a as *const u8\n}\n', {
        unit: clippyFlags === undefined ? {} : { clippyFlags },
      });
      return findings.find(({ rule }) => rule === 'as-pointer-cast')?.severity;
    };
    assert.equal(severity('rust_common_flags := -Wclippy::all -Wclippy::undocumented_unsafe_blocks\n'), 'hint');
    assert.equal(severity('rust_common_flags := -Wclippy::all -Wclippy::ref_as_ptr\n'), 'warning');
    assert.equal(severity('all:\n'), 'warning');
    assert.equal(severity(undefined), 'warning');
  });
});
