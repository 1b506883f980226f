// A page for every rule, and the table of all of them, for people who read docs/ or follow a finding's link.

import { ruleDocs, type RuleDoc } from './rule-docs';

export async function rulePages(): Promise<Record<string, string>> {
  const docs = await ruleDocs();
  const pages = Object.fromEntries(docs.map((doc) => [`docs/rules/${doc.rule.id}.md`, page(doc)]));
  return { 'docs/rules/README.md': table(docs), ...pages };
}

function page({ rule, group, fixKinds }: RuleDoc): string {
  const facts = [
    `Severity **${rule.severity}**${rule.elsewhere === undefined || rule.elsewhere === rule.severity ? '' : ` on new lines, **${rule.elsewhere}** elsewhere`}`,
    `confidence **${rule.confidence}**`,
    fixKinds.length === 0 ? 'no fix' : `fix: **${fixKinds.join('** or **')}**`,
    `group \`${group}\``,
    ...(rule.preview === true ? ['off unless `preview = true`'] : []),
    ...((rule.clippy?.length ?? 0) > 0
      ? [`silenced by \`allow\` of ${rule.clippy?.map((lint) => `\`clippy::${lint}\``).join(', ') ?? ''}`]
      : []),
  ];
  return `# ${rule.id}

${rule.summary}

${facts.join(' · ')}

## Why

${rule.why.trim()}

## Examples
${rule.examples.map(example).join('')}
## Sources

${rule.sources.map((source) => `- ${/^https?:/.test(source) ? `<${source}>` : `\`${source}\``}`).join('\n')}
`;
}

function example({ bad, fixed, good, path }: RuleDoc['rule']['examples'][number]): string {
  const parts = [
    `\nReported${path === undefined ? '' : ` in \`${path}\``}:\n\n${code(bad)}`,
    ...(fixed === undefined ? [] : [`\nAfter the fix:\n\n${code(fixed)}`]),
    ...(good === undefined ? [] : [`\nFine:\n\n${code(good)}`]),
  ];
  return parts.join('');
}

/** The marks become rustc-like underlines that name the rule only where it is not plain. */
function code(text: string): string {
  const shown = text
    .replace(/^\n/, '')
    .replace(/\n$/, '')
    .replace(/^(\s*)\/\/~<?\s*(\^+)\s+\S+\s*$/gm, (line, indent: string, carets: string) =>
      line.includes('//~<') ? `${indent}${carets}` : `${' '.repeat(line.indexOf('^'))}${carets}`,
    );
  const fence = shown.includes('```') ? '````' : '```';
  return `${fence}rust\n${shown}\n${fence}\n`;
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
