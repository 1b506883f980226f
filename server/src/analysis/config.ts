// What the user asked for: which rules at which severity, in which paths. Reads the text of `.kernel-rust.toml`.

import picomatch from 'picomatch';
import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';

import { derived } from '../derived';
import { didYouMean } from './nearest';
import { severities, type RuleInfo, type Severity } from '../rule';
import { ruleInfos } from './rule-infos';

/** `on` is the rule's own severity. */
export type Level = Severity | 'off' | 'on';

export const levels: readonly Level[] = [...severities, 'off', 'on'];

export interface RuleLevels {
  /** By rule id; `*` stands for every rule that is not named beside it. */
  readonly [rule: string]: Level;
}

/** Options of the command line that a project sets once; what an argument says wins. */
export interface CheckSettings {
  readonly hints?: boolean;
  readonly showTypes?: boolean;
  readonly failOn?: Severity | 'never';
  readonly maxWarnings?: number;
  readonly maxRemarks?: number;
}

export interface Config {
  readonly preview: boolean;
  readonly check: CheckSettings;
  readonly rules: RuleLevels;
  /** Later entries win; `match` holds globs relative to the configuration file's folder. */
  readonly paths: readonly { readonly match: readonly string[]; readonly rules: RuleLevels }[];
}

export const configName = '.kernel-rust.toml';

export const defaultConfig: Config = { preview: false, check: {}, rules: {}, paths: [] };

export interface ConfigProblem {
  /** As the caller named it. */
  readonly file: string;
  /** 1-based, in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** `rules.as-pointer-cast`, `paths[0].match`; empty where the text is no TOML. */
  readonly key: string;
  readonly message: string;
}

