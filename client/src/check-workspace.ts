// Checks the files of the workspace that are not open, with progress that can be called off, and says what came of it.

import { commands, l10n, window } from 'vscode';

import { serverCommandIds } from './command-ids';
import { countAllFindings } from './documents';
import type { LanguageServer } from './language-server';
import { withProgress } from './progress';

/** What the server answers. */
interface CheckResult {
  readonly files: number;
  readonly leftOut: number;
  readonly isCancelled: boolean;
}

export async function checkWorkspace(server: LanguageServer): Promise<void> {
  const result = await withProgress<CheckResult>(server, {
    title: l10n.t('Kernel Rust: checking the workspace'),
    command: serverCommandIds.checkWorkspace,
  });
  await tell(result);
}

async function tell({ files, leftOut, isCancelled }: CheckResult): Promise<void> {
  if (isCancelled) return;
  const showProblems = l10n.t('Show problems');
  const sum =
    files === 0
      ? l10n.t('There are no Rust files to check.')
      : l10n.t('Files checked: {0}. Findings in the workspace: {1}.', files, countAllFindings());
  const rest = leftOut === 0 ? '' : ` ${l10n.t('Left out: {0}, see kernelRust.workspace.maxFiles.', leftOut)}`;
  const chosen = await window.showInformationMessage(sum + rest, ...(files === 0 ? [] : [showProblems]));
  if (chosen === showProblems) await commands.executeCommand('workbench.actions.view.problems');
}
