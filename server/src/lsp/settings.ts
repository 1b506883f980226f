// The settings as an editor gives them, checked: what cannot be understood is left out and named.

import { parseLevel, type RuleLevels } from '../analysis/config';

export interface Settings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  readonly diagnosticMode: 'openFilesOnly' | 'workspace';
  readonly rules: { readonly severity: RuleLevels };
  readonly preview: boolean;
  /** Instead of the `.kernel-rust.toml` that is found upwards from each file. */
  readonly configPath: string | undefined;
  /** Which wins where `.kernel-rust.toml` and the editor's settings both name a rule. */
  readonly configurationPreference: 'filesystemFirst' | 'editorFirst' | 'editorOnly';
  /** Globs relative to the workspace folder. */
  readonly exclude: readonly string[];
  /** The kernel tree that code outside of one is built against. */
  readonly kernelTree: string | undefined;
  readonly codeAction: {
    readonly disableRuleComment: { readonly enable: boolean };
    readonly showDocumentation: { readonly enable: boolean };
  };
  readonly fixAll: boolean;
  readonly hover: { readonly enable: boolean };
  /** How many files a check of the workspace takes at most; 0 switches it off. */
  readonly workspace: { readonly maxFiles: number };
  /** Milliseconds of checking one file from which on the log says so. */
  readonly timeBudget: { readonly warn: number; readonly error: number };
}

export const defaultSettings: Settings = {
  enable: true,
  run: 'onType',
  diagnosticMode: 'openFilesOnly',
  rules: { severity: {} },
  preview: false,
  configPath: undefined,
  configurationPreference: 'filesystemFirst',
  exclude: [],
  kernelTree: undefined,
  codeAction: { disableRuleComment: { enable: true }, showDocumentation: { enable: true } },
  fixAll: true,
  hover: { enable: true },
  workspace: { maxFiles: 2000 },
  timeBudget: { warn: 500, error: 2000 },
};

export const section = 'kernelRust';

export interface SettingsResult {
  readonly settings: Settings;
  /** What was left out, a sentence each. */
  readonly problems: readonly string[];
}

/** Takes the settings themselves, an object that holds them as `kernelRust`, and dotted keys. Other keys mean nothing here. */
export function readSettings(value: unknown): SettingsResult {
  const root = nested(value);
  const inner = root[section];
  return new SettingsReader(isObject(inner) ? nested(inner) : root).read();
}

type Json = Readonly<Record<string, unknown>>;

class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly root: Json) {}

  read(): SettingsResult {
    const preset = defaultSettings;
    const settings: Settings = {
      enable: this.boolean('enable', preset.enable),
      run: this.oneOf('run', ['onType', 'onSave'], preset.run),
      diagnosticMode: this.oneOf('diagnosticMode', ['openFilesOnly', 'workspace'], preset.diagnosticMode),
      rules: { severity: this.levels() },
      preview: this.boolean('preview', preset.preview),
      configPath: this.path('configPath'),
      configurationPreference: this.oneOf(
        'configurationPreference',
        ['filesystemFirst', 'editorFirst', 'editorOnly'],
        preset.configurationPreference,
      ),
      exclude: this.strings('exclude'),
      kernelTree: this.path('kernelTree'),
      codeAction: {
        disableRuleComment: { enable: this.boolean('codeAction.disableRuleComment.enable', true) },
        showDocumentation: { enable: this.boolean('codeAction.showDocumentation.enable', true) },
      },
      fixAll: this.boolean('fixAll', preset.fixAll),
      hover: { enable: this.boolean('hover.enable', preset.hover.enable) },
      workspace: { maxFiles: this.count('workspace.maxFiles', preset.workspace.maxFiles) },
      timeBudget: {
        warn: this.count('timeBudget.warn', preset.timeBudget.warn),
        error: this.count('timeBudget.error', preset.timeBudget.error),
      },
    };
    return { settings, problems: this.problems };
  }

  /** `null` is what editors send for a setting that nobody has touched. */
  private at(key: string): unknown {
    let value: unknown = this.root;
    for (const part of key.split('.')) value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
    return value ?? undefined;
  }

  private boolean(key: string, preset: boolean): boolean {
    const value = this.at(key);
    if (typeof value === 'boolean') return value;
    this.refuse(key, { value, wanted: 'true or false' });
    return preset;
  }

  private count(key: string, preset: number): number {
    const value = this.at(key);
    if (typeof value === 'number' && value >= 0) return Math.floor(value);
    this.refuse(key, { value, wanted: 'a number' });
    return preset;
  }

  private path(key: string): string | undefined {
    const value = this.at(key);
    if (typeof value === 'string') return value === '' ? undefined : value;
    this.refuse(key, { value, wanted: 'a path' });
    return undefined;
  }

  private strings(key: string): string[] {
    const value = this.at(key);
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
    this.refuse(key, { value, wanted: 'a list of globs' });
    return [];
  }

  private oneOf<T extends string>(key: string, known: readonly T[], preset: T): T {
    const value = this.at(key);
    const found = known.find((each) => each === value);
    if (found !== undefined) return found;
    this.refuse(key, { value, wanted: `one of ${known.join(', ')}` });
    return preset;
  }

  private levels(): RuleLevels {
    const key = 'rules.severity';
    const value = this.at(key);
    if (!isObject(value)) {
      this.refuse(key, { value, wanted: 'an object of rule ids and levels' });
      return {};
    }
    const found: Record<string, RuleLevels[string]> = {};
    for (const [rule, level] of Object.entries(value)) {
      const parsed = parseLevel(rule, String(level));
      if ('problem' in parsed) this.problems.push(`${section}.${key}: ${parsed.problem}`);
      else found[parsed.rule] = parsed.level;
    }
    return found;
  }

  private refuse(key: string, { value, wanted }: { value: unknown; wanted: string }): void {
    if (value !== undefined) this.problems.push(`${section}.${key} must be ${wanted}, not ${JSON.stringify(value).slice(0, 60)}`);
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{ "hover.enable": false }` as `{ hover: { enable: false } }`; rule ids have no dots. */
function nested(value: unknown): Json {
  if (!isObject(value)) return {};
  const root: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const parts = key.split('.');
    const last = parts.pop() ?? '';
    let at = root;
    for (const part of parts) {
      const below = Object.hasOwn(at, part) ? at[part] : undefined;
      const next: Record<string, unknown> = isObject(below) ? { ...below } : {};
      Object.defineProperty(at, part, { value: next, enumerable: true, configurable: true, writable: true });
      at = next;
    }
    const known = Object.hasOwn(at, last) ? at[last] : undefined;
    const settled = isObject(known) && isObject(inner) ? { ...known, ...inner } : inner;
    Object.defineProperty(at, last, { value: settled, enumerable: true, configurable: true, writable: true });
  }
  return root;
}