/** `config` holds all that was understood; whether to go on with it when there are problems is the caller's matter. */
export interface ConfigResult {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

export function parseConfig(text: string, options: { file: string }): ConfigResult {
  return new ConfigReader(options.file).read(text.replace(/^\uFEFF/, ''));
}

/** `.kernel-rust.toml:3:5: …`, one line. */
export function describeProblem({ file, line, column, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** The level of any rule in one file; `path` is relative to the configuration file's folder, with forward slashes. */
export function levelsIn(config: Config, path: string): (rule: RuleInfo) => Level {
  const layers = [config.rules, ...matchersOf(config).flatMap(({ matches, rules }) => (matches(path) ? [rules] : []))];
  return (rule) => {
    let level: Level = 'on';
    for (const layer of layers) level = own(layer, rule.id) ?? own(layer, '*') ?? level;
    if (rule.preview !== true || config.preview || layers.some((layer) => own(layer, rule.id) !== undefined)) return level;
    return 'off';
  };
}

/** The level of one rule in one file. For many rules in one file, `levelsIn` matches the path only once. */
export function levelOf(config: Config, rule: RuleInfo, path: string): Level {
  return levelsIn(config, path)(rule);
}

/** What `name=level` on a command line means, or why it means nothing. */
export function parseLevel(rule: string, level: string): { rule: string; level: Level } | { problem: string } {
  const unknown = unknownRule(rule) ?? wrongLevel(level);
  return unknown === undefined ? { rule, level: level as Level } : { problem: unknown };
}

/** Why a rule id is none, undefined when it is one (`*` counts as one). */
export function unknownRule(id: string): string | undefined {
  if (id === '*' || ruleIds.has(id)) return undefined;
  return `there is no rule \`${id}\`${didYouMean(id, ruleIds)}`;
}

const ruleIds = new Set(ruleInfos.map(({ rule }) => rule.id));

const wrongLevel = (level: string): string | undefined =>
  levels.includes(level as Level) ? undefined : `\`${level}\` is not a level (${levels.join(', ')})${didYouMean(level, levels)}`;

const own = (layer: RuleLevels, id: string): Level | undefined => (Object.hasOwn(layer, id) ? layer[id] : undefined);

interface Matcher {
  readonly matches: (path: string) => boolean;
  readonly rules: RuleLevels;
}

const matchersOf = derived((config: Config): readonly Matcher[] =>
  config.paths.map(({ match, rules }) => ({ matches: globs(match), rules })),
);

/** A glob that names a folder stands for all that is in it. */
function globs(patterns: readonly string[]): (path: string) => boolean {
  const plain = patterns.map((pattern) => pattern.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''));
  return picomatch(
    plain.flatMap((pattern) => (pattern === '' || pattern === '.' ? ['**'] : [pattern, `${pattern}/**`])),
    { dot: true },
  );
}

type Content = AST.TOMLContentNode;

/** A table's values by key; a table may be written in several places. */
interface Table {
  readonly entries: Map<string, Entry>;
}

interface Entry {
  readonly key: AST.HasLocs;
  /** A list of tables is what `[[paths]]` writes. */
  readonly value: Content | Table | Table[];
}

const defined = (name: keyof CheckSettings, value: unknown): object => (value === undefined ? {} : { [name]: value });

class ConfigReader {
  private readonly problems: ConfigProblem[] = [];

  constructor(private readonly file: string) {}

  read(text: string): ConfigResult {
    const root = this.tables(text);
    if (root === undefined) return { config: defaultConfig, problems: this.problems };
    let { preview, check, rules, paths } = defaultConfig;
    for (const [name, entry] of root.entries) {
      if (name === 'preview') preview = this.boolean(entry, name) ?? preview;
      else if (name === 'check') check = this.check(entry);
      else if (name === 'rules') rules = this.levels(entry, name);
      else if (name === 'paths') paths = this.paths(entry);
      else this.unknownKey(entry, { key: name, name, known: ['preview', 'check', 'rules', 'paths'] });
    }
    const byPlace = (a: ConfigProblem, b: ConfigProblem): number => a.line - b.line || a.column - b.column;
    return { config: { preview, check, rules, paths }, problems: this.problems.sort(byPlace) };
  }

  private tables(text: string): Table | undefined {
    try {
      const root: Table = { entries: new Map() };
      for (const node of parseTOML(text, { tomlVersion: '1.0' }).body[0].body) {
        if (node.type === 'TOMLKeyValue') assign(root, node);
        else {
          const table = tableAt(root, node);
          for (const pair of node.body) if (table !== undefined) assign(table, pair);
        }
      }
      return root;
    } catch (error) {
      const place = error instanceof ParseError ? placeOfError(error, text) : nowhere.loc.start;
      const reason = error instanceof ParseError ? lowerFirst(error.message) : 'the text is nested too deeply';
      this.problem({ loc: { start: place } }, { key: '', message: `not valid TOML: ${reason}` });
      return undefined;
    }
  }

  private boolean({ value }: Entry, key: string): boolean | undefined {
    if (isContent(value) && value.type === 'TOMLValue' && value.kind === 'boolean') return value.value;
    this.wrongType(value, { key, wanted: 'true or false' });
    return undefined;
  }

  private check({ value }: Entry): CheckSettings {
    const table = asTable(value);
    if (table === undefined) {
      this.wrongType(value, { key: 'check', wanted: 'a table of options of `check`' });
      return {};
    }
    const found: { -readonly [K in keyof CheckSettings]: CheckSettings[K] } = {};
    const known: Record<string, (entry: Entry, key: string) => void> = {
      hints: (entry, key) => Object.assign(found, defined('hints', this.boolean(entry, key))),
      'show-types': (entry, key) => Object.assign(found, defined('showTypes', this.boolean(entry, key))),
      'fail-on': (entry, key) => Object.assign(found, defined('failOn', this.threshold(entry, key))),
      'max-warnings': (entry, key) => Object.assign(found, defined('maxWarnings', this.whole(entry, key))),
      'max-remarks': (entry, key) => Object.assign(found, defined('maxRemarks', this.whole(entry, key))),
    };
    for (const [name, entry] of table.entries) {
      const read = Object.hasOwn(known, name) ? known[name] : undefined;
      if (read === undefined) this.unknownKey(entry, { key: `check.${name}`, name, known: Object.keys(known) });
      else read(entry, `check.${name}`);
    }
    return found;
  }

  private threshold({ value }: Entry, key: string): CheckSettings['failOn'] {
    const known = [...severities, 'never'] as const;
    const wanted = `one of ${known.map((each) => `"${each}"`).join(', ')}`;
    const text = this.string(value, { key, wanted });
    const level = known.find((each) => each === text);
    if (text !== undefined && level === undefined) this.wrongType(value, { key, wanted });
    return level;
  }

  private whole({ value }: Entry, key: string): number | undefined {
    if (isContent(value) && value.type === 'TOMLValue' && value.kind === 'integer' && value.value >= 0) return value.value;
    this.wrongType(value, { key, wanted: 'a whole number' });
    return undefined;
  }

  private levels({ value }: Entry, key: string): RuleLevels {
    const table = asTable(value);
    if (table === undefined) {
      this.wrongType(value, { key, wanted: 'a table of rule ids and levels' });
      return {};
    }
    const found: Record<string, Level> = {};
    for (const [id, entry] of table.entries) {
      const path = `${key}.${id}`;
      const level = this.string(entry.value, { key: path, wanted: `one of ${levels.map((each) => `"${each}"`).join(', ')}` });
      const unknown = unknownRule(id);
      const wrong = level === undefined ? undefined : wrongLevel(level);
      if (unknown !== undefined) this.problem(entry.key, { key: path, message: unknown });
      if (wrong !== undefined) this.problem(placeOf(entry.value) ?? entry.key, { key: path, message: wrong });
      if (unknown === undefined && wrong === undefined && level !== undefined) found[id] = level as Level;
    }
    return found;
  }

  private paths({ key, value }: Entry): Config['paths'] {
    const list = isContent(value) && value.type === 'TOMLArray' ? value.elements.map(asTable) : Array.isArray(value) ? value : [];
    if (!(isContent(value) && value.type === 'TOMLArray') && !Array.isArray(value))
      this.wrongType(value, { key: 'paths', wanted: 'a list of tables, written as [[paths]]', at: key });
    return list.flatMap((table, index) => {
      if (table !== undefined) return [this.pathEntry(table, { key: `paths[${index}]`, at: key })];
      this.wrongType(value, { key: `paths[${index}]`, wanted: 'a table with `match` and `rules`', at: key });
      return [];
    });
  }

  private pathEntry(table: Table, { key, at }: { key: string; at: AST.HasLocs }): Config['paths'][number] {
    let match: string[] = [];
    let rules: RuleLevels = {};
    for (const [name, entry] of table.entries) {
      if (name === 'match') match = this.globs(entry, `${key}.match`);
      else if (name === 'rules') rules = this.levels(entry, `${key}.rules`);
      else this.unknownKey(entry, { key: `${key}.${name}`, name, known: ['match', 'rules'] });
    }
    const first = [...table.entries.values()][0]?.key ?? at;
    for (const name of ['match', 'rules'])
      if (!table.entries.has(name)) this.problem(first, { key, message: `\`${key}\` has no \`${name}\`` });
    return { match, rules };
  }

  private globs({ key: at, value }: Entry, key: string): string[] {
    const wanted = 'a list of globs such as ["drivers/**"]';
    if (!isContent(value) || value.type !== 'TOMLArray') {
      this.wrongType(value, { key, wanted, at });
      return [];
    }
    if (value.elements.length === 0) this.problem(value, { key, message: `\`${key}\` is empty, so it matches no file` });
    return value.elements.flatMap((element) => {
      const glob = this.string(element, { key, wanted });
      if (glob === undefined) return [];
      const wrong = wrongGlob(glob);
      if (wrong === undefined) return [glob];
      this.problem(element, { key, message: `\`${glob.slice(0, 60)}\` ${wrong}` });
      return [];
    });
  }

  private string(value: Entry['value'], { key, wanted }: { key: string; wanted: string }): string | undefined {
    if (isContent(value) && value.type === 'TOMLValue' && value.kind === 'string') return value.value;
    this.wrongType(value, { key, wanted });
    return undefined;
  }

  private wrongType(value: Entry['value'], { key, wanted, at }: { key: string; wanted: string; at?: AST.HasLocs }): void {
    this.problem(placeOf(value) ?? at ?? nowhere, { key, message: `\`${key}\` must be ${wanted}, not ${typeName(value)}` });
  }

  private unknownKey(entry: Entry, { key, name, known }: { key: string; name: string; known: string[] }): void {
    const rule = ruleIds.has(name) ? ': a rule stands below [rules]' : didYouMean(name, known);
    this.problem(entry.key, { key, message: `there is no key \`${key}\`${rule}` });
  }

  private problem(at: { loc: { start: AST.Position } }, { key, message }: { key: string; message: string }): void {
    const { line, column } = at.loc.start;
    // What the user wrote may be quoted in it, line breaks and all.
    this.problems.push({ file: this.file, line, column: column + 1, key, message: message.replace(/\s*[\r\n]\s*/g, ' ') });
  }
}

const nowhere = { loc: { start: { line: 1, column: 0 } } };

/** What is missing at the end of a line is found missing at the beginning of the next. */
function placeOfError({ message, index, lineNumber, column }: ParseError, text: string): AST.Position {
  if (column > 0 || lineNumber === 1 || !/^Un(?:specified|terminated)/.test(message)) return { line: lineNumber, column };
  const start = text.lastIndexOf('\n', index - 2) + 1;
  return { line: lineNumber - 1, column: text.slice(start, index).trimEnd().length };
}

const isContent = (value: Entry['value']): value is Content => 'type' in value;

const placeOf = (value: Entry['value']): AST.HasLocs | undefined => {
  if (isContent(value)) return value;
  const table = Array.isArray(value) ? value[0] : value;
  return table === undefined ? undefined : [...table.entries.values()][0]?.key;
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function typeName(value: Entry['value']): string {
  if (!isContent(value)) return Array.isArray(value) ? 'a list of tables' : 'a table';
  if (value.type === 'TOMLArray') return 'a list';
  if (value.type === 'TOMLInlineTable') return 'a table';
  if (value.kind === 'string') return `"${value.value.slice(0, 40)}"`;
  return value.kind === 'boolean'
    ? String(value.value)
    : value.kind === 'integer' || value.kind === 'float'
      ? 'a number'
      : 'a date';
}

function wrongGlob(glob: string): string | undefined {
  if (glob.trim() === '') return 'is empty';
  if (glob.includes('\\')) return 'has a backslash: folders are separated by `/`';
  if (glob.startsWith('!')) return 'begins with `!`: name what it matches, later entries win';
  if (glob.startsWith('/')) return "begins with `/`: globs are relative to this file's folder";
  if (glob.split('/').includes('..')) return "leaves this file's folder";
  try {
    picomatch(glob);
    return undefined;
  } catch {
    return 'is not a glob';
  }
}

function asTable(value: Entry['value']): Table | undefined {
  if (!isContent(value)) return Array.isArray(value) ? undefined : value;
  if (value.type !== 'TOMLInlineTable') return undefined;
  const table: Table = { entries: new Map() };
  for (const pair of value.body) assign(table, pair);
  return table;
}

/** Puts `a.b = value` into its table; the parser has refused doubled keys. */
function assign(table: Table, { key, value }: AST.TOMLKeyValue): void {
  const names = key.keys.map((part) => ({ name: nameOf(part), at: part }));
  const last = names.pop();
  let inner: Table | undefined = table;
  for (const { name, at } of names) inner = inner && below(inner, { name, at });
  if (last !== undefined) inner?.entries.set(last.name, { key: last.at, value });
}

function tableAt(root: Table, { key, resolvedKey }: AST.TOMLTable): Table | undefined {
  let table: Table | undefined = root;
  let written = 0;
  resolvedKey.forEach((name, index) => {
    if (table === undefined || typeof name === 'number') return;
    const at = key.keys[written++] ?? key;
    const number = resolvedKey[index + 1];
    if (typeof number !== 'number') {
      table = below(table, { name, at });
      return;
    }
    const list: Entry['value'] = table.entries.get(name)?.value ?? [];
    if (!Array.isArray(list)) {
      table = undefined;
      return;
    }
    table.entries.set(name, { key: table.entries.get(name)?.key ?? at, value: list });
    list[number] ??= { entries: new Map() };
    table = list[number];
  });
  return table;
}

function below(table: Table, { name, at }: { name: string; at: AST.HasLocs }): Table | undefined {
  const known = table.entries.get(name);
  if (known !== undefined) return asTable(known.value);
  const created: Table = { entries: new Map() };
  table.entries.set(name, { key: at, value: created });
  return created;
}

const nameOf = (part: AST.TOMLBare | AST.TOMLQuoted): string => (part.type === 'TOMLBare' ? part.name : part.value);
