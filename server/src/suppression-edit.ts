// Writes suppression comments for findings that are to stay.

import { leadingOf } from './facts/attributes';
import { commentsOf } from './facts/comments';
import { codeBelow, isTokens, suppressibleRange, suppressionsOf, type Suppression } from './facts/suppressions';
import type { Edit, Finding } from './rule';
import type { Node, NodeKind, SourceFile } from './syntax/source-file';

/**
 * The edit that adds a suppression above the statement, field, arm or item of a finding and above its SAFETY comment, or adds the rule
 * to the one that is there. A finding that stands in no code gets a suppression for the whole file.
 */
export function suppressionEdit(file: SourceFile, finding: Finding, { reason }: { reason: string }): Edit {
  return new Writer(file, reason).edit(finding.start, [finding.rule]);
}

/** The edits for many findings of one file: one comment for all rules of a statement. */
export function suppressionEdits(file: SourceFile, findings: readonly Finding[], { reason }: { reason: string }): Edit[] {
  const writer = new Writer(file, reason);
  const byPlace = new Map<string, { offset: number; rules: string[] }>();
  for (const { start, rule } of findings) {
    const key = writer.placeOf(start);
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, { offset: start, rules: [rule] });
    else known.rules.push(rule);
  }
  return [...byPlace.values()].map(({ offset, rules }) => writer.edit(offset, rules)).sort((a, b) => a.start - b.start);
}

/** Where rustfmt and the kernel break lines. */
const maxColumns = 100;

/** What statements, items, fields and arms stand in. */
const containers: ReadonlySet<NodeKind> = new Set<NodeKind>([
  'source_file',
  'block',
  'declaration_list',
  'match_block',
  'field_declaration_list',
  'field_initializer_list',
  'enum_variant_list',
  'macro_definition',
  'ERROR',
]);

/** Above what a suppression goes. */
interface Place {
  /** What is silenced: undefined stands for the whole file. */
  readonly target: Node | undefined;
  /** The first comment, attribute or token that the suppression stands above. */
  readonly head: number;
}

class Writer {
  private readonly suppressions: readonly Suppression[];
  private readonly targets = new Map<Suppression, Node | undefined>();

  constructor(
    private readonly file: SourceFile,
    private readonly reason: string,
  ) {
    this.suppressions = suppressionsOf(file, commentsOf(file)).filter(
      ({ flaw, reason: given }) => flaw === undefined && given !== '',
    );
    for (const suppression of this.suppressions) this.targets.set(suppression, this.targetOf(suppression));
  }

  /** Equal for two offsets that the same comment silences. */
  placeOf(offset: number): string {
    const { target, head } = this.place(offset);
    return `${target ?? 'file'} ${head}`;
  }

  edit(offset: number, rules: readonly string[]): Edit {
    const { file } = this;
    const place = this.place(offset);
    const known = this.suppressions.findLast((suppression) => this.isAt(suppression, place));
    const name = place.target === undefined ? 'kernel-rust-ignore-file' : 'kernel-rust-ignore';
    if (known !== undefined) {
      const ids = [...new Set([...known.ids.map((id) => id.name), ...rules])];
      const reason = known.reason.includes(this.reason) ? known.reason : `${known.reason}; ${this.reason}`;
      const lines = this.comment({ name, ids, reason, indent: file.indent(known.start) });
      return { start: known.start, end: known.end, text: lines.trimStart() };
    }
    const indent = file.indent(place.head);
    const text = this.comment({ name, ids: [...new Set(rules)], reason: this.reason, indent });
    const start = place.target === undefined ? place.head : file.lineStart(file.line(place.head));
    // Behind a last line without a line break, a comment for the file needs one of its own.
    const isBehindText = start > 0 && file.text[start - 1] !== '\n';
    return { start, end: start, text: isBehindText ? `${file.lineBreak}${text}` : `${text}${file.lineBreak}` };
  }

  private comment({
    name,
    ids,
    reason,
    indent,
  }: {
    name: string;
    ids: readonly string[];
    reason: string;
    indent: string;
  }): string {
    const words = reason.split(/\s+/).filter((word) => word !== '');
    const lines = [`${indent}// ${name} ${ids.join(', ')}:`];
    for (const word of words) {
      const last = lines.at(-1) ?? '';
      if (last.length + 1 + word.length <= maxColumns) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(`${indent}//   ${word}`);
    }
    return lines.join(this.file.lineBreak);
  }

