// The server process and the connection to it: started, ended, and started again when it ends by itself.

import { EventEmitter, l10n, window, workspace, type CancellationToken, type Disposable, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
  type LanguageClientOptions,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageclient/node';

import { commandIds } from './command-ids';
import { rustDocuments } from './documents';
import { Restarts } from './restarts';
import { linkRules } from './rule-link';

export type ServerState = 'starting' | 'running' | 'waiting' | 'stopped';

type Progress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

export interface LanguageServerOptions {
  /** The file of the server's bundle. */
  readonly module: string;
  /** The folder in which a newer Node keeps what it compiled of the bundle, so that the next start is faster. */
  readonly cache: string;
  readonly log: LogOutputChannel;
  readonly trace: LogOutputChannel;
}

/** How long a server may take to end when it is asked to. */
const patience = 1500;

/** Reports errors to the log alone, a server that ends while it starts among them: the next one is started, and who gives up says so. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class LanguageServer implements Disposable {
  private readonly stateChanges = new EventEmitter<ServerState>();
  readonly onDidChangeState = this.stateChanges.event;
  /** Takes the server's progress instead of the status bar while a command waits for it. */
  onProgress: ((progress: Progress) => void) | undefined;
  private now: ServerState = 'stopped';
  private client: LanguageClient | undefined;
  private readonly restarts = new Restarts();
  private avoidsNativeParser = false;
  private timer: NodeJS.Timeout | undefined;
  /** Starts and ends happen one after the other, however fast they are asked for. */
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly options: LanguageServerOptions) {}

  get state(): ServerState {
    return this.now;
  }

  start(): Promise<void> {
    return this.inTurn(() => (this.client === undefined ? this.launch() : undefined));
  }

  /** Whatever state it is in, and with a clean slate: earlier crashes are forgotten. */
  restart(): Promise<void> {
    // A server that hangs while it starts would keep its turn.
    if (this.now === 'starting') this.client?.serverProcess?.kill('SIGKILL');
    return this.inTurn(async () => {
      await this.end();
      this.restarts.forget();
      this.avoidsNativeParser = false;
      await this.launch();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  dispose(): void {
    void this.stop();
    this.stateChanges.dispose();
  }

  /** Runs one of the server's commands. */
  async execute<T>(command: string, given: readonly unknown[] = [], token?: CancellationToken): Promise<T> {
    await this.turn;
    const { client } = this;
    if (client === undefined || this.now !== 'running') throw new Error(l10n.t('The Kernel Rust server is not running.'));
    return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...given] }, token)) as T;
  }

  private inTurn(step: () => Promise<void> | undefined): Promise<void> {
    const done = this.turn.then(step);
    this.turn = done.catch((error: unknown) => {
      this.options.log.error(String(error));
    });
    return done;
  }

  private enter(state: ServerState): void {
    if (this.now === state) return;
    this.now = state;
    this.stateChanges.fire(state);
  }

  private async launch(): Promise<void> {
    const client = this.createClient();
    this.client = client;
    this.enter('starting');
    try {
      await client.start();
      if (this.client === client) this.enter('running');
    } catch (error) {
      this.options.log.error(`the server did not start: ${String(error)}`);
      this.crashed(client);
    }
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const { client } = this;
    this.client = undefined;
    const process = client?.serverProcess;
    try {
      await client?.dispose(patience);
    } catch {
      // It hangs, or it never started far enough to respond.
      process?.kill('SIGKILL');
    }
    this.enter('stopped');
  }

  private crashed(client: LanguageClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    const next = this.restarts.afterCrash(Date.now());
    if (next === 'give up') {
      this.enter('stopped');
      void this.askForRestart();
      return;
    }
    this.options.log.warn(`the server crashed and will be restarted in ${next.wait} ms`);
    this.avoidsNativeParser ||= next.avoidsNativeParser;
    this.enter('waiting');
    this.timer = setTimeout(() => {
      void this.start().catch(() => undefined);
    }, next.wait);
  }

  private async askForRestart(): Promise<void> {
    const restart = l10n.t('Restart');
    const showLogs = l10n.t('Show logs');
    const message = l10n.t('The Kernel Rust server crashed {0} times and will not be restarted.', this.restarts.count);
    const chosen = await window.showErrorMessage(message, restart, showLogs);
    if (chosen === restart) await this.restart();
    else if (chosen === showLogs) this.options.log.show();
  }

  private createClient(): LanguageClient {
    const { module, cache, log, trace } = this.options;
    const env = { NODE_COMPILE_CACHE: cache, ...this.parserChoice() };
    const run = { module, transport: TransportKind.ipc, options: { env } };
    const debug = { ...run, options: { ...run.options, execArgv: ['--inspect=6009'] } };
    const options: LanguageClientOptions = {
      documentSelector: rustDocuments.map(({ scheme = 'file', language = 'rust' }) => ({ scheme, language })),
      outputChannel: log,
      traceOutputChannel: trace,
      // What goes wrong in the background is for the log; what a person asked for, the commands report themselves.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => ({
        settings: workspace.getConfiguration('kernelRust'),
        clientCommands: [commandIds.explainRule, commandIds.suppress],
        isTrusted: workspace.isTrusted,
      }),
      diagnosticPullOptions: { onChange: true, onSave: true },
      initializationFailedHandler: () => false,
      errorHandler: {
        // When the connection is really gone, it closes.
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          this.crashed(client);
          return { action: CloseAction.DoNotRestart, handled: true, message: 'the connection to the server is closed' };
        },
      },
      middleware: {
        provideDiagnostics: async (document, previousResultId, token, next) => {
          const report = await next(document, previousResultId, token);
          if (report !== undefined && report !== null && 'items' in report) linkRules(report.items);
          return report;
        },
        handleDiagnostics: (uri, diagnostics, next) => {
          linkRules(diagnostics);
          next(uri, diagnostics);
        },
        handleWorkDoneProgress: (token, progress, next) => {
          this.onProgress?.(progress);
          // The end always arrives: it frees what the client holds for it.
          if (this.onProgress === undefined || progress.kind === 'end') next(token, progress);
        },
      },
    };
    // The id is also the section under which the client looks for `trace.server`.
    const client = new QuietClient('kernelRust', 'Kernel Rust', { run, debug }, options);
    return client;
  }

  /** Without a choice the environment's own counts, and without that the server takes the best that loads. */
  private parserChoice(): Record<string, string> {
    const setting = workspace.getConfiguration('kernelRust').get<string>('parser', 'auto');
    if (setting !== 'auto') return { KERNEL_RUST_PARSER: setting };
    return this.avoidsNativeParser ? { KERNEL_RUST_PARSER: 'wasm' } : {};
  }
}
