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
  const problem = (reason: string): { problem: string } => ({ problem: `${options.file}: ${reason.replace(/\s+/g, ' ')}` });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return problem(`not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(value)) return problem('not an object with `version` and `files`');
  const { version } = value;
  if (version !== 1)
    return problem(`version ${version === undefined ? 'is missing' : JSON.stringify(version)}: only version 1 is known`);
  if (!isObject(value['files'])) return problem('`files` is not an object');
  for (const [path, counts] of Object.entries(value['files'])) {
    if (!isObject(counts)) return problem(`the entry of \`${path}\` is not an object of counts`);
    for (const [rule, count] of Object.entries(counts))
      if (!Number.isSafeInteger(count) || (count as number) < 1)
        return problem(`the count of \`${rule}\` in \`${path}\` is not a whole number above 0`);
  }
  return { baseline: { version: 1, files: value['files'] as Baseline['files'] } };
}

/**
 * A file with no more findings of a rule than the baseline allows is left alone. With more, all of them are reported, not only the
 * latest: counts do not tell which ones are new.
 */
export function applyBaseline<F extends { readonly rule: string }>(checked: Checked<F>, baseline: Baseline): Applied<F> {
  const findings = new Map<string, readonly F[]>();
  let known = 0;
  for (const [path, all] of checked.findings) {
    const counts = countsOf(all);
    const fresh = all.filter(({ rule }) => (counts.get(rule) ?? 0) > allowed(baseline, { path, rule }));
    findings.set(path, fresh);
    known += all.length - fresh.length;
  }
  return { findings, known, stale: staleEntries(checked, baseline) };
}

/** The findings of one file: those that are reported, and those that its counts cover. Without counts all are reported. */
export function splitByBaseline<F extends { readonly rule: string }>(
  all: readonly F[],
  counts: Baseline['files'][string] | undefined,
): { findings: readonly F[]; known: readonly F[] } {
  if (counts === undefined) return { findings: all, known: [] };
  const path = '';
  const checked = { findings: new Map([[path, all]]), ran: () => true, exists: () => true };
  const findings = applyBaseline(checked, { version: 1, files: { [path]: counts } }).findings.get(path) ?? [];
  const fresh = new Set(findings);
  return { findings, known: all.filter((finding) => !fresh.has(finding)) };
}

/** The text of the new baseline: what was checked is counted afresh, what was not keeps its entries. */
export function updateBaseline<F extends { readonly rule: string }>(checked: Checked<F>, previous: Baseline | undefined): string {
  const files = new Map<string, Map<string, number>>();
  for (const { path, rule, count } of entriesOf(previous)) {
    const settled = checked.findings.has(path) ? checked.ran(rule, path) : !checked.exists(path);
    if (!settled) countsIn(files, path).set(rule, count);
  }
  for (const [path, findings] of checked.findings)
    for (const [rule, count] of countsOf(findings)) countsIn(files, path).set(rule, count);
  const sorted = Object.fromEntries(inOrder(files).map(([path, counts]) => [path, Object.fromEntries(inOrder(counts))]));
  return `${JSON.stringify({ version: 1, files: sorted } satisfies Baseline, undefined, 2)}\n`;
}

function staleEntries<F extends { readonly rule: string }>(checked: Checked<F>, baseline: Baseline): StaleEntry[] {
  const counted = new Map([...checked.findings].map(([path, findings]) => [path, countsOf(findings)]));
  return entriesOf(baseline).flatMap(({ path, rule, count }) => {
    const counts = counted.get(path);
    const looked = counts === undefined ? !checked.exists(path) : checked.ran(rule, path);
    const found = counts?.get(rule) ?? 0;
    return looked && found < count ? [{ path, rule, allowed: count, found }] : [];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entriesOf(baseline: Baseline | undefined): { path: string; rule: string; count: number }[] {
  return Object.entries(baseline?.files ?? {}).flatMap(([path, counts]) =>
    Object.entries(counts).map(([rule, count]) => ({ path, rule, count })),
  );
}

function allowed({ files }: Baseline, { path, rule }: { path: string; rule: string }): number {
  const counts = Object.hasOwn(files, path) ? files[path] : undefined;
  return counts !== undefined && Object.hasOwn(counts, rule) ? (counts[rule] ?? 0) : 0;
}

function countsOf(findings: readonly { readonly rule: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

function countsIn(files: Map<string, Map<string, number>>, path: string): Map<string, number> {
  const known = files.get(path) ?? new Map<string, number>();
  files.set(path, known);
  return known;
}

/** Sorted by code unit, so that the text does not depend on anybody's language settings. */
const inOrder = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
