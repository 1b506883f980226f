// The engine outlives its rules, and says what each finding is worth here.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { analyse, describeStop, type Analysis } from '../../server/src/analysis/engine';
import type { Deadline } from '../../server/src/syntax/deadline';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { describeUnit, unitOfPath, type Unit } from '../../server/src/crate/unit';
import { check, factsOf, parse } from '../check';

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
    const { findings, failures } = analyse(
      factsOf(parse(`//! [x](srctree/include/linux/x.h)\n${code}`, path), {
        unit: { ...unitOfPath(path), lintLevels: [] },
        tree: broken,
      }),
      { levelOf: () => 'on' },
    );
    assert.ok(failures.length > 0);
    for (const { error } of failures) assert.match(String(error), /the disk is gone/);
    assert.ok(findings.some(({ rule }) => rule === 'missing-safety-comment'));
  });

  it('gives a level that the user chose instead of the rule’s own', () => {
    const { findings } = analyse(factsOf(parse(code, path), { unit: unitOfPath(path) }), {
      levelOf: (rule) => (rule.id === 'missing-safety-comment' ? 'error' : 'off'),
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
      analyse(factsOf(parse(code, path), { unit: { ...unitOfPath(path), ...unit } }), { levelOf: () => 'on' })
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

describe('the deadline of an analysis', () => {
  const long = `${code.repeat(300)}\nfn g(p: *mut u8) {\n    // kernel-rust-ignore as-underscore: it is\n    p;\n}\n`;
  const whole = (deadline?: Deadline): Analysis =>
    analyse(factsOf(parse(long, path), { unit: { ...unitOfPath(path), lintLevels: [] } }), {
      levelOf: () => 'on',
      ...(deadline === undefined ? {} : { deadline }),
    });
  /** A clock that says the time is up when it is read for the so manieth time. */
  const until = (reads: number): { deadline: Deadline; count: () => number } => {
    let count = 0;
    return { deadline: { budget: 10, now: () => (count++ < reads ? 0 : 11) }, count: () => count };
  };

  it('changes nothing while there is time', () => {
    const { deadline } = until(Infinity);
    assert.deepEqual(whole(deadline), whole());
    assert.equal(whole(deadline).stopped, undefined);
  });

  it('ends the work wherever it is, keeps what was found, and blames no rule for it', () => {
    const { findings, suppressed } = whole();
    const { deadline, count } = until(Infinity);
    whole(deadline);
    assert.ok(count() > 100, `the clock was read ${count()} times`);
    const facts = new Set<string | undefined>();
    let most = 0;
    for (let reads = 2; reads < count(); reads += 3) {
      const part = whole(until(reads).deadline);
      assert.deepEqual(part.failures, []);
      assert.equal(part.stopped?.budget, 10);
      facts.add(part.stopped.fact);
      most = Math.max(most, part.findings.length);
      for (const finding of part.findings)
        assert.ok(
          findings.some((other) => isDeepStrictEqual(other, finding)),
          JSON.stringify(finding),
        );
      assert.ok(part.suppressed.length <= suppressed.length);
    }
    assert.ok(facts.size > 2 && facts.has(undefined), [...facts].map(String).join());
    assert.ok(most > 10, `${most} findings`);
  });

  it('leaves no trace behind in the next one', () => {
    whole(until(1).deadline);
    assert.equal(whole().stopped, undefined);
    const file = parse(long.repeat(20), path);
    for (let node = 0; node < file.tree.count; node++) file.kind(node);
  });

  it('says where and when', () => {
    assert.equal(
      describeStop({ rule: 'as-underscore', fact: undefined, budget: 10_000 }),
      'not checked in full: stopped in as-underscore after 10 s',
    );
    assert.equal(
      describeStop({ rule: 'as-underscore', fact: 'calls', budget: 500 }),
      'not checked in full: stopped in as-underscore (working out calls) after 500 ms',
    );
  });
});
