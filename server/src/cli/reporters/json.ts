// Findings for other programs. The form is a contract: fields may be added, none may change.

import { printableJson } from '../../host/print';
import { product, ruleUrl } from '../../product';
import type { Place } from '../results';
import type { Reporter } from './reporter';

export const json: Reporter = ({ files, patches }) => {
  const findings = files.flatMap((file) =>
    file.findings.map(({ rule, severity, confidence, place, message, help, fix }) => ({
      rule,
      severity,
      confidence,
      path: file.path,
      ...(file.patch === undefined ? {} : { commit: file.patch.commit ?? null }),
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
  const inputs = files.map(({ path, patch, context }) => ({
    path,
    commit: patch?.commit ?? null,
    subject: patch?.subject ?? null,
    context: context ?? null,
  }));
  const all = { version: 1, tool: product, files: files.length, ...(patches === undefined ? {} : { inputs }), findings };
  return printableJson(all, { indent: 2 });
};

const placeFields = ({ line, column, endLine, endColumn }: Place): Place => ({ line, column, endLine, endColumn });
