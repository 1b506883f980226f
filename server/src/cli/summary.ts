// What is said on standard error after the findings.

import { severities } from '../rule';
import type { CheckOptions } from './check-options';
import { shownLine } from './display';
import type { ReporterName } from './reporters';
import { countBySeverity } from './reporters/reporter';
import { terseSummary } from './reporters/terse';
import type { CheckedPatch, Problem, RunResult } from './results';

export interface SummaryOptions {
  /** The one on standard output. */
  readonly reporter: ReporterName | undefined;
  readonly hints: boolean;
  readonly fix: boolean;
  readonly unsafeFixes: boolean;
}

/** `checked 3 files: 2 warnings, 1 hint not shown (--hints); 1 fixable with --fix`. */
export function summary(result: RunResult, options: SummaryOptions): string | undefined {
  const checked = plural(result.files.length, 'file');
  const known = result.files.reduce((sum, file) => sum + file.known.length, 0);
  const parts = [foundIn(result, options), ...(known === 0 ? [] : [`${known} in the baseline`]), ...fixableWith(result, options)];
  const line = `checked ${checked}: ${parts.join('; ')}`;
  return options.reporter === 'terse' ? `${terseSummary(result)}\n${line}` : line;
}

/** `2/6 rust: lamp: add it: 2 warnings, 1 information` for each patch of a series. */
export function patchSummaries({ patches = [], files }: RunResult, options: SummaryOptions): string[] {
  if (patches.length < 2 || options.reporter === 'terse') return [];
  return patches.map((patch, index) => {
    const ofPatch = files.filter((file) => file.patch === patch);
    return `${index + 1}/${patches.length} ${nameOf(patch)}: ${foundIn({ files: ofPatch }, options)}`;
  });
}

const nameOf = ({ subject, commit }: CheckedPatch): string => shownLine(subject ?? commit ?? 'without a subject');

/** `2 warnings, 1 information`. */
function foundIn(result: Pick<RunResult, 'files'>, options: SummaryOptions): string {
  const counts = countBySeverity(result);
  const hidesHints = !options.hints && hidingReporters.includes(options.reporter);
  const found = severities.flatMap((severity) => {
    const count = counts[severity];
    if (count === 0) return [];
    const words = severity === 'information' ? `${count} information` : plural(count, severity);
    return [severity === 'hint' && hidesHints ? `${words} not shown (--hints)` : words];
  });
  return found.length === 0 ? 'nothing found' : found.join(', ');
}

const hidingReporters: readonly (ReporterName | undefined)[] = ['pretty', 'terse', 'github'];

function fixableWith({ files }: RunResult, { fix, unsafeFixes }: SummaryOptions): string[] {
  if (fix && unsafeFixes) return [];
  const fixes = files.flatMap(({ findings }) => findings.map((finding) => finding.fix?.kind));
  const safe = fix ? 0 : fixes.filter((kind) => kind === 'safe').length;
  const suggestions = fixes.filter((kind) => kind === 'suggestion').length;
  return [
    ...(safe === 0 ? [] : [`${safe} fixable with --fix`]),
    ...(suggestions === 0 ? [] : [`${suggestions}${safe === 0 ? ' fixable' : ' more'} with --fix --unsafe-fixes`]),
  ];
}

/** A line for each file, but one only for a rule that threw in many for the same reason. */
export function problemLines(problems: readonly Problem[]): string[] {
  const groups = new Map<string, { first: Problem; count: number }>();
  for (const problem of problems) {
    const { path, message, rule } = problem;
    const key = rule === undefined ? `${path}\n${message}` : `${rule}\n${message}`;
    const group = groups.get(key) ?? { first: problem, count: 0 };
    groups.set(key, group);
    group.count++;
  }
  return [...groups.values()].map(({ first: { path, message }, count }) => {
    const others = count === 1 ? '' : `; the same in ${plural(count - 1, 'more file')}`;
    return `${path}: ${message}${others}`;
  });
}

/** Nothing when no fixes were asked for. */
export function fixSummary({ files }: RunResult, { fix, diff }: Pick<CheckOptions, 'fix' | 'diff'>): string | undefined {
  if (!fix && !diff) return undefined;
  const changed = files.filter(({ fixCount }) => fixCount > 0);
  const count = changed.reduce((sum, { fixCount }) => sum + fixCount, 0);
  if (count === 0) return diff ? 'nothing would be fixed' : 'nothing was fixed';
  return `${diff ? 'would fix' : 'fixed'} ${plural(count, 'finding')} in ${plural(changed.length, 'file')}`;
}

/** How many findings of each rule, the most frequent first. */
export function statistics({ files }: RunResult): string | undefined {
  const rows = new Map<string, { count: number; severity: string; fixable: number }>();
  for (const { rule, severity, fix } of files.flatMap(({ findings }) => findings)) {
    const key = `${rule} ${severity}`;
    const row = rows.get(key) ?? { count: 0, severity, fixable: 0 };
    rows.set(key, row);
    row.count++;
    if (fix !== undefined) row.fixable++;
  }
  if (rows.size === 0) return undefined;
  return [...rows]
    .sort(([a, { count: most }], [b, { count }]) => count - most || (a < b ? -1 : 1))
    .map(([key, { count, severity, fixable }]) => {
      const rule = key.slice(0, key.indexOf(' '));
      return `${String(count).padStart(7)}  ${severity.padEnd(11)}  ${rule}${fixable === 0 ? '' : `  (${fixable} fixable)`}`;
    })
    .join('\n');
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
