// Findings for other programs. The form is a contract: fields may be added, none may change.

import { product, ruleUrl } from '../../product';
import type { Place } from '../results';
import type { Reporter } from './reporter';

export const json: Reporter = ({ files }) => {
  const findings = files.flatMap((file) =>
    file.findings.map(({ rule, severity, confidence, place, message, help, fix }) => ({
      rule,
      severity,
      confidence,
      path: file.path,
      ...placeFields(place),
      message,
      help: help ?? null,
      url: ruleUrl(rule) ?? null,
      fix:
        fix === undefined
          ? null
          : {
              title: fix.title,
              kind: fix.kind,
              edits: fix.edits.map((edit) => ({ ...placeFields(edit.place), newText: edit.text })),
            },
    })),
  );
  return `${JSON.stringify({ version: 1, tool: product, files: files.length, findings }, undefined, 2)}\n`;
};

const placeFields = ({ line, column, endLine, endColumn }: Place): Place => ({ line, column, endLine, endColumn });