  private isAt(suppression: Suppression, place: Place): boolean {
    if (place.target === undefined) return suppression.kind === 'file';
    return suppression.kind === 'statement' && this.targets.get(suppression) === place.target;
  }

  private targetOf(suppression: Suppression): Node | undefined {
    const comment = this.file.nodeAt({ start: suppression.start, end: suppression.start + 1 });
    const line = this.file.closest(comment, 'line_comment') ?? comment;
    return codeBelow(this.file, line);
  }

  private place(offset: number): Place {
    const { file } = this;
    const at = Math.min(offset, Math.max(0, file.text.length - 1));
    const innermost = file.nodeAt({ start: at, end: at + 1 });
    for (const node of [innermost, ...file.ancestors(innermost)]) {
      const place = this.placeAbove(node);
      if (place === undefined) continue;
      const range = suppressibleRange(file, place.target);
      if (Math.min(range.start, place.head) <= offset && offset < range.end) return place;
    }
    return { target: undefined, head: this.topOfFile() };
  }

  private placeAbove(node: Node): (Place & { target: Node }) | undefined {
    const { file } = this;
    const parent = file.parent(node);
    if (parent === undefined) return undefined;
    if (file.is(node, 'line_comment', 'block_comment', 'attribute_item')) return this.placeAboveComment(node);
    if (isTokens(file, parent)) return this.standing(startOfTokens(file, node));
    return containers.has(file.kind(parent)) && file.isNamed(node) ? this.standing(node) : undefined;
  }

  /** A finding in a comment or attribute is one in the code below it. */
  private placeAboveComment(node: Node): (Place & { target: Node }) | undefined {
    const { file } = this;
    if (isLicence(file, node)) return undefined;
    if (isInnerDoc(file, node)) {
      let first = node;
      for (let at = file.previous(node); at !== undefined && isInnerDoc(file, at); at = file.previous(at)) first = at;
      return this.standing(first);
    }
    const target = codeBelow(file, node);
    if (target === undefined) return this.standing(node);
    if (file.contains(target, node)) return undefined;
    return this.standing(target);
  }

  /** Nothing where other code stands before it on its line: a comment there would break the line. */
  private standing(target: Node): (Place & { target: Node }) | undefined {
    const head = headOf(this.file, target);
    const line = this.file.line(head);
    return this.file.text.slice(this.file.lineStart(line), head).trim() === '' ? { target, head } : undefined;
  }

  /** Behind the licence, which has to be the first line. */
  private topOfFile(): number {
    const { file } = this;
    let line = 0;
    while (line < file.lineCount && /^(?:\uFEFF)?(?:#!(?!\[)|\/\/ SPDX-|\/\/ Copyright)/.test(file.lineText(line))) line++;
    return file.lineStart(line);
  }
}

/** Where the comments and attributes begin that stand directly above the code, without an empty line between. */
function headOf(file: SourceFile, target: Node): number {
  let head = file.start(target);
  for (const node of leadingOf(file, target).reverse()) {
    const isAttribute = file.is(node, 'attribute_item');
    const end = file.start(node) + file.textOf(node).trimEnd().length;
    const gap = file.line(head) - file.line(end);
    const isOwn = file.text.slice(file.lineStart(file.line(file.start(node))), file.start(node)).trim() === '';
    if (!isAttribute && (!isOwn || gap > 1 || isLicence(file, node) || isInnerDoc(file, node))) break;
    head = file.start(node);
  }
  return head;
}

/** The first token of a statement in a macro's own syntax. */
function startOfTokens(file: SourceFile, token: Node): Node {
  let first = token;
  for (let at = file.previous(token); at !== undefined; at = file.previous(at)) {
    if (file.is(at, ';', ',', '{', '(', '[', 'line_comment', 'block_comment')) break;
    if (
      file.is(at, 'token_tree') &&
      file.text[file.start(at)] === '{' &&
      file.line(file.end(at)) !== file.line(file.start(first))
    )
      break;
    first = at;
  }
  return first;
}

const isLicence = (file: SourceFile, node: Node): boolean => /^(?:\/\/|\/\*) ?(?:SPDX-|Copyright)/.test(file.textOf(node));

const isInnerDoc = (file: SourceFile, node: Node): boolean =>
  file.is(node, 'line_comment', 'block_comment') && /^\/[/*]!/.test(file.text.slice(file.start(node), file.start(node) + 3));
