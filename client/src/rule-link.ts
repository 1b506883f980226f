// Makes the rule id of every diagnostic a link to the rule's page.

import { Uri, type Diagnostic } from 'vscode';

import { commandIds } from './command-ids';
import { isOurs, ruleOf } from './documents';

export function linkRules(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const rule = isOurs(diagnostic) ? ruleOf(diagnostic) : undefined;
    if (rule !== undefined) diagnostic.code = { value: rule, target: ruleLink(rule) };
  }
}

function ruleLink(rule: string): Uri {
  return Uri.parse(`command:${commandIds.explainRule}?${encodeURIComponent(JSON.stringify([rule]))}`);
}
