// The command `check`: finds the files, runs the rules, reports, and settles the exit code.

import { resolve } from 'node:path';

import { configName, levelsIn } from '../analysis/config';
import { reasonOf } from '../host/file-error';
import { asItIs, line, printable, type Printable } from '../host/print';
import { limits, readRegularFile } from '../host/read-file';
import { replaceFile, writeFile } from '../host/replace-file';
import { severities, type Fix, type RuleInfo, type Severity } from '../rule';
import { startParser, type ParserName } from '../syntax/parser';
import { staleBaselines, writeBaselines, type BaselineContext } from './baselines';
import { chosenLevel, completed, type CheckOptions, type GivenOptions, type PatchSource } from './check-options';
import { checkPatches } from './check-patches';
import { colorsFor, noColors } from './colors';
import { exitCodes, UsageError, type ExitCode } from './exit-codes';
import { writeFixups } from './fixups';
import { chosenParser } from '../workspace/chosen-parser';
import { findFiles, type FoundFile } from '../workspace/find-files';
import { progressLine } from './progress';
import { reporters, type ReporterName } from './reporters';
import { countBySeverity, type ReporterOptions } from './reporters/reporter';
import type { CheckedFile, Problem, RunResult } from './results';
import { analysisBudget, run, type FileToCheck } from './run';
import { fixSummary, patchSummaries, problemLines, statistics, summary } from './summary';
import { SurroundingsFinder, wrongOption } from '../workspace/surroundings';
import type { Terminal } from './terminal';
import { unifiedDiff } from './unified-diff';

/** Throws a `UsageError` before anything was checked; everything later is reported and goes into the exit code. */
export async function check(given: GivenOptions, terminal: Terminal): Promise<ExitCode> {
  const { cwd } = terminal;
  const wrong = wrongOption({ ...given, cwd });
  if (wrong !== undefined) throw new UsageError(wrong);
  const finder = new SurroundingsFinder({ ...given, cwd });
  const options = completed(given, finder.settings(resolve(cwd, configName)).config.check);
  if (options.patches !== undefined) return checkChanges(options.patches, { options, terminal, finder });
  const paths = pathsOf(options);
  const named = findFiles(
    paths.filter((path) => path !== '-'),
    { cwd, noIgnore: options.noIgnore },
  );
  const stdin = paths.includes('-') ? await stdinFile(options, terminal) : undefined;
  const files: FileToCheck[] = [...named.files.map(diskFile), ...(stdin === undefined ? [] : [stdin])];
  // What is wrong with the configuration has to be known before a file is changed.
  for (const { absolute } of files) finder.settings(absolute);

  await start(terminal);
  const isSound = finder.problems.length === 0;
  const levels = (absolute: string): ((rule: RuleInfo) => ReturnType<typeof chosenLevel>) => {
    const { config, path } = finder.settings(absolute);
    const configured = levelsIn(config, path);
    return (rule) => chosenLevel(rule, configured(rule), options.choice);
  };
  const progress = progressLine(files, { ...terminal, isQuiet: options.quiet });
  const found = run(files, {
    deadline: { budget: analysisBudget },
    all: options.all,
    levelsIn: levels,
    surroundingsOf: (absolute) => finder.surroundings(absolute),
    allowedIn: (absolute) => {
      const { baseline } = finder.settings(absolute).baseline;
      if (baseline === undefined || options.updateBaseline) return undefined;
      return baseline.files[finder.settings(absolute).baseline.pathOf(absolute)] ?? {};
    },
    fixes: isSound ? wantedFixes(options) : undefined,
    progress: progress.show,
  });
  progress.clear();

  const baselines: BaselineContext = {
    cwd,
    baselineOf: (absolute) => finder.settings(absolute).baseline,
    levelsIn: levels,
  };
  const state: Outcome = {
    problems: [...named.problems, ...found.problems],
    notes: [...named.notes, ...found.notes],
  };
  if (!isSound && (options.fix || options.diff)) state.notes.push('nothing was fixed, because the configuration is wrong');
  const written = options.fix && !options.diff ? writeFixes(found, { stdin, terminal, state }) : found;
  const result = options.updateBaseline
    ? updatedBaseline(written, { baselines, stdin, isSound, state })
    : { ...written, problems: state.problems };
  if (!options.updateBaseline) state.notes.push(...staleBaselines(onDisk(result.files, stdin), baselines));

  const hasBaseline = files.some(({ absolute }) => finder.settings(absolute).baseline.baseline !== undefined);
  report(result, { options, terminal, state, hasBaseline, stdoutIsTaken: stdin !== undefined && options.fix && !options.diff });
  if (options.diff) terminal.writeOut(forProgram(result.files.map(unifiedDiff).join(''), terminal));
  for (const { line: problem } of finder.problems) terminal.writeErr(line`${problem}\n`);
  for (const problem of problemLines(state.problems)) terminal.writeErr(line`${problem}\n`);
  sayMore(result, { options, terminal, state });
  return exitCodeOf(result, { options, hasTrouble: !isSound || state.problems.length > 0 });
}

