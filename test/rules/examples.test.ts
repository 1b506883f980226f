// Every rule's examples are its tests: what `bad` marks is found and nothing else, the fix gives `fixed`, and good code is clean.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Example, Rule } from '../../server/src/rule';
import { startParser } from '../../server/src/syntax/parser';
import { check, fixAll, marksOf, parse, readMarks, type CheckOptions } from '../check';
import { chosenRules } from '../chosen-rules';

/** Skeletons have open slots, which a rule of their own reports. */
const slotRule = 'placeholder-safety-comment';

before(() => startParser());

for (const { rule, group, file } of chosenRules()) {
  describe(rule.id, () => {
    it('stands in a file of its name and reads like the others', () => {
      assert.equal(file, rule.id);
      assert.match(rule.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.notEqual(group, '');
      assert.match(rule.summary, /^[A-Z#`].*\.$/s, 'the summary is a sentence');
      assert.ok(rule.why.length > 80, 'why says why');
      if (rule.confidence === 'likely') assert.ok(rule.severity === 'information' || rule.severity === 'hint');
    });
    rule.examples.forEach((example, index) => {
      it(`example ${String(index + 1)}`, () => {
        checkBad(rule, example);
        for (const good of [example.good, example.fixed]) if (good !== undefined) checkGood(rule, example, good);
      });
    });
  });
}

const optionsOf = (example: Example): CheckOptions => (example.path === undefined ? {} : { path: example.path });

/** Examples are shown as new code, so that a rule speaks with its full severity. */
const asNew = (text: string): CheckOptions => ({ unit: { changedLines: new Set(text.split('\n').keys()) } });

function checkBad(rule: Rule, example: Example): void {
  const { text, marks } = readMarks(example.bad);
  assert.ok(marks.length > 0, 'bad has marks');
  const options = { ...optionsOf(example), ...asNew(text), rule };
  assert.equal(parse(text).hasError(0), false, 'bad parses');
  const { file, findings } = check(text, options);
  assert.deepEqual(marksOf(file, findings), marks);
  for (const finding of findings) checkWords(finding.message, finding.confidence === 'likely');
  const hasFix = findings.some(({ fix }) => fix !== undefined);
  assert.equal(
    hasFix,
    example.fixed !== undefined,
    hasFix ? 'there is a fix, so the example shows `fixed`' : 'no fix gives `fixed`',
  );
  if (example.fixed === undefined) return;
  const fixed = fixAll(text, options);
  assert.equal(fixed, example.fixed.replace(/^\n/, ''));
}

function checkGood(rule: Rule, example: Example, good: string): void {
  const text = good.replace(/^\n/, '');
  assert.equal(parse(text).hasError(0), false, 'good parses');
  const own = check(text, { ...optionsOf(example), ...asNew(text), rule });
  const unfixable = own.findings.filter(({ fix }) => fix === undefined && good === example.fixed);
  assert.deepEqual(own.findings.length - unfixable.length, 0, own.findings.map(({ message }) => message).join('\n'));
  const all = check(text, optionsOf(example)).findings.filter(
    (finding) => finding.severity !== 'hint' && finding.rule !== slotRule,
  );
  assert.deepEqual(
    all
      .filter((finding) => finding.rule !== rule.id || good !== example.fixed)
      .map((finding) => `${finding.rule}: ${finding.message}`),
    [],
  );
}

function checkWords(message: string, question: boolean): void {
  assert.doesNotMatch(message, /^[A-Z][a-z]/, 'a message begins in lower case');
  assert.doesNotMatch(message, /[.!]$/, 'a message has no full stop');
  assert.doesNotMatch(message, /\n/, 'a message is one sentence');
  assert.equal(message.endsWith('?'), question, question ? 'a likely finding asks' : 'a certain finding does not ask');
}
