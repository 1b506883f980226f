// Checks the commits since one, each as the patch that it is, and says what came of it.

import { commands, l10n, window, type QuickPickItem } from 'vscode';

import { serverCommandIds } from './command-ids';
import { commitChoices, type CommitChoice, type RecentCommits } from './commit-choices';
import type { LanguageServer } from './language-server';
import { withProgress } from './progress';

/** What the server answers. */
interface CheckResult {
  readonly commits: number;
  readonly findings: number;
  readonly gone: number;
  readonly isCancelled: boolean;
}

export async function checkCommits(server: LanguageServer): Promise<void> {
  // The repository is that of the file in front.
  const uri = window.activeTextEditor?.document.uri.toString();
  const recent = await server.execute<RecentCommits>(serverCommandIds.recentCommits, [{ uri }]);
  const since = await choose(recent);
  if (since === undefined) return;
  const result = await withProgress<CheckResult>(server, {
    title: l10n.t('Kernel Rust: checking commits'),
    command: serverCommandIds.checkCommits,
    given: [{ since, uri }],
  });
  await tell(result);
}

function choose(recent: RecentCommits): Promise<string | undefined> {
  const pick = window.createQuickPick<QuickPickItem & CommitChoice>();
  const offer = (typed: string): void => {
    // What is typed is a name of git's, which the list need not have.
    pick.items = commitChoices(recent, typed).map((choice) => ({ ...choice, alwaysShow: choice.label === typed.trim() }));
  };
  pick.title = l10n.t('Check commits since…');
  pick.placeholder = l10n.t('The last commit to leave out, or a range A..B');
  pick.matchOnDescription = true;
  offer('');
  return new Promise((resolve) => {
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      resolve(chosen?.since ?? (pick.value.trim() || undefined));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function tell({ commits, findings, gone, isCancelled }: CheckResult): Promise<void> {
  if (isCancelled) return;
  const showProblems = l10n.t('Show problems');
  const sum =
    commits === 0
      ? l10n.t('There are no commits to check.')
      : l10n.t('Commits checked: {0}. New findings: {1}.', commits, findings);
  const rest = gone === 0 ? '' : ` ${l10n.t('Not shown, because their lines were changed again: {0}.', gone)}`;
  const chosen = await window.showInformationMessage(sum + rest, ...(findings === 0 ? [] : [showProblems]));
  if (chosen === showProblems) await commands.executeCommand('workbench.actions.view.problems');
}
