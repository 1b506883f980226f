// The names of commands: those that the server runs, and those that a client may have.

/** Distinct from the client's own, because a client that registers both under one name would call itself. */
export const serverCommands = {
  /** Applies every safe fix to a document: `[uri]`. */
  applyAutofix: 'kernelRust.server.applyAutofix',
  /** Writes a suppression comment: `[SuppressArguments]` with a reason. */
  suppress: 'kernelRust.server.suppress',
  /** Applies an edit, for clients whose code actions can only be commands: `[WorkspaceEdit]`. */
  applyEdit: 'kernelRust.server.applyEdit',
  /** Checks the files of the workspace that are not open. */
  checkWorkspace: 'kernelRust.server.checkWorkspace',
  /** Checks each commit since one as a patch: `[{ since, uri? }]`, where `since` may be a range `A..B` and `uri` lies in the repository. */
  checkCommits: 'kernelRust.server.checkCommits',
  /** Gives commits to begin after: `[{ uri? }]`. */
  recentCommits: 'kernelRust.server.recentCommits',
  /** Gives the page of a rule in Markdown: `[id]`. */
  explainRule: 'kernelRust.server.explainRule',
  /** Gives the text of a first `.kernel-rust.toml`. */
  firstConfig: 'kernelRust.server.firstConfig',
  /** Gives what a bug report needs. */
  debugInformation: 'kernelRust.server.debugInformation',
} as const;

/** What a client may offer in `initializationOptions.clientCommands`. */
export const clientCommands = {
  /** Shows the page of a rule: `[id]`. */
  explainRule: 'kernelRust.explainRule',
  /** Asks for a reason and calls `kernelRust.server.suppress` with it: `[SuppressArguments]`. */
  suppress: 'kernelRust.suppress',
} as const;

export interface SuppressArguments {
  readonly uri: string;
  readonly rule: string;
  readonly scope: 'line' | 'file';
  /** Where the finding begins. */
  readonly position: { readonly line: number; readonly character: number };
  readonly reason?: string;
}

export interface CommitsArguments {
  readonly since?: string;
  readonly uri?: string;
}
