// Checks open documents and files of the workspace: gives the engine what it needs and remembers the latest result of each document.

import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import picomatch from 'picomatch';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { splitByBaseline } from '../analysis/baseline';
import { defaultConfig, levelsIn, type Config, type Level } from '../analysis/config';
import { analyse, describeFailure, describeStop, type Stop } from '../analysis/engine';
import { factsOf, type Facts } from '../facts/facts';
import { derived } from '../derived';
import { packs } from '../packs';
import type { Finding, RuleInfo } from '../rule';
import type { Deadline } from '../syntax/deadline';
import { parseFile, type SourceFile } from '../syntax/source-file';
import { findUpwards } from '../tree/disk-tree';
import { emptyTree } from '../tree/kernel-tree';
import type { Sibling } from '../crate/modules';
import type { Unit } from '../crate/unit';
import { isSkippedByDefault } from '../workspace/find-files';
import { isBelow, slashes } from '../workspace/paths';
import { SurroundingsFinder, wrongOption, type SettingsProblem, type Surroundings } from '../workspace/surroundings';
import type { Log } from './log';
import type { Settings } from './settings';

/** A document that was parsed, with what it means. */
export interface Parsed {
  readonly file: SourceFile;
  readonly facts: Facts;
}

export interface Checked {
  readonly version: number;
  /** Another one for each check. */
  readonly resultId: string;
  /** Nothing when the document is not one to check, or could not be. */
  readonly parsed: Parsed | undefined;
  readonly findings: readonly Finding[];
  /** Why it was not checked, or not in full, for the user; nothing when it was, or is not one to check. */
  readonly problem: string | undefined;
  readonly milliseconds: number;
}

export interface CheckerOptions {
  /** The folders of the workspace, absolute. */
  readonly folders: () => readonly string[];
  readonly log: Log;
  /** How long the rules may take over a document; as `analysisBudget` says unless given. */
  readonly deadline?: Deadline;
}

/** Milliseconds of parsing that a document may take while somebody waits at the keyboard. */
const parseBudget = 500;

/** Milliseconds that the rules may take over it. */
const analysisBudget = 2_000;

/** Nobody writes kernel code that long; what is longer was generated, and would hold up everything else. */
const maxLength = 2_000_000;

/** Milliseconds after which the tree may be read anew, because nobody tells the server what a `git checkout` changes. */
const maxAge = 30_000;

/** What a document was judged by beside its text. */
interface Basis {
  readonly unit: Unit;
  readonly tree: Surroundings['tree'];
  /** The other files of its crate, where somebody has asked for them. */
  siblings: readonly Sibling[] | undefined;
}

interface Result extends Checked {
  readonly text: string;
  /** Nothing when it was not judged by anything beside its text and the settings. */
  readonly basis: Basis | undefined;
  readonly generation: number;
  readonly epoch: number;
}

export class Checker {
  /** How many documents and files were checked. */
  checks = 0;
  private readonly latest = new Map<string, Result>();
  /** When the first of the finders began to read. */
  private since = 0;
  private finders = new Map<string, SurroundingsFinder>();
  private readonly inCargoPackage = new Map<string, boolean>();
  private configsFrom = derived<Config, Map<string, Config>>(() => new Map());
  private readonly logged = new Set<string>();
  /** Grows whenever anything that stands around the files may have changed, so that no result counts any more. */
  private generation = 0;
  /** Grows when Rust files have changed, so that a result counts only if what it is based on is still the same. */
  private epoch = 0;

  constructor(private readonly options: CheckerOptions) {}

