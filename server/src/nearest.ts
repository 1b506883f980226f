// The name that somebody meant who wrote another one.

import { distance } from 'fastest-levenshtein';

/** The most alike of the known names, nothing when none is so alike that it may be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  // A name that long is no slip of the pen, and comparing it takes time.
  if (name.length > 80) return undefined;
  for (const candidate of known) {
    const apart = distance(name.toLowerCase(), candidate);
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

/** `, did you mean …?` or nothing, to put behind a message. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : `, did you mean \`${meant}\`?`;
}
