// What the documentation says of a rule beyond the rule itself: its group, and the kinds of fix that it offers on its examples.

import { rules } from '../../server/src/rules';
import type { Rule } from '../../server/src/rule';
import { startParser } from '../../server/src/syntax/parser';
import { check, readMarks } from '../../test/check';

export interface RuleDoc {
  readonly rule: Rule;
  readonly group: string;
  readonly fixKinds: readonly string[];
}

export async function ruleDocs(): Promise<RuleDoc[]> {
  await startParser();
  return rules
    .map(({ rule, group }) => ({ rule, group, fixKinds: fixKindsOf(rule) }))
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

function fixKindsOf(rule: Rule): string[] {
  const findings = rule.examples.flatMap(
    ({ bad, path }) => check(readMarks(bad).text, { rule, ...(path === undefined ? {} : { path }) }).findings,
  );
  return [...new Set(findings.map(({ fix }) => fix?.kind).filter((kind) => kind !== undefined))].sort();
}
