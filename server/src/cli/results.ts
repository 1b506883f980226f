// What a run found, with lines and columns for people and other programs.

import type { PlacedHunk } from '../patch/apply';
import type { Mail } from '../patch/mail';
import type { ContextKind } from '../patch/review';
import type { Edit, Finding, Fix } from '../rule';
import type { SourceFile, Span } from '../syntax/source-file';

/** 1-based, in UTF-16 code units; `endColumn` is the first one after it. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface PlacedFinding extends Omit<Finding, 'related' | 'fix'> {
  readonly place: Place;
  readonly related: readonly (Finding['related'][number] & { readonly place: Place })[];
  readonly fix: (Omit<Fix, 'edits'> & { readonly edits: readonly (Edit & { readonly place: Place })[] }) | undefined;
}

export interface CheckedFile {
  /** As it is shown. */
  readonly path: string;
  readonly absolute: string;
  /** After fixes, when there were any. */
  readonly text: string;
  readonly lineCount: number;
  /** Everything that is reported. */
  readonly findings: readonly PlacedFinding[];
  /** What the baseline covers. */
  readonly known: readonly PlacedFinding[];
  /** What comments in the file silence, with their reasons. */
  readonly suppressed: readonly (PlacedFinding & { readonly reason: string })[];
  /** The text as it was read, when fixes changed it. */
  readonly unfixed: string | undefined;
  readonly fixCount: number;
  /** What the text was taken from, when it is that of a patch. */
  readonly context?: ContextKind;
  readonly patch?: CheckedPatch | undefined;
  /** The hunks of the patch where they stand in the text. */
  readonly hunks?: readonly PlacedHunk[];
}

export interface CheckedPatch {
  readonly mail: Mail;
  readonly commit: string | undefined;
  readonly subject: string | undefined;
}

/** Something that went wrong in or around one file. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  /** The rule that threw. */
  readonly rule?: string;
}

export interface RunResult {
  readonly files: readonly CheckedFile[];
  /** Each makes the exit code 2. */
  readonly problems: readonly Problem[];
  /** Worth saying, no more. */
  readonly notes: readonly string[];
  /** In their order, when patches were checked; `files` names each patch that changes Rust. */
  readonly patches?: readonly CheckedPatch[];
}

export function placeFinding(file: SourceFile, finding: Finding): PlacedFinding {
  const { fix, related } = finding;
  return {
    ...finding,
    place: placeOf(file, finding),
    related: related.map((other) => ({ ...other, place: placeOf(file, other) })),
    fix: fix && { ...fix, edits: fix.edits.map((edit) => ({ ...edit, place: placeOf(file, edit) })) },
  };
}

function placeOf(file: SourceFile, { start, end }: Span): Place {
  return {
    line: file.line(start) + 1,
    column: file.column(start) + 1,
    endLine: file.line(end) + 1,
    endColumn: file.column(end) + 1,
  };
}

/** The line that an offset stands in, without its line break, and where it begins. */
export function lineAround(text: string, offset: number): { start: number; line: string } {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  return { start, line: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end) };
}
