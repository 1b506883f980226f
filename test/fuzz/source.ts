// What must hold for any text that is taken for Rust, however broken.

import { applyEdits } from '../../server/src/fix/edits';
import { commentAt } from '../../server/src/facts/source/comments';
import { plainText } from '../../server/src/fix/comment-templates';
import { missingSafetyComment, writingsAt } from '../../server/src/assist/comment-writing';
import { analyse, describeFailure, type Analysis } from '../../server/src/analysis/engine';
import { fixText, keepsPromise } from '../../server/src/analysis/fix-text';
import type { Finding, Fix } from '../../server/src/rule';
import { suppressionEdit } from '../../server/src/assist/suppress';
import { suppressionRules } from '../../server/src/analysis/suppression-rules';
import { startParser } from '../../server/src/syntax/parser';
import type { SourceFile } from '../../server/src/syntax/source-file';
import { unitOfPath } from '../../server/src/crate/unit';
import { factsOf, parse } from '../check';
import type { Sample } from './corpus';
import type { Problem } from './target';

interface Checked extends Analysis {
  readonly file: SourceFile;
}

/** How many fixes, suppressions and comments of one input are tried by themselves. */
const maxAlone = 12;

/** Everything that is wrong with what is said about one text, and with the fixes for it. */
export async function sourceProblems({ path, text }: Sample): Promise<Problem[]> {
  const problems: Problem[] = [];
  const report = (kind: string, detail = ''): void => {
    problems.push({ kind, detail });
  };
  await startParser('native');
  const checked = checkedOf(text, path);
  for (const failure of checked.failures) report(`throws: ${failure.rule}`, describeFailure(failure));
  const native = shapeOf(checked.file);
  if (JSON.stringify(checkedOf(text, path).findings) !== JSON.stringify(checked.findings))
    report('says something else the second time');
  await startParser('wasm');
  const wasm = shapeOf(parse(text, path));
  await startParser('native');
  if (native !== wasm) report('parsers disagree');
  for (const finding of checked.findings) checkPlaces(checked.file, finding, report);
  checkTwice(checked.findings, report);
  checkFixes(checked, report);
  checkSuppressions(checked, report);
  checkWritings(checked, report);
  return problems;
}

type Report = (kind: string, detail?: string) => void;

function checkedOf(text: string, path: string): Checked {
  return analysed(parse(text, path));
}

function analysed(file: SourceFile, rule?: string): Checked {
  const unit = { ...unitOfPath(file.path), lintLevels: [] };
  const levelOf = ({ id }: { id: string }): 'on' | 'off' => (rule === undefined || rule === id ? 'on' : 'off');
  return { file, ...analyse(factsOf(file, { unit }), { levelOf }) };
}

function shapeOf({ tree }: SourceFile): string {
  return [tree.kinds, tree.starts, tree.ends, tree.parents, tree.subtreeEnds, tree.fields, tree.flags]
    .map((column) => column.join(' '))
    .join('\n');
}

function checkPlaces(file: SourceFile, finding: Finding, report: Report): void {
  const { rule, fix, related } = finding;
  for (const { start, end } of [finding, ...related]) {
    if (!(start >= 0 && start <= end && end <= file.text.length)) report(`out of the file: ${rule}`, `${start} to ${end}`);
    else if (file.line(start) !== file.line(end)) report(`over several lines: ${rule}`, `${start} to ${end}`);
  }
  if (fix === undefined) return;
  let last = 0;
  for (const { start, end } of [...fix.edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < last) report(`edits overlap: ${rule}`, JSON.stringify(fix.edits));
    if (start < 0 || end < start || end > file.text.length) report(`edits out of the file: ${rule}`, JSON.stringify(fix.edits));
    last = end;
  }
}

function checkTwice(findings: readonly Finding[], report: Report): void {
  const seen = new Set<string>();
  for (const { rule, start, end, message } of findings) {
    const key = JSON.stringify([rule, start, end, message]);
    if (seen.has(key)) report(`found twice: ${rule}`, message);
    seen.add(key);
  }
}

function checkFixes(checked: Checked, report: Report): void {
  const { file, findings } = checked;
  const parseAgain = (text: string): SourceFile => parse(text, file.path);
  for (const finding of findings.filter(({ fix }) => fix !== undefined).slice(0, maxAlone)) {
    const { rule, fix } = finding;
    if (fix === undefined) continue;
    const mending = { edits: fix.edits, mends: [finding], findings, parse: parseAgain };
    // As the light bulb and the command line do before they offer it.
    if (!keepsPromise(file, { ...mending, analyse: (next) => analysed(next, rule) })) {
      // Nothing but broken code is an excuse.
      if (isSound(file, fix)) report(`breaks its promise in sound code: ${rule}`, applyEdits(file.text, fix.edits));
      continue;
    }
    const after = checkedOf(applyEdits(file.text, fix.edits), file.path);
    checkResult(checked, { after, what: rule, report });
    const again = after.findings.find(
      (other) => other.rule === rule && other.fix !== undefined && isSameInsertion(other.fix, fix),
    );
    if (again !== undefined) report(`adds the same again: ${rule}`, fix.title);
  }
  for (const kinds of ['safe', 'all'] as const) {
    const options = {
      wanted: (fix: Fix) => kinds === 'all' || fix.kind === 'safe',
      parse: parseAgain,
      analyse: (next: SourceFile) => analysed(next),
    };
    const { checked: fixed, refusals } = fixText(checked, options);
    for (const refusal of refusals) if (refusal.includes('still changed')) report(`never settles: ${kinds}`, refusal);
    checkResult(checked, { after: fixed, what: kinds, report });
    const again = fixText(fixed, options).checked;
    if (again.file.text !== fixed.file.text) report(`changes again: ${kinds}`, again.file.text);
  }
}

