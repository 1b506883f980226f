// Where a new comment goes, and its text.

import type { SourceFile, Span } from '../syntax/source-file';
import { asComment, plainText, safetyTemplate, type Template } from './comment-templates';
import type { Demand } from '../facts/unsafety/demands';
import { isBarePlaceholder } from '../facts/source/placeholders';
import type { SafetyComment } from '../facts/unsafety/safety-comments';
import { lineAbove, startsLine, statementOf } from '../facts/source/statements';
import type { UnsafeSite } from '../facts/unsafety/unsafe-sites';

/** A whole line `// SAFETY: TODO.` above the statement of an unsafe site. Nothing where no line can go above it. */
export function skeletonAbove(file: SourceFile, site: UnsafeSite): { at: number; text: string } | undefined {
  const place = placeAbove(file, site);
  return place === undefined ? undefined : { at: place.at, text: `${place.indent}// SAFETY: TODO.${file.lineBreak}` };
}

/** The text of a template in the place of a SAFETY comment; nothing where that is no row of `//` lines of its own. */
export function rewritten(
  file: SourceFile,
  { comment, template }: { comment: SafetyComment; template: Template },
): (Span & { text: string }) | undefined {
  const text = asLines(file, { comment, template });
  return text === undefined ? undefined : { start: comment.start, end: endOf(file, comment), text: text.trimStart() };
}

/** The text of a template as further lines of a SAFETY comment; nothing where that is no row of `//` lines of its own. */
export function continued(
  file: SourceFile,
  { comment, template }: { comment: SafetyComment; template: Template },
): (Span & { text: string }) | undefined {
  const text = asLines(file, { comment, template });
  const end = endOf(file, comment);
  return text === undefined ? undefined : { start: end, end, text: `${file.lineBreak}${text}` };
}

function asLines(file: SourceFile, { comment, template }: { comment: SafetyComment; template: Template }): string | undefined {
  if (!isOwnLines(comment)) return undefined;
  const text = plainText(asComment(template, { indent: file.indent(comment.start), marker: '//' }));
  return text.replace(/\n/g, file.lineBreak);
}

/**
 * A SAFETY comment with a slot for each demand, in the place of one that says nothing yet. Whole lines, because editors indent the further lines
 * of a snippet like the text before it. Nothing where text would be lost, or nothing is known to ask for.
 */
export function skeletonInstead(
  file: SourceFile,
  { comment, demands }: { comment: SafetyComment; demands: readonly Demand[] },
): (Span & { readonly template: Template }) | undefined {
  if (demands.length === 0 || !isBarePlaceholder(comment.text)) return undefined;
  if (!isOwnLines(comment)) return undefined;
  const template = asComment(safetyTemplate(demands), { indent: file.indent(comment.start), marker: '//' });
  return { start: file.lineStart(file.line(comment.start)), end: endOf(file, comment), template: withLineBreaks(file, template) };
}

/** Where the text ends: to the parser a carriage return is part of the comment. */
const endOf = (file: SourceFile, { end }: Span): number => (file.text[end - 1] === '\r' ? end - 1 : end);

const isOwnLines = ({ comments }: SafetyComment): boolean => comments.every(({ kind, ownLine }) => kind === 'line' && ownLine);

/** With the line breaks of the file. */
export function withLineBreaks({ lineBreak }: SourceFile, template: Template): Template {
  return template.map((part) => (typeof part === 'string' ? part.replace(/\n/g, lineBreak) : part));
}

/** Where the line goes, and what it is indented with. */
export function placeAbove(file: SourceFile, site: UnsafeSite): { at: number; indent: string } | undefined {
  const { start } = site.keyword;
  const own = startsLine(file, start) ? { at: file.lineStart(file.line(start)), indent: file.indent(start) } : undefined;
  if (site.inTokens) return own;
  if (site.kind === 'attribute') return own ?? lineAbove(file, site.node);
  if (site.kind !== 'block') return lineAbove(file, site.node);
  const statement = statementOf(file, site.node);
  const above = lineAbove(file, statement);
  // A comment above an `if`, a loop or a `match` is about all of it, so it goes to the block, unless the block begins on the same line.
  const branches = file.is(
    firstExpression(file, statement),
    'if_expression',
    'match_expression',
    'while_expression',
    'loop_expression',
    'for_expression',
  );
  const sameLine = file.line(file.start(statement)) === file.line(start);
  return branches && !sameLine ? own : (above ?? own);
}

const firstExpression = (file: SourceFile, statement: number): number =>
  file.is(statement, 'expression_statement') ? (file.named(statement)[0] ?? statement) : statement;
