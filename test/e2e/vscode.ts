// A real VS Code with the packaged extension, driven through a real browser.

import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

/** How long anything may take on a busy machine. */
const patience = 45_000;

/** How long until there is a window with a file in it. */
const patienceAtStart = 180_000;

/** Where pictures of what went wrong go. */
const failures = join(tmpdir(), 'kernel-rust-e2e');

/** For looks: nothing on the screen that is not about the code. */
const userSettings = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'none',
  'editor.lightbulb.enabled': 'on',
  'editor.fontFamily': 'DejaVu Sans Mono',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // An untrusted folder opens without a question.
  'security.workspace.trust.startupPrompt': 'never',
};

export function findBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = (process.env['PATH'] ?? '').split(delimiter);
  const known = process.env['KERNEL_RUST_BROWSER'];
  return [...(known === undefined ? [] : [known]), ...names.flatMap((name) => places.map((place) => join(place, name)))].find(
    isProgram,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface VsCodeOptions {
  /** Of VS Code's server. */
  readonly server: string;
  readonly browser: string;
}

/** An installation: one folder for users' data, one for extensions, one browser; servers are started as they are needed. */
export class VsCode {
  readonly folder = mkdtempSync(join(tmpdir(), 'kernel-rust-vscode-'));
  private readonly processes: ChildProcess[] = [];
  private browser: Browser | undefined;

  constructor(private readonly options: VsCodeOptions) {}

  async start(extension: string): Promise<void> {
    this.write('data/data/User/settings.json', JSON.stringify(userSettings));
    execFileSync(process.execPath, [...this.command(), '--install-extension', extension], { stdio: 'pipe' });
    this.browser = await chromium.launch({
      executablePath: this.options.browser,
      args: [
        ...['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'],
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  }

  /** Writes a file below the scratch folder. */
  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Opens a folder and a file with findings in it, in a window of its own. */
  async open(
    folder: string,
    file: string,
    { isTrusted = true, scale = 1, env = {} }: { isTrusted?: boolean; scale?: number; env?: Record<string, string> } = {},
  ): Promise<Window> {
    assert.ok(this.browser !== undefined);
    const port = await freePort();
    await this.serve(port, { given: isTrusted ? ['--disable-workspace-trust'] : [], env });
    const page = await this.browser.newPage({ viewport: { width: 1200, height: 760 }, deviceScaleFactor: scale });
    page.setDefaultTimeout(patienceAtStart);
    const payload = [['openFile', `vscode-remote://127.0.0.1:${port}${join(this.folder, folder, file)}`]];
    const query = new URLSearchParams({ folder: join(this.folder, folder), payload: JSON.stringify(payload) });
    await page.goto(`http://127.0.0.1:${port}/?${query.toString()}`, { waitUntil: 'commit' });
    await page.locator(`.tab.active[data-resource-name="${file.slice(file.lastIndexOf('/') + 1)}"]`).waitFor();
    await page.locator('.squiggly-warning').first().waitFor();
    page.setDefaultTimeout(patience);
    return new Window(page);
  }

  /** Whether a process has loaded the parser that is a library of the machine's own. */
  hasNativeParser(pid: number): boolean {
    return /tree-sitter.*\.node$/m.test(readFileSync(`/proc/${pid}/maps`, 'utf8'));
  }

  /** The processes of our language server. */
  languageServers(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => commandLine(pid).some((part) => part.startsWith(this.folder) && part.endsWith('dist/server.js')))
      .map(Number);
  }

  /** The processes that one has started and that run now. */
  childrenOf(pid: number): string[] {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== '');
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    this.end();
    await Promise.all(this.processes.map(ended));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private end(): void {
    for (const { pid, exitCode, signalCode } of this.processes)
      if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  }

  private command(): string[] {
    return [
      ...[join(this.options.server, 'out/server-main.js'), '--accept-server-license-terms'],
      ...['--server-data-dir', join(this.folder, 'data'), '--extensions-dir', join(this.folder, 'extensions')],
    ];
  }

  private async serve(
    port: number,
    { given, env }: { given: readonly string[]; env: Readonly<Record<string, string>> },
  ): Promise<void> {
    const where = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--telemetry-level', 'off'];
    // A group of its own, so that what it starts ends with it.
    const child = spawn(process.execPath, [...this.command(), ...where, ...given], {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.processes.push(child);
    process.once('exit', () => {
      this.end();
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (said.includes('Extension host agent listening')) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', () => {
        reject(new Error(`VS Code's server ended: ${said}`));
      });
    });
  }
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended in between.
    return [];
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else
      child.once('exit', () => {
        resolve();
      });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** A window of VS Code, by what a user sees and types. */
export class Window {
  readonly problems: Locator;
  readonly squiggles: Locator;
  readonly hover: Locator;
  readonly actions: Locator;
  readonly input: Locator;
  readonly notifications: Locator;

  constructor(readonly page: Page) {
    this.problems = page.locator('.markers-panel .monaco-list-row', { hasText: '[Ln ' });
    this.squiggles = page.locator('.squiggly-warning');
    this.hover = page.locator('.monaco-hover-content:visible');
    this.actions = page.locator('.action-widget .monaco-list-row');
    this.input = page.locator('.quick-input-widget:visible input').first();
    this.notifications = page.locator('.notification-list-item-message');
  }

  /** The lines that the editor shows, with their numbers. */
  private async lines(): Promise<{ number: number; text: string }[]> {
    const script = `(() => {
      const editor = document.querySelector('.editor-group-container.active .monaco-editor');
      const numbers = new Map([...editor.querySelectorAll('.margin-view-overlays > div')]
        .map((line) => [line.style.top, Number(line.querySelector('.line-numbers')?.textContent)]));
      return [...editor.querySelectorAll('.view-lines .view-line')]
        .map((line) => ({ number: numbers.get(line.style.top) ?? 0, text: line.textContent }));
    })()`;
    const lines = await this.page.evaluate<{ number: number; text: string }[]>(script);
    return lines
      .map(({ number, text }) => ({ number, text: text.replaceAll('\u00a0', ' ') }))
      .sort((a, b) => a.number - b.number);
  }

  /** What the editor shows. */
  async text(): Promise<string> {
    return (await this.lines()).map(({ text }) => text).join('\n');
  }

  /** Opens a file from the explorer. */
  async openFile(name: string): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    await this.restMouse();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  async closeTab(): Promise<void> {
    await this.page.locator('.tab.active .codicon-close').click();
    await this.restMouse();
  }

  /** Texts pop up where the mouse stays, and hide what is to be pressed next. */
  async restMouse(): Promise<void> {
    await this.page.mouse.move(600, 500);
  }

  /** Puts the cursor on the first occurrence of a text that is in view. */
  async cursor(part: string): Promise<void> {
    const found = (await this.lines()).find(({ text }) => text.includes(part));
    assert.ok(found !== undefined, `${part} is not in ${await this.text()}`);
    const place = { line: found.number, column: found.text.indexOf(part) + 1 };
    await this.page.keyboard.press('Control+G');
    await this.input.fill(`:${place.line}:${place.column}`);
    await this.input.press('Enter');
    await this.page.locator('#status\\.editor\\.selection', { hasText: `Ln ${place.line}, Col ${place.column}` }).waitFor();
  }

  /** Runs a command by its title. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await this.input.press('Enter');
  }

  /** Asked while a change is still being checked, VS Code says that there are none, and does not ask again by itself. */
  async showActions(): Promise<void> {
    await this.until('code actions', async () => {
      await this.page.keyboard.press('Control+.');
      const isShown = await this.actions
        .first()
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => false,
        );
      if (!isShown) await this.page.keyboard.press('Escape');
      return isShown;
    });
  }

  /** With the keyboard, since the menu takes no click before the mouse has moved. */
  async choose(title: string): Promise<void> {
    const chosen = this.page.locator('.action-widget .monaco-list-row.focused');
    const count = await this.actions.count();
    for (let index = 0; index <= count; index++) {
      if ((await chosen.textContent()) === title) {
        await this.page.keyboard.press('Enter');
        return;
      }
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`no ${title} among ${(await this.actions.allTextContents()).join(', ')}`);
  }

  async showHover(): Promise<void> {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    await this.hover.first().waitFor();
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  async until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    const end = Date.now() + patience;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await this.page.waitForTimeout(50);
    }
  }

  async expectSquiggles(count: number): Promise<void> {
    await this.until(`${count} squiggles`, async () => (await this.squiggles.count()) === count);
  }

  /** Leaves a picture of what went wrong. */
  async picturing<T>(name: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      mkdirSync(failures, { recursive: true });
      const path = join(failures, `${name.replace(/\W+/g, '-')}.png`);
      await this.page.screenshot({ path });
      console.error(`${name}: a picture of what went wrong is in ${path}`);
      throw error;
    }
  }
}
