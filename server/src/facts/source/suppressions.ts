// Comments that silence rules: what they say, and which code they stand above.

import type { Node, NodeKind, SourceFile, Span } from '../../syntax/source-file';
import { leadingOf } from '../../syntax/attributes';
import type { Comment } from './comments';

/** A rule id as written in a suppression. */
export interface SuppressedId extends Span {
  readonly name: string;
}

/**
 * `// kernel-rust-ignore <rule>[, <rule>]: <reason>` or `// kernel-rust-ignore-file <rule>: <reason>`. A reason may go on in the
 * following lines when they are indented by two spaces or more behind their slashes. The span holds those too.
 */
export interface Suppression extends Span {
  readonly kind: 'statement' | 'file';
  /** The word that makes the comment a suppression. */
  readonly word: Span;
  readonly ids: readonly SuppressedId[];
  /** Empty when there is none. */
  readonly reason: string;
  /** Why the comment cannot be a suppression however it goes on, as a sentence without a full stop. */
  readonly flaw: string | undefined;
  /** Findings that begin in here are silenced; nothing when it stands above no code. */
  readonly covers: Span | undefined;
}

/** Whether a comment's text (after its slashes) is a suppression, well-formed or not. Rules about comments skip those. */
export function isSuppression(text: string): boolean {
  return directive.test(text);
}

export function suppressionsOf(file: SourceFile, comments: readonly Comment[]): Suppression[] {
  if (!file.text.includes('kernel-rust-ignore')) return [];
  const below = new Below(file);
  const found: Suppression[] = [];
  // From the last to the first, so that of many comments above one statement each asks only the next one.
  for (let index = comments.length - 1; index >= 0; index--) {
    const comment = comments[index];
    if (comment === undefined || comment.doc !== undefined || !isSuppression(comment.text)) continue;
    const whole = withContinuation(comments, index);
    const last = whole.at(-1) ?? comment;
    const { kind, word, ids, reason, flaw } = read(whole);
    const covers = kind === 'file' ? { start: 0, end: file.text.length + 1 } : below.rangeBelow(last.node, comment.start);
    found.push({ start: comment.start, end: endOf(last), kind, word, ids, reason, flaw, covers });
  }
  return found.reverse();
}

/** The code that a comment stands above: what follows it behind other comments and attributes. */
export function codeBelow(file: SourceFile, comment: Node): Node | undefined {
  return new Below(file).targetOf(comment);
}

const directive = /^\s*kernel-rust-ignore(?![a-zA-Z0-9_])/;

const wholeDirective = /^(\s*)(kernel-rust-ignore[\w-]*)[ \t]*([\s\S]*)$/;

function withContinuation(comments: readonly Comment[], index: number): Comment[] {
  const whole = comments.slice(index, index + 1);
  for (let at = index + 1; at < comments.length; at++) {
    const comment = comments[at];
    const before = whole.at(-1);
    if (comment === undefined || before?.kind !== 'line' || comment.kind !== 'line' || comment.doc !== undefined) break;
    const follows = comment.ownLine && comment.line === before.line + 1;
    if (!follows || !/^(?: {2}|\t)\s*\S/.test(comment.text) || isSuppression(comment.text)) break;
    whole.push(comment);
  }
  return whole;
}

/** The end of the comment's text: a carriage return belongs to the line break. */
const endOf = (comment: Comment): number =>
  comment.kind === 'block' ? comment.end : comment.textStart + comment.text.trimEnd().length;

