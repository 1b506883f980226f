// Baselines of a run: which entries are out of date, and the new text of each.

import { dirname, join } from 'node:path';

import { applyBaseline, updateBaseline, type Checked } from '../analysis/baseline';
import type { Level } from '../analysis/config';
import { exists } from '../host/read-file';
import { createFile, replaceFile } from '../host/replace-file';
import type { RuleInfo } from '../rule';
import { ruleInfos } from '../analysis/rule-infos';
import { shownFrom } from '../workspace/paths';
import type { CheckedFile, PlacedFinding } from './results';
import type { BaselineFile } from '../workspace/surroundings';

export interface BaselineContext {
  readonly cwd: string;
  readonly baselineOf: (absolute: string) => BaselineFile;
  readonly levelsIn: (absolute: string) => (rule: RuleInfo) => Level;
}

/** A line for each baseline that allows more than there is. */
export function staleBaselines(files: readonly CheckedFile[], context: BaselineContext): string[] {
  return [...byBaseline(files, context)].flatMap(([{ file, baseline }, checked]) => {
    const stale = baseline === undefined ? [] : applyBaseline(checked, baseline).stale;
    if (stale.length === 0) return [];
    const shown = shownFrom(context.cwd, file);
    return [
      `${shown}: ${stale.length === 1 ? '1 entry allows' : `${stale.length} entries allow`} more than was found (--update-baseline)`,
    ];
  });
}

/** Writes what each file has into its baseline. Throws as the file system does. */
export function writeBaselines(files: readonly CheckedFile[], context: BaselineContext): string[] {
  return [...byBaseline(files, context)].flatMap(([{ file, baseline, text: expected }, checked]) => {
    const count = [...checked.findings.values()].reduce((sum, findings) => sum + findings.length, 0);
    if (count === 0 && baseline === undefined) return [];
    const text = updateBaseline(checked, baseline);
    if (expected === undefined) createFile(file, text);
    else replaceFile(file, { text, expected });
    return [`wrote ${shownFrom(context.cwd, file)}: ${count} ${count === 1 ? 'finding' : 'findings'}`];
  });
}

function byBaseline(files: readonly CheckedFile[], context: BaselineContext): Map<BaselineFile, Checked<PlacedFinding>> {
  const groups = new Map<BaselineFile, Map<string, readonly PlacedFinding[]>>();
  for (const { absolute, findings, known } of files) {
    const baseline = context.baselineOf(absolute);
    const group = groups.get(baseline) ?? new Map<string, readonly PlacedFinding[]>();
    groups.set(baseline, group.set(baseline.pathOf(absolute), [...findings, ...known]));
  }
  return new Map([...groups].map(([baseline, findings]) => [baseline, { findings, ...lookups(baseline, context) }]));
}

function lookups({ file }: BaselineFile, { levelsIn }: BaselineContext): Pick<Checked<never>, 'ran' | 'exists'> {
  const absolute = (path: string): string => join(dirname(file), path);
  return {
    exists: (path) => exists(absolute(path)),
    // A rule that is no more has nothing to allow.
    ran: (id, path) => {
      const info = ruleInfos.find(({ rule }) => rule.id === id);
      return info === undefined || levelsIn(absolute(path))(info.rule) !== 'off';
    },
  };
}
