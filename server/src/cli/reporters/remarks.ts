// Findings as a reviewer makes remarks: one mistake made several times in a patch is one remark that names the other places.

import { severities } from '../../rule';
import type { CheckedFile, CheckedPatch, PlacedFinding, RunResult } from '../results';
import { shownFindings, type ReporterOptions } from './reporter';

export interface Remark {
  readonly file: CheckedFile;
  /** The first of its kind. */
  readonly finding: PlacedFinding;
  /** The others, in the order of the files and lines. */
  readonly others: readonly { readonly file: CheckedFile; readonly finding: PlacedFinding }[];
}

export interface PatchRemarks {
  readonly patch: CheckedPatch;
  readonly remarks: readonly Remark[];
  /** How many remarks the limit cut off. */
  readonly left: number;
}

/** For each patch, in their order. The gravest stay when there is a limit. */
export function remarksOf(result: RunResult, options: ReporterOptions): PatchRemarks[] {
  const shown = shownFindings(result, options);
  return (result.patches ?? []).map((patch) => {
    const all = grouped(shown.filter(({ file }) => file.patch === patch));
    const limit = options.maxRemarks ?? all.length;
    const kept = new Set([...all].sort((a, b) => gravity(a) - gravity(b)).slice(0, limit));
    return { patch, remarks: all.filter((remark) => kept.has(remark)), left: all.length - kept.size };
  });
}

const gravity = ({ finding }: Remark): number => severities.indexOf(finding.severity);

function grouped(findings: readonly { file: CheckedFile; finding: PlacedFinding }[]): Remark[] {
  const groups = new Map<
    string,
    { file: CheckedFile; finding: PlacedFinding; others: { file: CheckedFile; finding: PlacedFinding }[] }
  >();
  for (const each of findings) {
    const group = groups.get(each.finding.rule);
    if (group === undefined) groups.set(each.finding.rule, { ...each, others: [] });
    else group.others.push(each);
  }
  return [...groups.values()];
}

/** `rust/kernel/a.rs:12, 30 and b.rs:7`, each file named once. */
export function placesOf({ file, others }: Remark, { alone }: { alone: boolean }): string {
  const byFile = new Map<CheckedFile, number[]>();
  for (const other of others) byFile.set(other.file, [...(byFile.get(other.file) ?? []), other.finding.place.line]);
  const parts = [...byFile].map(([each, lines]) =>
    each === file && alone ? `line${lines.length === 1 ? '' : 's'} ${listed(lines)}` : `${each.path}:${listed(lines)}`,
  );
  return parts.join(', ');
}

const listed = (lines: readonly number[]): string => [...new Set(lines)].join(', ');
