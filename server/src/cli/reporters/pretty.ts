// Findings as rustc prints them: a head line, the place, the code with carets below, notes.

import { coloured } from '../../host/print';
import type { Severity } from '../../rule';
import type { Span } from '../../syntax/source-file';
import { shownLine, shownMessage, widthOf } from '../display';
import { lineAround, type CheckedFile, type CheckedPatch, type Place, type PlacedFinding } from '../results';
import { shownFindings, type Reporter, type ReporterOptions } from './reporter';

export const pretty: Reporter = (result, options) => {
  const { patches = [] } = result;
  let headed: CheckedPatch | undefined;
  const parts = shownFindings(result, options).map(({ file, finding }) => {
    const isNext = patches.length > 1 && file.patch !== undefined && file.patch !== headed;
    const heading = isNext ? `${patchHeading(file.patch, { patches, colors: options.colors })}\n\n` : '';
    headed = file.patch;
    return `${heading}${prettyFinding(file, finding, options)}\n`;
  });
  return coloured(parts.join(''));
};

/** `1a2b3c4d5e6f 2/6: rust: lamp: add it`, so that the findings of a series stand below the patch that brings them. */
function patchHeading(
  patch: CheckedPatch,
  { patches, colors }: { patches: readonly CheckedPatch[] } & Pick<ReporterOptions, 'colors'>,
): string {
  const { commit, subject } = patch;
  const id = commit === undefined ? '' : `${colors.yellow(commit.slice(0, 12))} `;
  return `${id}${colors.bold(`${patches.indexOf(patch) + 1}/${patches.length}: ${shownLine(subject ?? 'without a subject')}`)}`;
}

type Colors = ReporterOptions['colors'];

/** One finding, with a line break at the end. */
export function prettyFinding(file: CheckedFile, finding: PlacedFinding, { colors }: Pick<ReporterOptions, 'colors'>): string {
  const { rule, severity, message, help, fix, related } = finding;
  const gutter = ' '.repeat(String(finding.place.line).length);
  const head = `${severityColor(colors, severity)(colors.bold(`${severity}[${rule}]`))}${colors.bold(`: ${shownMessage(message)}`)}`;
  const notes = [
    ...(help === undefined ? [] : [`help: ${shownMessage(help)}`]),
    ...(fix === undefined ? [] : [`fix: ${shownMessage(fix.title)} (${fix.kind === 'safe' ? '--fix' : '--fix --unsafe-fixes'})`]),
  ].map((note) => `${gutter} ${colors.blue('=')} ${note.replace(/^[^:]*:/, (name) => colors.bold(name))}`);
  const others = related.flatMap((other) => [
    `${colors.bold('note')}: ${shownMessage(other.message)}`,
    ...excerpt(file, other, { colors, underline: colors.blue }),
  ]);
  const code = excerpt(file, finding, { colors, underline: severityColor(colors, severity) });
  return [head, ...code, ...notes, ...others].map((line) => `${line}\n`).join('');
}

interface ExcerptOptions {
  readonly colors: Colors;
  readonly underline: Colors['red'];
}

/** ` --> path:line:column` and the line of code with carets below. */
function excerpt(file: CheckedFile, at: Span & { readonly place: Place }, { colors, underline }: ExcerptOptions): string[] {
  const { line, column } = at.place;
  const gutter = ' '.repeat(String(line).length);
  const { before, marked, after } = partsOf(file.text, at);
  const bar = colors.blue('|');
  const carets = '^'.repeat(Math.max(1, widthOf(marked)));
  return [
    ` ${colors.blue('-->')} ${shownLine(file.path)}:${line}:${column}`,
    `${gutter} ${bar}`,
    `${colors.blue(String(line))} ${bar} ${before}${marked}${after}`.trimEnd(),
    `${gutter} ${bar} ${' '.repeat(widthOf(before))}${underline(carets)}`,
  ];
}

/** Longer lines are cut around what is marked. */
const longestLine = 200;
const context = 60;

function partsOf(text: string, { start, end }: Span): { before: string; marked: string; after: string } {
  const { start: lineStart, line } = lineAround(text, start);
  const from = Math.min(start - lineStart, line.length);
  const to = Math.min(Math.max(end - lineStart, from), line.length);
  if (line.length <= longestLine)
    return {
      // A byte order mark takes no column.
      before: shownLine(line.slice(0, from).replace(/^\uFEFF/, '')),
      marked: shownLine(line.slice(from, to)),
      after: shownLine(line.slice(to)),
    };
  const left = whole(line, Math.max(0, from - context));
  const middle = whole(line, Math.min(to, from + 2 * context));
  const right = whole(line, Math.min(line.length, middle + context));
  return {
    before: `${left > 0 ? '…' : ''}${shownLine(line.slice(left, from))}`,
    marked: shownLine(line.slice(from, middle)),
    after: `${shownLine(line.slice(middle, right))}${right < line.length ? '…' : ''}`,
  };
}

/** An offset that does not cut a character in two. */
function whole(line: string, offset: number): number {
  const code = line.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}

export function severityColor(colors: Colors, severity: Severity): Colors['red'] {
  return { error: colors.red, warning: colors.yellow, information: colors.cyan, hint: colors.green }[severity];
}
