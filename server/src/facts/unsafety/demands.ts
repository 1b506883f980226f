// The conditions of the operations of an unsafe site, and which of them the SAFETY comment mentions.

import type { Contract, Obligation } from '../../packs/pack';
import type { Node, SourceFile, Span } from '../../syntax/source-file';
import type { Facts } from '../facts';
import { contractsOf } from './contracts';
import type { DocBlock, Docs } from '../source/docs';
import { safetySection } from './safety-sections';
import type { UnsafeOperation } from './unsafe-operations';
import type { UnsafeSite } from './unsafe-sites';
import type { Values } from '../types/values';

/** One condition, worded for this place. */
export interface Duty {
  /** A clause that is true when it is met. */
  readonly claim: string;
  /**
   * `mentioned`: the comment has one of the words for it; `referred`: the comment points to a contract, an invariant or another comment;
   * `unclear`: the words for it are not known; `open`: there is no comment, or it does not mention this.
   */
  readonly state: 'mentioned' | 'referred' | 'unclear' | 'open';
  readonly kind?: Obligation['kind'];
}

/** The conditions of one operation. */
export interface Demand {
  readonly operation: UnsafeOperation;
  /** Whose conditions these are: `slice::from_raw_parts`. */
  readonly of: string;
  /** Where they can be read; nothing when it is in the same file. */
  readonly source: string | undefined;
  readonly duties: readonly Duty[];
}

/** The demands of a site whose callees the packs or the file's own documentation describe, each once, in source order. */
export function demandsOf(facts: Facts, site: UnsafeSite): Demand[] {
  const { file } = facts;
  const comment = facts.safetyComments.of(site)?.text;
  const found = new Map<string, Demand>();
  for (const operation of facts.unsafeOperations.of(site)) {
    const demand = demandOf(file, { operation, facts, comment });
    if (demand === undefined) continue;
    const key = `${demand.of}\n${demand.duties.map(({ claim }) => claim).join('\n')}`;
    if (!found.has(key)) found.set(key, demand);
  }
  return [...found.values()];
}

/** Whether the text has one of the words for a condition. */
export function mentions(text: string, words: readonly string[]): boolean {
  const plain = text.toLowerCase().replace(/`/g, '').replace(/\s+/g, ' ');
  return words.some((phrase) => patternOf(phrase).test(plain));
}

/** Whether the text rests on conditions that are written down elsewhere. */
export function refersElsewhere(text: string): boolean {
  return /\binvariants?\b|\b(?:safety|function'?s?|method'?s?|trait'?s?) (?:requirements?|contracts?|preconditions?|conditions?|section)\b|\bcallers?\b|\b(?:as|see|same as) (?:the )?(?:one )?above\b/i.test(
    text.replace(/\s+/g, ' '),
  );
}

const patterns = new Map<string, RegExp>();

function patternOf(phrase: string): RegExp {
  const known = patterns.get(phrase);
  if (known !== undefined) return known;
  const parts = phrase.split(' … ').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![a-z0-9])${parts.join('(?: [^.;]{0,50})? ')}`);
  patterns.set(phrase, pattern);
  return pattern;
}

interface Asked {
  readonly operation: UnsafeOperation;
  readonly facts: Facts;
  readonly comment: string | undefined;
}

function demandOf(file: SourceFile, { operation, facts, comment }: Asked): Demand | undefined {
  if (operation.declaration !== undefined) return documentedDemand(file, { operation, docs: facts.docs, comment });
  const contract = facts.packs.flatMap(contractsOf).find((each) => isAbout(file, { contract: each, operation, facts }));
  if (contract === undefined) return undefined;
  const fill = (claim: string): string =>
    claim.replace(/\{(\w+)\}/g, (_, name: string) => operandText(file, { operation, name, contract }));
  const duties = contract.obligations.map(({ claim, words, kind }) => ({
    claim: fill(claim),
    state: stateOf(comment, words),
    ...(kind === undefined ? {} : { kind }),
  }));
  return { operation, of: contract.name, source: contract.source, duties };
}

function stateOf(comment: string | undefined, words: readonly string[] | undefined): Duty['state'] {
  if (comment === undefined || comment === '') return 'open';
  if (words !== undefined && mentions(comment, words)) return 'mentioned';
  if (refersElsewhere(comment)) return 'referred';
  return words === undefined ? 'unclear' : 'open';
}

