// Findings as diagnostics.

import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { printable, printableLine } from '../host/print';
import { product, ruleUrl } from '../product';
import type { Finding, Severity } from '../rule';
import type { Checked } from './checker';
import type { ClientFeatures } from './client-features';
import { rangeOf } from './edits';

/** What a diagnostic carries for clients and for requests about it. */
export interface DiagnosticData {
  readonly rule: string;
  readonly confidence: Finding['confidence'];
  /** How the fix is titled, and whether it changes no meaning. */
  readonly fix: { readonly title: string; readonly kind: 'safe' | 'suggestion' } | null;
}

/** No client that asks for Markdown gets it in a message. */
export type PlainDiagnostic = Diagnostic & { readonly message: string };

const severityNumbers: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function diagnosticsOf(document: TextDocument, checked: Checked, features: ClientFeatures): PlainDiagnostic[] {
  const found = checked.findings.map((finding) => diagnosticOf(document, finding, features));
  if (checked.problem === undefined) return found;
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const message = printable(checked.problem);
  return [...found, { range, severity: DiagnosticSeverity.Information, source: product.name, message }];
}

export function diagnosticOf(document: TextDocument, finding: Finding, features: ClientFeatures): PlainDiagnostic {
  const { rule, severity, message, help, related, fix, confidence } = finding;
  const href = ruleUrl(rule);
  const data: DiagnosticData = { rule, confidence, fix: fix === undefined ? null : { title: fix.title, kind: fix.kind } };
  return {
    range: rangeOf(document, finding),
    severity: severityNumbers[severity],
    source: product.name,
    code: rule,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    message: printable(help === undefined ? message : `${message}\n${help}`),
    ...(features.relatedInformation && related.length > 0
      ? {
          relatedInformation: related.map((other) => ({
            location: { uri: document.uri, range: rangeOf(document, other) },
            message: printableLine(other.message),
          })),
        }
      : {}),
    ...(features.diagnosticData ? { data } : {}),
  };
}