function read(whole: readonly Comment[]): Pick<Suppression, 'kind' | 'word' | 'ids' | 'reason' | 'flaw'> {
  const [comment] = whole;
  const [, space = '', name = '', rest = ''] = wholeDirective.exec(comment?.text ?? '') ?? [];
  const start = (comment?.textStart ?? 0) + space.length;
  const word = { start, end: start + name.length };
  const colon = rest.indexOf(':');
  const list = colon >= 0 ? rest.slice(0, colon) : (/^[\w*-]+(?:\s*,\s*[\w*-]+)*/.exec(rest)?.[0] ?? '');
  const listStart = (comment?.textStart ?? 0) + (comment?.text.length ?? 0) - rest.length;
  const more = whole.slice(1).map(({ text }) => text.trim());
  const reason = colon < 0 ? '' : [rest.slice(colon + 1).trim(), ...more].join(' ').trim();
  return {
    kind: name.endsWith('-file') ? 'file' : 'statement',
    word,
    ids: [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
      name: id,
      start: listStart + index,
      end: listStart + index + id.length,
    })),
    reason: isReason(reason) ? reason : '',
    flaw: flawOf(name, comment),
  };
}

/** A slot that an editor leaves to be filled in is not a reason. */
const isReason = (text: string): boolean => /[\p{L}\p{N}]/u.test(text) && !/^(?:REASON|TODO|FIXME|XXX)[.!?]?$/.test(text);

function flawOf(name: string, comment: Comment | undefined): string | undefined {
  if (!/^kernel-rust-ignore(?:-file)?$/.test(name))
    return `\`${name}\` is not a suppression: write \`kernel-rust-ignore\`, or \`kernel-rust-ignore-file\` for a whole file`;
  if (comment?.kind === 'block' || comment?.ownLine === false)
    return 'a suppression must be a `//` comment on its own line, above the code that it applies to';
  return undefined;
}

/** Items with a body that holds more code: of them only the head is covered. */
const itemKinds: ReadonlySet<NodeKind> = new Set<NodeKind>([
  'function_item',
  'impl_item',
  'trait_item',
  'mod_item',
  'struct_item',
  'enum_item',
  'union_item',
  'foreign_mod_item',
  'macro_definition',
]);

/** The code that suppressions apply to. */
class Below {
  private readonly targets = new Map<Node, Node | undefined>();
  private readonly ranges = new Map<Node, Span>();
  private readonly tokenEnds = new Map<Node, number>();

  constructor(private readonly file: SourceFile) {}

  rangeBelow(comment: Node, from: number): Span | undefined {
    const target = this.targetOf(comment);
    if (target === undefined) return undefined;
    const { start, end } = this.rangeOf(target);
    return { start: Math.min(start, from), end };
  }

  targetOf(comment: Node): Node | undefined {
    const { file } = this;
    const passed: Node[] = [];
    let at: Node | undefined = comment;
    let target: Node | undefined;
    for (;;) {
      if (this.targets.has(at)) {
        target = this.targets.get(at);
        break;
      }
      passed.push(at);
      const next: Node | undefined = file.next(at);
      if (next !== undefined && this.isLeading(next)) {
        at = next;
        continue;
      }
      // Comments with no code below are what the suppression stands above.
      const isCode = next !== undefined && !file.is(next, '}', ')', ']');
      target = isCode ? this.wholeOf(next) : at === comment ? undefined : at;
      break;
    }
    for (const node of passed) this.targets.set(node, target);
    return target;
  }

  rangeOf(target: Node): Span {
    const known = this.ranges.get(target);
    if (known !== undefined) return known;
    const range = { start: this.startOf(target), end: this.endOf(target) };
    this.ranges.set(target, range);
    return range;
  }

  /** A comment or attribute that belongs to what comes behind it. Inner ones belong to what they stand in. */
  private isLeading(node: Node): boolean {
    const { file } = this;
    if (file.is(node, 'attribute_item', 'block_comment')) return true;
    return file.is(node, 'line_comment') && !isInnerDoc(file, node);
  }

  /** Attributes of arms and of fields in a literal are part of them, so a comment behind one stands inside. */
  private wholeOf(node: Node): Node {
    const { file } = this;
    const parent = file.parent(node);
    if (!file.is(parent, 'match_arm', 'field_initializer', 'shorthand_field_initializer')) return node;
    const before = file.children(parent).filter((child) => child < node);
    return before.every((child) => this.isLeading(child)) ? parent : node;
  }

