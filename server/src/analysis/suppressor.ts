// Applies suppression comments to findings, and remembers which of them were needed.

import type { SuppressedId, Suppression } from '../facts/source/suppressions';
import { didYouMean, nearest } from './nearest';
import type { Report } from '../rule';
import { ruleInfos } from './rule-infos';
import { countWhile, NestedRanges } from '../syntax/ranges';
import type { SourceFile } from '../syntax/source-file';

const ruleIds: ReadonlySet<string> = new Set(ruleInfos.map(({ rule }) => rule.id));

/** One rule in one suppression comment. */
interface Silence {
  readonly suppression: Suppression;
  readonly id: SuppressedId;
  readonly start: number;
  readonly end: number;
  used: boolean;
}

export class Suppressor {
  private readonly byRule = new Map<string, Silence[]>();
  private readonly ranges: ReadonlyMap<string, NestedRanges<Silence>>;
  /** Where the parser stumbled, ascending. */
  private errors: readonly number[] | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly suppressions: readonly Suppression[],
  ) {
    for (const suppression of suppressions.filter(takesEffect)) this.add(suppression);
    this.ranges = new Map([...this.byRule].map(([rule, silences]) => [rule, new NestedRanges(silences)]));
  }

  /** The reason of the comment that silences the rule at the offset. The nearest one does, and only that one has been needed then. */
  reasonAgainst(rule: string, offset: number): string | undefined {
    // Those of `unused-suppression` are taken away before the reports about them.
    const silence = this.byRule.has(rule) ? this.ranges.get(rule)?.innermost(offset) : undefined;
    if (silence === undefined) return undefined;
    silence.used = true;
    return silence.suppression.reason;
  }

  /** What the rule `invalid-suppression` reports. */
  *invalid(): Generator<Report> {
    for (const suppression of this.suppressions) {
      const { flaw, ids, reason, word } = suppression;
      if (flaw !== undefined) {
        yield { at: word, message: flaw };
        continue;
      }
      if (ids.length === 0) yield { at: word, message: 'this suppression names no rule', help: form(suppression) };
      else if (reason === '') {
        const names = quoted(ids.map(({ name }) => name));
        yield { at: word, message: `this suppression of ${names} gives no reason, so it has no effect`, help: form(suppression) };
      }
      for (const id of ids) if (!ruleIds.has(id.name)) yield unknownId(id);
    }
  }

  /**
   * What the rule `unused-suppression` reports once every rule has run. `looked` says whether a rule would have found what there is.
   * Suppressions of `unused-suppression` itself come last: whether they were needed turns out while the reports are settled.
   */
  *unused(looked: (rule: string) => boolean): Generator<Report> {
    const own = 'unused-suppression';
    const unneeded = new Map<Suppression, Silence[]>();
    for (const [rule, silences] of this.byRule) {
      if (rule === own || !looked(rule)) continue;
      for (const silence of silences) {
        if (silence.used || this.isUnclear(silence.suppression)) continue;
        const others = unneeded.get(silence.suppression);
        if (others === undefined) unneeded.set(silence.suppression, [silence]);
        else others.push(silence);
      }
    }
    for (const [suppression, silences] of unneeded) yield this.unusedReport(suppression, silences);
    const last = this.byRule.get(own) ?? [];
    // They do not silence the reports about themselves.
    this.byRule.delete(own);
    for (const silence of last) if (!silence.used && looked(own)) yield this.unusedReport(silence.suppression, [silence]);
  }

  private add(suppression: Suppression): void {
    const { start, end } = suppression.covers ?? { start: suppression.start, end: suppression.start };
    for (const [index, id] of suppression.ids.entries()) {
      const isAgain = suppression.ids.findIndex(({ name }) => name === id.name) < index;
      if (isAgain || !ruleIds.has(id.name)) continue;
      const silence: Silence = { suppression, id, start, end, used: false };
      const others = this.byRule.get(id.name);
      if (others === undefined) this.byRule.set(id.name, [silence]);
      else others.push(silence);
    }
  }

  /** Code that does not parse may hide the very finding. */
  private isUnclear({ covers }: Suppression): boolean {
    if (covers === undefined) return false;
    this.errors ??= errorsIn(this.file);
    const first = this.errors[countWhile(this.errors, (error) => error < covers.start)];
    return first !== undefined && first <= covers.end;
  }

  private unusedReport(suppression: Suppression, silences: readonly Silence[]): Report {
    const names = new Set(silences.map(({ id }) => id.name));
    const where = suppression.kind === 'file' ? 'in this file' : suppression.covers === undefined ? 'above no code' : 'here';
    const message = `${quoted([...names])} ${names.size === 1 ? 'has' : 'have'} nothing to silence ${where}`;
    const kept = [...new Set(suppression.ids.map(({ name }) => name))].filter((name) => !names.has(name));
    const first = suppression.ids[0];
    const last = suppression.ids.at(-1);
    if (kept.length === 0 || first === undefined || last === undefined) {
      const edit = { ...this.lines(suppression), text: '' };
      return { at: suppression, message, fix: { title: 'Delete the suppression', kind: 'safe', edits: [edit] } };
    }
    const edit = { start: first.start, end: last.end, text: kept.join(', ') };
    const at = silences[0]?.id ?? suppression;
    return { at, message, fix: { title: `Take ${quoted([...names])} out of the suppression`, kind: 'safe', edits: [edit] } };
  }

  /** The lines that hold the comment and nothing else; with an empty line behind when it leaves one on either side. */
  private lines({ start, end }: Suppression): { start: number; end: number } {
    const { file } = this;
    const first = file.line(start);
    const last = file.line(end);
    const isEmpty = (line: number): boolean => line < 0 || file.lineText(line).trim() === '';
    const atEnd = last + 1 >= file.lineCount;
    if (!atEnd && isEmpty(first - 1) && isEmpty(last + 1) && last + 2 < file.lineCount)
      return { start: file.lineStart(first), end: file.lineStart(last + 2) };
    return { start: file.lineStart(first), end: file.lineStart(last + 1) };
  }
}

const takesEffect = ({ flaw, reason }: Suppression): boolean => flaw === undefined && reason !== '';

const form = ({ ids, kind }: Suppression): string => {
  const name = kind === 'file' ? 'kernel-rust-ignore-file' : 'kernel-rust-ignore';
  return `write \`// ${name} ${ids.map(({ name: id }) => id).join(', ') || 'rule-id'}: why the rule is wrong here\``;
};

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function unknownId(id: SuppressedId): Report {
  const meant = nearest(id.name, ruleIds);
  const message = `there is no rule \`${id.name}\`${didYouMean(id.name, ruleIds)}`;
  if (meant === undefined) return { at: id, message };
  const edits = [{ start: id.start, end: id.end, text: meant }];
  return { at: id, message, fix: { title: `Write \`${meant}\``, kind: 'suggestion', edits } };
}

function errorsIn(file: SourceFile): number[] {
  if (!file.hasError(file.root)) return [];
  const errors: number[] = [];
  for (let node = 0; node < file.tree.count; node++)
    if (file.isError(node) || file.isMissing(node)) errors.push(file.start(node));
  return errors.sort((a, b) => a - b);
}
