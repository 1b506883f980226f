// How long a document must have been left alone before it is checked, so that a row of changes is checked once.

/** In milliseconds: longer for documents that take longer, and much longer for those that could not be checked at all. */
export function quietTime(last: { milliseconds: number; problem: string | undefined } | undefined): number {
  if (last === undefined) return shortest;
  if (last.problem !== undefined) return afterGivingUp;
  return Math.min(longest, Math.max(shortest, last.milliseconds / 2));
}

const shortest = 10;
const longest = 200;
const afterGivingUp = 2000;
