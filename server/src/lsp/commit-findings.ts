// What commits brought in, as problems of the files as they are now: each finding moves with its line, and goes with it.

import { diffArrays } from 'diff';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { printableLine } from '../host/print';
import type { Finding } from '../rule';
import type { ClientFeatures } from './client-features';
import { diagnosticOf, type PlainDiagnostic } from './diagnostics';

/** The findings that one commit is to blame for in one file. */
export interface CommittedFile {
  readonly commit: string;
  readonly subject: string | undefined;
  /** The file as the commit left it. */
  readonly text: string;
  readonly findings: readonly Finding[];
}

export class CommitFindings {
  /** By the addresses that the files have now, oldest commit first. */
  private files: ReadonlyMap<string, readonly CommittedFile[]> = new Map();
  /** Tells what is said of the same text after one check of commits from what is said after another. */
  epoch = 0;

  /** Gives the addresses of all files of which something else is to be said now. */
  replace(files: ReadonlyMap<string, readonly CommittedFile[]>): string[] {
    const changed = new Set([...this.files.keys(), ...files.keys()]);
    this.files = files;
    this.epoch++;
    return [...changed];
  }

  has(uri: string): boolean {
    return this.files.has(uri);
  }

  /** What the check of the text has to say, where a finding that a commit brought in names it; then those that only the commit's version has. */
  mergedWith(diagnostics: readonly PlainDiagnostic[], document: TextDocument, features: ClientFeatures): PlainDiagnostic[] {
    const merged = [...diagnostics];
    for (const file of this.files.get(document.uri) ?? [])
      for (const found of placedIn(document, file, features).found) {
        const index = merged.findIndex(({ code, range }) => code === found.code && range.start.line === found.range.start.line);
        const live = merged[index];
        if (live === undefined) merged.push(found);
        else if (diagnostics.includes(live)) merged[index] = { ...live, message: `${live.message}\n${from(file)}` };
      }
    return merged;
  }
}

/** How many findings have no line in the text any more, and the others at theirs. */
export function placedIn(
  document: TextDocument,
  file: CommittedFile,
  features: ClientFeatures,
): { found: PlainDiagnostic[]; gone: number } {
  const old = TextDocument.create(document.uri, document.languageId, 0, file.text);
  const lineNow = linesNow(file.text, document.getText());
  const found = file.findings.flatMap((finding): PlainDiagnostic[] => {
    const { start, end } = { start: old.positionAt(finding.start), end: old.positionAt(finding.end) };
    const line = lineNow.get(start.line);
    if (line === undefined) return [];
    // The places beside it and the fix are those of another text.
    const diagnostic = diagnosticOf(old, { ...finding, related: [], fix: undefined }, features);
    const range = { start: { line, character: start.character }, end: { line, character: end.character } };
    return [{ ...diagnostic, range, message: `${diagnostic.message}\n${from(file)}` }];
  });
  return { found, gone: file.findings.length - found.length };
}

const from = ({ commit, subject }: CommittedFile): string =>
  `Brought in by ${commit.slice(0, 12)}${subject === undefined ? '' : ` ("${printableLine(subject)}")`}`;

/** Where the lines of one text, counted from 0, stand in another. */
function linesNow(text: string, now: string): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  let before = 0;
  let after = 0;
  for (const { added, removed, count } of diffArrays(text.split(/\r?\n/), now.split(/\r?\n/))) {
    if (!added && !removed) for (let line = 0; line < count; line++) lines.set(before + line, after + line);
    if (!added) before += count;
    if (!removed) after += count;
  }
  return lines;
}
