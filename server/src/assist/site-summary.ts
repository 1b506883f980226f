// What an unsafe site does, what that requires and what its SAFETY comment covers, in Markdown.

import { safetyClaims, type Demand, type Duty } from '../facts/unsafety/demands';
import type { Facts } from '../facts/facts';
import type { UnsafeSite } from '../facts/unsafety/unsafe-sites';
import type { SourceFile, Span } from '../syntax/source-file';

/** The site whose `unsafe` keyword, or whose SAFETY tag, is at the offset. */
export function siteAt(facts: Facts, offset: number): { site: UnsafeSite; span: Span } | undefined {
  const touches = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  for (const site of facts.unsafeSites) if (touches(site.keyword)) return { site, span: site.keyword };
  for (const comment of facts.safetyComments.all) {
    const [site] = touches(comment.tag) ? facts.safetyComments.sitesOf(comment) : [];
    if (site !== undefined) return { site, span: comment.tag };
  }
  return undefined;
}

export function siteSummary(facts: Facts, site: UnsafeSite): string {
  if (site.kind === 'fn' || site.kind === 'trait') return contractSummary(facts, site);
  const demands = facts.demandsOf(site);
  const parts = [headline(facts.file, { site, demands, facts }), commentLine(facts, site)];
  return [...parts.filter((part) => part !== undefined), ...demands.map(demandText)].join('\n\n');
}

const nouns: Readonly<Record<UnsafeSite['kind'], string>> = {
  block: 'unsafe block',
  impl: 'unsafe implementation',
  fn: 'unsafe function',
  trait: 'unsafe trait',
  extern: 'extern block',
  attribute: 'unsafe attribute',
};

/** More operations than this are counted, not listed. */
const maxOperations = 12;

function headline(
  file: SourceFile,
  { site, demands, facts }: { site: UnsafeSite; demands: readonly Demand[]; facts: Facts },
): string {
  const noun = `**${nouns[site.kind]}**`;
  if (site.kind !== 'block') return noun;
  const known = new Set(demands.map(({ operation }) => operation.node));
  const operations = facts.unsafeOperations.of(site).filter(({ isCertain, node }) => isCertain || known.has(node));
  if (operations.length === 0) return `${noun}: this file does not show what in it needs \`unsafe\``;
  const count = operations.length === 1 ? '1 operation needs' : `${operations.length} operations need`;
  const lines = operations
    .slice(0, maxOperations)
    .map(({ name, node }) => `- \`${name.replace(/`/g, '')}\`, line ${file.line(file.start(node)) + 1}`);
  const more = operations.length > maxOperations ? [`- … and ${operations.length - maxOperations} more`] : [];
  return [`${noun}: ${count} it`, '', ...lines, ...more].join('\n');
}

function commentLine({ file, safetyComments }: Facts, site: UnsafeSite): string | undefined {
  if (site.kind === 'extern') return undefined;
  const comment = safetyComments.of(site);
  if (comment === undefined) return 'No SAFETY comment';
  const first = file.line(comment.start) + 1;
  const last = file.line(comment.end) + 1;
  return `SAFETY comment in ${first === last ? `line ${first}` : `lines ${first} to ${last}`}`;
}

function demandText({ of, source, duties }: Demand): string {
  const head = `\`${of}\` requires that${source === undefined ? ' (documented in this file)' : ''}`;
  const from = source === undefined ? [] : ['', `Source: ${/^https?:/.test(source) ? `<${source}>` : `\`${source}\``}`];
  return [`${head}:`, '', ...duties.map((duty) => `- ${marks[duty.state]} ${duty.claim}${remarks[duty.state]}`), ...from].join(
    '\n',
  );
}

const marks: Readonly<Record<Duty['state'], string>> = { mentioned: '✓', referred: '✓', unclear: '·', open: '✗' };

const remarks: Readonly<Record<Duty['state'], string>> = {
  mentioned: '',
  referred: ' *(the comment refers to a contract or invariant)*',
  unclear: '',
  open: ' *(not mentioned)*',
};

function contractSummary(facts: Facts, site: UnsafeSite): string {
  const noun = `**${nouns[site.kind]}**`;
  const claims = site.inTokens ? [] : safetyClaims(facts.docs.of(site.node));
  if (claims.length === 0) return `${noun} without a \`# Safety\` section that says what its users must ensure`;
  return [`${noun}: its users must ensure that`, '', ...claims.map((claim) => `- ${claim}`)].join('\n');
}
