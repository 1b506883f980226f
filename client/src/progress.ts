// Runs a long command of the server with a notification that shows how far it is and can call it off.

import { ProgressLocation, window } from 'vscode';

import type { LanguageServer } from './language-server';

export interface LongCommand {
  readonly title: string;
  readonly command: string;
  readonly given?: readonly unknown[];
}

export function withProgress<T>(server: LanguageServer, { title, command, given = [] }: LongCommand): Thenable<T> {
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    let done = 0;
    server.onProgress = (step) => {
      if (step.kind !== 'report') return;
      const { message = '', percentage = done } = step;
      progress.report({ message, increment: percentage - done });
      done = percentage;
    };
    try {
      return await server.execute<T>(command, given, token);
    } finally {
      server.onProgress = undefined;
    }
  });
}
