// The settings of each document, from wherever the client keeps them.

import type { Connection } from 'vscode-languageserver/node';

import type { ClientFeatures } from './client-features';
import type { Log } from './log';
import { defaultSettings, readSettings, section, type Settings } from './settings';

export class SettingsStore {
  private readonly byUri = new Map<string, Promise<Settings>>();
  /** Those of `byUri` that the client has answered. */
  private readonly answered = new Map<string, Settings>();
  private readonly logged = new Set<string>();
  /** For clients that are not asked: what came with `initialize`, or with the last change. */
  private given: Settings = defaultSettings;
  private initial: unknown;

  constructor(
    private readonly connection: Connection,
    private readonly options: { readonly features: () => ClientFeatures; readonly log: Log },
  ) {}

  /** Takes `initializationOptions`: the settings themselves, or an object that holds them as `settings`. */
  initialize(options: unknown): void {
    const held = typeof options === 'object' && options !== null ? (options as { settings?: unknown }).settings : undefined;
    this.initial = held ?? options;
    this.given = this.read(this.initial);
  }

  of(uri: string): Promise<Settings> {
    if (!this.options.features().asksForConfiguration) return Promise.resolve(this.given);
    const known = this.byUri.get(uri);
    if (known !== undefined) return known;
    const asked = this.ask(uri);
    this.byUri.set(uri, asked);
    void asked.then((settings) => {
      if (this.byUri.get(uri) === asked) this.answered.set(uri, settings);
    });
    return asked;
  }

  /** The same where they are at hand, without asking anybody. */
  known(uri: string): Settings | undefined {
    return this.options.features().asksForConfiguration ? this.answered.get(uri) : this.given;
  }

  forget(uri: string): void {
    this.byUri.delete(uri);
    this.answered.delete(uri);
  }

  /** Clients that are asked send nothing useful along, the others send everything. */
  changed(settings: unknown): void {
    this.byUri.clear();
    this.answered.clear();
    if (settings === null || settings === undefined) return;
    this.given = this.read(isNothing(settings) ? this.initial : settings);
  }

  private async ask(uri: string): Promise<Settings> {
    try {
      const answer: unknown = await this.connection.workspace.getConfiguration({ scopeUri: uri, section });
      // A client that can be asked may still have nothing to say: then what it sent in the beginning counts.
      return isNothing(answer) ? this.given : this.read(answer);
    } catch {
      return this.given;
    }
  }

  private read(value: unknown): Settings {
    const { settings, problems } = readSettings(value);
    for (const problem of problems) {
      if (this.logged.has(problem)) continue;
      this.logged.add(problem);
      this.options.log.warn(`left out of the settings: ${problem}`);
    }
    return settings;
  }
}

/** `null` by the protocol, and an empty object where lsp-mode and eglot know of no settings. */
function isNothing(answer: unknown): boolean {
  return answer === null || answer === undefined || (typeof answer === 'object' && Object.keys(answer).length === 0);
}
