// How open documents take changes: in order, and with places that lie outside of the text brought inside.

import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from 'vscode-languageserver/node';
import { TextDocument, type Position } from 'vscode-languageserver-textdocument';

export const documentTexts: TextDocumentsConfiguration<TextDocument> = {
  create: (uri, languageId, version, content) => TextDocument.create(uri, languageId, version, content),
  update(document, changes, version) {
    // Each change counts from where the one before has left the text.
    for (const change of changes) TextDocument.update(document, [inside(document, change)], version);
    return document;
  },
};

function inside(document: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!('range' in change)) return change;
  // The protocol of old has `null` for no range, and the length besides.
  if ((change.range as unknown) === null) return { text: change.text };
  const { start, end } = change.range;
  return { text: change.text, range: { start: placeIn(document, start), end: placeIn(document, end) } };
}

const placeIn = (document: TextDocument, place: Position): Position =>
  place.line < document.lineCount ? place : document.positionAt(document.getText().length);