async function start({ env }: Terminal): Promise<void> {
  await startParser(parserName(env)).catch((error: unknown) => {
    throw new UsageError(`the parser cannot be loaded: ${reasonOf(error)}`);
  });
}

async function checkChanges(
  source: PatchSource,
  { options, terminal, finder }: { options: CheckOptions; terminal: Terminal; finder: SurroundingsFinder },
): Promise<ExitCode> {
  await start(terminal);
  if (source.kind === 'commits' && options.fixupBranch !== undefined) {
    const fixups = { range: source.range, branch: options.fixupBranch };
    return writeFixups(fixups, { options, terminal, finder });
  }
  const result = await checkPatches(source, { options, terminal, finder });
  const state: Outcome = { problems: [...result.problems], notes: [...result.notes] };
  report(result, { options, terminal, state, hasBaseline: false, stdoutIsTaken: false });
  for (const { line: problem } of finder.problems) terminal.writeErr(line`${problem}\n`);
  for (const problem of problemLines(state.problems)) terminal.writeErr(line`${problem}\n`);
  sayMore(result, { options, terminal, state });
  return exitCodeOf(result, { options, hasTrouble: finder.problems.length > 0 || state.problems.length > 0 });
}

/** What is added to while the results go through the steps. */
interface Outcome {
  readonly problems: Problem[];
  readonly notes: string[];
}

function pathsOf({ paths, stdinFilename }: CheckOptions): readonly string[] {
  if (stdinFilename === undefined) return paths.length === 0 ? ['.'] : paths;
  if (paths.length > 0 && !paths.includes('-')) throw new UsageError('--stdin-filename needs `-` among the paths');
  return paths.length === 0 ? ['-'] : paths;
}

function diskFile({ path, absolute }: FoundFile): FileToCheck {
  return { path, absolute, read: () => readRegularFile(absolute, { limit: limits.source }) };
}

async function stdinFile({ stdinFilename }: CheckOptions, terminal: Terminal): Promise<FileToCheck> {
  const path = stdinFilename ?? '<stdin>';
  const bytes = await terminal.readStdin().catch((error: unknown) => {
    throw new UsageError(`${path}: ${reasonOf(error)}`);
  });
  return { path, absolute: resolve(terminal.cwd, path), read: () => bytes };
}

function parserName(env: Terminal['env']): ParserName | undefined {
  const choice = chosenParser(env);
  if ('problem' in choice) throw new UsageError(choice.problem);
  return choice.name;
}

function wantedFixes({ fix, diff, unsafeFixes }: CheckOptions): ((fix: Fix) => boolean) | undefined {
  if (!fix && !diff) return undefined;
  return ({ kind }) => unsafeFixes || kind === 'safe';
}

const onDisk = (files: readonly CheckedFile[], stdin: FileToCheck | undefined): readonly CheckedFile[] =>
  files.filter(({ absolute }) => absolute !== stdin?.absolute);

/** A fixed text or a diff is for a program, which must get it as it is; a person at a terminal only looks at it. */
const forProgram = (text: string, { stdoutIsTerminal }: Terminal): Printable =>
  stdoutIsTerminal ? printable(text) : asItIs(text);

interface FixContext {
  readonly stdin: FileToCheck | undefined;
  readonly terminal: Terminal;
  readonly state: Outcome;
}

