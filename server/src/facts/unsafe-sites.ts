// Where a file says `unsafe`, in plain code and in macros.

import type { Node, SourceFile, Span } from '../syntax/source-file';

export interface UnsafeSite {
  readonly kind: 'block' | 'impl' | 'fn' | 'trait' | 'extern' | 'attribute';
  /** The block or item; where a macro's own syntax hides the structure (`inTokens`), the token `unsafe`. */
  readonly node: Node;
  /** The word `unsafe`. */
  readonly keyword: Span;
  readonly inTokens: boolean;
}

export function unsafeSitesOf(file: SourceFile): UnsafeSite[] {
  void file;
  return [];
}
