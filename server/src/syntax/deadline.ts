// Ends work on trees that takes too long: what asks a tree counts its steps here, and every few thousand of them the clock is read.

/** When an analysis has to come to its end. */
export interface Deadline {
  /** Milliseconds. */
  readonly budget: number;
  /** The clock, in milliseconds; the process's own unless given. */
  readonly now?: () => number;
}

/** Thrown out of whatever runs when the time is up. Nothing but the engine catches it. */
export class DeadlineExceeded extends Error {
  /** The fact that was being worked out, where it was one. */
  fact: string | undefined;
}

/** A few thousand steps take less than a millisecond. */
const interval = 4096;

/** The analysis that runs; one does at a time, because all work on trees is synchronous. */
let ends: { readonly at: number; readonly now: () => number } | undefined;
let left = interval;

/** Runs `work`, in which `step` and `checkTime` throw `DeadlineExceeded` once the budget is used up. Without a deadline nothing does. */
export function within<T>(deadline: Deadline | undefined, work: () => T): T {
  const outer = ends;
  const now = deadline?.now ?? (() => performance.now());
  ends = deadline === undefined ? undefined : { at: now() + deadline.budget, now };
  left = interval;
  try {
    return work();
  } finally {
    ends = outer;
  }
}

/** One step of work, or a step for each of `count` nodes. */
export function step(count = 1): void {
  if ((left -= count) < 0) checkTime();
}

/** Reads the clock at once. */
export function checkTime(): void {
  left = interval;
  if (ends !== undefined && ends.now() > ends.at) throw new DeadlineExceeded('the time is up');
}
