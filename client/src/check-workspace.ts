// Checks the files of the workspace that are not open, with progress that can be called off, and says what came of it.

import { commands, l10n, ProgressLocation, window } from 'vscode';

import { serverCommandIds } from './command-ids';
import { countAllFindings } from './documents';
import type { LanguageServer } from './language-server';

/** What the server answers. */
interface CheckResult {
  readonly files: number;
  readonly leftOut: number;
  readonly isCancelled: boolean;
}

export async function checkWorkspace(server: LanguageServer): Promise<void> {
  const title = l10n.t('Kernel Rust: checking the workspace');
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let done = 0;
      server.onProgress = (step) => {
        if (step.kind !== 'report') return;
        const { message = '', percentage = done } = step;
        progress.report({ message, increment: percentage - done });
        done = percentage;
      };
      try {
        return await server.execute<CheckResult>(serverCommandIds.checkWorkspace, [], token);
      } finally {
        server.onProgress = undefined;
      }
    },
  );
  await tell(result);
}

async function tell({ files, leftOut, isCancelled }: CheckResult): Promise<void> {
  if (isCancelled) return;
  const showProblems = l10n.t('Show problems');
  const sum =
    files === 0
      ? l10n.t('There is no Rust file to check.')
      : l10n.t('Files checked: {0}. Findings in the workspace: {1}.', files, countAllFindings());
  const rest = leftOut === 0 ? '' : ` ${l10n.t('Left out: {0}, see kernelRust.workspace.maxFiles.', leftOut)}`;
  const chosen = await window.showInformationMessage(sum + rest, ...(files === 0 ? [] : [showProblems]));
  if (chosen === showProblems) await commands.executeCommand('workbench.actions.view.problems');
}
