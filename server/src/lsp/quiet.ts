// Waits until a document has been left alone for a moment, so that a row of changes is checked once.

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

export interface QuietOptions {
  /** The document's version, nothing once it is closed. */
  readonly version: () => number | undefined;
  /** How long to wait after the last change, in milliseconds. */
  readonly delay: () => number;
}

/** Resolves when the document has not changed for a moment, or is closed. */
export async function quiet({ version, delay }: QuietOptions): Promise<void> {
  for (;;) {
    const before = version();
    if (before === undefined) return;
    await pause(delay());
    // Changes that have arrived but were not handled yet come first; each turn handles one message.
    let last = version();
    for (;;) {
      await nextTurn();
      const now = version();
      if (now === last) break;
      last = now;
    }
    if (last === before) return;
  }
}

/** Longer for documents that take longer, and much longer for those that could not be checked at all. */
export function quietTime(last: { milliseconds: number; problem: string | undefined } | undefined): number {
  if (last === undefined) return shortest;
  if (last.problem !== undefined) return afterGivingUp;
  return Math.min(longest, Math.max(shortest, last.milliseconds / 2));
}

const shortest = 10;
const longest = 200;
const afterGivingUp = 2000;
