// Source text as it stands in a line of output, and how many columns of a terminal it takes.

import { printableLine, type Printable } from '../host/print';

/** The line as it is printed: tabs as four spaces, nothing that moves the cursor, sets colours or reverses the direction of text. */
export function shownLine(line: string): Printable {
  return printableLine(line.replace(/\t/g, '    '));
}

/** The same for a message, which has to stay on one line. */
export function shownMessage(message: string): Printable {
  return printableLine(message.replace(/\s*[\r\n]+\s*/g, ' ').replace(/\t/g, ' '));
}

/** Columns of a terminal. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOfGrapheme(segment);
  return width;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function widthOfGrapheme(grapheme: string): number {
  if (/^[\p{M}\p{Cf}]+$/u.test(grapheme)) return 0;
  return /\p{Emoji_Presentation}|\ufe0f/u.test(grapheme) || wide.test(grapheme) ? 2 : 1;
}

/** East Asian wide and full-width characters. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

/** Prose in lines of at most so many characters, as far as its words allow. */
export function filled(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