/**
 * Whether the grammar's word that code is sound can be taken. It takes expressions among the items of a file, which are half of something,
 * and in the arguments of a macro it takes anything.
 */
function isSound(file: SourceFile, { edits }: Fix): boolean {
  if (file.errorCount > 0) return false;
  if (file.named(file.root).some((node) => file.is(node, 'expression_statement', 'let_declaration', 'macro_invocation')))
    return false;
  const inMacros = file.nodes('token_tree').map((node) => file.span(node));
  return !edits.some(({ start, end }) => inMacros.some((tokens) => start < tokens.end && tokens.start < end));
}

/** Whether the same text is inserted once more beside where it was inserted. */
function isSameInsertion(again: Fix, before: Fix): boolean {
  const [first, second] = [before.edits[0], again.edits[0]];
  if (first === undefined || second === undefined || first.start !== first.end || second.start !== second.end) return false;
  return first.text === second.text && second.start >= first.start && second.start <= first.start + first.text.length;
}

/** What holds after any change that we propose. */
function checkResult(before: Checked, { after, what, report }: { after: Checked; what: string; report: Report }): void {
  for (const failure of after.failures) report(`throws: ${failure.rule}`, describeFailure(failure));
  // In broken code a comment at the head of the file changes what the parser makes of the rest, but it can do no harm.
  const atHead = what === 'suppression of a file' && before.file.errorCount > 0;
  if (!atHead && after.file.errorCount > before.file.errorCount) report(`parses worse: ${what}`, after.file.text);
  if (hasOnlyWindowsEnds(before.file.text) && !hasOnlyWindowsEnds(after.file.text))
    report(`loses the line ends: ${what}`, JSON.stringify(after.file.text));
  for (const comment of ['// SAFETY: TODO.', '/// # Safety'])
    if (longestRow(after.file.text, comment) > longestRow(before.file.text, comment) && longestRow(after.file.text, comment) > 1)
      report(`repeats a comment: ${what}`, after.file.text);
}

const hasOnlyWindowsEnds = (text: string): boolean => text.includes('\r\n') && !/(?<!\r)\n/.test(text);

/** How often a line follows itself. */
function longestRow(text: string, line: string): number {
  let longest = 0;
  let row = 0;
  for (const each of text.split(/\r\n|\n/)) {
    row = each.trim() === line ? row + 1 : 0;
    longest = Math.max(longest, row);
  }
  return longest;
}

function checkSuppressions(checked: Checked, report: Report): void {
  const { file, findings } = checked;
  const facts = factsOf(file, { unit: unitOfPath(file.path) });
  const tried = new Set<string>();
  for (const { rule, start } of findings) {
    if (suppressionRules.some(({ id }) => id === rule)) continue;
    if (tried.has(rule) || tried.size >= maxAlone) continue;
    tried.add(rule);
    for (const scope of ['line', 'file'] as const) {
      const edit = suppressionEdit(facts, { rule, offset: start, scope });
      if (edit === undefined) continue;
      const { at, before, needsReason } = edit;
      const added = `${before}${needsReason ? 'a reason' : ''}${edit.after}`;
      const after = analysed(parse(applyEdits(file.text, [{ start: at, end: at, text: added }]), file.path));
      const moved = start >= at ? start + added.length : start;
      const left = after.findings.filter((other) => other.rule === rule && (scope === 'file' || other.start === moved));
      if (left.length > 0) report(`does not silence: ${scope}`, `${rule}\n${after.file.text}`);
      checkResult(checked, { after, what: `suppression of a ${scope}`, report });
      const flawed = (of: Checked): number => of.findings.filter((other) => other.rule === 'invalid-suppression').length;
      if (flawed(after) > flawed(checked)) report(`suppression is invalid: ${scope}`, `${rule}\n${after.file.text}`);
    }
  }
}

/** Comments that the editor offers to write. */
function checkWritings(checked: Checked, report: Report): void {
  const { file, findings } = checked;
  const facts = factsOf(file, { unit: { ...unitOfPath(file.path), lintLevels: [] } });
  for (const site of facts.unsafeSites.slice(0, maxAlone)) {
    const writing = missingSafetyComment(facts, site);
    if (writing === undefined) continue;
    const edits = [{ start: writing.start, end: writing.end, text: plainText(writing.template) }];
    const mends = findings.filter(({ rule, start }) => rule === 'missing-safety-comment' && start === site.keyword.start);
    if (
      !keepsPromise(file, { edits, mends, findings, parse: (text) => parse(text, file.path), analyse: (next) => analysed(next) })
    )
      continue;
    checkResult(checked, {
      after: checkedOf(applyEdits(file.text, edits), file.path),
      what: 'a SAFETY comment to write',
      report,
    });
  }
  for (const comment of facts.comments.slice(0, maxAlone)) {
    if (commentAt(facts.comments, comment.end) !== comment) report('a comment is not at its own end', comment.text);
    for (const { start, end, template } of writingsAt(facts, comment.end)) {
      if (start < 0 || end < start || end > file.text.length) report('a comment to write is out of the file');
      else applyEdits(file.text, [{ start, end, text: plainText(template) }]);
    }
  }
}
