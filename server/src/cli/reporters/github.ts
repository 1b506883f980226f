// Findings as workflow commands, which GitHub shows beside the changed lines.

import { asItIs, joined, printable, printableLine } from '../../host/print';
import type { Severity } from '../../rule';
import { shownFindings, type Reporter } from './reporter';

export const github: Reporter = (result, options) => {
  const commands = shownFindings(result, options).map(({ file, finding }) => {
    const { line, column, endLine, endColumn } = finding.place;
    const properties = { file: file.path, line, endLine, col: column, endColumn, title: finding.rule };
    const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    const text = finding.help === undefined ? finding.message : `${finding.message}\n${finding.help}`;
    return asItIs(`::${levels[finding.severity]} ${written.join(',')}::${escapeData(text)}\n`);
  });
  return joined(commands);
};

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' };

const escapeData = (text: string): string => printable(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const escapeProperty = (text: string): string => escapeData(printableLine(text)).replace(/:/g, '%3A').replace(/,/g, '%2C');
