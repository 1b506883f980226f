// Many fixes at once, as edits of a document.

import type { TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { fixText } from '../analysis/fix-text';
import { derived } from '../derived';
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
  readonly kinds: 'safe' | 'all';
}

const parseBudget = 500;

/** Editors ask for actions whenever the cursor moves; what was worked out for a result stays with it. */
const knownOf = derived<Checked, Map<string, TextEdit[]>>(() => new Map());

/** Applies fixes until none is left; what makes the file parse worse is not taken. */
export function fixAllEdits(document: TextDocument, checked: Checked, options: FixAllOptions): TextEdit[] {
  const edits = knownOf(checked);
  const key = `${options.rule ?? '*'} ${options.kinds}`;
  const found = edits.get(key) ?? workedOut(document, checked, options);
  edits.set(key, found);
  return found;
}

function workedOut(document: TextDocument, checked: Checked, options: FixAllOptions): TextEdit[] {
  if (checked.parsed === undefined) return [];
  const { file } = checked.parsed;
  const { checker, settings, rule, kinds } = options;
  const { uri } = document;
  const start = {
    file,
    stopped: undefined,
    findings: checked.findings.filter((finding) => rule === undefined || finding.rule === rule),
  };
  const { checked: fixed } = fixText(start, {
    wanted: (fix: Fix) => kinds === 'all' || fix.kind === 'safe',
    parse: (text) => parseFile(text, { path: file.path, budget: parseBudget }),
    analyse: (next) => ({ file: next, ...checker.findingsIn(next, { uri, settings, rule }) }),
  });
  return editsBetween(file.text, fixed.file.text).map((edit) => textEdit(document, edit));
}