  /** The latest result, worked out when there is none for this text and what stands around it. */
  check(document: TextDocument, settings: Settings): Checked {
    const { uri, version } = document;
    const { generation, epoch } = this;
    const text = document.getText();
    const known = this.latest.get(uri);
    if (
      known?.generation === generation &&
      known.text === text &&
      (known.epoch === epoch || this.stillHolds(known, { uri, settings }))
    ) {
      const current = { ...known, version, epoch };
      this.latest.set(uri, current);
      return current;
    }
    this.checks++;
    const began = performance.now();
    const result = this.analysed(document, settings);
    const milliseconds = performance.now() - began;
    this.logTime(uri, { milliseconds, settings });
    const checked = { ...result, version, resultId: String(this.checks), milliseconds, text, generation, epoch };
    this.latest.set(uri, checked);
    return checked;
  }

  /** What the last check took, and whether it had to give up. */
  lastOf(uri: string): Pick<Checked, 'milliseconds' | 'problem'> | undefined {
    return this.latest.get(uri);
  }

  /** The findings of a text that takes a document's place for a moment, as a fix makes it; only those of one rule where one is named. */
  findingsIn(
    file: SourceFile,
    { uri, settings, rule }: { uri: string; settings: Settings; rule?: string | undefined },
  ): { findings: readonly Finding[]; stopped: Stop | undefined } {
    const facts = factsOf(file, { packs, ...this.surroundings(uri, settings) });
    return this.findings(facts, { uri, settings, rule });
  }

  forget(uri: string): void {
    this.latest.delete(uri);
    for (const key of this.logged) if (key.startsWith(`${uri}\n`)) this.logged.delete(key);
  }

  /** A Rust file has been saved. Whether that may change what is said of any document. */
  fileSaved(path: string): boolean {
    const changes = [...this.finders.values()].map((finder) => finder.changed(path));
    if (changes.includes('unknown')) this.invalidate();
    else if (changes.includes('text')) this.epoch++;
    else return false;
    return true;
  }

  /** What stands around files, or the settings, may have changed. */
  invalidate(): void {
    this.generation++;
    this.finders = new Map();
    this.inCargoPackage.clear();
    this.configsFrom = derived<Config, Map<string, Config>>(() => new Map());
  }

  /** For moments in which a little more work goes unnoticed: reads the surroundings anew when they were read long ago, and says so. */
  refreshIfOld(): boolean {
    const isOld = this.finders.size > 0 && performance.now() - this.since > maxAge;
    if (isOld) this.invalidate();
    return isOld;
  }

  /** The problems of the configuration files that documents were checked with. */
  settingsProblems(): SettingsProblem[] {
    return [...this.finders.values()].flatMap(({ problems }) => problems);
  }

  /** Reads the configuration of a document without checking it. */
  readConfiguration(uri: string, settings: Settings): void {
    const path = pathOf(uri);
    if (path !== undefined) this.finder(path, settings).settings(path);
  }

  /** Whether a result still counts after Rust files have changed. */
  private stillHolds({ basis }: Result, { uri, settings }: { uri: string; settings: Settings }): boolean {
    if (basis === undefined) return true;
    const { unit, tree } = this.surroundings(uri, settings);
    if (tree !== basis.tree || !isDeepStrictEqual({ ...unit, siblings: undefined }, { ...basis.unit, siblings: undefined }))
      return false;
    if ((unit.siblings === undefined) !== (basis.unit.siblings === undefined)) return false;
    return basis.siblings === undefined || areSame(basis.siblings, unit.siblings?.() ?? []);
  }

  private analysed(document: TextDocument, settings: Settings): Pick<Result, 'parsed' | 'findings' | 'problem' | 'basis'> {
    const { uri } = document;
    const none = { parsed: undefined, findings: [], problem: undefined, basis: undefined };
    if (!settings.enable || this.isExcluded(uri, settings)) return none;
    const text = document.getText();
    if (text.length > maxLength)
      return { ...none, problem: `not checked: it is longer than ${maxLength / 1e6} million characters` };
    const file = parseFile(text, { path: pathOf(uri) ?? uri, budget: parseBudget });
    if (file === undefined) return { ...none, problem: `not checked: parsing takes longer than ${parseBudget} ms` };
    const basis = basisOf(this.surroundings(uri, settings));
    const { unit, tree } = basis;
    const facts = factsOf(file, { unit, packs, tree });
    if (this.isOrdinaryRust(uri, facts)) return { ...none, basis };
    const { findings, stopped } = this.findings(facts, { uri, settings });
    if (stopped === undefined) return { parsed: { file, facts }, findings, problem: undefined, basis };
    // The facts were left half worked out.
    return { parsed: { file, facts: factsOf(file, { unit, packs, tree }) }, findings, problem: describeStop(stopped), basis };
  }

