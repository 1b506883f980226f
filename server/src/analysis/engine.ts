// Runs the rules over one file: pure, synchronous, no input or output.

import type { Level } from './config';
import type { Facts } from '../facts/facts';
import { severities, type Context, type Finding, type Fix, type Report, type RuleInfo, type Severity } from '../rule';
import { rules as allRules } from '../rules';
import { invalidSuppression, unusedSuppression } from './suppression-rules';
import { Suppressor } from './suppressor';
import { checkTime, DeadlineExceeded, within, type Deadline } from '../syntax/deadline';
import type { SourceFile, Span } from '../syntax/source-file';
import { emptyTree } from '../tree/kernel-tree';

export interface AnalyseOptions {
  /** The level of each rule in this file, already resolved for its path. */
  readonly levelOf: (rule: RuleInfo) => Level;
  /** Without one the analysis takes what it takes. */
  readonly deadline?: Deadline;
  /** Collects milliseconds by rule id, and those of all facts under `facts`. */
  readonly times?: Map<string, number>;
}

export interface Analysis {
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  /** What comments silence, with their reasons. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Rules that threw; the others ran. */
  readonly failures: readonly Failure[];
  /** Where the deadline ended the analysis; what was found until then is there, and the rules behind it did not run. */
  readonly stopped: Stop | undefined;
}

export interface Stop {
  readonly rule: string;
  /** What the rule waited for. */
  readonly fact: string | undefined;
  /** Milliseconds. */
  readonly budget: number;
}

export interface Failure {
  readonly rule: string;
  readonly error: unknown;
}

export interface SuppressedFinding extends Finding {
  readonly reason: string;
}

/** Runs every rule that is switched on over the file of the facts. Never throws: a rule that does is named in `failures`. */
export function analyse(facts: Facts, options: AnalyseOptions): Analysis {
  return within(options.deadline, () => analyseInTime(facts, options));
}