function isAbout(
  file: SourceFile,
  { contract, operation, facts }: { contract: Contract; operation: UnsafeOperation; facts: Facts },
): boolean {
  const { kind, call, name } = operation;
  if (kind === 'impl') return contract.traits?.includes(name) === true;
  if (kind === 'static') return false;
  if (kind !== 'call') return contract.operators?.includes(kind) === true;
  if (call === undefined) return false;
  if (call.kind === 'method') return contract.methods?.includes(call.name) === true && isPointer(facts.values, call.receiver);
  const segments = (call.path ?? file.textOf(call.nameNode)).split('::');
  const end = segments.slice(-2).join('::');
  if (contract.paths?.some((path) => path === end || (call.kind === 'macro' && path === call.name)) !== true) return false;
  return segments.length <= 2 || contract.crates?.includes(segments[0] ?? '') !== false;
}

const isPointer = (values: Values, receiver: Node | undefined): boolean =>
  receiver !== undefined && values.typeOf(receiver)?.kind === 'pointer';

/** Longer operands would make a claim unreadable. */
const maxOperand = 40;

function operandText(
  file: SourceFile,
  { operation, name, contract }: { operation: UnsafeOperation; name: string; contract: Contract },
): string {
  return shortText(file, operation.operands[contract.parameters.indexOf(name)]) ?? name;
}

/** The text there, if it can be used in a sentence. */
function shortText(file: SourceFile, span: Span | undefined): string | undefined {
  const text = span === undefined ? '' : file.text.slice(span.start, span.end).replace(/\s+/g, ' ').trim();
  return text === '' || text.length > maxOperand || text.includes('`') ? undefined : text;
}

/** The `# Safety` section of a function of this file, an item or paragraph each, worded for what is passed here. */
function documentedDemand(
  file: SourceFile,
  { operation, docs, comment }: { operation: UnsafeOperation; docs: Docs; comment: string | undefined },
): Demand | undefined {
  const { declaration } = operation;
  const block = declaration === undefined ? undefined : docs.of(declaration);
  const claims = safetyClaims(block);
  if (declaration === undefined || claims.length === 0) return undefined;
  const given = givenFor(file, { operation, declaration });
  const duties = claims.map((claim) => ({ claim: asMet(claim, given), state: stateOf(comment, undefined) }));
  return { operation, of: operation.name, source: undefined, duties };
}

/** What is passed for each parameter that has a name of its own. */
function givenFor(
  file: SourceFile,
  { operation, declaration }: { operation: UnsafeOperation; declaration: Node },
): ReadonlyMap<string, string> {
  const list = file.field(declaration, 'parameters');
  const parameters = list === undefined ? [] : file.named(list).filter((each) => file.is(each, 'parameter', 'self_parameter'));
  const given = new Map<string, string>();
  // Called by its path, a method takes `self` among the arguments; either way it is the first operand.
  parameters.forEach((parameter, index) => {
    const pattern = file.field(parameter, 'pattern');
    const text = shortText(file, operation.operands[index]);
    if (pattern !== undefined && text !== undefined) given.set(file.textOf(pattern), text);
  });
  return given;
}

/** A demand ("`ptr` must be valid") as a clause that is true when it is met ("`raw` is valid"). */
function asMet(claim: string, given: ReadonlyMap<string, string>): string {
  return claim
    .replace(/^(?:the )?callers? (?:must|has to|should) (?:ensure|guarantee|make sure) (?:that )?/i, '')
    .replace(/`(\w+)`/g, (code, name: string) => (given.has(name) ? `\`${given.get(name) ?? name}\`` : code))
    .replace(/\bmust not be\b/g, 'is not')
    .replace(/\bmust be\b/g, 'is')
    .replace(/\bmust (point|have|live|remain|stay|hold|outlive|come|belong)\b/g, (_, verb: string) =>
      verb === 'have' ? 'has' : `${verb}s`,
    );
}

/** The items of a Safety section, or its paragraphs where it has none, each in one line without the full stop. */
export function safetyClaims(block: DocBlock | undefined): string[] {
  const section = safetySection(block);
  if (block === undefined || section === undefined) return [];
  const lines = block.lines.slice(section.firstLine + 1, section.endLine).filter(({ code }) => !code);
  const paragraphs: { text: string; isItem: boolean }[] = [];
  let open = false;
  for (const { text } of lines) {
    const item = /^\s*[-*]\s+(.*)$/.exec(text)?.[1];
    if (text.trim() === '') open = false;
    else if (item !== undefined) {
      paragraphs.push({ text: item, isItem: true });
      open = true;
    } else if (open) {
      const last = paragraphs.at(-1);
      if (last !== undefined) paragraphs[paragraphs.length - 1] = { ...last, text: `${last.text} ${text.trim()}` };
    } else {
      paragraphs.push({ text: text.trim(), isItem: false });
      open = true;
    }
  }
  const items = paragraphs.filter(({ isItem }) => isItem);
  return (items.length > 0 ? items : paragraphs).map(({ text }) => text.trim().replace(/[.;]$/, '')).slice(0, 12);
}
