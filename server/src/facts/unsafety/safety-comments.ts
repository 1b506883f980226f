// SAFETY comments: which one argues for which unsafe site.
//
// Where a comment may stand follows clippy's `undocumented_unsafe_blocks`
// (rust-lang/rust-clippy, clippy_lints/src/undocumented_unsafe_blocks.rs) and goes beyond it where the syntax tree knows better: attributes
// over several lines, comments above match arms and fields, comments on the line of the block, raw macro tokens.

import type { Node, SourceFile, Span } from '../../syntax/source-file';
import type { CommentLines } from '../source/comment-lines';
import { commentsWithin, type Comment } from '../source/comments';
import type { UnsafeSite } from './unsafe-sites';

export interface SafetyComment extends Span {
  /** The comments of which it consists, the one with the tag first. */
  readonly comments: readonly Comment[];
  /** The tag as written, with what stands between it and the text: `SAFETY:`, `Safety -`. */
  readonly tag: Span;
  /** All text behind the tag, the lines joined by line breaks, without the comment markers. */
  readonly text: string;
}

export interface SafetyComments {
  /** The comment that argues for a site; none for `fn` and `trait` sites, whose contract is a doc section. */
  of(site: UnsafeSite): SafetyComment | undefined;
  /** Every SAFETY comment of the file, in source order. */
  readonly all: readonly SafetyComment[];
  /** The sites that a comment argues for. */
  sitesOf(comment: SafetyComment): readonly UnsafeSite[];
}

/** Tags that begin an argument of another kind, so that the SAFETY text ends before them. */
const otherTag = /^\s*(?:INVARIANTS?|CAST|PANICS?|FIXME|TODO|NOTE|kernel-rust-ignore\S*)\b\s*[^\s:]*:?/;

const tagPattern = /^(\s*)(safety\s*(?::|[-–—]+(?=\s)))/i;

/** As clippy looks for it: anywhere in the comment, in any case. */
const mentionPattern = /safety:/i;

interface SafetySources {
  readonly comments: readonly Comment[];
  readonly lines: CommentLines;
  readonly sites: readonly UnsafeSite[];
  /** In source order. */
  readonly suppressions: readonly Span[];
}

export function safetyCommentsOf(
  file: SourceFile,
  { comments: everyComment, lines, sites, suppressions }: SafetySources,
): SafetyComments {
  // The reason of a suppression may mention SAFETY comments but is not one.
  const silent = commentsWithin(everyComment, suppressions);
  const comments = everyComment.filter((comment) => !silent.has(comment));
  const indexOf = new Map(comments.map((comment, index) => [comment.node, index]));
  const known = new Map<Node, SafetyComment>();
  const claims = new Map<SafetyComment, UnsafeSite[]>();
  const bySite = new Map<UnsafeSite, SafetyComment>();

  const settle = (comment: Comment): SafetyComment => {
    const before = known.get(comment.node);
    if (before !== undefined) return before;
    const made = whole(comment, { comments, index: indexOf.get(comment.node) ?? 0 });
    known.set(comment.node, made);
    return made;
  };
  const tagged = (comment: Comment): boolean => comment.doc === undefined && tagPattern.test(comment.text);
  for (const comment of comments) if (tagged(comment)) settle(comment);

  for (const site of sites) {
    const comment = find(file, { site, lines: without(lines, silent) });
    if (comment === undefined) continue;
    const settled = settle(comment);
    bySite.set(site, settled);
    claims.set(settled, [...(claims.get(settled) ?? []), site]);
  }
  return {
    of: (site) => bySite.get(site),
    all: [...known.values()].sort((a, b) => a.start - b.start),
    sitesOf: (comment) => claims.get(comment) ?? [],
  };
}

function without(lines: CommentLines, silent: ReadonlySet<Comment>): CommentLines {
  if (silent.size === 0) return lines;
  const kept = (comment: Comment): boolean => !silent.has(comment);
  return { above: (line) => lines.above(line).filter(kept), before: (offset) => lines.before(offset).filter(kept) };
}

/** The comment with the tag and those on the lines below that go on with its text. */
function whole(first: Comment, { comments, index }: { comments: readonly Comment[]; index: number }): SafetyComment {
  const parts = [first];
  if (first.kind === 'line') {
    for (const next of comments.slice(index + 1, index + 200)) {
      const last = parts.at(-1) ?? first;
      const goesOn =
        next.kind === 'line' &&
        next.ownLine &&
        next.line === last.line + 1 &&
        next.doc === first.doc &&
        !otherTag.test(next.text);
      if (!goesOn || tagPattern.test(next.text)) break;
      parts.push(next);
    }
  }
  const [, space = '', word = ''] = tagPattern.exec(first.text) ?? [];
  const at = word === '' ? Math.max(0, first.text.search(mentionPattern)) : space.length;
  const length = word === '' ? 'SAFETY:'.length : word.length;
  const tag = { start: first.textStart + at, end: first.textStart + at + length };
  const text = [first.text.slice(at + length), ...parts.slice(1).map((part) => part.text)].map((line) => line.trim()).join('\n');
  return { comments: parts, tag, text: text.trim(), start: first.start, end: (parts.at(-1) ?? first).end };
}

