// What the client can do, read once from its `initialize` request.

import { MarkupKind, type InitializeParams } from 'vscode-languageserver/node';

export interface ClientFeatures {
  /** The client asks for diagnostics; otherwise they are sent. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly versionedDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticData: boolean;
  /** Code actions may carry an edit; otherwise only commands are understood. */
  readonly codeActionLiterals: boolean;
  readonly preferredActions: boolean;
  readonly applyEdit: boolean;
  readonly documentChanges: boolean;
  readonly snippetEdits: boolean;
  readonly changeAnnotations: boolean;
  readonly markdownHover: boolean;
  readonly snippetCompletion: boolean;
  readonly markdownCompletion: boolean;
  readonly insertsAsIs: boolean;
  readonly asksForConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
  /** Commands that the client has, named in `initializationOptions.clientCommands`. */
  readonly commands: ReadonlySet<string>;
  /** Whether the user trusts the folders: unless `initializationOptions.isTrusted` is false. Without trust no program is started in them. */
  readonly isTrusted: boolean;
}

export function clientFeatures({
  capabilities,
  initializationOptions,
}: Pick<InitializeParams, 'capabilities' | 'initializationOptions'>): ClientFeatures {
  const { textDocument, workspace, window } = capabilities;
  const documentChanges = workspace?.workspaceEdit?.documentChanges === true;
  const item = textDocument?.completion?.completionItem;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    versionedDiagnostics: textDocument?.publishDiagnostics?.versionSupport === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true || textDocument?.diagnostic?.relatedInformation === true,
    diagnosticData: textDocument?.publishDiagnostics?.dataSupport === true || textDocument?.diagnostic?.dataSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: textDocument?.codeAction?.isPreferredSupport === true,
    applyEdit: workspace?.applyEdit === true,
    documentChanges,
    snippetEdits: documentChanges && workspace.workspaceEdit?.snippetEditSupport === true,
    changeAnnotations: documentChanges && workspace.workspaceEdit?.changeAnnotationSupport !== undefined,
    markdownHover: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    snippetCompletion: item?.snippetSupport === true,
    markdownCompletion: item?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    insertsAsIs: item?.insertTextModeSupport !== undefined,
    asksForConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    workDoneProgress: window?.workDoneProgress === true,
    commands: new Set(commandsIn(initializationOptions)),
    isTrusted: (initializationOptions as { isTrusted?: unknown } | null | undefined)?.isTrusted !== false,
  };
}

function commandsIn(options: unknown): string[] {
  const named =
    typeof options === 'object' && options !== null ? (options as { clientCommands?: unknown }).clientCommands : undefined;
  return Array.isArray(named) ? named.filter((name) => typeof name === 'string') : [];
}
