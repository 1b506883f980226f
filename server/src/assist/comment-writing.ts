// Comments and doc sections that completion offers at an offset, as templates with slots.

import { commentAt, type Comment } from '../facts/source/comments';
import { asComment, open, reasons, safetyTemplate, type Template } from '../fix/comment-templates';
import type { Demand } from '../facts/unsafety/demands';
import { sectionOf, type DocBlock } from '../facts/source/docs';
import type { Facts } from '../facts/facts';
import { hasSafetySection } from '../facts/unsafety/safety-sections';
import { placeAbove, skeletonInstead, withLineBreaks } from '../fix/skeletons';
import { codeBelow } from '../facts/source/suppressions';
import type { UnsafeSite } from '../facts/unsafety/unsafe-sites';
import type { Node, SourceFile, Span } from '../syntax/source-file';

/** A comment that would replace what is there. */
export interface Writing extends Span {
  /** What it begins with: `SAFETY:`, `# Invariants`. */
  readonly label: string;
  /** What it is for, in a few words. */
  readonly detail: string;
  readonly template: Template;
}

/** The SAFETY comment that a site lacks, or whose place a placeholder holds. Nothing where one has been written, or nothing is known to ask for. */
export function missingSafetyComment(facts: Facts, site: UnsafeSite): (Writing & { readonly of: readonly string[] }) | undefined {
  if (site.kind !== 'block' && site.kind !== 'impl') return undefined;
  const { file } = facts;
  const demands = facts.demandsOf(site);
  const comment = facts.safetyComments.of(site);
  if (demands.length === 0) return undefined;
  const of = [...new Set(demands.map(({ of: name }) => name))];
  const detail = detailOf(demands);
  if (comment !== undefined) {
    const skeleton = skeletonInstead(file, { comment, demands });
    return skeleton && { ...skeleton, label: 'SAFETY:', detail, of };
  }
  const place = placeAbove(file, site);
  if (place === undefined) return undefined;
  const template = [...asComment(safetyTemplate(demands), { indent: place.indent, marker: '//' }), '\n'];
  return { start: place.at, end: place.at, label: 'SAFETY:', detail, template: withLineBreaks(file, template), of };
}

/** A few names in back-ticks, each once. */
export function listed(names: readonly string[]): string {
  const quoted = [...new Set(names)].map((name) => `\`${name}\``);
  return quoted.length > 3 ? `${quoted.slice(0, 3).join(', ')} and others` : quoted.join(', ');
}

/** What can be written in the comment at the offset; nothing outside comments. */
export function writingsAt(facts: Facts, offset: number): Writing[] {
  const { file } = facts;
  const comment = commentAt(facts.comments, offset);
  if (comment?.kind !== 'line' || !comment.ownLine) return [];
  return comment.doc === undefined
    ? inPlainComment(file, { comment, offset, facts })
    : inDocComment(file, { comment, offset, facts });
}

interface AtComment {
  readonly facts: Facts;
  readonly comment: Comment;
  readonly offset: number;
}

function inPlainComment(file: SourceFile, at: AtComment): Writing[] {
  const { comment, offset, facts } = at;
  // No completion in the middle of a sentence.
  if (!/^\s*(?:[A-Z]*|[A-Z]+:\s*(?:TODO\.?)?\s*)$/i.test(comment.text)) return [];
  const target = codeBelow(file, comment.node);
  if (target === undefined) return [];
  const span = { start: comment.start, end: Math.max(offset, comment.end) };
  const indent = file.indent(comment.start);
  const make = (label: string, detail: string, content: Template): Writing => ({
    ...writing(file, { span, template: asComment(content, { indent: '', marker: '//' }), indent }),
    label,
    detail,
  });
  const writings: Writing[] = [];
  const site = siteBelow(file, { target, comment, facts });
  if (site !== undefined) {
    const demands = facts.demandsOf(site);
    writings.push(
      make('SAFETY:', demands.length === 0 ? 'why the unsafe code below is sound' : detailOf(demands), safetyTemplate(demands)),
    );
  }
  const invariants = invariantsBelow(file, { target, facts });
  if (invariants !== undefined)
    writings.push(
      make('INVARIANT:', `why the value meets the invariants of ${invariants.type}`, reasons('INVARIANT:', invariants.claims)),
    );
  const cast = file.is(target, 'type_cast_expression') ? target : file.descendants(target, 'type_cast_expression')[0];
  if (cast !== undefined) {
    const text = file.textOf(cast).replace(/\s+/g, ' ');
    const claims = text.length > 60 || text.includes('`') ? ['the cast loses nothing'] : [`\`${text}\` loses nothing`];
    writings.push(make('CAST:', 'why the cast below is correct', reasons('CAST:', claims)));
  }
  return writings;
}

const detailOf = (demands: readonly Demand[]): string => `the conditions of ${listed(demands.map(({ of }) => of))}`;

/** The first unsafe site of the code below without a SAFETY comment. */
function siteBelow(
  file: SourceFile,
  { target, comment, facts }: { target: Node; comment: Comment; facts: Facts },
): UnsafeSite | undefined {
  const { start, end } = file.span(target);
  const isItem = file.is(target, 'function_item', 'mod_item', 'trait_item', 'impl_item', 'foreign_mod_item');
  return facts.unsafeSites.find((site) => {
    if (site.kind === 'fn' || site.kind === 'trait' || site.keyword.start < start || site.keyword.start >= end) return false;
    // Above an item a comment argues for the item, not for what it holds.
    if (isItem && site.kind === 'block') return false;
    const own = facts.safetyComments.of(site);
    return own === undefined || (own.start <= comment.start && comment.start <= own.end);
  });
}

