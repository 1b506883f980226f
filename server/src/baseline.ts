// The debts that a project has written down in `.kernel-rust-baseline.json`: how many findings of each rule each file may have.

export const baselineName = '.kernel-rust-baseline.json';

/** Counts by file and rule; paths are relative to the baseline's folder, with forward slashes. */
export interface Baseline {
  readonly version: 1;
  readonly files: { readonly [path: string]: { readonly [rule: string]: number } };
}

/** An entry that allows more than there is. */
export interface StaleEntry {
  readonly path: string;
  readonly rule: string;
  readonly allowed: number;
  readonly found: number;
}

/** What a run looked at: findings of every file that was checked, also of those without any. */
export interface Checked<F extends { readonly rule: string }> {
  readonly findings: ReadonlyMap<string, readonly F[]>;
  /** Whether the rule was switched on in that file; entries of rules that did not run are neither stale nor updated. */
  readonly ran: (rule: string, path: string) => boolean;
  /** Whether a file that was not checked is still there: the entries of one that is gone are stale. */
  readonly exists: (path: string) => boolean;
}

export interface Applied<F> {
  /** By file, as they came, what the baseline does not cover. */
  readonly findings: ReadonlyMap<string, readonly F[]>;
  /** How many findings the baseline covers. */
  readonly known: number;
  readonly stale: readonly StaleEntry[];
}

/** Reads the file's text; `problem` is one sentence that names the file. */
export function parseBaseline(text: string, options: { file: string }): { baseline: Baseline } | { problem: string } {
  void text;
  return { problem: `${options.file}: not written yet` };
}

/**
 * A file with no more findings of a rule than the baseline allows is left alone. With more, all of them are reported, not only the
 * latest: counts do not tell which ones are new.
 */
export function applyBaseline<F extends { readonly rule: string }>(checked: Checked<F>, baseline: Baseline): Applied<F> {
  void baseline;
  return { findings: checked.findings, known: 0, stale: [] };
}

/** The text of the new baseline: what was checked is counted afresh, what was not keeps its entries. */
export function updateBaseline<F extends { readonly rule: string }>(checked: Checked<F>, previous: Baseline | undefined): string {
  void checked;
  return JSON.stringify(previous);
}
