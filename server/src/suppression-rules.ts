// The two rules about suppression comments. The engine runs them itself, because they depend on what all other rules found.

import type { RuleInfo } from './rule';

export const invalidSuppression: RuleInfo = {
  id: 'invalid-suppression',
  summary: 'A suppression comment names no known rule or gives no reason.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A suppression is a decision that the next reader has to understand: it names the rules that it silences and says why they are
wrong here. One without a reason has no effect, and an id with a slip of the pen in it silences nothing while it looks as if it did.`,
  sources: ['https://docs.astral.sh/ruff/linter/#error-suppression', 'https://biomejs.dev/analyzer/suppressions/'],
  examples: [
    {
      bad: `
// kernel-rust-ignore as-underscore
//~ ^^^^^^^^^^^^^^^^^ invalid-suppression
fn f() {}
`,
    },
  ],
};

export const unusedSuppression: RuleInfo = {
  ...invalidSuppression,
  id: 'unused-suppression',
  summary: 'A suppression comment silences nothing.',
};

export const suppressionRules: readonly RuleInfo[] = [invalidSuppression, unusedSuppression];