function analyseInTime(facts: Facts, options: AnalyseOptions): Analysis {
  const { file } = facts;
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  const failures: Failure[] = [];
  const context: Context = { file, facts };
  const looked = new Set<string>();
  let stopped: Stop | undefined;
  let known: Suppressor | undefined;
  const suppressor = (): Suppressor => (known ??= new Suppressor(file, facts.suppressions));
  const run = (rule: RuleInfo, reports: () => Iterable<Report>): void => {
    const level = options.levelOf(rule);
    if (level === 'off' || stopped !== undefined) return;
    const began = performance.now();
    const factsBefore = facts.spent;
    try {
      if (hasWhatItNeeds(rule, facts)) looked.add(rule.id);
      for (const report of reports()) {
        const { finding, reason } = settle(report, { rule, level, facts, suppressor: suppressor() });
        if (finding === undefined) continue;
        if (reason === undefined) findings.push(finding);
        else suppressed.push({ ...finding, reason });
      }
      checkTime();
    } catch (error) {
      if (error instanceof DeadlineExceeded) stopped = { rule: rule.id, fact: error.fact, budget: options.deadline?.budget ?? 0 };
      else failures.push({ rule: rule.id, error });
      looked.delete(rule.id);
    }
    if (options.times === undefined) return;
    const inFacts = facts.spent - factsBefore;
    add(options.times, 'facts', inFacts);
    add(options.times, rule.id, performance.now() - began - inFacts);
  };
  for (const { rule } of allRules) run(rule, () => rule.check(context));
  run(invalidSuppression, () => suppressor().invalid());
  run(unusedSuppression, () => suppressor().unused((rule) => looked.has(rule)));
  findings.sort((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
  // Broken code has things twice that sound code has once (`unsafe unsafe fn`); one finding is enough.
  const distinct = findings.filter((finding, index) => !isSameAs(findings[index - 1], finding));
  return { findings: distinct, suppressed, failures, stopped };
}

/** One line for the user about a file of which some rules saw nothing. */
export function describeStop({ rule, fact, budget }: Stop): string {
  const where = fact === undefined ? rule : `${rule} (working out ${fact})`;
  return `not checked in full: stopped in ${where} after ${budget < 1000 ? `${budget} ms` : `${budget / 1000} s`}`;
}

const isSameAs = (before: Finding | undefined, { rule, start, end, message }: Finding): boolean =>
  before?.rule === rule && before.start === start && before.end === end && before.message === message;

/** One line that helps whoever has to mend the rule. */
export function describeFailure({ rule, error }: Failure): string {
  const [where] = error instanceof Error ? (/^\s+at .*$/m.exec(error.stack ?? '') ?? []) : [];
  return `rule ${rule} threw, the other rules ran: ${String(error)}${where === undefined ? '' : ` (${where.trim()})`}`;
}

function add(times: Map<string, number>, name: string, milliseconds: number): void {
  times.set(name, (times.get(name) ?? 0) + milliseconds);
}

/** Whether a rule that finds nothing can be taken at its word. */
function hasWhatItNeeds({ needs }: RuleInfo, { unit, tree }: Facts): boolean {
  if (needs === 'tree') return tree !== emptyTree;
  return needs !== 'crate' || unit.siblings !== undefined;
}

interface Settling {
  readonly rule: RuleInfo;
  readonly level: Level;
  readonly facts: Facts;
  readonly suppressor: Suppressor;
}

interface Settled {
  /** Nothing where the code says that the rule does not count, or where it counts for new lines only. */
  readonly finding?: Finding;
  /** Of the comment that silences it. */
  readonly reason?: string | undefined;
}

function settle(report: Report, { rule, level, facts, suppressor }: Settling): Settled {
  const { file, unit } = facts;
  const { start, end } = oneLine(spanOf(report.at, file), file);
  const lints = report.clippy ?? rule.clippy;
  if (lints !== undefined && facts.lintLevels.silences(lints, start)) return {};
  const reason = suppressor.reasonAgainst(rule.id, start);
  const isNew = unit.changedLines?.has(file.line(start));
  const elsewhere = report.elsewhere ?? rule.elsewhere;
  if (isNew === false && elsewhere !== undefined) return {};
  const own = report.severity ?? rule.severity;
  const inPlace = isNew === undefined && elsewhere !== undefined ? milder(own, elsewhere) : own;
  // The crate that a mail does not show may have switched the lint off, and an older kernel has not switched it on yet.
  const mayBeOff =
    lints !== undefined &&
    ((unit.extent === 'hunk' && unit.lintLevels === undefined) || lints.every((lint) => isNotYetOn(lint, facts)));
  const usual = mayBeOff ? milder(inPlace, 'hint') : inPlace;
  const finding: Finding = {
    rule: rule.id,
    severity: level === 'on' || level === 'off' ? usual : level,
    confidence: report.confidence ?? rule.confidence,
    start,
    end,
    message: report.message,
    help: report.help,
    related: (report.related ?? []).map(({ at, message }) => ({ ...oneLine(spanOf(at, file), file), message })),
    fix:
      report.fix !== undefined && facts.soundPlaces.areReadWhole([{ start, end }, ...report.fix.edits])
        ? behindMark(report.fix, file)
        : undefined,
  };
  return { finding, reason };
}

/** A byte order mark stays where it is: nothing comes before it, and no edit repeats it. */
function behindMark(fix: Fix, { text }: SourceFile): Fix {
  if (!text.startsWith('\uFEFF')) return fix;
  const edits = fix.edits.map((edit) => ({
    start: Math.max(1, edit.start),
    end: Math.max(1, edit.end),
    text: edit.text.replaceAll('\uFEFF', ''),
  }));
  return { ...fix, edits };
}

const isNotYetOn = (lint: string, { unit, packs }: Facts): boolean =>
  unit.clippyFlags?.has(lint) === false && packs.some(({ lintsSwitchedOn }) => lintsSwitchedOn?.includes(lint));

const milder = (a: Severity, b: Severity): Severity => (severities.indexOf(a) > severities.indexOf(b) ? a : b);

const spanOf = (at: number | Span, file: SourceFile): Span => (typeof at === 'number' ? file.span(at) : at);

/** The part of a range that lies on its first line and inside the file, at least one character where there is one. */
function oneLine({ start, end }: Span, file: SourceFile): Span {
  const from = Math.min(Math.max(0, start), file.text.length);
  const lineEnd = file.lineEnd(file.line(from));
  return { start: from, end: Math.max(from, Math.min(end, lineEnd)) };
}
