// Everything that reports findings: the rules, and the two about suppression comments that belong to the engine.

import type { RuleInfo } from '../rule';
import { rules } from '../rules';
import { suppressionRules } from './suppression-rules';

export interface RuleInfoEntry {
  readonly rule: RuleInfo;
  readonly group: string;
}

/** By id. */
export const ruleInfos: readonly RuleInfoEntry[] = [
  ...rules.map(({ rule, group }) => ({ rule, group })),
  ...suppressionRules.map((rule) => ({ rule, group: 'suppressions' })),
].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
