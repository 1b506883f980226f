// A page for every rule, and the table of all of them, for people who read docs/ or follow a finding's link.

import { rulePage } from '../../server/src/assist/rule-page';
import { ruleDocs, type RuleDoc } from './rule-docs';

export async function rulePages(): Promise<Record<string, string>> {
  const docs = await ruleDocs();
  const pages = Object.fromEntries(docs.map((doc) => [`docs/rules/${doc.rule.id}.md`, rulePage(doc.rule, doc)]));
  return { 'docs/rules/README.md': table(docs), ...pages };
}

function table(docs: readonly RuleDoc[]): string {
  const groups = [...new Set(docs.map(({ group }) => group))].sort();
  const sections = groups.map((group) => {
    const rows = docs.filter((doc) => doc.group === group).map(row);
    return `\n## ${group}\n\n| rule | severity | fix | what |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Rules

${docs.length} rules. \`kernel-rust explain RULE\` prints a page in the terminal. A severity written as \`warning/information\` is the one on new
lines and the one in a run that does not know what is new; \`?\` marks rules that ask because they may be wrong.
${sections.join('')}`;
}

function row({ rule, fixKinds }: RuleDoc): string {
  const severity =
    rule.elsewhere === undefined || rule.elsewhere === rule.severity ? rule.severity : `${rule.severity}/${rule.elsewhere}`;
  return `| [\`${rule.id}\`](${rule.id}.md) | ${severity}${rule.confidence === 'likely' ? ' ?' : ''} | ${fixKinds.join(', ') || '-'} | ${rule.summary} |`;
}
