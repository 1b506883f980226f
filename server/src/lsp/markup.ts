// Markdown for clients that show it, plain text for the others.

import { MarkupKind, type MarkupContent } from 'vscode-languageserver/node';

import { printable } from '../host/print';

export function markup(text: string, { asMarkdown }: { asMarkdown: boolean }): MarkupContent {
  const markdown = printable(text);
  return asMarkdown
    ? { kind: MarkupKind.Markdown, value: markdown }
    : { kind: MarkupKind.PlainText, value: withoutMarkup(markdown) };
}

/** Headings, emphasis and links as plain words; code blocks are indented. */
export function withoutMarkup(markdown: string): string {
  let fence: string | undefined;
  const lines: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^(`{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark === fence)) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined) lines.push(line === '' ? '' : `    ${line}`);
    else lines.push(plainLine(line));
  }
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function plainLine(line: string): string {
  return line
    .replace(/^#{1,6}\s+/, '')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/(^|\s)\*(\S[^*]*)\*(?=\s|$|[.,;:])/g, '$1$2')
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replace(/\[([^\]]+)\]\((https?:[^)]+)\)/g, '$1 ($2)');
}
