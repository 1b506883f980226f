// What every fix promises: the finding goes, nothing new comes, and the code parses as before.

import assert from 'node:assert/strict';

import { applyEdits } from '../server/src/edits';
import type { Finding } from '../server/src/rule';
import { rules } from '../server/src/rules';
import { check, countErrors, fixAll } from './check';

/** Skeletons have open slots, which a rule of their own reports. */
const slotRule = 'placeholder-safety-comment';

/** Applies every fix by itself, those of one rule if `only` says so, and then all of them until nothing changes. */
export function keepsPromises(text: string, { path, only }: { path?: string; only?: string }): void {
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
    assert.ok(count(left, rule) < count(findings, rule), `the finding stays: ${label}`);
    for (const { id } of rules.map(({ rule: other }) => other)) {
      if (id === rule || id === slotRule) continue;
      assert.ok(count(left, id) <= count(findings, id), `${id} newly fires after ${label}`);
    }
    if (rule !== slotRule && fix.edits.some((edit) => /\/\/ SAFETY:[^\n]*\bTODO\b/.test(edit.text)))
      assert.ok(count(left, slotRule) > count(findings, slotRule), `nobody is told of the open slots after ${label}`);
  }
  const once = fixAll(text, options);
  assert.equal(fixAll(once, options), once);
}

const count = (findings: readonly Finding[], rule: string): number => findings.filter((finding) => finding.rule === rule).length;
