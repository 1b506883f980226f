// Fixing a text: fixes that break their promise are left out, whatever the rules come up with.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { fixText, keepsPromise, withKeptFixes, type Checked } from '../../server/src/analysis/fix-text';
import type { Edit, Finding } from '../../server/src/rule';
import { startParser } from '../../server/src/syntax/parser';
import type { SourceFile } from '../../server/src/syntax/source-file';
import { parse } from '../check';

before(() => startParser());

const finding = (start: number, edit: Edit, rule = 'x'): Finding => ({
  rule,
  severity: 'warning',
  confidence: 'certain',
  start,
  end: start + 1,
  message: `${rule} is wrong`,
  help: undefined,
  related: [],
  fix: { title: 'Mend it', kind: 'suggestion', edits: [edit] },
});

/** A rule that finds every match and makes an edit of it. */
const ruleOf =
  (pattern: RegExp, edit: (at: number) => Edit, rule = 'x') =>
  (file: SourceFile): Checked => ({
    file,
    findings: [...file.text.matchAll(pattern)].map(({ index }) => finding(index, edit(index), rule)),
    stopped: undefined,
  });

const wanted = (): boolean => true;

describe('fixing a text', () => {
  it('mends what it can', () => {
    const analyse = ruleOf(/bad/g, (at) => ({ start: at, end: at + 3, text: 'good' }));
    const { checked, fixCount, refusals } = fixText(analyse(parse('fn bad() { bad() }')), { wanted, parse, analyse });
    assert.equal(checked.file.text, 'fn good() { good() }');
    assert.equal(fixCount, 2);
    assert.deepEqual(refusals, []);
  });

  it('never takes a fix that leaves its finding, so that no comment is written again and again', () => {
    const analyse = ruleOf(/fn/g, (at) => ({ start: at, end: at, text: '// SAFETY: TODO.\n' }));
    const { checked, fixCount, refusals } = fixText(analyse(parse('\nfn a() {}\n')), { wanted, parse, analyse });
    assert.equal(checked.file.text, '\nfn a() {}\n');
    assert.equal(fixCount, 0);
    assert.deepEqual(refusals, ['line 2: the fix of x was not applied because it would not fix what it is for']);
  });

  it('takes the others when one of them leaves its finding', () => {
    const growing = ruleOf(/fn/g, (at) => ({ start: at, end: at, text: '// SAFETY: TODO.\n' }));
    const mending = ruleOf(/bad/g, (at) => ({ start: at, end: at + 3, text: 'good' }), 'y');
    const analyse = (file: SourceFile): Checked => ({
      file,
      findings: [...growing(file).findings, ...mending(file).findings],
      stopped: undefined,
    });
    const { checked } = fixText(analyse(parse('fn bad() {}')), { wanted, parse, analyse });
    assert.equal(checked.file.text, 'fn good() {}');
  });

  it('deletes one of two that stand in a row', () => {
    const analyse = ruleOf(/\/\/ no\n/g, (at) => ({ start: at, end: at + 6, text: '' }));
    const { checked, refusals } = fixText(analyse(parse('// no\n// no\nfn a() {}\n')), { wanted, parse, analyse });
    assert.equal(checked.file.text, 'fn a() {}\n');
    assert.deepEqual(refusals, []);
  });

  it('takes no fix after which the code parses worse', () => {
    const analyse = ruleOf(/\}/g, (at) => ({ start: at, end: at + 1, text: '{' }));
    const { checked, refusals } = fixText(analyse(parse('fn a() {}')), { wanted, parse, analyse });
    assert.equal(checked.file.text, 'fn a() {}');
    assert.deepEqual(refusals, ['line 1: the fix of x was not applied because it would break the syntax of the file']);
  });
});

describe('a fix', () => {
  const keeps = (text: string, edit: Edit, findingsAfter: readonly Finding[]): boolean => {
    const findings = [finding(3, edit)];
    const analyse = (file: SourceFile): Checked => ({ file, findings: findingsAfter, stopped: undefined });
    return keepsPromise(parse(text), { edits: [edit], mends: findings, findings, parse, analyse });
  };

  it('keeps its promise when its finding goes', () => {
    assert.ok(keeps('fn bad() {}', { start: 3, end: 6, text: 'good' }, []));
  });

  it('breaks it when its finding moves along with the code, when it changes nothing, and when the code parses worse', () => {
    const above: Edit = { start: 0, end: 0, text: '// x\n' };
    assert.equal(keeps('fn bad() {}', above, [finding(8, above)]), false);
    assert.equal(keeps('fn bad() {}', { start: 3, end: 6, text: 'bad' }, []), false);
    assert.equal(keeps('fn bad() {}', { start: 3, end: 6, text: '(' }, []), false);
  });

  it('keeps it where only something to fill in is left', () => {
    const above: Edit = { start: 0, end: 0, text: '// x\n' };
    assert.ok(keeps('fn bad() {}', above, [{ ...finding(8, above), fix: undefined }]));
  });
});

describe('the findings of broken code', () => {
  it('have no fix that would break its promise, and keep the others', () => {
    const growing = ruleOf(/fn a/g, (at) => ({ start: at, end: at, text: '// x\n' }));
    const mending = ruleOf(/bad/g, (at) => ({ start: at, end: at + 3, text: 'good' }), 'y');
    const analyse = (file: SourceFile): Checked => ({
      file,
      findings: [...growing(file).findings, ...mending(file).findings],
      stopped: undefined,
    });
    const fixable = (text: string): string[] =>
      withKeptFixes(analyse(parse(text)), { parse, analyse })
        .filter(({ fix }) => fix !== undefined)
        .map(({ rule }) => rule);
    assert.deepEqual(fixable('fn a() {}\nfn bad() {}\nfn ('), ['y']);
    assert.deepEqual(fixable('fn a() {}\nfn bad() {}\n'), ['x', 'y'], 'sound code is not tried out');
  });
});
