// Whether to colour what is printed.

import picocolors from 'picocolors';
import type { Terminal } from './terminal';

export type ColorChoice = 'auto' | 'always' | 'never';

export type Colors = ReturnType<typeof picocolors.createColors>;

export const noColors: Colors = picocolors.createColors(false);

/** `auto` colours on a terminal only; NO_COLOR and FORCE_COLOR decide otherwise. */
export function colorsFor(choice: ColorChoice, { env, stdoutIsTerminal }: Terminal): Colors {
  return picocolors.createColors(choice === 'auto' ? isWanted(env, stdoutIsTerminal) : choice === 'always');
}

function isWanted(env: Terminal['env'], isTerminal: boolean): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal } = env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return isTerminal && terminal !== 'dumb';
}
