// Completion: inside comments the comments and doc sections that the code below asks for, where an item may stand whole pieces of code.

import { CompletionItemKind, InsertTextFormat, InsertTextMode, type CompletionItem } from 'vscode-languageserver/node';
import type { Position, TextDocument } from 'vscode-languageserver-textdocument';

import { writingsAt, type Writing } from '../assist/comment-writing';
import { plainText } from '../fix/comment-templates';
import { snippetsAt, snippetSyntax, withDefaults, type OfferedSnippet } from '../assist/snippets';
import type { Checked } from './checker';
import type { ClientFeatures } from './client-features';
import { rangeOf, snippetOf } from './edits';
import { markup } from './markup';

/** `//`, `SAFETY:` and `/// #` end with one of these. */
export const triggerCharacters = ['/', ':', '#', ' '];

/** Whether it is worth looking: most keys are pressed neither in the tag of a comment nor in the first word of a line. */
export function mayComplete(document: TextDocument, position: Position): boolean {
  const line = document.getText({ start: { line: position.line, character: 0 }, end: position });
  return /^\s*\/\/[/!]?(?:\s*#?\s*\w*:?\s*)$/.test(line) || /^\s*[a-z][\w-]*$/.test(line);
}

export function completions(
  position: Position,
  { document, checked, features }: { document: TextDocument; checked: Checked; features: ClientFeatures },
): CompletionItem[] {
  if (checked.parsed === undefined) return [];
  const { facts } = checked.parsed;
  const offset = document.offsetAt(position);
  const writings = writingsAt(facts, offset).map((writing) => itemOf(writing, { document, features }));
  const snippets = snippetsAt(facts, offset).map((each) => snippetItem(each, { document, features }));
  return [...writings, ...snippets];
}

function snippetItem(
  { snippet, ...span }: OfferedSnippet,
  { document, features }: { document: TextDocument; features: ClientFeatures },
): CompletionItem {
  const { label, detail, documentation } = snippet;
  const text = withDefaults(snippet);
  return {
    label,
    kind: CompletionItemKind.Snippet,
    detail,
    documentation: markup(`${documentation}\n\n\`\`\`rust\n${text}\`\`\``, { asMarkdown: features.markdownCompletion }),
    insertTextFormat: features.snippetCompletion ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: rangeOf(document, span), newText: features.snippetCompletion ? snippetSyntax(snippet) : text },
  };
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
