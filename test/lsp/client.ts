// A small client that talks to the language server over a real stream, the way an editor does.

import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
  Range,
  Registration,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const root = join(__dirname, '../..');

export interface StartOptions {
  readonly capabilities?: ClientCapabilities;
  /** Names of folders below the scratch folder that are the workspace; the scratch folder itself unless given. */
  readonly folders?: readonly string[];
  readonly initializationOptions?: unknown;
  /** What `workspace/configuration` answers for a document. */
  readonly configuration?: (uri: string | undefined) => unknown;
  readonly env?: Record<string, string>;
  /** A module that the server process loads first. */
  readonly preload?: string;
  /** False leaves `initialize` to the test. */
  readonly initialize?: false;
  /** The whole command instead of the server's source. */
  readonly command?: readonly string[];
}

/** What an editor of today can do; tests take away what an older one cannot. */
export const modern: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true, dataSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } }, isPreferredSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: {
      completionItem: { snippetSupport: true, documentationFormat: ['markdown'], insertTextModeSupport: { valueSet: [1] } },
    },
  },
  workspace: { applyEdit: true, workspaceEdit: { documentChanges: true }, configuration: false, workspaceFolders: true },
};

export const pulling: ClientCapabilities = {
  ...modern,
  textDocument: { ...modern.textDocument, diagnostic: { relatedInformation: true } },
  workspace: { ...modern.workspace, diagnostics: { refreshSupport: true } },
};

const running = new Set<ChildProcessWithoutNullStreams>();

/** Ends what a failed test leaves behind, which would keep the run from ending. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** How long anything may take on a busy machine. */
const patience = 20_000;

export class Client {
  readonly messages: { type: number; message: string }[] = [];
  readonly publications: PublishDiagnosticsParams[] = [];
  readonly registrations: Registration[] = [];
  readonly progress: { token: unknown; value: { kind: string; message?: string; percentage?: number } }[] = [];
  readonly applied: WorkspaceEdit[] = [];
  refreshes = 0;
  initialized!: InitializeResult;
  configuration: StartOptions['configuration'];
  onProgress: ((token: unknown, kind: string) => void) | undefined;
  stderr = '';
  private readonly waiters = new Set<() => void>();

  private constructor(
    readonly folder: string,
    readonly process: ChildProcessWithoutNullStreams,
    readonly connection: MessageConnection,
  ) {}

