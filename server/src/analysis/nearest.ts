// The name that somebody meant who wrote another one.

import { distance } from 'fastest-levenshtein';

/** The only known name that has it as a part, else the most alike; nothing when none is so alike that it may be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  // A name that long is no slip of the pen, and comparing it takes time.
  if (name.length > 80) return undefined;
  const written = name.toLowerCase();
  const candidates = [...known];
  const [whole, ...others] = written.length < 4 ? [] : candidates.filter((candidate) => candidate.includes(written));
  if (whole !== undefined && others.length === 0) return whole;
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const apart = distance(written, candidate);
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

/** `, did you mean …?` or nothing, to put behind a message. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : `, did you mean \`${meant}\`?`;
}
