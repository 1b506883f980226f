// Which comments are directly above a line, ignoring attributes and empty lines in between.

import { countWhile } from '../../syntax/ranges';
import type { SourceFile } from '../../syntax/source-file';
import type { Comment } from './comments';

export interface CommentLines {
  /** The comments right above a 0-based line, in source order; with one that trails the code before them, if it does. */
  above(line: number): readonly Comment[];
  /** The comments that begin on the line before the offset. */
  before(offset: number): readonly Comment[];
}

const enum LineKind {
  blank,
  comment,
  attribute,
  code,
}

/** No SAFETY comment is longer. */
const maxLinesAbove = 500;

/** No hand-written line has more comments. */
const maxOnLine = 32;

export function commentLinesOf(file: SourceFile, comments: readonly Comment[]): CommentLines {
  const byLastLine = new Map<number, Comment[]>();
  const byLine = new Map<number, Comment[]>();
  for (const comment of comments) {
    append(byLastLine, comment.lastLine, comment);
    append(byLine, comment.line, comment);
  }
  const kinds = lineKinds(file, comments);

  return {
    above(line) {
      const found: Comment[] = [];
      let at = line - 1;
      for (let count = 0; at >= 0 && count < maxLinesAbove; count++) {
        const kind = kinds[at];
        if (kind === LineKind.code) {
          const trailing = byLine.get(at)?.at(-1);
          if (trailing !== undefined && !trailing.ownLine && trailing.lastLine === at) found.push(trailing);
          break;
        }
        const here = kind === LineKind.comment ? [...(byLastLine.get(at) ?? [])].reverse() : [];
        found.push(...here);
        at = Math.min(at, here.at(-1)?.line ?? at) - 1;
      }
      return found.reverse();
    },
    before(offset) {
      const onLine = byLastLine.get(file.line(offset)) ?? [];
      const count = countWhile(onLine, ({ end }) => end <= offset);
      return onLine.slice(Math.max(0, count - maxOnLine), count);
    },
  };
}

/** What each line holds: code wins over attributes, and those over comments. */
function lineKinds(file: SourceFile, comments: readonly Comment[]): Uint8Array {
  const kinds = new Uint8Array(file.lineCount);
  for (let line = 0; line < file.lineCount; line++)
    kinds[line] = file.lineText(line).trim() === '' ? LineKind.blank : LineKind.code;
  for (const comment of comments) {
    const rest = file.text.slice(comment.end, file.lineEnd(comment.lastLine)).trim();
    if (comment.ownLine && (rest === '' || rest.startsWith('/*')))
      kinds.fill(LineKind.comment, comment.line, comment.lastLine + 1);
  }
  for (const item of file.nodes('attribute_item', 'inner_attribute_item')) {
    const first = file.line(file.start(item));
    const last = file.line(file.end(item));
    const alone = file.text.slice(file.lineStart(first), file.start(item)).trim() === '';
    const rest = file.text.slice(file.end(item), file.lineEnd(last)).trim();
    if (alone && (rest === '' || /^#!?\[|^\/\//.test(rest))) kinds.fill(LineKind.attribute, first, last + 1);
  }
  return kinds;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
