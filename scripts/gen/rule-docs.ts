// What the documentation says of a rule beyond the rule itself: its group, and the kinds of fix that it offers on its examples.

import type { RuleInfo } from '../../server/src/rule';
import { ruleInfos, type RuleInfoEntry } from '../../server/src/analysis/rule-infos';
import { suppressionRules } from '../../server/src/analysis/suppression-rules';
import { startParser } from '../../server/src/syntax/parser';
import { check, readMarks } from '../../test/check';

export interface RuleDoc extends RuleInfoEntry {
  readonly fixKinds: readonly string[];
}

export async function ruleDocs(): Promise<RuleDoc[]> {
  await startParser();
  return ruleInfos.map((entry) => ({ ...entry, fixKinds: fixKindsOf(entry.rule) }));
}

function fixKindsOf(rule: RuleInfo): string[] {
  // Whether a suppression is right depends on what the other rules find.
  const only = suppressionRules.includes(rule) ? {} : { rule };
  const findings = rule.examples
    .flatMap(({ bad, path }) => check(readMarks(bad).text, { ...only, ...(path === undefined ? {} : { path }) }).findings)
    .filter((finding) => finding.rule === rule.id);
  return [...new Set(findings.map(({ fix }) => fix?.kind).filter((kind) => kind !== undefined))].sort();
}
