// What a fix is.

import type { Span } from '../syntax/source-file';

/** A replacement of text; offsets in UTF-16 code units, `end` exclusive. */
export interface Edit extends Span {
  readonly text: string;
}

/** `safe`: the meaning cannot change, fix-all may apply it. `suggestion`: someone has to look at it. */
export interface Fix {
  /** Verb first, code in back-ticks: "Replace with `cast_mut()`". */
  readonly title: string;
  readonly kind: 'safe' | 'suggestion';
  /** In the order of the text, not overlapping. */
  readonly edits: readonly Edit[];
}
