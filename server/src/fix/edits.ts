// Applies edits to text.

import { countWhile } from '../syntax/ranges';
import type { Edit, Fix } from './fix';

/** Applies edits of one fix; throws when they overlap, because then the result would be neither's. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length)
      throw new Error('edits overlap or lie outside the text');
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * The fixes that can be applied together, the earlier in the text first: a fix that touches what an accepted one touches waits for
 * the next round. So do equal edits of two fixes (both
 * delete the same import): the next round finds what is left.
 */
export function compatibleFixes(findings: readonly { readonly fix: Fix | undefined }[], wanted: (fix: Fix) => boolean): Fix[] {
  const accepted: Fix[] = [];
  // In the order of the text; they lie apart, so their ends are in order too.
  const taken: Edit[] = [];
  const clashes = (edit: Edit): boolean => {
    for (let at = countWhile(taken, ({ start }) => start <= edit.end) - 1; at >= 0; at--) {
      const other = taken[at];
      if (other === undefined || other.end < edit.start) return false;
      if (!(edit.start === edit.end && other.end === edit.start && other.start !== other.end)) return true;
    }
    return false;
  };
  for (const { fix } of findings) {
    if (fix === undefined || !wanted(fix) || fix.edits.length === 0 || fix.edits.some(clashes)) continue;
    accepted.push(fix);
    for (const edit of fix.edits)
      taken.splice(
        countWhile(taken, ({ start }) => start <= edit.start),
        0,
        edit,
      );
  }
  return accepted;
}
