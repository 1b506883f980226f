// Fixes keep their word: the finding goes, nothing new comes, the code parses as before, and a second run has nothing to do.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { applyEdits } from '../../server/src/edits';
import type { Finding } from '../../server/src/rule';
import { rules } from '../../server/src/rules';
import { startParser } from '../../server/src/syntax/parser';
import { check, countErrors, fixAll, readMarks, readText, rustFiles } from '../check';

/** Skeletons have open slots, which a rule of their own reports. */
const slotRule = 'placeholder-safety-comment';

before(() => startParser());

describe('every fix on the examples', () => {
  for (const { rule } of rules) {
    rule.examples.forEach(({ bad, fixed, path }, index) => {
      if (fixed === undefined) return;
      it(`${rule.id}, example ${index + 1}`, () => {
        const { text } = readMarks(bad);
        keepsItsWord(text, { ...(path === undefined ? {} : { path }), only: rule.id });
      });
    });
  }
});

describe('every fix on the example files', () => {
  for (const path of rustFiles('examples')) {
    it(path, () => {
      keepsItsWord(readText(path), {});
    });
    it(`${path} with Windows line ends`, () => {
      const text = readText(path).replace(/\n/g, '\r\n');
      const result = fixAll(text);
      assert.equal(result.replace(/\r\n/g, '').includes('\n'), false, 'line ends stay as they are');
      assert.equal(result.replace(/\r\n/g, '\n'), fixAll(readText(path)), 'the same fixes as with plain line ends');
    });
  }
});

function keepsItsWord(text: string, { path, only }: { path?: string; only?: string }): void {
  const options = path === undefined ? {} : { path };
  const { findings } = check(text, options);
  for (const finding of findings) {
    const { fix, rule } = finding;
    if (fix === undefined || (only !== undefined && rule !== only)) continue;
    const after = applyEdits(text, fix.edits);
    const label = `${rule}: ${fix.title}\n${after}`;
    assert.notEqual(after, text, label);
    assert.ok(countErrors(after) <= countErrors(text), `parses worse: ${label}`);
    const left = check(after, options).findings;
    // A skeleton in the place of a placeholder is still to be filled in, but not to be replaced again.
    const counted = (all: readonly Finding[]): number =>
      count(rule === slotRule ? all.filter((other) => other.fix !== undefined) : all, rule);
    assert.ok(counted(left) < counted(findings), `the finding stays: ${label}`);
    for (const { id } of rules.map(({ rule: other }) => other)) {
      if (id === rule || id === slotRule) continue;
      assert.ok(count(left, id) <= count(findings, id), `${id} newly fires after ${label}`);
    }
  }
  const once = fixAll(text, options);
  assert.equal(fixAll(once, options), once);
}

const count = (findings: readonly Finding[], rule: string): number => findings.filter((finding) => finding.rule === rule).length;
