// The rules that a run of the tests is about: those that the environment names, or all.

import { rules, type RuleEntry } from '../server/src/rules';

const wanted = process.env['KERNEL_RUST_TEST_RULES'] ?? '';

export const isAboutAllRules = wanted === '';

/** Throws where a name is no rule's, so that a run of nothing does not pass. */
export function chosenRules(): readonly RuleEntry[] {
  if (isAboutAllRules) return rules;
  return wanted.split(',').map((id) => {
    const entry = rules.find(({ file }) => file === id);
    if (entry === undefined) throw new Error(`server/src/rules/index.ts has no rule ${id}: npm run gen`);
    return entry;
  });
}
