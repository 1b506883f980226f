// The server's log, which clients show: `window/logMessage`, never standard output.

import type { Connection } from 'vscode-languageserver/node';

import { printable } from '../host/print';

export interface Log {
  readonly error: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly info: (message: string) => void;
}

const levels = ['error', 'warn', 'info'] as const;

/** `KERNEL_RUST_LOG_LEVEL` says what is left out; an editor's own settings may leave out more. */
export function logOf(connection: Connection, env: Readonly<Record<string, string | undefined>>): Log {
  const chosen = levels.findIndex((level) => level === env['KERNEL_RUST_LOG_LEVEL']?.toLowerCase());
  const write =
    (level: (typeof levels)[number]) =>
    (message: string): void => {
      if (chosen < 0 || levels.indexOf(level) <= chosen) connection.console[level](printable(message));
    };
  return { error: write('error'), warn: write('warn'), info: write('info') };
}
