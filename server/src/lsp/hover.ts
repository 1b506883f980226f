// What hovering shows: the page of a rule, the summary of an unsafe site, what a pack knows of a name, why something is reported.

import type { Hover } from 'vscode-languageserver/node';
import type { Position, TextDocument } from 'vscode-languageserver-textdocument';

import { apiAt } from '../assist/api-summary';
import { ruleInfos } from '../analysis/rule-infos';
import { rulePage, sourceList } from '../assist/rule-page';
import { siteAt, siteSummary } from '../assist/site-summary';
import type { Span } from '../syntax/source-file';
import type { Checked, Parsed } from './checker';
import type { ClientFeatures } from './client-features';
import { rangeOf } from './edits';
import { markup } from './markup';

export interface HoverContext {
  readonly document: TextDocument;
  readonly checked: Checked;
  readonly features: ClientFeatures;
}

/** Nothing where there is nothing to add: editors that ask several servers may show only the first answer. */
export function hoverAt(position: Position, { document, checked, features }: HoverContext): Hover | undefined {
  if (checked.parsed === undefined) return undefined;
  const offset = document.offsetAt(position);
  const page = suppressedRule(checked.parsed, offset);
  const site = page === undefined ? siteAt(checked.parsed.facts, offset) : undefined;
  const api = page === undefined && site === undefined ? apiAt(checked.parsed.facts, offset) : undefined;
  const known = [...siteParts(checked.parsed, site), ...(api === undefined ? [] : [api.text])];
  const parts = page === undefined ? [...known, ...reasons(checked, offset)] : [page.text];
  if (parts.length === 0) return undefined;
  const span = page?.span ?? site?.span ?? api?.span ?? checked.findings.find((finding) => isIn(finding, offset));
  return {
    contents: markup(parts.join('\n\n---\n\n'), { asMarkdown: features.markdownHover }),
    ...(span === undefined ? {} : { range: rangeOf(document, span) }),
  };
}

const isIn = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

function suppressedRule({ facts }: Parsed, offset: number): { text: string; span: Span } | undefined {
  const id = facts.suppressions.flatMap(({ ids }) => ids).find((each) => isIn(each, offset));
  const entry = id === undefined ? undefined : ruleInfos.find(({ rule }) => rule.id === id.name);
  if (id === undefined || entry === undefined) return undefined;
  return { text: rulePage(entry.rule, { group: entry.group, maxExamples: 1 }), span: id };
}

function siteParts({ facts }: Parsed, at: ReturnType<typeof siteAt>): string[] {
  return at === undefined ? [] : [siteSummary(facts, at.site)];
}

/** Why the rules that report something here exist, each once. */
function reasons({ findings }: Checked, offset: number): string[] {
  const ids = new Set(findings.filter((finding) => isIn(finding, offset)).map(({ rule }) => rule));
  return [...ids].flatMap((id) => {
    const rule = ruleInfos.find((entry) => entry.rule.id === id)?.rule;
    return rule === undefined ? [] : [`**${id}**: ${rule.summary}\n\n${rule.why.trim()}\n\n${sourceList(rule.sources)}`];
  });
}
