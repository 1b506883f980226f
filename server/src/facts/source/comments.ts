// The comments of a file.

import type { Node, SourceFile, Span } from '../../syntax/source-file';

export interface Comment extends Span {
  readonly node: Node;
  readonly kind: 'line' | 'block';
  // `///` and slash-star-star document what follows, `//!` and slash-star-bang what encloses them.
  readonly doc: 'outer' | 'inner' | undefined;
  /** Where the text begins, behind the comment's marker. */
  readonly textStart: number;
  /** The text behind the marker, without the line break or the closing marker. */
  readonly text: string;
  /** 0-based line of the first and of the last character. */
  readonly line: number;
  readonly lastLine: number;
  /** Whether only whitespace precedes it on its line. */
  readonly ownLine: boolean;
}

export function commentsOf(file: SourceFile): Comment[] {
  const nodes = file.nodes('line_comment', 'block_comment');
  // To the grammar a row of slashes is a comment in a comment.
  return nodes.filter((node) => !isIn(file, node)).map((node) => commentOf(file, node));
}

/** The comment that the offset is in or at the end of. */
export function commentAt(comments: readonly Comment[], offset: number): Comment | undefined {
  return comments.find(({ start, end }) => start < offset && offset <= end);
}

/** The comments that begin in one of the spans; both in source order. */
export function commentsWithin(comments: readonly Comment[], spans: readonly Span[]): Set<Comment> {
  const found = new Set<Comment>();
  let at = 0;
  for (const span of spans) {
    for (; at < comments.length; at++) {
      const comment = comments[at];
      if (comment === undefined || comment.start >= span.end) break;
      if (comment.start >= span.start) found.add(comment);
    }
  }
  return found;
}

const isIn = (file: SourceFile, node: Node): boolean => file.is(file.parent(node), 'line_comment', 'block_comment');

function commentOf(file: SourceFile, node: Node): Comment {
  const start = file.start(node);
  const whole = file.textOf(node);
  // The grammar counts a doc comment's line break as part of it.
  const trimmed = whole.replace(/\r?\n$/, '');
  const end = start + trimmed.length;
  const kind = trimmed.startsWith('//') ? 'line' : 'block';
  const doc = docKind(trimmed);
  const marker = doc === undefined ? 2 : 3;
  const line = file.line(start);
  return {
    node,
    kind,
    doc,
    start,
    end,
    textStart: start + Math.min(marker, trimmed.length),
    text: kind === 'line' ? trimmed.slice(marker) : trimmed.slice(marker).replace(/\*\/$/, ''),
    line,
    lastLine: file.line(end),
    ownLine: file.text.slice(file.lineStart(line), start).trim() === '',
  };
}

/** As in rustc: a fourth slash or a third star makes it an ordinary comment again. */
function docKind(text: string): Comment['doc'] {
  if (/^(?:\/\/!|\/\*!)/.test(text)) return 'inner';
  if (/^(?:\/\/\/(?!\/)|\/\*\*(?![*/]))/.test(text)) return 'outer';
  return undefined;
}
