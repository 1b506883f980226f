// Edits of the engine as the protocol has them.

import type { ChangeAnnotation, SnippetTextEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { Range, TextDocument } from 'vscode-languageserver-textdocument';
import { diffArrays } from 'diff';

import { plainText, type Template } from '../fix/comment-templates';
import type { Edit } from '../rule';
import type { Span } from '../syntax/source-file';
import type { ClientFeatures } from './client-features';

export function rangeOf(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function textEdit(document: TextDocument, edit: Edit): TextEdit {
  return { range: rangeOf(document, edit), newText: edit.text };
}

/** A template with tab stops where the client can have them in edits, otherwise with the words that hold the slots' places. */
export function templateEdit(
  document: TextDocument,
  { span, template, features }: { span: Span; template: Template; features: ClientFeatures },
): TextEdit | SnippetTextEdit {
  const range = rangeOf(document, span);
  if (!features.snippetEdits) return { range, newText: plainText(template) };
  return { range, snippet: { kind: 'snippet', value: snippetOf(template) } };
}

export function snippetOf(template: Template): string {
  let stop = 0;
  return template
    .map((part) => (typeof part === 'string' ? escaped(part, /[\\$}]/g) : `\${${++stop}:${escaped(part.slot, /[\\$},|]/g)}}`))
    .join('');
}

const escaped = (text: string, special: RegExp): string => text.replace(special, '\\$&');

export interface WorkspaceEditOptions {
  readonly features: ClientFeatures;
  /** Shown for confirmation where the client can. */
  readonly annotation?: ChangeAnnotation;
}

/** With the version that it is for, where the client takes versions. Snippet edits only for clients that announced them. */
export function workspaceEdit(
  document: TextDocument,
  edits: readonly (TextEdit | SnippetTextEdit)[],
  { features, annotation }: WorkspaceEditOptions,
): WorkspaceEdit {
  if (!features.documentChanges)
    return { changes: { [document.uri]: edits.filter((edit): edit is TextEdit => 'newText' in edit) } };
  const textDocument = { uri: document.uri, version: document.version };
  if (annotation === undefined || !features.changeAnnotations) return { documentChanges: [{ textDocument, edits: [...edits] }] };
  const annotationId = 'kernel-rust';
  return {
    documentChanges: [{ textDocument, edits: edits.map((edit) => ({ ...edit, annotationId })) }],
    changeAnnotations: { [annotationId]: annotation },
  };
}

/** Edits that make one text of another and leave alone what is the same in both, so that cursors and folds stay. */
export function editsBetween(before: string, after: string): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let removed = '';
  let added = '';
  const flush = (): void => {
    if (removed !== '' || added !== '') edits.push(narrowed({ start: at, end: at + removed.length, text: added }, removed));
    at += removed.length;
    removed = '';
    added = '';
  };
  for (const part of diffArrays(linesOf(before), linesOf(after))) {
    const text = part.value.join('');
    if (part.removed) removed += text;
    else if (part.added) added += text;
    else {
      flush();
      at += text.length;
    }
  }
  flush();
  return edits;
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** Without what the old and the new text have in common at either end. */
function narrowed({ start, end, text }: Edit, old: string): Edit {
  let head = 0;
  while (head < old.length && head < text.length && old[head] === text[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < text.length - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}
