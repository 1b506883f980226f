// The page of a rule in Markdown: the same text for docs/rules/ and for hovers.

import type { Example, RuleInfo } from '../rule';

export interface RulePageOptions {
  readonly group: string;
  /** The kinds of fix that the rule offers on its examples; not said when not known. */
  readonly fixKinds?: readonly string[];
  /** All of them unless given. */
  readonly maxExamples?: number;
}

export function rulePage(rule: RuleInfo, options: RulePageOptions): string {
  const examples = rule.examples.slice(0, options.maxExamples ?? rule.examples.length);
  return `# ${rule.id}

${rule.summary}

${factsOf(rule, options).join(' · ')}

## Why

${rule.why.trim()}

## Examples
${examples.map(example).join('')}
## Sources

${sourceList(rule.sources)}
`;
}

/** Addresses as links, paths of the kernel tree as code. */
export function sourceList(sources: readonly string[]): string {
  return sources.map((source) => `- ${/^https?:/.test(source) ? `<${source}>` : `\`${source}\``}`).join('\n');
}

function factsOf(rule: RuleInfo, { group, fixKinds }: RulePageOptions): string[] {
  const { severity, elsewhere, confidence, preview, clippy = [] } = rule;
  return [
    `Severity **${severity}**${elsewhere === undefined || elsewhere === severity ? '' : ` on new lines, **${elsewhere}** elsewhere`}`,
    `confidence **${confidence}**`,
    ...(fixKinds === undefined ? [] : [fixKinds.length === 0 ? 'no fix' : `fix: **${fixKinds.join('** or **')}**`]),
    `group \`${group}\``,
    ...(preview === true ? ['off unless `preview = true`'] : []),
    ...(clippy.length > 0 ? [`silenced by \`allow\` of ${clippy.map((lint) => `\`clippy::${lint}\``).join(', ')}`] : []),
  ];
}

function example({ bad, fixed, good, path }: Example): string {
  const parts = [
    `\nReported${path === undefined ? '' : ` in \`${path}\``}:\n\n${code(bad)}`,
    ...(fixed === undefined ? [] : [`\nAfter the fix:\n\n${code(fixed)}`]),
    ...(good === undefined ? [] : [`\nFine:\n\n${code(good)}`]),
  ];
  return parts.join('');
}

/** The marks become rustc-like underlines that only name the rule where it is not obvious. */
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
