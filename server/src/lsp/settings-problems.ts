// What is wrong with configuration files, published on those files.

import { DiagnosticSeverity, type Diagnostic, type PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';

import { printableLine } from '../host/print';
import { product } from '../product';
import type { SettingsProblem } from '../workspace/surroundings';

export class SettingsProblems {
  /** What was published last, by file, as text. */
  private readonly shown = new Map<string, string>();

  constructor(private readonly publish: (params: PublishDiagnosticsParams) => void) {}

  /** Publishes what changed since the last time, and takes back what is no longer wrong. */
  show(problems: readonly SettingsProblem[]): void {
    const byFile = new Map<string, Diagnostic[]>();
    for (const { file, place, message } of problems) {
      const uri = URI.file(file).toString();
      const position = { line: (place?.line ?? 1) - 1, character: (place?.column ?? 1) - 1 };
      const range = { start: position, end: position };
      const diagnostic = { range, severity: DiagnosticSeverity.Error, source: product.name, message: printableLine(message) };
      byFile.set(uri, [...(byFile.get(uri) ?? []), diagnostic]);
    }
    for (const uri of this.shown.keys()) if (!byFile.has(uri)) byFile.set(uri, []);
    for (const [uri, diagnostics] of byFile) {
      const text = JSON.stringify(diagnostics);
      if (this.shown.get(uri) === text) continue;
      if (diagnostics.length === 0) this.shown.delete(uri);
      else this.shown.set(uri, text);
      this.publish({ uri, diagnostics });
    }
  }
}
