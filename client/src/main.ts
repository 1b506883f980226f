// Entry of the extension: starts the server and offers what people see of it. What is known of Rust is known by the server alone.

import { commands, window, workspace, type ExtensionContext } from 'vscode';

import { registerCommands } from './commands';
import { LanguageServer } from './language-server';
import { RulePages } from './rule-pages';
import { showStatus } from './status';

let running: LanguageServer | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Kernel Rust', { log: true });
  const trace = window.createOutputChannel('Kernel Rust Trace', { log: true });
  const server = new LanguageServer({
    module: context.asAbsolutePath('dist/server.js'),
    cache: context.globalStorageUri.fsPath,
    log,
    trace,
  });
  const pages = new RulePages(context);
  running = server;
  const restart = (): void => {
    // A turn later, because the old server is still being told of the change.
    setTimeout(() => {
      void server.restart().catch(() => undefined);
    });
  };
  context.subscriptions.push(
    log,
    trace,
    server,
    pages,
    showStatus(server),
    registerCommands({ context, server, pages, log, trace }),
    // A server that was told not to trust the folders is not told otherwise: the next one is.
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('kernelRust.parser')) restart();
    }),
  );
  void commands.executeCommand('setContext', 'kernelRust.isActive', true);
  // The editor does not wait for it: the status item shows how far it is.
  void server.start().catch(() => undefined);
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}
