// What to remove when safe code replaces an unsafe block.

import { countWhile } from '../../syntax/ranges';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { SafetyComment, SafetyComments } from './safety-comments';
import type { UnsafeSite } from './unsafe-sites';

/** The SAFETY comment of an unsafe block, when it argues for nothing else. */
export function ownSafetyComment(
  file: SourceFile,
  block: Node,
  { unsafeSites, safetyComments }: { unsafeSites: readonly UnsafeSite[]; safetyComments: SafetyComments },
): SafetyComment | undefined {
  const start = file.start(block);
  const index = countWhile(unsafeSites, ({ keyword }) => keyword.start < start);
  const site = unsafeSites[index]?.node === block ? unsafeSites[index] : undefined;
  const comment = site === undefined ? undefined : safetyComments.of(site);
  return comment !== undefined && safetyComments.sitesOf(comment).length === 1 ? comment : undefined;
}
