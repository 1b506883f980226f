// What follows when the server process ends by itself: how long to wait before the next one, and when to stop trying.

/** Crashes longer ago than this do not count. */
const memory = 3 * 60_000;

const waits = [250, 1000, 3000, 9000] as const;

export type Restart =
  | {
      readonly wait: number;
      /** The part of the server that can end its process is native code, so the second try does without. */
      readonly avoidsNativeParser: boolean;
    }
  | 'give up';

export class Restarts {
  private crashes: number[] = [];

  /** `now` in milliseconds. */
  afterCrash(now: number): Restart {
    this.crashes = [...this.crashes.filter((time) => now - time < memory), now];
    const wait = waits[this.crashes.length - 1];
    return wait === undefined ? 'give up' : { wait, avoidsNativeParser: this.crashes.length > 1 };
  }

  forget(): void {
    this.crashes = [];
  }

  get count(): number {
    return this.crashes.length;
  }
}