/** The type with an Invariants section that the code below builds. */
function invariantsBelow(
  file: SourceFile,
  { target, facts }: { target: Node; facts: Facts },
): { type: string; claims: readonly string[] } | undefined {
  const kinds = ['struct_expression', 'call_expression'] as const;
  for (const literal of [...(file.is(target, ...kinds) ? [target] : []), ...file.descendants(target, ...kinds)]) {
    const named = file.field(literal, file.is(literal, 'struct_expression') ? 'name' : 'function');
    const text = named === undefined ? '' : file.textOf(named).replace(/::<.*$|<.*$/s, '');
    const owner = text === 'Self' ? implType(file, literal) : text;
    const item = owner === undefined ? undefined : facts.declarations.type(owner);
    const claims = item === undefined ? [] : claimsOf(facts.docs.of(item), 'Invariants');
    if (claims.length > 0) return { type: `\`${owner ?? ''}\``, claims };
  }
  return undefined;
}

function implType(file: SourceFile, node: Node): string | undefined {
  const impl = file.closest(node, 'impl_item');
  const type = impl === undefined ? undefined : file.field(impl, 'type');
  return type === undefined ? undefined : file.textOf(type).replace(/<.*$/s, '');
}

function claimsOf(block: DocBlock | undefined, title: string): string[] {
  const section = sectionOf(block, title);
  if (block === undefined || section === undefined) return [];
  const text = block.lines
    .slice(section.firstLine + 1, section.endLine)
    .map((line) => line.text.trim())
    .join('\n');
  const items = text.split(/\n(?=[-*] )|\n{2,}/).map((item) =>
    item
      .replace(/^[-*]\s+/, '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[.;]$/, ''),
  );
  return items.filter((item) => item !== '').slice(0, 8);
}

function inDocComment(file: SourceFile, at: AtComment): Writing[] {
  const { comment, offset, facts } = at;
  if (comment.doc !== 'outer' || !/^\s*(?:#\s*\w*)?\s*$/.test(comment.text)) return [];
  const block = facts.docs.blocks.find(({ comments }) => comments.includes(comment));
  const item = block?.item;
  if (item === undefined) return [];
  const span = { start: comment.start, end: Math.max(offset, comment.end) };
  const indent = file.indent(comment.start);
  const make = (label: string, detail: string, lines: Template): Writing => ({
    ...writing(file, { span, template: asComment([`${label}\n\n`, ...lines], { indent: '', marker: '///' }), indent }),
    label,
    detail,
  });
  const isUnsafe = facts.unsafeSites.some((site) => (site.kind === 'fn' || site.kind === 'trait') && site.node === item);
  if (isUnsafe && !hasSafetySection(block)) {
    const isTrait = file.is(item, 'trait_item');
    return [make('# Safety', isTrait ? 'what implementers must ensure' : 'what callers must ensure', safetyLines(file, item))];
  }
  if (file.is(item, 'struct_item', 'union_item', 'enum_item') && sectionOf(block, 'Invariants') === undefined)
    return [make('# Invariants', 'what always holds for a value of the type', invariantLines(file, item))];
  return [];
}

function safetyLines(file: SourceFile, item: Node): Template {
  if (file.is(item, 'trait_item')) return ['Implementers must ensure that ', open, '.'];
  const parameters = file.field(item, 'parameters');
  const pointers = (parameters === undefined ? [] : file.named(parameters)).flatMap((parameter) => {
    const type = file.is(parameter, 'parameter') ? file.field(parameter, 'type') : undefined;
    const name = file.field(parameter, 'pattern');
    const condition = type === undefined ? undefined : pointerCondition(file.textOf(type).replace(/\s+/g, ' '));
    return name === undefined || condition === undefined ? [] : [`- \`${file.textOf(name)}\` must ${condition}`];
  });
  if (pointers.length === 0) return ['Callers must ensure that ', open, '.'];
  return pointers.flatMap((line, index) => [`${index === 0 ? '' : '\n'}${line}, `, open, '.']);
}

function pointerCondition(type: string): string | undefined {
  const [, kind = '', to = ''] = /^(\*const|\*mut|(?:core::ptr::|ptr::)?NonNull<)\s*(.*?)>?$/.exec(type) ?? [];
  if (kind === '') return undefined;
  const target = to === '' ? 'a value' : `a \`${kind.startsWith('*') ? type.replace(/^\*(?:const|mut)\s+/, '') : to}\``;
  if (kind === '*const') return `point to ${target} that is valid for reads`;
  return kind === '*mut' ? `point to ${target} that is valid for reads and writes` : `point to ${target} that is alive`;
}

function invariantLines(file: SourceFile, item: Node): Template {
  const body = file.field(item, 'body');
  const fields = body === undefined ? [] : file.named(body).filter((field) => file.is(field, 'field_declaration'));
  const pointers = fields.flatMap((field) => {
    const name = file.field(field, 'name');
    const type = file.field(field, 'type');
    if (name === undefined || type === undefined || !/^\*|\bNonNull\b/.test(file.textOf(type))) return [];
    return [`- \`${file.textOf(name)}\` points to`];
  });
  if (pointers.length === 0) return [open, '.'];
  return pointers.flatMap((line, index) => [`${index === 0 ? '' : '\n'}${line} `, open, '.']);
}

/** A template that stands where `span` begins, in the middle of a line; its further lines are indented like that one. */
function writing(
  file: SourceFile,
  { span, template, indent }: { span: Span; template: Template; indent: string },
): Span & { readonly template: Template } {
  const indented = template.map((part) => (typeof part === 'string' ? part.replace(/\n/g, `\n${indent}`) : part));
  return { start: span.start, end: span.end, template: withLineBreaks(file, indented) };
}
