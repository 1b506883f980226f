// The extension's commands, each a line or a file of its own.

import {
  commands,
  Disposable,
  env,
  l10n,
  Uri,
  version,
  window,
  workspace,
  type ExtensionContext,
  type LogOutputChannel,
} from 'vscode';

import { checkCommits } from './check-commits';
import { checkWorkspace } from './check-workspace';
import { commandIds, serverCommandIds } from './command-ids';
import { createConfig } from './create-config';
import type { LanguageServer } from './language-server';
import type { RulePages } from './rule-pages';
import { suppress } from './suppress';

export interface CommandOptions {
  readonly context: Pick<ExtensionContext, 'extension' | 'extensionUri'>;
  readonly server: LanguageServer;
  readonly pages: RulePages;
  readonly log: LogOutputChannel;
  readonly trace: LogOutputChannel;
}

export function registerCommands(options: CommandOptions): Disposable {
  const { context, server, pages, log, trace } = options;
  const runs: Record<keyof typeof commandIds, (...given: unknown[]) => unknown> = {
    executeAutofix: () => executeAutofix(server),
    restart: () => server.restart(),
    showLogs: () => {
      log.show();
    },
    showServerLogs: () => {
      trace.show();
    },
    debugInformation: () => printDebugInformation(options),
    checkWorkspace: () => checkWorkspace(server),
    checkPatch: () => checkCommits(server),
    explainRule: (rule) => pages.show(rule),
    createConfig: () => createConfig(server),
    openWalkthrough: () => openWalkthrough(context),
    openExample: () => openExample(context),
    suppress: (given) => suppress(given, server),
  };
  return Disposable.from(
    ...Object.entries(runs).map(([name, run]) =>
      commands.registerCommand(commandIds[name as keyof typeof runs], (...given: unknown[]) => reporting(run, { given, log })),
    ),
  );
}

/** What goes wrong is said in the product's name; VS Code would only say that a command failed. */
async function reporting(
  run: (...given: unknown[]) => unknown,
  { given, log }: { given: unknown[]; log: LogOutputChannel },
): Promise<void> {
  try {
    await run(...given);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    const showLogs = l10n.t('Show logs');
    const message = error instanceof Error ? error.message : String(error);
    if ((await window.showErrorMessage(`Kernel Rust: ${message}`, showLogs)) === showLogs) log.show();
  }
}

async function executeAutofix(server: LanguageServer): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== 'rust') return;
  const isFixed = await server.execute<boolean>(serverCommandIds.applyAutofix, [document.uri.toString()]);
  if (!isFixed) void window.showInformationMessage(l10n.t('Nothing here can be fixed without changing what the code means.'));
}

async function printDebugInformation({ context, server, log }: CommandOptions): Promise<void> {
  const { version: own } = context.extension.packageJSON as { version: string };
  const editor = `${env.appName} ${version}${env.remoteName === undefined ? '' : ` (${env.remoteName})`}`;
  const settings = JSON.stringify(workspace.getConfiguration('kernelRust'));
  const said = await server.execute<string>(serverCommandIds.debugInformation).catch(String);
  log.info([`extension ${own} in ${editor}`, `server: ${server.state}`, said, `settings: ${settings}`].join('\n'));
  log.show();
}

const openWalkthrough = ({ extension }: Pick<ExtensionContext, 'extension'>): Thenable<unknown> =>
  commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#start`, false);

/** As a document without a file, so that trying the fixes changes nothing. */
async function openExample({ extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Promise<void> {
  const text = await workspace.fs.readFile(Uri.joinPath(extensionUri, 'examples', 'lantern', 'lantern.rs'));
  const document = await workspace.openTextDocument({ language: 'rust', content: new TextDecoder().decode(text) });
  await window.showTextDocument(document);
}
