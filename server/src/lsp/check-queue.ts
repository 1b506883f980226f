// The one queue of documents that are to be checked: what was edited last comes first, one document at a time, messages between.

import type { Traffic } from './traffic';

export interface CheckQueueOptions {
  /** Checks a document and says what it found. What it throws is given to `failed`. */
  readonly check: (uri: string) => void;
  readonly failed: (uri: string, error: unknown) => void;
  /** How long a document must have been left alone before it is checked, in milliseconds. */
  readonly quietTime: (uri: string) => number;
  readonly traffic: Traffic;
}

interface Entry {
  /** Somebody edits the document, or waits for it. */
  isUrgent: boolean;
  /** When it may be checked, as `performance.now()` tells the time. */
  due: number;
  readonly waiting: Set<() => void>;
}

export class CheckQueue {
  private readonly entries = new Map<string, Entry>();
  /** When each document was last used, counted in uses. */
  private readonly uses = new Map<string, number>();
  private useCount = 0;
  private isRunning = false;
  private isStopped = false;
  private wake: (() => void) | undefined;

  constructor(private readonly options: CheckQueueOptions) {}

  /** The document was opened or changed: it goes first, once it has been left alone for a moment. */
  edited(uri: string): void {
    this.used(uri);
    this.add(uri, { isUrgent: true, due: performance.now() + this.options.quietTime(uri) });
  }

  /** The document was changed: if it waits for its turn, it waits until it has been left alone. */
  postpone(uri: string): void {
    this.used(uri);
    if (this.entries.has(uri)) this.edited(uri);
  }

  /** What stands around the document may have changed. */
  outdated(uri: string): void {
    this.add(uri, { isUrgent: false, due: 0 });
  }

  /** Somebody looks at the document, so it is checked before those at which nobody looks. */
  used(uri: string): void {
    this.uses.set(uri, ++this.useCount);
  }

  /** Resolves right after the document was checked in its turn, or at once when the queue was stopped or the document closed. */
  async checked(uri: string): Promise<void> {
    if (this.isStopped) return;
    await new Promise<void>((resolve) => {
      const due = this.entries.get(uri)?.due ?? performance.now() + this.options.quietTime(uri);
      this.add(uri, { isUrgent: true, due }).waiting.add(resolve);
    });
  }

  /** The document is no more. */
  forget(uri: string): void {
    this.uses.delete(uri);
    const entry = this.entries.get(uri);
    this.entries.delete(uri);
    release(entry);
  }

  /** Resolves when nothing is there that would have to come before work in the background. */
  async idle(): Promise<void> {
    do await this.options.traffic.settled();
    while (!this.isStopped && this.next() !== undefined);
  }

  /** Nothing is checked any more. */
  stop(): void {
    this.isStopped = true;
    for (const uri of [...this.entries.keys()]) this.forget(uri);
    this.wake?.();
  }

  private add(uri: string, { isUrgent, due }: { isUrgent: boolean; due: number }): Entry {
    const entry = this.entries.get(uri) ?? { isUrgent, due, waiting: new Set() };
    if (isUrgent) {
      entry.isUrgent = true;
      entry.due = due;
    }
    if (this.isStopped) return entry;
    this.entries.set(uri, entry);
    this.wake?.();
    if (!this.isRunning) void this.run();
    return entry;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.entries.size > 0) {
      // One document a turn: a key, a request or the end of the server that has arrived meanwhile comes first.
      await this.options.traffic.settled();
      const uri = this.next();
      if (uri === undefined) await this.untilDue();
      else this.check(uri);
    }
    this.isRunning = false;
  }

  private check(uri: string): void {
    const entry = this.entries.get(uri);
    this.entries.delete(uri);
    try {
      this.options.check(uri);
    } catch (error) {
      this.options.failed(uri, error);
    }
    release(entry);
  }

  /** Of the documents that are due those that somebody edits or waits for, then the one that was used last. */
  private next(): string | undefined {
    const now = performance.now();
    let best: { uri: string; isUrgent: boolean; use: number } | undefined;
    for (const [uri, { isUrgent, due }] of this.entries) {
      if (due > now) continue;
      const use = this.uses.get(uri) ?? 0;
      if (best === undefined || (isUrgent === best.isUrgent ? use > best.use : isUrgent)) best = { uri, isUrgent, use };
    }
    return best?.uri;
  }

  private async untilDue(): Promise<void> {
    const dues = [...this.entries.values()].map(({ due }) => due);
    if (dues.length === 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, Math.min(...dues) - performance.now()));
      this.wake = done;
    });
  }
}

function release(entry: Entry | undefined): void {
  for (const resolve of entry?.waiting ?? []) resolve();
}
