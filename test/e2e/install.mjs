// Installs the workbench that the end-to-end tests drive: VS Code's own server as npm has it inside code-server. Nothing is compiled.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const version = '4.100.3';

const cache =
  process.env.KERNEL_RUST_E2E_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kernel-rust-e2e');
const folder = join(cache, `code-server-${version}`);

/** The folder of VS Code's server, or undefined where nobody has installed it. */
export function workbenchFolder() {
  return existsSync(folder) ? join(folder, 'node_modules/code-server/lib/vscode') : undefined;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (workbenchFolder() === undefined) install();
  console.error(`the workbench for the end-to-end tests is in ${folder}`);
}

function install() {
  // What is half done has another name.
  const building = `${folder}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  npm(building, `code-server@${version}`);
  const vscode = join(building, 'node_modules/code-server/lib/vscode');
  npm(vscode, '--omit=dev');
  npm(join(vscode, 'extensions'), '--omit=dev');
  rmSync(folder, { recursive: true, force: true });
  renameSync(building, folder);
}

function npm(cwd, ...given) {
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...given], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
