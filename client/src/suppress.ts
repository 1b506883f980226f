// Asks why a finding may stay, and has the server write that down as a suppression comment.

import { l10n, window } from 'vscode';

import { serverCommandIds } from './command-ids';
import type { LanguageServer } from './language-server';
import { reasonProblem, type ReasonProblem } from './reason';

/** What the server's code action hands over. */
interface SuppressArguments {
  readonly uri: string;
  readonly rule: string;
  readonly scope: 'line' | 'file';
  readonly position: { readonly line: number; readonly character: number };
}

export async function suppress(given: unknown, server: LanguageServer): Promise<void> {
  // Somebody may have bound a key to the command; only the code action knows which finding is meant.
  if (!isSuppressArguments(given)) return;
  const { rule, scope } = given;
  const reason = await window.showInputBox({
    title: scope === 'line' ? l10n.t('Disable {0} for this line', rule) : l10n.t('Disable {0} for the entire file', rule),
    prompt: l10n.t('Why is this fine as it is? The reason goes into the comment.'),
    placeHolder: l10n.t('Reason'),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const problem = reasonProblem(value);
      return problem === undefined ? undefined : describe(problem);
    },
  });
  if (reason === undefined) return;
  const isWritten = await server.execute<boolean>(serverCommandIds.suppress, [{ ...given, reason: reason.trim() }]);
  if (!isWritten) void window.showWarningMessage(l10n.t('The comment could not be written: the file has changed.'));
}

const describe = (problem: ReasonProblem): string =>
  problem === 'empty' ? l10n.t('A suppression needs a reason.') : l10n.t('This word is a placeholder: write the reason.');

function isSuppressArguments(value: unknown): value is SuppressArguments {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, rule, scope, position } = value as Record<string, unknown>;
  const isPlace = typeof uri === 'string' && typeof position === 'object' && position !== null;
  return isPlace && typeof rule === 'string' && (scope === 'line' || scope === 'file');
}
