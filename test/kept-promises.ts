// What every fix promises: the finding goes, nothing new comes, and the code parses as before.

import assert from 'node:assert/strict';

import { applyEdits } from '../server/src/fix/edits';
import type { Finding } from '../server/src/rule';
import { rules } from '../server/src/rules';
import { check, countErrors, fixAll } from './check';

/** Skeletons have open slots, which a rule of their own reports. */
const slotRule = 'placeholder-safety-comment';

/** Applies every fix by itself, those of one rule if `only` says so, and then all of them until nothing changes. */
export function keepsPromises(text: string, { path, only }: { path?: string; only?: string }): void {
  const options = path === undefined ? {} : { path };
  const { file, findings } = check(text, options);
  const errors = countErrors(text);
  const broken: string[] = [];
  for (const finding of findings) {
    const { fix, rule } = finding;
    if (fix === undefined || (only !== undefined && rule !== only)) continue;
    const breaks = (what: string): number => broken.push(`${file.line(finding.start) + 1} ${rule}: ${fix.title}: ${what}`);
    const after = applyEdits(text, fix.edits);
    if (after === text) breaks('changes nothing');
    if (countErrors(after) > errors) breaks(`parses worse:\n${after}`);
    const left = check(after, options).findings;
    // A skeleton in the place of a placeholder is still to be filled in, but not to be replaced again.
    const counted = (all: readonly Finding[]): number =>
      count(rule === slotRule ? all.filter((other) => other.fix !== undefined) : all, rule);
    if (counted(left) >= counted(findings)) breaks('the finding stays');
    for (const { id } of rules.map(({ rule: other }) => other))
      if (id !== rule && id !== slotRule && count(left, id) > count(findings, id)) breaks(`${id} newly fires`);
    const isSkeleton = rule !== slotRule && fix.edits.some((edit) => /\/\/ SAFETY:[^\n]*\bTODO\b/.test(edit.text));
    if (isSkeleton && count(left, slotRule) <= count(findings, slotRule)) breaks('nobody is told of its open slots');
  }
  assert.deepEqual(broken, []);
  const once = fixAll(text, options);
  assert.equal(fixAll(once, options), once);
}

const count = (findings: readonly Finding[], rule: string): number => findings.filter((finding) => finding.rule === rule).length;