  private findings(
    facts: Facts,
    at: { uri: string; settings: Settings; rule?: string | undefined },
  ): { findings: readonly Finding[]; stopped: Stop | undefined } {
    const { uri, settings } = at;
    const path = pathOf(uri);
    const around = path === undefined ? undefined : this.finder(path, settings).settings(path);
    const wanted = this.levelsOf(uri, settings);
    const levelOf = (rule: RuleInfo): Level => (at.rule !== undefined && at.rule !== rule.id ? 'off' : wanted(rule));
    const analysis = analyse(facts, { levelOf, deadline: this.options.deadline ?? { budget: analysisBudget } });
    for (const failure of analysis.failures) this.logOnce(uri, 'error', `${shown(uri)}: ${describeFailure(failure)}`);
    const { baseline } = around?.baseline ?? {};
    const counts = path === undefined || around === undefined ? undefined : baseline?.files[around.baseline.pathOf(path)];
    const { findings, stopped } = analysis;
    return { findings: baseline === undefined ? findings : splitByBaseline(findings, counts ?? {}).findings, stopped };
  }

  /** How loud the rules are in a file. */
  levelsOf(uri: string, settings: Settings): (rule: RuleInfo) => Level {
    const path = pathOf(uri);
    const around = path === undefined ? undefined : this.finder(path, settings).settings(path);
    const config = this.withEditorSettings(around?.config ?? defaultConfig, settings);
    const configured = levelsIn(config, around?.path ?? '');
    return (rule) => preferred(rule, { configured: configured(rule), settings });
  }

  /** Whoever has the kernel's rules at hand in the editor opens other Rust too, and wants to hear nothing about that. */
  private isOrdinaryRust(uri: string, facts: Facts): boolean {
    const path = pathOf(uri);
    if (path === undefined || facts.unit.path !== undefined || facts.isKernelCode) return false;
    const folder = dirname(path);
    const known = this.inCargoPackage.get(folder) ?? findUpwards('Cargo.toml', folder) !== undefined;
    this.inCargoPackage.set(folder, known);
    return known;
  }

  private surroundings(uri: string, settings: Settings): { unit: Unit; tree: Surroundings['tree'] } {
    const path = pathOf(uri);
    return path === undefined ? { unit: {}, tree: emptyTree } : this.finder(path, settings).surroundings(path);
  }

  private finder(path: string, settings: Settings): SurroundingsFinder {
    const cwd = this.folderOf(path) ?? dirname(path);
    const options = {
      cwd,
      config: settings.configPath,
      kernelTree: settings.kernelTree,
      baseline: undefined,
      updateBaseline: false,
      preview: settings.preview,
    };
    const key = JSON.stringify([cwd, options.config, options.kernelTree, options.preview]);
    const known = this.finders.get(key);
    if (known !== undefined) return known;
    const wrong = wrongOption(options);
    if (wrong !== undefined) this.logOnce(cwd, 'error', `in the settings: ${wrong}`);
    const finder = new SurroundingsFinder(
      wrong === undefined ? options : { ...options, config: undefined, kernelTree: undefined },
    );
    this.finders.set(key, finder);
    if (this.finders.size === 1) this.since = performance.now();
    return finder;
  }

  private folderOf(path: string): string | undefined {
    const around = this.options.folders().filter((folder) => isBelow(path, folder));
    return around.sort((a, b) => b.length - a.length)[0];
  }

