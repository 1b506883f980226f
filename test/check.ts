// The one way in which tests run rules over text: marks under the code say what must be found.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Sibling } from '../server/src/crate/modules';
import { analyse, type Analysis } from '../server/src/analysis/engine';
import { factsOf as factsAround, type Around, type Facts } from '../server/src/facts/facts';
import { applyEdits, compatibleFixes } from '../server/src/fix/edits';
import { packs } from '../server/src/packs';
import type { Pack } from '../server/src/packs/pack';
import type { Finding, Fix, RuleInfo } from '../server/src/rule';
import { parseFile, type SourceFile } from '../server/src/syntax/source-file';
import { emptyTree, type KernelTree } from '../server/src/tree/kernel-tree';
import { unitOfPath, type Unit } from '../server/src/crate/unit';

export interface Marked {
  /** The text without its mark lines. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Where a finding is expected: 0-based line, columns in UTF-16 code units. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly rule: string;
}

/**
 * Takes the mark lines out. `//~ ^^^ rule-id`: the carets stand under the marked code. `//~< ^^^ rule-id`: that many characters from
 * the line's first one that is no space, for code too far left to stand above a caret. A line break at the very beginning goes.
 */
export function readMarks(example: string): Marked {
  const lines: string[] = [];
  const marks: Mark[] = [];
  for (const line of example.replace(/^\n/, '').split('\n')) {
    const mark = /^\s*\/\/~(<?)\s*(\^+)\s+([a-z0-9-]+)\s*$/.exec(line);
    if (mark === null) {
      if (line.includes('//~')) throw new Error(`not a mark: ${line}`);
      lines.push(line);
      continue;
    }
    const [, fromStart, carets = '', rule = ''] = mark;
    const above = lines.at(-1) ?? '';
    const column = fromStart === '<' ? above.length - above.trimStart().length : line.indexOf('^');
    marks.push({ line: lines.length - 1, column, endColumn: column + carets.length, rule });
  }
  return { text: lines.join('\n'), marks: marks.sort(byPlace) };
}

export interface CheckOptions {
  /** Only this rule; every rule that is on by default unless given. */
  readonly rule?: RuleInfo;
  /** Also the rules that are being tried out. */
  readonly preview?: boolean;
  readonly path?: string;
  readonly unit?: Unit;
  readonly tree?: KernelTree;
  /** Those that ship unless given. */
  readonly packs?: readonly Pack[];
}

/** Parses and analyses text; throws when a rule threw. `startParser()` must have finished. */
export function check(text: string, options: CheckOptions = {}): { file: SourceFile; findings: readonly Finding[] } {
  const path = options.path ?? 'rust/kernel/example.rs';
  const file = parse(text, path);
  const unit: Unit = { ...unitOfPath(path), lintLevels: [], ...options.unit };
  const facts = factsAround(file, { unit, packs: options.packs ?? packs, tree: options.tree ?? emptyTree });
  const analysis: Analysis = analyse(facts, {
    levelOf: (rule) =>
      options.rule === undefined
        ? rule.preview === true && options.preview !== true
          ? 'off'
          : 'on'
        : rule.id === options.rule.id
          ? 'on'
          : 'off',
  });
  for (const { rule, error } of analysis.failures) throw new Error(`${rule} threw`, { cause: error });
  return { file, findings: analysis.findings };
}

export function parse(text: string, path = 'rust/kernel/example.rs'): SourceFile {
  const file = parseFile(text, { path, budget: 60_000 });
  if (file === undefined) throw new Error('the parser ran out of time');
  return file;
}

/** The facts of a file of which nothing is known but what is said; the packs are those that ship. */
export const factsOf = (file: SourceFile, around: Partial<Around> = {}): Facts =>
  factsAround(file, { unit: {}, packs, tree: emptyTree, ...around });

/** Other files of the crate, by their paths. */
export const siblingsOf =
  (files: Record<string, string>): (() => readonly Sibling[]) =>
  () =>
    Object.entries(files).map(([path, text]) => ({ path, text, parse: () => parse(text, path) }));

/** Findings in the shape of marks. */
export function marksOf(file: SourceFile, findings: readonly Finding[]): Mark[] {
  return findings
    .map((finding) => ({
      line: file.line(finding.start),
      column: file.column(finding.start),
      endColumn: file.column(finding.start) + finding.end - finding.start,
      rule: finding.rule,
    }))
    .sort(byPlace);
}

/** Applies every fix that `wanted` accepts, again and again until nothing changes; throws when that does not end. */
export function fixAll(text: string, options: CheckOptions & { wanted?: (fix: Fix) => boolean } = {}): string {
  let current = text;
  for (let round = 0; round < 20; round++) {
    const { findings } = check(current, options);
    const fixes = compatibleFixes(findings, options.wanted ?? (() => true));
    if (fixes.length === 0) return current;
    const next = applyEdits(
      current,
      fixes.flatMap((fix) => fix.edits),
    );
    if (next === current) return current;
    current = next;
  }
  throw new Error('fixes do not come to an end');
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

const byPlace = (a: Mark, b: Mark): number =>
  a.line - b.line || a.column - b.column || a.endColumn - b.endColumn || (a.rule < b.rule ? -1 : 1);

/** The Rust files below a folder of the repository, as paths that `readText` takes. */
export function rustFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.rs'))
    .map((file) => join(folder, file))
    .sort();
}

/** How many errors, and tokens that had to be invented, the tree has. */
export const countErrors = (text: string): number => parse(text).errorCount;
