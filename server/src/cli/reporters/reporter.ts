// What a reporter is: results in, text out.

import type { Printable } from '../../host/print';
import type { Severity } from '../../rule';
import type { CheckedFile, PlacedFinding, RunResult } from '../results';
import type { Colors } from '../colors';

export interface ReporterOptions {
  readonly cwd: string;
  readonly colors: Colors;
  /** Whether the forms for people show hints too. */
  readonly hints: boolean;
  /** Whether `terse` names the rule. */
  readonly showTypes: boolean;
  /** Whether a baseline was applied. */
  readonly hasBaseline: boolean;
  /** The most remarks that a reply or a review makes. */
  readonly maxRemarks: number | undefined;
}

export type Reporter = (result: RunResult, options: ReporterOptions) => Printable;

/** The findings that a form for people shows, each with its file. */
export function shownFindings({ files }: RunResult, { hints }: ReporterOptions): { file: CheckedFile; finding: PlacedFinding }[] {
  return files.flatMap((file) =>
    file.findings.filter(({ severity }) => hints || severity !== 'hint').map((finding) => ({ file, finding })),
  );
}

export function countBySeverity(result: Pick<RunResult, 'files'>): Record<Severity, number> {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { findings } of result.files) for (const { severity } of findings) counts[severity]++;
  return counts;
}
