// A line that says how far the run is, on a terminal, when it takes long.

import { asItIs, printableLine } from '../host/print';
import type { FileToCheck } from './run';
import type { Terminal } from './terminal';

export interface Progress {
  readonly show: (done: number) => void;
  readonly clear: () => void;
}

/** Milliseconds of work before the first line, and between two. */
const patience = 1_000;
const interval = 100;

const clearLine = '\r\x1b[K';

export function progressLine(
  files: readonly FileToCheck[],
  {
    stderrIsTerminal,
    isQuiet,
    columns,
    writeErr,
  }: Pick<Terminal, 'stderrIsTerminal' | 'columns' | 'writeErr'> & { isQuiet: boolean },
): Progress {
  if (!stderrIsTerminal || isQuiet) return { show: () => undefined, clear: () => undefined };
  const began = performance.now();
  let shown: number | undefined;
  return {
    show(done) {
      const now = performance.now();
      if (now - began < patience || now - (shown ?? 0) < interval) return;
      shown = now;
      const text = printableLine(`checking ${done + 1} of ${files.length}: ${files[done]?.path ?? ''}`);
      writeErr(asItIs(`${clearLine}${text.slice(0, columns - 1)}`));
    },
    clear() {
      if (shown !== undefined) writeErr(asItIs(clearLine));
    },
  };
}
