// Where a comment that is still to be written goes, and the text of it.

import type { SourceFile } from '../syntax/source-file';
import { lineAbove, startsLine, statementOf } from './statements';
import type { UnsafeSite } from './unsafe-sites';

/** A whole line `// SAFETY: TODO.` above the statement of an unsafe site. Nothing where no line can go above it. */
export function skeletonAbove(file: SourceFile, site: UnsafeSite): { at: number; text: string } | undefined {
  const place = placeAbove(file, site);
  return place === undefined ? undefined : { at: place.at, text: `${place.indent}// SAFETY: TODO.${file.lineBreak}` };
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
  // A comment above an `if`, a loop or a `match` speaks of the whole of it, so it goes to the block, unless the block begins on the same line.
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
