// The `# Safety` section of a doc comment.

import { sectionOf, type DocBlock, type DocSection } from '../source/docs';

/** The titles under which kernel code and the standard library state a contract. */
const titles = ['Safety', 'Implementation safety', 'Safety requirements', 'Safety invariants'];

export function safetySection(docs: DocBlock | undefined): DocSection | undefined {
  for (const title of titles) {
    const section = sectionOf(docs, title);
    if (section !== undefined) return section;
  }
  return undefined;
}

export function hasSafetySection(docs: DocBlock | undefined): boolean {
  return safetySection(docs) !== undefined;
}