function find(file: SourceFile, { site, lines }: { site: UnsafeSite; lines: CommentLines }): Comment | undefined {
  if (site.kind === 'fn' || site.kind === 'trait') return undefined;
  const limit = lineLimit(file, site);
  for (const anchor of anchorsOf(file, site)) {
    const line = file.line(anchor);
    const near = [
      ...lines.above(line).filter((comment) => comment.line > limit || file.line(site.keyword.start) === comment.lastLine),
      ...lines.before(anchor),
    ];
    const found = near.findLast((comment) => mentions(comment) && !inCode(near, comment));
    if (found !== undefined) return found;
  }
  return site.kind === 'block' ? insideOf(file, { site, lines }) : undefined;
}

/** Behind code a comment must begin with the tag: there it is more often a remark on that code. */
function mentions(comment: Comment): boolean {
  return comment.ownLine ? mentionPattern.test(comment.text) : tagPattern.test(comment.text);
}

/** A fenced example in a doc comment may hold a SAFETY comment of its own. */
function inCode(comments: readonly Comment[], comment: Comment): boolean {
  if (comment.doc === undefined) return false;
  const fences = comments.filter((other) => other.start < comment.start && /^\s*```/.test(other.text)).length;
  return fences % 2 === 1;
}

/** A comment that is the first thing inside the block. */
function insideOf(file: SourceFile, { site, lines }: { site: UnsafeSite; lines: CommentLines }): Comment | undefined {
  const block = site.inTokens ? file.next(site.node) : file.child(site.node, 'block');
  if (block === undefined) return undefined;
  const first = file.children(block).find((child) => !file.is(child, '{', 'line_comment', 'block_comment'));
  if (first === undefined) return undefined;
  const open = file.start(block);
  const inner = [...lines.above(file.line(file.start(first))), ...lines.before(file.start(first))].filter(
    (comment) => comment.start > open,
  );
  return inner.find((comment) => mentionPattern.test(comment.text));
}

/** Comments on or above this line belong to something around the site: a comment above a function argues for nothing inside. */
function lineLimit(file: SourceFile, site: UnsafeSite): number {
  if (site.kind !== 'block') return -1;
  const item = file.closest(site.node, 'function_item', 'impl_item', 'trait_item', 'mod_item');
  return item === undefined ? -1 : file.line(file.start(item));
}

/** The offsets above whose lines the comment may stand: the site's own first, then what the statement, field or arm around it begins with. */
function* anchorsOf(file: SourceFile, site: UnsafeSite): Generator<number> {
  yield site.keyword.start;
  if (site.inTokens) {
    yield* anchorsInTokens(file, site.node);
    return;
  }
  if (site.kind !== 'block') {
    yield file.start(site.node);
    return;
  }
  let anchors: number[] = [];
  let below = site.node;
  let depth = 0;
  for (const node of file.ancestors(site.node)) {
    if (isEnd(file, node) || ++depth > deepest) break;
    const start = file.start(node);
    // A comment above an `if` or a loop is about all of it, not about its condition.
    if (file.is(node, ...branching)) anchors = anchors.filter((anchor) => file.line(anchor) !== file.line(start));
    else if (!(file.is(node, 'expression_statement') && file.is(below, ...branching)) && anchors.at(-1) !== start)
      anchors.push(start);
    if (file.is(node, ...whollyArgued)) break;
    below = node;
  }
  yield* anchors;
}

/** No expression that someone wrote is deeper. */
const deepest = 100;

/** No statement among the tokens of a macro that someone wrote has more tokens. */
const longest = 300;

const branching = ['if_expression', 'match_expression', 'while_expression', 'loop_expression', 'for_expression'] as const;

/** The code below a SAFETY comment. */
const whollyArgued = [
  'let_declaration',
  'expression_statement',
  'const_item',
  'static_item',
  'field_initializer',
  'match_arm',
  'enum_variant',
] as const;

function isEnd(file: SourceFile, node: Node): boolean {
  return file.is(
    node,
    'block',
    'declaration_list',
    'source_file',
    'function_item',
    'unsafe_block',
    'macro_rule',
    'macro_definition',
  );
}

/**
 * The tokens with a comment right before them, back to where the statement, argument or field around a token begins, and that beginning.
 * Commas between angle brackets separate generic arguments.
 */
function* anchorsInTokens(file: SourceFile, token: Node): Generator<number> {
  let start = token;
  let angles = 0;
  let count = 0;
  for (let at = file.previous(token); at !== undefined && ++count < longest; at = file.previous(at)) {
    if (file.is(at, 'line_comment', 'block_comment')) {
      yield file.start(start);
      continue;
    }
    if (file.is(at, '>', '>>')) angles += file.is(at, '>') ? 1 : 2;
    if (file.is(at, '<')) angles--;
    const separates = file.is(at, ';', '{', '(', '[', '=>') || (file.is(at, ',') && angles <= 0);
    if (separates || (file.is(at, 'token_tree') && file.text.startsWith('{', file.start(at)))) break;
    start = at;
  }
  yield file.start(start);
}
