// From files to results: reads each, parses, analyses and fixes it. Writes nothing and decides no exit code.

import { splitByBaseline, type Baseline } from '../analysis/baseline';
import type { Level } from '../analysis/config';
import { analyse, describeFailure, describeStop, type Analysis } from '../analysis/engine';
import { factsOf } from '../facts/facts';
import { packs } from '../packs';
import { reasonOf } from '../host/file-error';
import { decode } from '../host/read-file';
import type { Finding, Fix, RuleInfo } from '../rule';
import type { Deadline } from '../syntax/deadline';
import { parseFile, type SourceFile } from '../syntax/source-file';
import { fixText, withKeptFixes, type Checked } from '../analysis/fix-text';
import { placeFinding, type CheckedFile, type Problem, type RunResult } from './results';
import type { Surroundings } from '../workspace/surroundings';

export interface FileToCheck {
  readonly path: string;
  readonly absolute: string;
  /** May throw as the file system does. */
  read(): Buffer;
}

export interface RunOptions {
  /** Report everything, also what only a change is held to. */
  readonly all: boolean;
  /** The level of any rule in one file, which is named absolutely. */
  readonly levelsIn: (absolute: string) => (rule: RuleInfo) => Level;
  readonly surroundingsOf: (absolute: string) => Surroundings;
  readonly fixes: ((fix: Fix) => boolean) | undefined;
  /** The counts that a file's findings are measured against. */
  readonly allowedIn: (absolute: string) => Baseline['files'][string] | undefined;
  readonly progress?: (done: number) => void;
  /** How long the rules may take over one file. */
  readonly deadline: Deadline;
}

/** Milliseconds of parsing that one file may take. */
export const parseBudget = 5_000;

/** Milliseconds that the rules may take over one file. */
export const analysisBudget = 10_000;

/** `startParser()` must have finished. Never throws for what a file holds. */
export function run(files: readonly FileToCheck[], options: RunOptions): RunResult {
  const checked: CheckedFile[] = [];
  const problems: Problem[] = [];
  const notes: string[] = [];
  files.forEach((input, index) => {
    options.progress?.(index);
    try {
      const file = checkFile(input, { ...options, problems, notes });
      if (file !== undefined) checked.push(file);
    } catch (error) {
      problems.push({ path: input.path, message: `not checked: ${reasonOf(error)}` });
    }
  });
  return { files: checked, problems, notes };
}

interface Collected extends RunOptions {
  readonly problems: Problem[];
  readonly notes: string[];
}

interface Analysed extends Checked, Analysis {
  /** What the baseline covers. */
  readonly known: readonly Finding[];
}

function checkFile(input: FileToCheck, options: Collected): CheckedFile | undefined {
  const { path, absolute } = input;
  const { fixes, notes, problems } = options;
  const decoded = decode(input.read());
  if ('problem' in decoded) {
    problems.push({ path, message: `not checked: ${decoded.problem}` });
    return undefined;
  }
  const parse = (text: string): SourceFile | undefined => parseFile(text, { path, budget: parseBudget });
  const file = parse(decoded.text);
  if (file === undefined) {
    problems.push({ path, message: `not checked: parsing takes longer than ${parseBudget / 1000} seconds` });
    return undefined;
  }
  const around = { packs, ...options.surroundingsOf(absolute) };
  const settled = { levelOf: options.levelsIn(absolute), deadline: options.deadline };
  const allowed = options.allowedIn(absolute);
  const check = (source: SourceFile): Analysed => withBaseline(source, analyse(factsOf(source, around), settled), allowed);
  const start = check(file);
  const { checked, fixCount, refusals } =
    fixes === undefined
      ? { checked: start, fixCount: 0, refusals: [] }
      : fixText(start, { wanted: fixes, parse, analyse: check });
  notes.push(...refusals.map((refusal) => `${path}: ${refusal}`));
  for (const failure of checked.failures) problems.push({ path, rule: failure.rule, message: describeFailure(failure) });
  const stopped = start.stopped ?? checked.stopped;
  if (stopped !== undefined) problems.push({ path, message: describeStop(stopped) });
  const { text } = checked.file;
  const findings = withKeptFixes(checked, { parse, analyse: check });
  return {
    path,
    absolute,
    text,
    lineCount: text === '' ? 0 : checked.file.lineCount - (text.endsWith('\n') ? 1 : 0),
    findings: findings.map((finding) => placeFinding(checked.file, finding)),
    known: checked.known.map((finding) => placeFinding(checked.file, finding)),
    suppressed: checked.suppressed.map((finding) => ({ ...placeFinding(checked.file, finding), reason: finding.reason })),
    unfixed: fixCount === 0 ? undefined : decoded.text,
    fixCount,
  };
}

function withBaseline(file: SourceFile, analysis: Analysis, allowed: Baseline['files'][string] | undefined): Analysed {
  return { file, ...analysis, ...splitByBaseline(analysis.findings, allowed) };
}
