// Edits that take or add whole lines.

import type { SourceFile, Span } from '../syntax/source-file';
import { startsLine } from './statements';

/** Deletes a range: with its lines where nothing else stands on them, else with the white space behind it. */
export function deleteLines(file: SourceFile, { start, end }: Span): Span & { readonly text: string } {
  const lastLine = file.line(end);
  const alone = startsLine(file, start) && file.text.slice(end, file.lineEnd(lastLine)).trim() === '';
  if (!alone) return { start, end: end + (/^[ \t]*/.exec(file.text.slice(end, end + 80))?.[0].length ?? 0), text: '' };
  return { start: file.lineStart(file.line(start)), end: file.lineStart(lastLine + 1), text: '' };
}