  isExcluded(uri: string, { exclude }: Settings): boolean {
    const path = pathOf(uri);
    if (path === undefined) return false;
    const folder = this.folderOf(path);
    const inFolder = slashes(folder === undefined ? path : relative(folder, path)).replace(/^\//, '');
    if (isSkippedByDefault(inFolder)) return true;
    return (
      exclude.length > 0 &&
      picomatch(
        exclude.flatMap((glob) => [glob, `${glob.replace(/\/+$/, '')}/**`]),
        { dot: true },
      )(inFolder)
    );
  }

  /** One object for the same settings, so that globs are compiled once. */
  private withEditorSettings(config: Config, settings: Settings): Config {
    const key = JSON.stringify([settings.rules.severity, settings.configurationPreference, settings.preview]);
    const known = this.configsFrom(config);
    const merged = known.get(key) ?? merge(config, settings);
    known.set(key, merged);
    return merged;
  }

  private logTime(uri: string, { milliseconds, settings }: { milliseconds: number; settings: Settings }): void {
    const { warn, error } = settings.timeBudget;
    if (milliseconds < Math.min(warn, error)) return;
    const message = `${shown(uri)}: checking took ${milliseconds.toFixed(0)} ms`;
    if (milliseconds >= error) this.logOnce(uri, 'error', message, 'slow');
    else this.logOnce(uri, 'warn', message, 'slow');
  }

  /** A document is checked again with every key that is pressed; the log says a thing once. */
  private logOnce(uri: string, level: 'warn' | 'error', message: string, key = message): void {
    const entry = `${uri}\n${level}\n${key}`;
    if (this.logged.has(entry)) return;
    this.logged.add(entry);
    this.options.log[level](message);
  }
}

/** The path on disk; nothing for documents that were never saved, and for what is no address. */
export function pathOf(uri: string): string | undefined {
  const parsed = parsedUri(uri);
  return parsed?.scheme === 'file' && isAbsolute(parsed.fsPath) ? resolve(parsed.fsPath) : undefined;
}

function parsedUri(uri: string): URI | undefined {
  try {
    return URI.parse(uri);
  } catch {
    return undefined;
  }
}

/** The surroundings of a file that remember whether somebody asked for the other files of its crate. */
function basisOf({ unit, tree }: Surroundings): Basis {
  const { siblings } = unit;
  if (siblings === undefined) return { unit, tree, siblings: undefined };
  const basis: Basis = { unit: { ...unit, siblings: () => (basis.siblings ??= siblings()) }, tree, siblings: undefined };
  return basis;
}

const areSame = (before: readonly Sibling[], now: readonly Sibling[]): boolean =>
  before.length === now.length && before.every(({ path, text }, index) => path === now[index]?.path && text === now[index].text);

const shown = (uri: string): string => pathOf(uri) ?? uri;

/** The configuration that holds both, where the file's own word counts most. */
function merge(config: Config, { rules, preview, configurationPreference }: Settings): Config {
  if (configurationPreference === 'editorOnly') return { ...defaultConfig, preview, rules: rules.severity };
  const merged = { ...config, preview: config.preview || preview };
  if (configurationPreference === 'editorFirst') return merged;
  // What the file says of all other rules it says of those that the editor names, too.
  return Object.hasOwn(config.rules, '*') ? merged : { ...merged, rules: { ...rules.severity, ...config.rules } };
}

/** The editor's word where that counts most, and the configuration's otherwise. */
function preferred(rule: RuleInfo, { configured, settings }: { configured: Level; settings: Settings }): Level {
  const { rules, configurationPreference } = settings;
  if (configurationPreference !== 'editorFirst') return configured;
  const own = (id: string): Level | undefined => (Object.hasOwn(rules.severity, id) ? rules.severity[id] : undefined);
  const isHiddenPreview = configured === 'off' && rule.preview === true;
  return own(rule.id) ?? (isHiddenPreview ? undefined : own('*')) ?? configured;
}
