// Applies fixes to a text repeatedly until none is left, rejecting those that make it parse worse.

import { applyEdits, compatibleFixes } from './edits';
import type { Stop } from './engine';
import type { Finding, Fix } from './rule';
import type { SourceFile } from './syntax/source-file';

/** A file and its findings. */
export interface Checked {
  readonly file: SourceFile;
  readonly findings: readonly Finding[];
  /** Set where time ran out before every rule had looked. */
  readonly stopped: Stop | undefined;
}

export interface FixOptions<C extends Checked> {
  readonly wanted: (fix: Fix) => boolean;
  /** Nothing when the parser ran out of time. */
  readonly parse: (text: string) => SourceFile | undefined;
  readonly analyse: (file: SourceFile) => C;
}

export interface Fixed<C extends Checked> {
  /** The last state; the one given when nothing could be fixed. */
  readonly checked: C;
  readonly fixCount: number;
  /** Why fixes were not taken, a line each. */
  readonly refusals: readonly string[];
}

/** A fix may uncover another; after this many rounds two of them undo each other. */
const maxRounds = 25;

export function fixText<C extends Checked>(start: C, options: FixOptions<C>): Fixed<C> {
  let checked = start;
  let fixCount = 0;
  const refused = new Set<string>();
  const refusals: string[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const candidates = checked.findings.filter(({ rule }) => !refused.has(rule));
    const step = harmless(checked.file, compatibleFixes(candidates, options.wanted), options);
    for (const fix of step.harmful) {
      const culprit = candidates.find((finding) => finding.fix === fix);
      if (culprit === undefined || refused.has(culprit.rule)) continue;
      refused.add(culprit.rule);
      const line = checked.file.line(culprit.start) + 1;
      refusals.push(`line ${line}: the fix of ${culprit.rule} was not applied because it would break the syntax of the file`);
    }
    if (step.file.text === checked.file.text) return { checked, fixCount, refusals };
    checked = options.analyse(step.file);
    fixCount += step.taken;
    // Another round would take as long.
    if (checked.stopped !== undefined) return { checked, fixCount, refusals };
  }
  return { checked, fixCount, refusals: [...refusals, `gave up after ${maxRounds} rounds: the fixes keep changing the file`] };
}

interface Step {
  readonly file: SourceFile;
  readonly taken: number;
  readonly harmful: readonly Fix[];
}

/** Applies all of the fixes when the file parses no worse after them, and otherwise halves them until the harmful ones stand alone. */
/** Those of the fixes that leave the file no worse to parse, all of them together. */
export function harmlessFixes(
  file: SourceFile,
  { fixes, parse }: { fixes: readonly Fix[]; parse: (text: string) => SourceFile | undefined },
): readonly Fix[] {
  const { harmful } = harmless(file, fixes, { parse });
  return fixes.filter((fix) => !harmful.includes(fix));
}

function harmless(file: SourceFile, fixes: readonly Fix[], { parse }: Pick<FixOptions<Checked>, 'parse'>): Step {
  const before = errorCount(file);
  const apply = (accepted: readonly Fix[]): SourceFile | undefined => {
    const edits = accepted.flatMap((fix) => fix.edits);
    const next = parse(applyEdits(file.text, edits));
    return next !== undefined && errorCount(next) <= before ? next : undefined;
  };
  let best: Step = { file, taken: 0, harmful: [] };
  let accepted: readonly Fix[] = [];
  const attempt = (part: readonly Fix[]): void => {
    if (part.length === 0) return;
    const next = apply([...accepted, ...part]);
    if (next !== undefined) {
      accepted = [...accepted, ...part];
      best = { file: next, taken: accepted.length, harmful: best.harmful };
    } else if (part.length === 1) {
      best = { ...best, harmful: [...best.harmful, ...part] };
    } else {
      const middle = part.length >> 1;
      attempt(part.slice(0, middle));
      attempt(part.slice(middle));
    }
  };
  attempt(fixes);
  return best;
}

function errorCount(file: SourceFile): number {
  let count = 0;
  for (let node = 0; node < file.tree.count; node++) if (file.isError(node) || file.isMissing(node)) count++;
  return count;
}
