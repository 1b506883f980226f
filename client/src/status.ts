// The language status item: what the server is doing, and how much it found in the file at hand.

import { Disposable, l10n, languages, LanguageStatusSeverity, window, type LanguageStatusItem } from 'vscode';

import { commandIds } from './command-ids';
import { findingsIn, rustDocuments } from './documents';
import type { LanguageServer } from './language-server';

export function showStatus(server: LanguageServer): Disposable {
  const item = languages.createLanguageStatusItem('kernelRust.status', rustDocuments);
  item.name = 'Kernel Rust';
  const update = (): void => {
    describe(item, server);
  };
  update();
  return Disposable.from(
    item,
    server.onDidChangeState(update),
    window.onDidChangeActiveTextEditor(update),
    languages.onDidChangeDiagnostics(update),
  );
}

function describe(item: LanguageStatusItem, { state }: LanguageServer): void {
  item.busy = state === 'starting' || state === 'waiting';
  item.severity = state === 'stopped' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  item.command =
    state === 'stopped'
      ? { title: l10n.t('Restart server'), command: commandIds.restart }
      : { title: l10n.t('Show logs'), command: commandIds.showLogs };
  item.detail = 'Kernel Rust';
  item.text = state === 'running' ? findings() : stateTexts()[state];
}

const stateTexts = (): Record<'starting' | 'waiting' | 'stopped', string> => ({
  starting: l10n.t('Server is starting'),
  waiting: l10n.t('Server is restarting'),
  stopped: l10n.t('Server is not running'),
});

function findings(): string {
  const document = window.activeTextEditor?.document;
  const count = document === undefined ? 0 : findingsIn(document.uri).length;
  if (count === 0) return l10n.t('No findings');
  return count === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', count);
}
