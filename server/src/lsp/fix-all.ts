// Many fixes at once, as edits of a document.

import type { TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { fixText } from '../fix-text';
import type { Fix } from '../rule';
import { parseFile } from '../syntax/source-file';
import type { Checked, Checker } from './checker';
import { editsBetween, textEdit } from './edits';
import type { Settings } from './settings';

export interface FixAllOptions {
  readonly checker: Checker;
  readonly settings: Settings;
  /** Only the fixes of this rule. */
  readonly rule?: string;
  readonly wanted: (fix: Fix) => boolean;
}

const parseBudget = 500;

/** Applies fixes until none is left; what makes the file parse worse is not taken. */
export function fixAllEdits(document: TextDocument, checked: Checked, options: FixAllOptions): TextEdit[] {
  if (checked.parsed === undefined) return [];
  const { file } = checked.parsed;
  const { checker, settings, rule, wanted } = options;
  const chosen = (findings: Checked['findings']): Checked['findings'] =>
    rule === undefined ? findings : findings.filter((finding) => finding.rule === rule);
  const { checked: fixed } = fixText(
    { file, findings: chosen(checked.findings) },
    {
      wanted,
      parse: (text) => parseFile(text, { path: file.path, budget: parseBudget }),
      analyse: (next) => ({ file: next, findings: chosen(checker.findingsIn(next, document, settings)) }),
    },
  );
  return editsBetween(file.text, fixed.file.text).map((edit) => textEdit(document, edit));
}
