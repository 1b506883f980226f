// Findings a line each, in the shape of checkpatch's `--terse --showfile`.

import { printable } from '../../host/print';
import type { Severity } from '../../rule';
import { shownMessage } from '../display';
import type { RunResult } from '../results';
import { countBySeverity, shownFindings, type Reporter } from './reporter';

export const terse: Reporter = (result, options) => {
  const lines = shownFindings(result, options).map(({ file, finding }) => {
    const type = options.showTypes ? `${finding.rule}: ` : ' ';
    return `${shownMessage(file.path)}:${finding.place.line}: ${levels[finding.severity]}:${type}${shownMessage(finding.message)}\n`;
  });
  return printable(lines.join(''));
};

/** checkpatch's last line. */
export function terseSummary(result: RunResult): string {
  const { error, warning, information, hint } = countBySeverity(result);
  const lines = result.files.reduce((sum, { lineCount }) => sum + lineCount, 0);
  return `total: ${error} errors, ${warning} warnings, ${information + hint} checks, ${lines} lines checked`;
}

const levels: Record<Severity, string> = { error: 'ERROR', warning: 'WARNING', information: 'CHECK', hint: 'CHECK' };
