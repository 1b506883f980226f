// The commands `explain` and `rules`: what a rule is about, and which rules there are.

import { filled } from './display';
import { ruleUrl } from '../product';
import type { Example, RuleInfo } from '../rule';
import { ruleInfos, type RuleInfoEntry } from '../analysis/rule-infos';

/** A page for the terminal. */
export function explanation({ rule, group }: RuleInfoEntry): string {
  const url = ruleUrl(rule.id);
  return `${[
    rule.id,
    wrapped(rule.summary),
    facts({ rule, group }).join('\n'),
    ...rule.why
      .trim()
      .split(/\n{2,}/)
      .map(wrapped),
    ...rule.examples.map(example),
    ['Sources', ...rule.sources.map((source) => `  ${source}`), ...(url === undefined ? [] : [`  ${url}`])].join('\n'),
  ].join('\n\n')}\n`;
}

/** A line each. */
export function ruleTable(): string {
  const rows = [
    ['RULE', 'SEVERITY', 'FIX', 'WHAT IT REPORTS'],
    ...ruleInfos.map(({ rule }) => [rule.id, shownSeverity(rule), isFixable(rule) ? 'yes' : '-', rule.summary.replace(/`/g, '')]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

/** The same for programs. */
export function ruleList(): string {
  const list = ruleInfos.map(({ rule, group }) => ({
    id: rule.id,
    group,
    severity: rule.severity,
    severityElsewhere: rule.elsewhere ?? rule.severity,
    confidence: rule.confidence,
    preview: rule.preview === true,
    fixable: isFixable(rule),
    summary: rule.summary,
    url: ruleUrl(rule.id) ?? null,
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

/** Examples must show what the fix does, so a rule without such an example has no fix. */
const isFixable = ({ examples }: RuleInfo): boolean => examples.some(({ fixed }) => fixed !== undefined);

/** `warning/information`: on new lines, and in a run that does not know what is new. */
function shownSeverity({ severity, elsewhere, confidence, preview }: RuleInfo): string {
  const both = elsewhere === undefined || elsewhere === severity ? severity : `${severity}/${elsewhere}`;
  return `${both}${confidence === 'likely' ? '?' : ''}${preview === true ? ' (preview)' : ''}`;
}

function facts({ rule, group }: RuleInfoEntry): string[] {
  const { severity, elsewhere, confidence, preview, clippy = [] } = rule;
  return [
    `severity    ${severity}${elsewhere === undefined || elsewhere === severity ? '' : ` on new lines, ${elsewhere} elsewhere`}`,
    `confidence  ${confidence}`,
    `fix         ${isFixable(rule) ? 'yes' : 'no'}`,
    `group       ${group}`,
    ...(preview === true ? ['preview     off unless preview or the rule itself is switched on'] : []),
    ...(clippy.length === 0 ? [] : [`silenced by #[allow] of ${clippy.map((lint) => `clippy::${lint}`).join(', ')}`]),
  ];
}

function example({ bad, fixed, good, path }: Example): string {
  return [
    `Reported${path === undefined ? '' : ` in ${path}`}:\n\n${code(bad)}`,
    ...(fixed === undefined ? [] : [`After the fix:\n\n${code(fixed)}`]),
    ...(good === undefined ? [] : [`Fine:\n\n${code(good)}`]),
  ].join('\n\n');
}

/** Indented; of the marks the carets stay. */
function code(text: string): string {
  return text
    .replace(/^\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, indent = '', fromStart, carets = ''] = /^(\s*)\/\/~(<?)\s*(\^+)\s+\S+\s*$/.exec(line) ?? [];
      if (carets === '') return line;
      return `${fromStart === '<' ? indent : ' '.repeat(line.indexOf('^'))}${carets}`;
    })
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

/** Lists and code keep their lines, prose is filled anew. */
function wrapped(paragraph: string): string {
  if (/^(?:\s*[-*|]|```| {4})/m.test(paragraph)) return paragraph;
  return filled(paragraph, 80);
}
