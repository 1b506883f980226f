// Writes a first `.kernel-rust.toml` into a folder of the workspace and opens it.

import { FileType, l10n, Uri, window, workspace } from 'vscode';

import { serverCommandIds } from './command-ids';
import type { LanguageServer } from './language-server';

const configName = '.kernel-rust.toml';

export async function createConfig(server: LanguageServer): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const file = Uri.joinPath(folder, configName);
  // What is there already is only shown.
  if (!(await exists(file)))
    await workspace.fs.writeFile(file, new TextEncoder().encode(await server.execute<string>(serverCommandIds.firstConfig)));
  await window.showTextDocument(file);
}

async function chooseFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0)
    void window.showInformationMessage(l10n.t('Open a folder first: the configuration is written there.'));
  if (folders.length < 2) return folders[0]?.uri;
  return (await window.showWorkspaceFolderPick({ placeHolder: l10n.t('Which folder gets the configuration?') }))?.uri;
}

async function exists(file: Uri): Promise<boolean> {
  try {
    return (await workspace.fs.stat(file)).type !== FileType.Unknown;
  } catch {
    return false;
  }
}
