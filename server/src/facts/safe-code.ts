// What goes when an unsafe block makes room for safe code.

import type { Node } from '../syntax/source-file';
import type { SafetyComment, SafetyComments } from './safety-comments';
import type { UnsafeSite } from './unsafe-sites';

/** The SAFETY comment of an unsafe block, when it argues for nothing else. */
export function ownSafetyComment(
  block: Node,
  { unsafeSites, safetyComments }: { unsafeSites: readonly UnsafeSite[]; safetyComments: SafetyComments },
): SafetyComment | undefined {
  const site = unsafeSites.find(({ node }) => node === block);
  const comment = site === undefined ? undefined : safetyComments.of(site);
  return comment !== undefined && safetyComments.sitesOf(comment).length === 1 ? comment : undefined;
}