/** Files that could not be written are named and left out of what was fixed. */
function writeFixes(result: RunResult, { stdin, terminal, state }: FixContext): RunResult {
  const files = result.files.map((file): CheckedFile => {
    if (file.absolute === stdin?.absolute) {
      terminal.writeOut(forProgram(file.text, terminal));
      return file;
    }
    if (file.unfixed === undefined) return file;
    try {
      replaceFile(file.absolute, { text: file.text, expected: file.unfixed });
      return file;
    } catch (error) {
      state.problems.push({ path: file.path, message: `the fixes could not be written: ${reasonOf(error)}` });
      return { ...file, fixCount: 0 };
    }
  });
  return { ...result, files };
}

interface UpdateContext {
  readonly baselines: BaselineContext;
  readonly stdin: FileToCheck | undefined;
  readonly isSound: boolean;
  readonly state: Outcome;
}

/** Writes the baselines anew; what was found is then known, and nothing is left to report. */
function updatedBaseline(result: RunResult, { baselines, stdin, isSound, state }: UpdateContext): RunResult {
  if (!isSound) {
    state.notes.push('no baseline was written, because the configuration is wrong');
    return result;
  }
  const counted = onDisk(result.files, stdin);
  try {
    state.notes.push(...writeBaselines(counted, baselines));
  } catch (error) {
    state.problems.push({ path: 'the baseline', message: `could not be written: ${reasonOf(error)}` });
    return result;
  }
  const known = new Set(counted);
  return {
    ...result,
    files: result.files.map((file) =>
      known.has(file) ? { ...file, findings: [], known: [...file.findings, ...file.known] } : file,
    ),
  };
}

interface ReportContext {
  readonly options: CheckOptions;
  readonly terminal: Terminal;
  readonly state: Outcome;
}

function report(
  result: RunResult,
  { options, terminal, state, hasBaseline, stdoutIsTaken }: ReportContext & { hasBaseline: boolean; stdoutIsTaken: boolean },
): void {
  const plain: ReporterOptions = {
    cwd: terminal.cwd,
    colors: noColors,
    hints: options.hints,
    showTypes: options.showTypes,
    hasBaseline,
    maxRemarks: options.maxRemarks,
  };
  for (const { reporter, file } of options.outputs) {
    if (file === undefined) {
      // The fixed text or the diff is what standard output is for then.
      if (options.diff) continue;
      const text = reporters[reporter](result, { ...plain, colors: colorsFor(options.color, terminal) });
      if (stdoutIsTaken) terminal.writeErr(text);
      else terminal.writeOut(text);
      continue;
    }
    try {
      writeFile(resolve(terminal.cwd, file), reporters[reporter](result, plain));
    } catch (error) {
      state.problems.push({ path: file, message: `the report could not be written: ${reasonOf(error)}` });
    }
  }
}

function sayMore(result: RunResult, { options, terminal, state }: ReportContext): void {
  const say = (text: string | undefined): void => {
    if (text !== undefined) terminal.writeErr(printable(`${text}\n`));
  };
  if (options.statistics) say(statistics(result));
  if (options.quiet) return;
  if (result.patches === undefined || stdoutReporter(options) !== 'terse')
    for (const note of state.notes) terminal.writeErr(line`${note}\n`);
  if (options.unsafeFixes && !options.fix && !options.diff) say('--unsafe-fixes does nothing without --fix or --diff');
  say(fixSummary(result, options));
  const summaryOptions = { ...options, reporter: stdoutReporter(options) };
  patchSummaries(result, summaryOptions).forEach(say);
  if (!options.diff) say(summary(result, summaryOptions));
}

const stdoutReporter = ({ outputs }: CheckOptions): ReporterName | undefined =>
  outputs.find(({ file }) => file === undefined)?.reporter;

function exitCodeOf(result: RunResult, { options, hasTrouble }: { options: CheckOptions; hasTrouble: boolean }): ExitCode {
  if (hasTrouble) return exitCodes.trouble;
  if (options.failOn === 'never') return exitCodes.clean;
  if (options.diff) return result.files.some(({ unfixed }) => unfixed !== undefined) ? exitCodes.findings : exitCodes.clean;
  const counts = countBySeverity(result);
  const threshold = severities.indexOf(options.failOn);
  const fails = (severity: Severity): boolean => {
    if (severity === 'warning' && options.maxWarnings !== undefined) return counts.warning > options.maxWarnings;
    return severities.indexOf(severity) <= threshold && counts[severity] > 0;
  };
  return severities.some(fails) ? exitCodes.findings : exitCodes.clean;
}
