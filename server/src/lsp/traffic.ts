// Tells when the messages that have arrived were all handled, so that work which can wait lets them go first.

import { setImmediate as nextTurn } from 'node:timers/promises';

/** From the arrival of a message to its handling: it is read, queued and dispatched in turns of their own. */
const idleTurns = 3;

/** Milliseconds for which messages may hold up work; a client that never pauses must not stop it for good. */
const patience = 500;

export class Traffic {
  private handled = 0;

  /** To be called for each message that is handled. */
  passed(): void {
    this.handled++;
  }

  /** Resolves once no message is on its way, or after half a second of nothing but messages. */
  async settled(): Promise<void> {
    const end = performance.now() + patience;
    let before = this.handled;
    for (let idle = 0; idle < idleTurns && performance.now() < end;) {
      await nextTurn();
      idle = this.handled === before ? idle + 1 : 0;
      before = this.handled;
    }
  }
}
