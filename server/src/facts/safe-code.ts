// What goes when an unsafe block makes room for safe code.

import type { Node, SourceFile } from '../syntax/source-file';
import type { SafetyComment, SafetyComments } from './safety-comments';
import type { UnsafeSite } from './unsafe-sites';

/** The SAFETY comment of an unsafe block, when it argues for nothing else. */
export function ownSafetyComment(
  file: SourceFile,
  block: Node,
  { unsafeSites, safetyComments }: { unsafeSites: readonly UnsafeSite[]; safetyComments: SafetyComments },
): SafetyComment | undefined {
  const start = file.start(block);
  let low = 0;
  let high = unsafeSites.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((unsafeSites[middle]?.keyword.start ?? start) < start) low = middle + 1;
    else high = middle;
  }
  const site = unsafeSites[low]?.node === block ? unsafeSites[low] : undefined;
  const comment = site === undefined ? undefined : safetyComments.of(site);
  return comment !== undefined && safetyComments.sitesOf(comment).length === 1 ? comment : undefined;
}
