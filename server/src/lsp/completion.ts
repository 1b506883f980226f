// Completion inside comments: the comments and doc sections that the code below asks for.

import { CompletionItemKind, InsertTextFormat, InsertTextMode, type CompletionItem } from 'vscode-languageserver/node';
import type { Position, TextDocument } from 'vscode-languageserver-textdocument';

import { writingsAt, type Writing } from '../comment-writing';
import { plainText } from '../facts/comment-templates';
import { packs } from '../packs';
import type { Checked } from './checker';
import type { ClientFeatures } from './client-features';
import { rangeOf, snippetOf } from './edits';
import { markup } from './markup';

/** `//`, `SAFETY:` and `/// #` end with one of these. */
export const triggerCharacters = ['/', ':', '#', ' '];

/** Whether it is worth looking: most keys are pressed outside of comments. */
export function isInComment(document: TextDocument, position: Position): boolean {
  const line = document.getText({ start: { line: position.line, character: 0 }, end: position });
  return /^\s*\/\/[/!]?(?:\s*#?\s*\w*:?\s*)$/.test(line);
}

export function completions(
  position: Position,
  { document, checked, features }: { document: TextDocument; checked: Checked; features: ClientFeatures },
): CompletionItem[] {
  if (checked.parsed === undefined) return [];
  const { file, facts } = checked.parsed;
  const offset = document.offsetAt(position);
  return writingsAt(file, offset, { facts, packs }).map((writing) => itemOf(writing, { document, features }));
}

function itemOf(writing: Writing, { document, features }: { document: TextDocument; features: ClientFeatures }): CompletionItem {
  const { label, detail, template } = writing;
  const asMarkdown = features.markdownCompletion;
  const text = plainText(template);
  const marker = label.startsWith('#') ? '///' : '//';
  return {
    label,
    kind: CompletionItemKind.Snippet,
    detail,
    documentation: markup(`\`\`\`rust\n${text}\n\`\`\``, { asMarkdown }),
    filterText: `${marker} ${label}`,
    insertTextFormat: features.snippetCompletion ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    // The lines are indented already.
    ...(features.insertsAsIs ? { insertTextMode: InsertTextMode.asIs } : {}),
    textEdit: { range: rangeOf(document, writing), newText: features.snippetCompletion ? snippetOf(template) : text },
  };
}