  private startOf(target: Node): number {
    const { file } = this;
    const first = leadingOf(file, target).find((node) => file.is(node, 'attribute_item') || isOuterDoc(file, node));
    return first === undefined ? file.start(target) : file.start(first);
  }

  private endOf(target: Node): number {
    const { file } = this;
    if (isInnerDoc(file, target)) return this.endOfInnerDocs(target);
    if (itemKinds.has(file.kind(target))) return this.endOfHead(target);
    const parent = file.parent(target);
    if (isTokens(file, parent)) return endOfTokens(file, target, this.tokenEnds);
    if (file.isNamed(target)) {
      // The grammar makes a statement of its own of the `;` in `unsafe { … };`.
      const next = file.next(target);
      return next !== undefined && file.text[file.start(next)] === ';' ? file.end(next) : file.end(target);
    }
    // The comment stands in the middle of an expression, above an operator, a `.` or an `else`.
    let at = parent ?? target;
    while (file.fieldOf(at) === 'function') at = file.parent(at) ?? file.root;
    return file.end(at);
  }

  /** The end of the line on which the body opens; a body on one line with its head is part of it. */
  private endOfHead(item: Node): number {
    const { file } = this;
    const body = file.field(item, 'body') ?? file.child(item, '{');
    if (body === undefined || file.text[file.start(body)] !== '{') return file.end(item);
    return Math.min(file.end(item), file.lineEnd(file.line(file.start(body))));
  }

  private endOfInnerDocs(first: Node): number {
    const { file } = this;
    let last = first;
    for (let at = file.next(first); at !== undefined && isInnerDoc(file, at); at = file.next(at)) last = at;
    return file.end(last);
  }
}

const isInnerDoc = (file: SourceFile, node: Node): boolean =>
  file.is(node, 'line_comment', 'block_comment') && /^\/[/*]!/.test(file.text.slice(file.start(node), file.start(node) + 3));

const isOuterDoc = (file: SourceFile, node: Node): boolean =>
  file.is(node, 'line_comment', 'block_comment') &&
  /^(?:\/\/\/(?!\/)|\/\*\*(?![*/]))/.test(file.text.slice(file.start(node), file.start(node) + 4));

/** Whether what stands in `parent` are the tokens of a macro's own syntax. */
export function isTokens(file: SourceFile, parent: Node | undefined): boolean {
  return file.is(parent, 'token_tree', 'token_tree_pattern', 'token_repetition', 'token_repetition_pattern');
}

/** No statement in a macro is that long; what is, has no separators at all. */
const maxTokens = 2000;

/** In a macro's own syntax a statement goes up to a `;` or `,`, or to braces at the end of a line; of an item only the head counts. */
function endOfTokens(file: SourceFile, first: Node, known: Map<Node, number>): number {
  const end = tokensEnd(file, first, known);
  known.set(first, end);
  return end;
}

/** Of many comments in one row the first ones end where the ones behind them do. */
function tokensEnd(file: SourceFile, first: Node, known: ReadonlyMap<Node, number>): number {
  let inItem = false;
  let count = 0;
  for (let at: Node | undefined = first; at !== undefined && count < maxTokens; at = file.next(at), count++) {
    const behind = inItem ? undefined : known.get(at);
    if (behind !== undefined) return behind;
    if (file.is(at, ';', ',')) return file.end(at);
    if (!file.isNamed(at) || file.is(at, 'identifier'))
      inItem ||= /^(?:fn|impl|struct|enum|union|trait|mod)$/.test(file.textOf(at));
    const next: Node | undefined = file.next(at);
    if (file.is(at, 'token_tree') && file.text[file.start(at)] === '{') {
      if (inItem) return Math.min(file.end(at), file.lineEnd(file.line(file.start(at))));
      if (next === undefined || file.line(file.start(next)) !== file.line(file.end(at))) return file.end(at);
    }
    if (next === undefined || file.is(next, '}', ')', ']')) return file.end(at);
  }
  return file.end(first);
}