  static async start(options: StartOptions = {}): Promise<Client> {
    const folder = mkdtempSync(join(tmpdir(), 'kernel-rust-lsp-'));
    for (const name of options.folders ?? []) mkdirSync(join(folder, name), { recursive: true });
    const preload = options.preload === undefined ? [] : ['--import', pathToFileURL(join(root, options.preload)).href];
    const [program = '', ...given] = options.command ?? [
      process.execPath,
      '--import',
      pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href,
      ...preload,
      join(root, 'server/src/lsp/main.ts'),
      '--stdio',
    ];
    const child = spawn(program, given, { cwd: folder, env: { ...process.env, ...options.env } });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const reader = new StreamMessageReader(child.stdout);
    // Of a message that a server could not finish, the reader would wait for the rest, and so the process for the reader, for ever.
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(reader, new StreamMessageWriter(child.stdin));
    const client = new Client(folder, child, connection);
    client.configuration = options.configuration;
    client.listen();
    if (options.initialize === false) return client;
    const capabilities = options.capabilities ?? modern;
    client.initialized = await client.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities,
      ...(capabilities.workspace?.workspaceFolders === true || options.folders !== undefined
        ? {
            workspaceFolders: (options.folders ?? ['.']).map((name) => ({
              name,
              uri: pathToFileURL(join(folder, name)).href.replace(/\/\.?$/, ''),
            })),
          }
        : {}),
      initializationOptions: options.initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Sends a body as it is. */
  raw(body: string): void {
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Writes a file of the workspace; gives its address. */
  write(path: string, text: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return this.uri(path);
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  open(uri: string, text: string, languageId = 'rust'): Promise<void> {
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  change(uri: string, version: number, ...contentChanges: { range?: Range; text: string }[]): Promise<void> {
    return this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  save(uri: string): Promise<void> {
    return this.notify('textDocument/didSave', { textDocument: { uri } });
  }

  /** The first publication from `since` on that is as wanted. */
  async published(
    uri: string,
    options: { since?: number; when?: (of: PublishDiagnosticsParams) => boolean } = {},
  ): Promise<Diagnostic[]> {
    const { since = 0, when = () => true } = options;
    let found: PublishDiagnosticsParams | undefined;
    await this.until(`diagnostics of ${uri}`, () => {
      found = this.publications.slice(since).find((each) => each.uri === uri && when(each));
      return found !== undefined;
    });
    return found?.diagnostics ?? [];
  }

  /** Opens a document and gives what is published for it. */
  async opened(uri: string, text: string): Promise<Diagnostic[]> {
    const since = this.publications.length;
    await this.open(uri, text);
    return this.published(uri, { since });
  }

  pull(uri: string, previousResultId?: string): Promise<{ kind: string; resultId?: string; items: Diagnostic[] }> {
    return this.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  }

  actions(
    uri: string,
    range: Range,
    context: { only?: string[]; diagnostics?: Diagnostic[]; triggerKind?: number } = {},
  ): Promise<CodeAction[]> {
    return this.request('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [], ...context } });
  }

  /** Waits until something that the server said makes the condition true. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const end = Date.now() + patience;
    while (!condition()) {
      if (Date.now() > end)
        throw new Error(`waited in vain for ${what}; the log: ${JSON.stringify(this.messages)} ${this.stderr}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, 250);
        const { waiters } = this;
        waiters.add(wake);
        function wake(): void {
          clearTimeout(timer);
          waiters.delete(wake);
          resolve();
        }
      });
    }
  }

  /** Ends the server as the protocol wants it, and gives its exit code. */
  async stop(): Promise<number | null> {
    const ended = this.ended();
    await this.request('shutdown', undefined);
    await this.notify('exit', undefined);
    const code = await ended;
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }

  ended(): Promise<number | null> {
    if (this.process.exitCode !== null) return Promise.resolve(this.process.exitCode);
    return new Promise((resolve) => this.process.once('exit', resolve));
  }

  private listen(): void {
    const { connection } = this;
    const heard = (): void => {
      for (const wake of [...this.waiters]) wake();
    };
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.publications.push(params);
      heard();
    });
    connection.onNotification('window/logMessage', (params: { type: number; message: string }) => {
      this.messages.push(params);
      heard();
    });
    connection.onNotification('$/progress', (params: Client['progress'][number]) => {
      this.progress.push(params);
      this.onProgress?.(params.token, params.value.kind);
      heard();
    });
    connection.onRequest('client/registerCapability', (params: { registrations: Registration[] }) => {
      this.registrations.push(...params.registrations);
      heard();
      return null;
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
      items.map(({ scopeUri }) => this.configuration?.(scopeUri) ?? null),
    );
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      heard();
      return null;
    });
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      this.applied.push(edit);
      heard();
      return { applied: true };
    });
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    connection.listen();
  }
}

/** The text after an edit of one document; snippets as they stand before anything is filled in. */
export function edited(text: string, uri: string, edit: WorkspaceEdit | undefined): string {
  assert.ok(edit !== undefined);
  const [change] = edit.documentChanges ?? [];
  const edits = change !== undefined && 'edits' in change ? change.edits : edit.changes?.[uri];
  assert.ok(edits !== undefined, 'the edit is about another document');
  const plain = edits.map((each): TextEdit => {
    if ('newText' in each) return { range: each.range, newText: each.newText };
    const value = each.snippet.value.replace(/\$\{\d+:((?:[^\\}]|\\.)*)\}/g, '$1').replace(/\\(.)/g, '$1');
    return { range: each.range, newText: value };
  });
  return TextDocument.applyEdits(TextDocument.create(uri, 'rust', 0, text), plain);
}

export const at = (line: number, character: number): Position => ({ line, character });

/** The range of a piece of text that occurs once. */
export function rangeOf(text: string, part: string): Range {
  const start = text.indexOf(part);
  assert.ok(start >= 0 && !text.includes(part, start + 1), `${part} does not occur once`);
  const document = TextDocument.create('', 'rust', 0, text);
  return { start: document.positionAt(start), end: document.positionAt(start + part.length) };
}

export const rulesOf = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ code }) => String(code)).sort();

/** A message, which may never be Markdown. */
export function textOf(diagnostic: Diagnostic | undefined): string {
  const { message } = diagnostic ?? { message: '' };
  assert.ok(typeof message === 'string' && message !== '');
  return message;
}
