// Writes suppression comments: where one has to stand so that it silences a finding, checked by parsing the result.

import { commentsOf } from '../facts/source/comments';
import { leadingOf } from '../syntax/attributes';
import { statementOf } from '../facts/source/statements';
import type { Facts } from '../facts/facts';
import { codeBelow, suppressionsOf } from '../facts/source/suppressions';
import { parseFile, type Node, type SourceFile } from '../syntax/source-file';

export interface SuppressOptions {
  readonly rule: string;
  /** Where the finding begins. */
  readonly offset: number;
  readonly scope: 'line' | 'file';
}

/** One insertion; the reason goes between the two texts, and nothing is asked for where the comment that is there gives one. */
export interface SuppressionEdit {
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly needsReason: boolean;
}

/** Nothing where no comment can silence the finding, as in code that does not parse. */
export function suppressionEdit(facts: Facts, options: SuppressOptions): SuppressionEdit | undefined {
  const { file, soundPlaces } = facts;
  // At the head of a file nothing can come between.
  if (options.scope === 'file') return inHeader(facts, options);
  const candidates = [merged(facts, options), aboveStatement(file, options), aboveLine(file, options)];
  return candidates.find(
    (edit) =>
      edit !== undefined && soundPlaces.areReadWhole([{ start: edit.at, end: edit.at }]) && silences(file, { edit, ...options }),
  );
}

/** Milliseconds for parsing the file once more. */
const parseBudget = 500;

function silences(file: SourceFile, { edit, rule, offset }: SuppressOptions & { edit: SuppressionEdit }): boolean {
  const added = `${edit.before}${edit.needsReason ? 'reason' : ''}${edit.after}`;
  const text = file.text.slice(0, edit.at) + added + file.text.slice(edit.at);
  const changed = parseFile(text, { path: file.path, budget: parseBudget });
  if (changed === undefined || changed.errorCount > file.errorCount) return false;
  const moved = offset >= edit.at ? offset + added.length : offset;
  return suppressionsOf(changed, commentsOf(changed)).some(
    ({ kind, ids, flaw, reason, covers }) =>
      flaw === undefined &&
      reason !== '' &&
      kind === 'statement' &&
      ids.some(({ name }) => name === rule) &&
      covers !== undefined &&
      covers.start <= moved &&
      moved < covers.end,
  );
}

/** The id goes into the comment that stands above the same code already. */
function merged({ suppressions }: Facts, { rule, offset }: SuppressOptions): SuppressionEdit | undefined {
  const around = suppressions.filter(
    ({ kind, flaw, reason, ids, covers }) =>
      kind === 'statement' &&
      flaw === undefined &&
      reason !== '' &&
      ids.length > 0 &&
      covers !== undefined &&
      covers.start <= offset &&
      offset < covers.end,
  );
  const nearest = around.at(-1);
  const last = nearest?.ids.at(-1);
  return last === undefined ? undefined : { at: last.end, before: `, ${rule}`, after: '', needsReason: false };
}

/** Above the statement with its SAFETY comment and attributes, so that nothing comes between those. */
function aboveStatement(file: SourceFile, { rule, offset }: SuppressOptions): SuppressionEdit | undefined {
  const node = file.nodeAt({ start: offset, end: offset });
  const comment = file.is(node, 'line_comment', 'block_comment') ? node : file.closest(node, 'line_comment', 'block_comment');
  let target = comment === undefined ? statementOf(file, node) : (codeBelow(file, comment) ?? comment);
  for (;;) {
    const edit = lineBefore(file, { node: firstOf(file, target), rule });
    const parent = file.parent(target);
    if (edit !== undefined || parent === undefined) return edit;
    // A block on one line: the comment goes above what the block is part of.
    target = statementOf(file, parent);
  }
}

function aboveLine(file: SourceFile, { rule, offset }: Pick<SuppressOptions, 'rule' | 'offset'>): SuppressionEdit {
  const at = file.lineStart(file.line(offset));
  return { at, before: `${file.indent(offset)}// kernel-rust-ignore ${rule}: `, after: file.lineBreak, needsReason: true };
}

function lineBefore(file: SourceFile, { node, rule }: { node: Node; rule: string }): SuppressionEdit | undefined {
  const start = file.start(node);
  const line = file.line(start);
  if (file.text.slice(file.lineStart(line), start).trim() !== '') return undefined;
  return aboveLine(file, { rule, offset: start });
}

/** The first of the comments and attributes that stand above a node without an empty line between. */
function firstOf(file: SourceFile, node: Node): Node {
  let first = node;
  for (const before of leadingOf(file, node).reverse()) {
    const end = file.end(before) - (file.text.slice(file.start(before), file.end(before)).endsWith('\n') ? 1 : 0);
    if (file.line(file.start(first)) - file.line(end) > 1) break;
    if (file.line(file.start(before)) === file.line(end) && !beginsLine(file, before)) break;
    first = before;
  }
  return first;
}

const beginsLine = (file: SourceFile, node: Node): boolean =>
  file.text.slice(file.lineStart(file.line(file.start(node))), file.start(node)).trim() === '';

/** Behind the comments that the file begins with (the licence, other suppressions), before its documentation. */
function inHeader({ file, suppressions }: Facts, { rule }: SuppressOptions): SuppressionEdit {
  const { lineBreak } = file;
  const before = `// kernel-rust-ignore-file ${rule}: `;
  const last = suppressions.findLast(({ kind, flaw }) => kind === 'file' && flaw === undefined);
  if (last !== undefined) {
    const at = file.lineStart(file.line(last.end) + 1);
    const isLastLine = file.line(last.end) + 1 >= file.lineCount;
    return isLastLine
      ? { at: file.text.length, before: lineBreak + before, after: '', needsReason: true }
      : { at, before, after: lineBreak, needsReason: true };
  }
  let line = file.text.startsWith('#!') && !file.text.startsWith('#![') ? 1 : 0;
  while (line < file.lineCount && /^\uFEFF?\/\/(?![/!])/.test(file.lineText(line))) line++;
  const start = line === 0 && file.text.startsWith('\uFEFF') ? 1 : file.lineStart(line);
  if (line === 0) return { at: start, before, after: lineBreak.repeat(2), needsReason: true };
  if (line >= file.lineCount)
    return { at: file.text.length, before: lineBreak.repeat(2) + before, after: lineBreak, needsReason: true };
  const hasGap = file.lineText(line).trim() === '';
  return { at: start, before: lineBreak + before, after: hasGap ? lineBreak : lineBreak.repeat(2), needsReason: true };
}
