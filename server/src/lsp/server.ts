// The language server: connects what clients ask for and say to the checker, and keeps them up to date.

import { dirname } from 'node:path';
import {
  CodeActionKind,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type CodeAction,
  type Command,
  type CompletionItem,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type ExecuteCommandParams,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type PublishDiagnosticsParams,
  type WorkDoneProgressReporter,
  type WorkDoneProgressServerReporter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { baselineName } from '../analysis/baseline';
import { configName } from '../analysis/config';
import { firstConfig } from '../analysis/first-config';
import { product } from '../product';
import { ruleInfos } from '../analysis/rule-infos';
import { rulePage } from '../assist/rule-page';
import { suppressionEdit } from '../assist/suppress';
import { startParser, type ParserName } from '../syntax/parser';
import { chosenParser } from '../workspace/chosen-parser';
import { GitError } from '../host/git';
import { repositoryAt, type Repository } from '../workspace/git';
import { Checker, pathOf, type Checked } from './checker';
import { clientFeatures, type ClientFeatures } from './client-features';
import { CheckQueue } from './check-queue';
import { codeActions, kinds } from './code-actions';
import { serverCommands, type CommitsArguments, type SuppressArguments } from './commands';
import { checkCommits, textOf, type CommitCheckResult } from './commit-check';
import { CommitFindings } from './commit-findings';
import { completions, mayComplete, triggerCharacters } from './completion';
import { diagnosticsOf } from './diagnostics';
import { documentTexts } from './document-texts';
import { workspaceEdit } from './edits';
import { fixAllEdits } from './fix-all';
import { hoverAt } from './hover';
import { logOf, type Log } from './log';
import type { MessageGate } from './message-gate';
import { quietTime } from './quiet';
import type { Settings } from './settings';
import { SettingsProblems } from './settings-problems';
import { SettingsStore } from './settings-store';
import { checkFile, checkWorkspace, eitherCancelled, type WorkspaceCheckResult } from './workspace-check';

/** The gate must be the connection's message strategy. */
export function startServer(connection: Connection, gate: MessageGate): void {
  new LanguageServer(connection, gate).listen();
}

class LanguageServer {
  private readonly documents = new TextDocuments(documentTexts);
  private readonly settings: SettingsStore;
  private readonly checker: Checker;
  private readonly parser: Promise<ParserName>;
  private features: ClientFeatures = clientFeatures({ capabilities: {} });
  private folders: readonly string[] = [];
  private readonly queue: CheckQueue;
  /** The versions that were open or saved last: with `run` set to `onSave` only those are checked. */
  private readonly savedVersions = new Map<string, number>();
  /** What was sent last for each open document, so that it is not sent again. */
  private readonly sent = new Map<string, string>();
  /** Files for which diagnostics were sent without being asked. */
  private readonly published = new Set<string>();
  private readonly settingsProblems: SettingsProblems;
  private readonly log: Log;
  private workspaceChecks = 0;
  private readonly commitFindings = new CommitFindings();
  private commitChecks = 0;
  private isShutDown = false;
  private isRereading = false;
  /** Whether the client has been asked to ask again for diagnostics, and whether that has to be repeated once it has answered. */
  private asking: 'no' | 'yes' | 'again' = 'no';

  constructor(
    private readonly connection: Connection,
    private readonly gate: MessageGate,
  ) {
    this.log = logOf(connection, process.env);
    gate.attach(connection, this.log.warn);
    this.settings = new SettingsStore(connection, { features: () => this.features, log: this.log });
    this.checker = new Checker({
      folders: () => this.folders,
      log: this.log,
    });
    this.queue = new CheckQueue({
      check: (uri) => {
        this.checkInTurn(uri);
      },
      failed: (uri, error) => {
        this.log.error(`${uri}: ${describeError(error)}`);
      },
      quietTime: (uri) => quietTime(this.checker.lastOf(uri)),
      traffic: gate.traffic,
    });
    this.settingsProblems = new SettingsProblems((params) => {
      if (!this.isShutDown) void connection.sendDiagnostics(params);
    });
    const choice = chosenParser(process.env);
    this.parser = startParser('name' in choice ? choice.name : undefined);
    // Whoever needs the parser reports that there is none.
    this.parser.catch(() => undefined);
    if ('problem' in choice) this.log.warn(choice.problem);
  }

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.initialized());
    connection.onShutdown(() => {
      this.isShutDown = true;
      this.queue.stop();
    });
    documents.onDidOpen(({ document }) => {
      this.opened(document);
    });
    documents.onDidChangeContent(({ document }) => {
      this.changed(document.uri);
    });
    documents.onDidSave(({ document }) => {
      this.saved(document);
    });
    documents.onDidClose(({ document }) => {
      this.closed(document.uri);
    });
    connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
      this.settings.changed(settings);
      this.configurationChanged();
    });
    connection.onDidChangeWatchedFiles(() => {
      this.configurationChanged();
    });
    connection.onHover(({ textDocument, position }, token) =>
      this.withChecked<Hover | undefined>(textDocument.uri, token, ({ document, checked, settings }) =>
        settings.hover.enable ? hoverAt(position, { document, checked, features: this.features }) : undefined,
      ),
    );
    connection.onCodeAction((params, token) =>
      this.withChecked<(CodeAction | Command)[]>(params.textDocument.uri, token, (at) =>
        codeActions(params, { ...at, checker: this.checker, features: this.features }),
      ),
    );
    connection.onCompletion(({ textDocument, position }, token) => {
      const document = documents.get(textDocument.uri);
      if (document === undefined || !mayComplete(document, position)) return undefined;
      return this.withChecked<CompletionItem[]>(textDocument.uri, token, ({ checked }) =>
        completions(position, { document, checked, features: this.features }),
      );
    });
    connection.onExecuteCommand((params, token, progress) => this.execute(params, { token, progress }));
    connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
      this.pulled(textDocument.uri, { previousResultId, token }),
    );
    documents.listen(connection);
    connection.listen();
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.features = clientFeatures(params);
    this.settings.initialize(params.initializationOptions);
    const roots = params.workspaceFolders?.map(({ uri }) => uri) ?? rootOf(params);
    this.folders = roots.flatMap((uri) => pathOf(uri) ?? []);
    const { pullsDiagnostics, workspaceFolders } = this.features;
    const encodings = params.capabilities.general?.positionEncodings;
    this.gate.state = 'initialized';
    return {
      serverInfo: { name: product.name, version: product.version },
      capabilities: {
        ...(encodings?.includes('utf-16') === true ? { positionEncoding: 'utf-16' } : {}),
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        ...(pullsDiagnostics
          ? { diagnosticProvider: { identifier: product.name, interFileDependencies: false, workspaceDiagnostics: false } }
          : {}),
        hoverProvider: true,
        completionProvider: { triggerCharacters },
        codeActionProvider: this.features.codeActionLiterals
          ? { codeActionKinds: [CodeActionKind.QuickFix, kinds.suppressLine, kinds.suppressFile, kinds.fixAll] }
          : true,
        executeCommandProvider: { commands: Object.values(serverCommands), workDoneProgress: true },
        ...(workspaceFolders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
      },
    };
  }

  private async initialized(): Promise<void> {
    const { connection, features } = this;
    if (features.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
        this.folders = [...this.folders.filter((folder) => !gone.has(folder)), ...added.flatMap(({ uri }) => pathOf(uri) ?? [])];
        this.surroundingsChanged();
      });
    try {
      if (features.registersConfiguration)
        await connection.client.register(DidChangeConfigurationNotification.type, { section: 'kernelRust' });
      if (features.registersWatchers)
        await connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [configName, baselineName].map((name) => ({ globPattern: `**/${name}` })),
        });
      const name = await this.parser;
      this.log.info(`${product.name} ${product.version}, ${name} parser, Node.js ${process.versions.node}`);
    } catch (error) {
      this.log.error(String(error));
    }
    await this.checkWhereWanted();
  }

  // Documents

  private opened(document: TextDocument): void {
    this.savedVersions.set(document.uri, document.version);
    this.sent.delete(document.uri);
    this.queue.used(document.uri);
    this.checker.refreshIfOld();
    // What a check of the workspace said of the file gives way to what is said of the document.
    if (this.features.pullsDiagnostics && this.published.has(document.uri)) this.send({ uri: document.uri, diagnostics: [] });
  }

  private saved(document: TextDocument): void {
    this.savedVersions.set(document.uri, document.version);
    const name = document.uri.slice(document.uri.lastIndexOf('/') + 1);
    if (name === configName || name === baselineName) {
      this.configurationChanged();
      return;
    }
    const path = pathOf(document.uri);
    // What a Rust file says counts in others of its crate; what else there is may count anywhere.
    if (this.checker.refreshIfOld() || !name.endsWith('.rs')) this.surroundingsChanged();
    else if (path !== undefined && this.checker.fileSaved(path)) this.checkAgain();
    // What was held back until now.
    else if (this.settings.known(document.uri)?.run === 'onSave') void this.refresh(document.uri);
  }

  private closed(uri: string): void {
    this.queue.forget(uri);
    this.sent.delete(uri);
    this.checker.forget(uri);
    this.settings.forget(uri);
    this.savedVersions.delete(uri);
    if (!this.published.has(uri)) return;
    this.send({ uri, diagnostics: [] });
    void this.showUnopened(uri);
  }

  /** What is to be known of a file that is not open. */
  private async showUnopened(uri: string): Promise<void> {
    const path = pathOf(uri);
    if (path === undefined) return;
    const { diagnosticMode } = await this.settings.of(uri);
    if (diagnosticMode === 'workspace') {
      await checkFile(path, this.fileOptions());
      return;
    }
    if (this.documents.get(uri) !== undefined) return;
    const text = this.commitFindings.has(uri) ? textOf(path) : undefined;
    const document = TextDocument.create(uri, 'rust', 0, text ?? '');
    const diagnostics = text === undefined ? [] : this.commitFindings.mergedWith([], document, this.features);
    if (diagnostics.length > 0 || this.published.has(uri)) this.send({ uri, diagnostics });
  }

  private diagnosticsOf(document: TextDocument, checked: Checked): Diagnostic[] {
    return this.commitFindings.mergedWith(diagnosticsOf(document, checked, this.features), document, this.features);
  }

  private changed(uri: string): void {
    if (this.features.pullsDiagnostics) this.queue.postpone(uri);
    else void this.refresh(uri, { isEdited: true });
  }

  /** Puts a document in the queue once its settings and the parser are there. */
  private async refresh(uri: string, { isEdited = false }: { isEdited?: boolean } = {}): Promise<void> {
    try {
      await Promise.all([this.settings.of(uri), this.parser]);
    } catch {
      return;
    }
    if (this.documents.get(uri) === undefined) return;
    if (isEdited) this.queue.edited(uri);
    else this.queue.outdated(uri);
  }

  /** What is checked and sent is the document as it is now. */
  private checkInTurn(uri: string): void {
    const document = this.documents.get(uri);
    if (document === undefined || !isRust(document)) return;
    const settings = this.settings.known(uri);
    // They have changed since the document was put in the queue.
    if (settings === undefined) {
      void this.refresh(uri);
      return;
    }
    if (this.features.pullsDiagnostics) {
      this.checker.check(document, settings);
      return;
    }
    if (this.isHeldBack(document, settings)) return;
    const checked = this.checker.check(document, settings);
    this.settingsProblems.show(this.checker.settingsProblems());
    const { version } = document;
    const result = `${checked.resultId}.${version}.${this.commitFindings.epoch}`;
    if (this.sent.get(uri) === result) return;
    this.sent.set(uri, result);
    const diagnostics = this.diagnosticsOf(document, checked);
    this.send({ uri, diagnostics, ...(this.features.versionedDiagnostics ? { version } : {}) });
  }

  private async pulled(
    uri: string,
    { previousResultId, token }: { previousResultId: string | undefined; token: CancellationToken },
  ): Promise<DocumentDiagnosticReport> {
    await Promise.all([this.settings.of(uri), this.parser]);
    if (this.documents.get(uri) !== undefined) await this.queue.checked(uri);
    const settings = await this.settings.of(uri);
    if (token.isCancellationRequested || this.isShutDown) throw cancelled();
    const document = this.documents.get(uri);
    if (document === undefined || !isRust(document)) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    if (previousResultId !== undefined && this.isHeldBack(document, settings))
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: previousResultId };
    const checked = this.checker.check(document, settings);
    this.settingsProblems.show(this.checker.settingsProblems());
    const resultId = `${checked.resultId}.${this.commitFindings.epoch}`;
    if (previousResultId === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: this.diagnosticsOf(document, checked) };
  }

  private isHeldBack({ uri, version }: TextDocument, { run }: Settings): boolean {
    return run === 'onSave' && this.savedVersions.get(uri) !== version;
  }

  private send(params: PublishDiagnosticsParams): void {
    if (this.isShutDown) return;
    if (params.diagnostics.length > 0) this.published.add(params.uri);
    else this.published.delete(params.uri);
    void this.connection.sendDiagnostics(params);
  }

  // What stands around documents

  private configurationChanged(): void {
    this.surroundingsChanged();
    void this.checkWhereWanted();
  }

  private surroundingsChanged(): void {
    this.checker.invalidate();
    void this.rereadConfigurations();
    this.checkAgain();
  }

  private checkAgain(): void {
    if (!this.features.pullsDiagnostics) for (const { uri } of this.documents.all()) void this.refresh(uri);
    else if (this.features.refreshesDiagnostics) void this.refreshDiagnostics();
  }

  /** A client that is closing may not answer; that is its right. */
  private async refreshDiagnostics(): Promise<void> {
    if (this.asking !== 'no') {
      this.asking = 'again';
      return;
    }
    do {
      this.asking = 'yes';
      await this.gate.traffic.settled();
      await this.connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => undefined);
    } while ((this.asking as string) === 'again' && !this.isShutDown);
    this.asking = 'no';
  }

  /** Once for all changes that arrive together. */
  private async rereadConfigurations(): Promise<void> {
    if (this.isRereading) return;
    this.isRereading = true;
    await this.gate.traffic.settled();
    this.isRereading = false;
    await Promise.all(
      this.documents.all().map(async ({ uri }) => {
        this.checker.readConfiguration(uri, await this.settings.of(uri));
      }),
    );
    this.settingsProblems.show(this.checker.settingsProblems());
  }

  // Requests

  /** Runs on the document as it is once settings and parser are there. Nothing for documents that are not open, or no Rust. */
  private async withChecked<T>(
    uri: string,
    token: CancellationToken,
    answer: (at: { document: TextDocument; checked: Checked; settings: Settings }) => T,
  ): Promise<T | undefined> {
    if (this.isShutDown) throw new ResponseError(ErrorCodes.InvalidRequest, 'the server is shutting down');
    const settings = await this.settings.of(uri);
    await this.parser;
    if (token.isCancellationRequested) throw cancelled();
    const document = this.documents.get(uri);
    if (document === undefined || !isRust(document)) return undefined;
    this.queue.used(uri);
    return answer({ document, checked: this.checker.check(document, settings), settings });
  }

  private async execute(
    { command, arguments: given = [] }: ExecuteCommandParams,
    { token, progress }: { token: CancellationToken; progress: WorkDoneProgressReporter },
  ): Promise<unknown> {
    const [first] = given as readonly unknown[];
    switch (command) {
      case serverCommands.applyAutofix:
        return this.applyAutofix(String(first), token);
      case serverCommands.suppress:
        return this.suppress(first as SuppressArguments, token);
      case serverCommands.applyEdit:
        return this.apply('Fix', first as WorkspaceEdit);
      case serverCommands.checkWorkspace:
        return this.checkFolders({ token, progress });
      case serverCommands.checkCommits:
        return this.checkCommits(first as CommitsArguments | undefined, { token, progress });
      case serverCommands.recentCommits:
        return this.recentCommits(first as CommitsArguments | undefined);
      case serverCommands.explainRule: {
        const entry = ruleInfos.find(({ rule }) => rule.id === first);
        return entry === undefined ? null : rulePage(entry.rule, { group: entry.group });
      }
      case serverCommands.firstConfig:
        return firstConfig;
      case serverCommands.debugInformation:
        return this.debugInformation();
      default:
        throw new ResponseError(LSPErrorCodes.RequestFailed, `there is no command ${command}`);
    }
  }

  private async applyAutofix(uri: string, token: CancellationToken): Promise<boolean> {
    const edit = await this.withChecked(uri, token, ({ document, checked, settings }) => {
      const edits = fixAllEdits(document, checked, { checker: this.checker, settings, kinds: 'safe' });
      return edits.length === 0 ? undefined : workspaceEdit(document, edits, { features: this.features });
    });
    return edit !== undefined && this.apply('Fix all auto-fixable problems', edit);
  }

  private async suppress({ uri, rule, scope, position, reason }: SuppressArguments, token: CancellationToken): Promise<boolean> {
    const edit = await this.withChecked(uri, token, ({ document, checked: { parsed } }) => {
      if (parsed === undefined) return undefined;
      const written = suppressionEdit(parsed.facts, { rule, scope, offset: document.offsetAt(position) });
      if (written === undefined) return undefined;
      const { at, before, after, needsReason } = written;
      const oneLine = (reason ?? '').replace(/\s+/g, ' ').trim();
      const newText = `${before}${needsReason ? oneLine || 'REASON' : ''}${after}`;
      const place = document.positionAt(at);
      return workspaceEdit(document, [{ range: { start: place, end: place }, newText }], { features: this.features });
    });
    return edit !== undefined && this.apply(`Disable ${rule}`, edit);
  }

  private async apply(label: string, edit: WorkspaceEdit): Promise<boolean> {
    if (!this.features.applyEdit) return false;
    return (await this.connection.workspace.applyEdit({ label, edit })).applied;
  }

  /** Checks all files where the settings want to know of more than the open ones. */
  private async checkWhereWanted(): Promise<void> {
    const [folder] = this.folders;
    if (folder === undefined) return;
    const { diagnosticMode } = await this.settings.of(URI.file(folder).toString());
    if (diagnosticMode === 'workspace') await this.checkFolders({});
  }

  private async checkCommits(
    { since, uri }: CommitsArguments = {},
    { token, progress }: { token: CancellationToken; progress: WorkDoneProgressReporter },
  ): Promise<CommitCheckResult> {
    if (typeof since !== 'string' || since.trim() === '') throw failed('say since which commit');
    await this.parser;
    const repository = this.repositoryOf(uri);
    const created = await this.createProgress();
    const stopped = eitherCancelled(token, created?.token);
    const number = ++this.commitChecks;
    try {
      const { files, ...result } = await checkCommits({
        repository,
        range: since.includes('..') ? since.trim() : `${since.trim()}..HEAD`,
        checker: this.checker,
        features: this.features,
        settingsOf: (of) => this.settings.of(of),
        openText: (of) => this.documents.get(of)?.getText(),
        log: this.log.warn,
        progress: created ?? progress,
        isCancelled: () => this.isShutDown || number !== this.commitChecks || stopped(),
        idle: () => this.queue.idle(),
      });
      if (!result.isCancelled) await this.showCommits(this.commitFindings.replace(files));
      return result;
    } catch (error) {
      if (error instanceof GitError) throw failed(error.message);
      throw error;
    }
  }

  private async showCommits(uris: readonly string[]): Promise<void> {
    const isOpen = (uri: string): boolean => this.documents.get(uri) !== undefined;
    if (!this.features.pullsDiagnostics) for (const uri of uris.filter(isOpen)) void this.refresh(uri);
    else if (this.features.refreshesDiagnostics) void this.refreshDiagnostics();
    for (const uri of uris) if (!isOpen(uri)) await this.showUnopened(uri);
  }

  private recentCommits({ uri }: CommitsArguments = {}): {
    upstream: string | null;
    commits: { commit: string; subject: string }[];
  } {
    const repository = this.repositoryOf(uri);
    return { upstream: repository.upstream() ?? null, commits: repository.recent(30) };
  }

  /** The one that a document lies in, else that of the first folder. */
  private repositoryOf(uri: string | undefined): Repository {
    if (!this.features.isTrusted) throw failed('git is not run in an untrusted workspace');
    const path = uri === undefined ? undefined : pathOf(uri);
    const folders = [...(path === undefined ? [] : [dirname(path)]), ...this.folders];
    for (const folder of folders) {
      const found = repositoryAt(folder, gitOptions);
      if (found !== undefined) return found;
    }
    throw failed('there is no git repository here');
  }

  private async createProgress(): Promise<WorkDoneProgressServerReporter | undefined> {
    if (!this.features.workDoneProgress) return undefined;
    return this.connection.window.createWorkDoneProgress().catch(() => undefined);
  }

  private async checkFolders({
    token,
    progress,
  }: {
    token?: CancellationToken;
    progress?: WorkDoneProgressReporter;
  }): Promise<WorkspaceCheckResult> {
    await this.parser;
    const created = await this.createProgress();
    const stopped = eitherCancelled(token, created?.token);
    // A check takes over from the one that was under way.
    const number = ++this.workspaceChecks;
    return checkWorkspace({
      ...this.fileOptions(),
      folders: this.folders,
      progress: created ?? progress ?? silent,
      isCancelled: () => this.isShutDown || number !== this.workspaceChecks || stopped(),
      idle: () => this.queue.idle(),
    });
  }

  private fileOptions(): Parameters<typeof checkFile>[1] {
    return {
      checker: this.checker,
      diagnosticsOf: (document, checked) => this.diagnosticsOf(document, checked),
      settingsOf: (uri) => this.settings.of(uri),
      isOpen: (uri) => this.documents.get(uri) !== undefined,
      publish: (params) => {
        if (params.diagnostics.length > 0 || this.published.has(params.uri)) this.send(params);
      },
      log: this.log.warn,
    };
  }

  private async debugInformation(): Promise<string> {
    const memory = process.memoryUsage();
    const documents = this.documents
      .all()
      .map(({ uri }) => `  ${uri}: ${(this.checker.lastOf(uri)?.milliseconds ?? 0).toFixed(1)} ms`);
    return [
      `${product.name} ${product.version}`,
      `Node.js ${process.versions.node} on ${process.platform}-${process.arch}`,
      `parser: ${await this.parser.catch(String)}`,
      `memory: ${(memory.rss / 1e6).toFixed(0)} MB, heap ${(memory.heapUsed / 1e6).toFixed(0)} MB`,
      `folders: ${this.folders.join(', ')}`,
      `checks: ${this.checker.checks}`,
      'open documents, and what their last check took:',
      ...documents,
    ].join('\n');
  }
}

/** Nobody gets an answer while git is at work. */
const gitOptions = { timeLimit: 10_000 };

const silent: WorkDoneProgressReporter = {
  begin: () => undefined,
  report: () => undefined,
  done: () => undefined,
};

/** As clients before workspace folders say where they are. */
function rootOf(params: object): string[] {
  const { rootUri, rootPath } = params as { rootUri?: unknown; rootPath?: unknown };
  if (typeof rootUri === 'string') return [rootUri];
  return typeof rootPath === 'string' ? [URI.file(rootPath).toString()] : [];
}

const describeError = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const isRust = ({ languageId, uri }: TextDocument): boolean => languageId === 'rust' || uri.endsWith('.rs');

const failed = (message: string): ResponseError<undefined> => new ResponseError(LSPErrorCodes.RequestFailed, message);

const cancelled = (): ResponseError<undefined> => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
