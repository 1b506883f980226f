// Which documents the server is asked about, and what it has said of them.

import { languages, type Diagnostic, type DocumentFilter, type Uri } from 'vscode';

/** What `vscode-vfs` has is on no disk: the server then knows the text alone. Old versions that a diff shows are left out. */
export const rustDocuments: readonly DocumentFilter[] = ['file', 'untitled', 'vscode-vfs'].map((scheme) => ({
  scheme,
  language: 'rust',
}));

const source = 'kernel-rust';

export const isOurs = (diagnostic: Diagnostic): boolean => diagnostic.source === source;

export function findingsIn(uri: Uri): Diagnostic[] {
  return languages.getDiagnostics(uri).filter(isOurs);
}

export function countAllFindings(): number {
  return languages.getDiagnostics().reduce((sum, [, diagnostics]) => sum + diagnostics.filter(isOurs).length, 0);
}

/** The id of the rule that a diagnostic is about. */
export function ruleOf({ code }: Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return typeof value === 'string' ? value : undefined;
}
