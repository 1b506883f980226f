// Doc comments: which item each belongs to, and their sections.

import type { Node, SourceFile, Span } from '../../syntax/source-file';
import type { Facts } from '../facts';
import type { Comment } from './comments';

/** One line of a doc comment; `start` is the offset of `text`, which has no comment marker but its leading space. */
export interface DocLine {
  readonly text: string;
  readonly start: number;
  /** 0-based line in the file. */
  readonly line: number;
  /** Whether it is inside a fenced code block, fences included. */
  readonly code: boolean;
}

/** A heading and the text below it. */
export interface DocSection {
  /** The heading's text without its `#`. */
  readonly title: string;
  readonly level: number;
  readonly heading: Span;
  /** Index into `DocBlock.lines` of the heading, and of the first line that no longer belongs to the section. */
  readonly firstLine: number;
  readonly endLine: number;
}

export interface DocBlock extends Span {
  readonly kind: 'outer' | 'inner';
  readonly comments: readonly Comment[];
  readonly lines: readonly DocLine[];
  readonly sections: readonly DocSection[];
  /** Whether a code block is still open at the end: what is written below would be part of it. */
  readonly endsInCode: boolean;
  /** The item that it documents; for inner docs the enclosing item. */
  readonly item: Node | undefined;
}

export interface Docs {
  readonly blocks: readonly DocBlock[];
  /** The outer doc comment of an item, field or variant. */
  of(item: Node): DocBlock | undefined;
}

/** The section of a title, compared without regard to case and to the level of the heading. */
export function sectionOf(block: DocBlock | undefined, title: string): DocSection | undefined {
  return block?.sections.find((section) => section.title.toLowerCase() === title.toLowerCase());
}

export function docsOf(file: SourceFile, facts: Facts): Docs {
  const blocks: DocBlock[] = [];
  const byItem = new Map<Node, DocBlock>();
  for (const group of groupsOf(file, facts.comments)) {
    const block = blockOf(file, { comments: group, facts });
    if (block === undefined) continue;
    blocks.push(block);
    if (block.kind === 'outer' && block.item !== undefined) byItem.set(block.item, block);
  }
  return { blocks, of: (item) => byItem.get(item) };
}

/** Doc comments of one kind that nothing but attributes and other comments separates. */
function groupsOf(file: SourceFile, comments: readonly Comment[]): Comment[][] {
  const groups: Comment[][] = [];
  for (const comment of comments) {
    if (comment.doc === undefined) continue;
    const before = groups.at(-1)?.at(-1);
    const joined = before !== undefined && before.doc === comment.doc && standsDirectlyBefore(file, before.node, comment.node);
    if (joined) groups.at(-1)?.push(comment);
    else groups.push([comment]);
  }
  return groups;
}

/** Whether nothing but attributes and comments separates two comments. Looks no further back than the first of them. */
function standsDirectlyBefore(file: SourceFile, first: Node, second: Node): boolean {
  let at = file.previous(second);
  while (at !== first && file.is(at, 'attribute_item', 'line_comment', 'block_comment')) at = file.previous(at);
  return at === first;
}

function blockOf(file: SourceFile, { comments, facts }: { comments: readonly Comment[]; facts: Facts }): DocBlock | undefined {
  const first = comments[0];
  const last = comments.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const lines = comments.flatMap(linesOf(file));
  let fence: string | undefined;
  const coded = lines.map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line.text)?.[1];
    const code = fence !== undefined || mark !== undefined;
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    return { ...line, code };
  });
  const kind = first.doc === 'inner' ? 'inner' : 'outer';
  return {
    kind,
    comments,
    lines: coded,
    sections: sectionsOf(coded),
    endsInCode: fence !== undefined,
    item: kind === 'inner' ? file.parent(first.node) : facts.followedBy(last.node),
    start: first.start,
    end: last.end,
  };
}

const linesOf =
  (file: SourceFile) =>
  (comment: Comment): Omit<DocLine, 'code'>[] => {
    if (comment.kind === 'line') return [{ text: comment.text, start: comment.textStart, line: comment.line }];
    let start = comment.textStart;
    return comment.text.split('\n').map((raw, index) => {
      const star = index === 0 ? 0 : (/^\s*\*(?!\/)/.exec(raw)?.[0].length ?? 0);
      const line = { text: raw.slice(star).replace(/\r$/, ''), start: start + star, line: file.line(start) };
      start += raw.length + 1;
      return line;
    });
  };

function sectionsOf(lines: readonly DocLine[]): DocSection[] {
  const headings = lines.flatMap((line, index) => {
    const match = line.code ? undefined : (/^(\s*)(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line.text) ?? undefined);
    if (match === undefined) return [];
    const [, space = '', marks = '', title = ''] = match;
    const start = line.start + space.length;
    return [{ title, level: marks.length, heading: { start, end: line.start + line.text.trimEnd().length }, firstLine: index }];
  });
  return headings.map((section, index) => {
    const next = headings.slice(index + 1).find((other) => other.level <= section.level);
    return { ...section, endLine: next?.firstLine ?? lines.length };
  });
}
