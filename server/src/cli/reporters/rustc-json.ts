// Findings as rustc's `--error-format=json` has them, a line each, for rust-analyzer's `check.overrideCommand`.

import { Buffer } from 'node:buffer';

import { joined, printableJson } from '../../host/print';
import type { Severity } from '../../rule';
import type { Span } from '../../syntax/source-file';
import { noColors } from '../colors';
import { lineAround, type CheckedFile, type Place } from '../results';
import { prettyFinding } from './pretty';
import type { Reporter } from './reporter';

export const rustcJson: Reporter = ({ files }) =>
  joined(files.flatMap((file) => diagnosticsOf(file).map((diagnostic) => printableJson(diagnostic, { indent: 0 }))));

interface Diagnostic {
  readonly $message_type?: 'diagnostic';
  readonly message: string;
  readonly code: { readonly code: string; readonly explanation: string | null } | null;
  readonly level: string;
  readonly spans: readonly DiagnosticSpan[];
  readonly children: readonly Diagnostic[];
  readonly rendered: string | null;
}

/** Columns are 1-based and count characters, not UTF-16 code units. */
interface DiagnosticSpan {
  readonly file_name: string;
  readonly byte_start: number;
  readonly byte_end: number;
  readonly line_start: number;
  readonly line_end: number;
  readonly column_start: number;
  readonly column_end: number;
  readonly is_primary: boolean;
  readonly text: readonly { readonly text: string; readonly highlight_start: number; readonly highlight_end: number }[];
  readonly label: string | null;
  readonly suggested_replacement: string | null;
  readonly suggestion_applicability: 'MachineApplicable' | 'MaybeIncorrect' | null;
  readonly expansion: null;
}

type PlacedSpan = Span & { readonly place: Place };

function diagnosticsOf(file: CheckedFile): Diagnostic[] {
  const bytes = new ByteOffsets(file.text);
  const span = (at: PlacedSpan, suggestion?: Pick<DiagnosticSpan, 'suggested_replacement' | 'suggestion_applicability'>) =>
    spanOf(at, { file, bytes, suggestion });
  return file.findings.map((finding) => {
    const { fix, help, message, related, rule, severity } = finding;
    const applicability = fix?.kind === 'safe' ? 'MachineApplicable' : 'MaybeIncorrect';
    return {
      $message_type: 'diagnostic',
      message,
      code: { code: rule, explanation: null },
      level: levels[severity],
      spans: [span(finding)],
      children: [
        ...related.map((other) => child({ level: 'note', message: other.message, spans: [span(other)] })),
        ...(help === undefined ? [] : [child({ level: 'help', message: help, spans: [] })]),
        ...(fix === undefined
          ? []
          : [
              child({
                level: 'help',
                message: fix.title,
                spans: fix.edits.map((edit) =>
                  span(edit, { suggested_replacement: edit.text, suggestion_applicability: applicability }),
                ),
              }),
            ]),
      ],
      rendered: prettyFinding(file, finding, { colors: noColors }),
    };
  });
}

const child = (part: Pick<Diagnostic, 'level' | 'message' | 'spans'>): Diagnostic => ({
  ...part,
  code: null,
  children: [],
  rendered: null,
});

/** What rust-analyzer shows as error, warning, information and hint. */
const levels: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'note', hint: 'help' };

interface SpanOptions {
  readonly file: CheckedFile;
  readonly bytes: ByteOffsets;
  readonly suggestion: Pick<DiagnosticSpan, 'suggested_replacement' | 'suggestion_applicability'> | undefined;
}

function spanOf(at: PlacedSpan, { file, bytes, suggestion }: SpanOptions): DiagnosticSpan {
  const first = lineAround(file.text, at.start);
  const last = lineAround(file.text, at.end);
  const columnStart = characters(file.text.slice(first.start, at.start)) + 1;
  const columnEnd = characters(file.text.slice(last.start, at.end)) + 1;
  const isOneLine = first.start === last.start;
  return {
    file_name: file.path,
    byte_start: bytes.at(at.start),
    byte_end: bytes.at(at.end),
    line_start: at.place.line,
    line_end: at.place.endLine,
    column_start: columnStart,
    column_end: columnEnd,
    is_primary: true,
    text: [
      {
        text: first.line,
        highlight_start: columnStart,
        highlight_end: isOneLine ? columnEnd : characters(first.line) + 1,
      },
    ],
    label: null,
    suggested_replacement: suggestion?.suggested_replacement ?? null,
    suggestion_applicability: suggestion?.suggestion_applicability ?? null,
    expansion: null,
  };
}

function characters(text: string): number {
  let count = 0;
  for (const character of text) count += character.length > 0 ? 1 : 0;
  return count;
}

/** Offsets in bytes; remembers the last one, so that asking in the order of the text reads it once. */
class ByteOffsets {
  private offset = 0;
  private bytes = 0;

  constructor(private readonly text: string) {}

  at(offset: number): number {
    const [from, to] = offset < this.offset ? [offset, this.offset] : [this.offset, offset];
    const between = Buffer.byteLength(this.text.slice(from, to));
    this.bytes += offset < this.offset ? -between : between;
    this.offset = offset;
    return this.bytes;
  }
}
