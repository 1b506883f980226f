// The light bulb: fixes, comments to write, suppressions, documentation.

import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionParams,
  type Command,
  type Diagnostic,
  type SnippetTextEdit,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { listed, missingSafetyComment } from '../assist/comment-writing';
import { plainText, type Template } from '../fix/comment-templates';
import { keepsPromise } from '../analysis/fix-text';
import { derived } from '../derived';
import { product } from '../product';
import type { Edit, Finding } from '../rule';
import { suppressionRules } from '../analysis/suppression-rules';
import { suppressionEdit, type SuppressionEdit } from '../assist/suppress';
import { parseFile, type Span } from '../syntax/source-file';
import type { Checked, Checker, Parsed } from './checker';
import type { ClientFeatures } from './client-features';
import { clientCommands, serverCommands, type SuppressArguments } from './commands';
import { diagnosticOf } from './diagnostics';
import { templateEdit, textEdit, workspaceEdit } from './edits';
import { fixAllEdits } from './fix-all';
import type { Settings } from './settings';

export const kinds = {
  quickFix: CodeActionKind.QuickFix,
  suppressLine: `quickfix.suppressRule.inline.${product.name}`,
  suppressFile: `quickfix.suppressRule.topLevel.${product.name}`,
  fixAll: `${CodeActionKind.SourceFixAll}.${product.name}`,
} as const;

/** Milliseconds for parsing a document once more. */
const parseBudget = 500;

export interface ActionContext {
  readonly document: TextDocument;
  readonly checked: Checked;
  readonly checker: Checker;
  readonly features: ClientFeatures;
  readonly settings: Settings;
}

export function codeActions({ range, context }: CodeActionParams, at: ActionContext): (CodeAction | Command)[] {
  const { document, checked, settings } = at;
  if (checked.parsed === undefined) return [];
  const { parsed } = checked;
  const wants = (kind: string): boolean => context.only === undefined || context.only.some((only) => isWithin(kind, only));
  const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const findings = checked.findings.filter((finding) => finding.start <= span.end && span.start <= finding.end);
  const reported = (finding: Finding): Diagnostic =>
    context.diagnostics.find((diagnostic) => isSame(document, diagnostic, finding)) ??
    diagnosticOf(document, finding, at.features);
  const actions: CodeAction[] = [];
  if (wants(kinds.quickFix)) {
    const written = safetyComments({ ...at, parsed, span, findings, reported });
    actions.push(...written.map(({ action }) => action));
    // What a comment to write answers has a fix too, which would write the same one without its slots.
    const answered = new Set(written.flatMap(({ about }) => about));
    const others = findings.filter((finding) => !answered.has(finding));
    actions.push(...others.flatMap((finding) => ownFix(finding, { ...at, parsed, reported })));
    actions.push(...oneOfEach(findings).flatMap(({ rule }) => fixesOfRule(rule, at)));
  }
  if (settings.codeAction.disableRuleComment.enable)
    for (const scope of ['line', 'file'] as const)
      if (wants(scope === 'line' ? kinds.suppressLine : kinds.suppressFile))
        actions.push(...oneOfEach(findings).flatMap((finding) => suppression(finding, { ...at, parsed, scope, reported })));
  if (wants(kinds.quickFix))
    actions.push(...oneOfEach(findings).flatMap((finding) => documentation(finding, { ...at, reported })));
  // Nobody who moves the cursor asks for the whole file to be changed.
  const isInvited = context.only !== undefined || context.triggerKind !== CodeActionTriggerKind.Automatic;
  if (settings.fixAll && isInvited && wants(kinds.fixAll)) actions.push(...fixEverything(at));
  return actions.map((action) => settled(action, at.features)).filter((action) => action !== undefined);
}

/** `quickfix.suppressRule` asks for `quickfix.suppressRule.inline.kernel-rust` too. */
const isWithin = (kind: string, asked: string): boolean => asked === '' || kind === asked || kind.startsWith(`${asked}.`);

function isSame(document: TextDocument, { source, code, range }: Diagnostic, finding: Finding): boolean {
  return source === product.name && code === finding.rule && document.offsetAt(range.start) === finding.start;
}

/** One finding of each rule: what concerns the rule is offered once. */
function oneOfEach(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding, index) => findings.findIndex(({ rule }) => rule === finding.rule) === index);
}

interface Reporting {
  readonly reported: (finding: Finding) => Diagnostic;
}

function ownFix(finding: Finding, at: ActionContext & Reporting & { parsed: Parsed }): CodeAction[] {
  const { document, features, reported } = at;
  const { fix } = finding;
  if (fix === undefined || !keepsItsPromise(fix, [finding], at)) return [];
  const edits = fix.edits.map((edit) => textEdit(document, edit));
  return [
    {
      title: fix.title,
      kind: kinds.quickFix,
      diagnostics: [reported(finding)],
      isPreferred: fix.kind === 'safe',
      edit: workspaceEdit(document, edits, { features }),
    },
  ];
}

/** Known for a result once it was asked for: editors ask whenever the cursor moves. */
const promisesOf = derived<Checked, Map<string, boolean>>(() => new Map());

/** Tries edits out before they are offered: in code that is being typed, even a place that looks sound may not be. */
function keepsItsPromise(
  { edits }: { readonly edits: readonly Edit[] },
  mends: readonly Finding[],
  { document, checked, checker, settings, parsed: { file } }: ActionContext & { parsed: Parsed },
): boolean {
  const known = promisesOf(checked);
  const key = JSON.stringify([edits, mends.map(({ start }) => start)]);
  const answer =
    known.get(key) ??
    keepsPromise(file, {
      edits,
      mends,
      findings: checked.findings,
      parse: (text) => parseFile(text, { path: file.path, budget: parseBudget }),
      analyse: (next) => ({ file: next, ...checker.findingsIn(next, { uri: document.uri, settings, rule: mends[0]?.rule }) }),
    });
  known.set(key, answer);
  return answer;
}

/** All fixes of a rule: the safe ones, and where there are none the others, for confirmation where the client can. */
function fixesOfRule(rule: string, at: ActionContext): CodeAction[] {
  const { document, checked, features } = at;
  const fixable = checked.findings.filter((finding) => finding.rule === rule && finding.fix !== undefined);
  const safe = fixable.filter(({ fix }) => fix?.kind === 'safe');
  const isSafe = safe.length > 0;
  if ((isSafe ? safe : fixable).length < 2) return [];
  const edits = fixAllEdits(document, checked, { ...at, rule, kinds: isSafe ? 'safe' : 'all' });
  if (edits.length === 0) return [];
  const annotation = { label: `All ${rule} problems`, description: 'The meaning may change', needsConfirmation: true };
  return [
    {
      title: `Fix all ${rule} problems`,
      kind: kinds.quickFix,
      edit: workspaceEdit(document, edits, isSafe ? { features } : { features, annotation }),
    },
  ];
}

function fixEverything(at: ActionContext): CodeAction[] {
  const { document, checked, features } = at;
  const edits = fixAllEdits(document, checked, { ...at, kinds: 'safe' });
  if (edits.length === 0) return [];
  return [{ title: 'Fix all auto-fixable problems', kind: kinds.fixAll, edit: workspaceEdit(document, edits, { features }) }];
}

function safetyComments(
  at: ActionContext & Reporting & { parsed: Parsed; span: Span; findings: readonly Finding[] },
): { action: CodeAction; about: readonly Finding[] }[] {
  const { document, features, parsed, span, findings, reported } = at;
  const rules = new Set(['missing-safety-comment', 'placeholder-safety-comment']);
  const about = findings.filter(({ rule }) => rules.has(rule));
  return parsed.facts.unsafeSites.flatMap((site) => {
    const comment = parsed.facts.safetyComments.of(site);
    const isHere = [site.keyword, ...(comment === undefined ? [] : [comment])].some(
      ({ start, end }) => start <= span.end && span.start <= end,
    );
    const writing = isHere ? missingSafetyComment(parsed.facts, site) : undefined;
    if (writing === undefined) return [];
    const edit = templateEdit(document, { span: writing, template: writing.template, features });
    const plain = { start: writing.start, end: writing.end, text: plainText(writing.template) };
    const own = about.filter((finding) => finding.start >= (comment ?? site.keyword).start && finding.start <= site.keyword.end);
    if (!keepsItsPromise({ edits: [plain] }, own, at)) return [];
    const action = {
      title: `Write a SAFETY comment for ${listed(writing.of)}`,
      kind: kinds.quickFix,
      ...(own.length === 0 ? {} : { diagnostics: own.map(reported) }),
      isPreferred: true,
      edit: workspaceEdit(document, [edit], { features }),
    };
    return [{ action, about: own }];
  });
}

function suppression(finding: Finding, at: ActionContext & Reporting & { parsed: Parsed; scope: 'line' | 'file' }): CodeAction[] {
  const { document, features, parsed, scope, reported } = at;
  const { rule } = finding;
  // What is wrong with a suppression is not mended by another one.
  if (suppressionRules.some(({ id }) => id === rule)) return [];
  const written = suppressionEdit(parsed.facts, { rule, offset: finding.start, scope });
  if (written === undefined) return [];
  const action: CodeAction = {
    title: `Disable ${rule} for ${scope === 'line' ? 'this line' : 'the entire file'}`,
    kind: scope === 'line' ? kinds.suppressLine : kinds.suppressFile,
    diagnostics: [reported(finding)],
  };
  if (written.needsReason && features.commands.has(clientCommands.suppress)) {
    const position = document.positionAt(finding.start);
    const argument: SuppressArguments = { uri: document.uri, rule, scope, position };
    return [{ ...action, command: { title: action.title, command: clientCommands.suppress, arguments: [argument] } }];
  }
  return [{ ...action, edit: workspaceEdit(document, [suppressionTextEdit(document, written, features)], { features }) }];
}

function suppressionTextEdit(
  document: TextDocument,
  { at, before, after, needsReason }: SuppressionEdit,
  features: ClientFeatures,
): TextEdit | SnippetTextEdit {
  // The word is refused as a reason, so nobody can forget to replace it.
  const template: Template = needsReason ? [before, { slot: 'REASON' }, after] : [before, after];
  return templateEdit(document, { span: { start: at, end: at }, template, features });
}

function documentation(finding: Finding, { features, settings, reported }: ActionContext & Reporting): CodeAction[] {
  if (!settings.codeAction.showDocumentation.enable || !features.commands.has(clientCommands.explainRule)) return [];
  const title = `Show documentation for ${finding.rule}`;
  return [
    {
      title,
      kind: kinds.quickFix,
      diagnostics: [reported(finding)],
      command: { title, command: clientCommands.explainRule, arguments: [finding.rule] },
    },
  ];
}

/** As far as the client understands code actions; those that only know commands get one that applies the edit. */
function settled(action: CodeAction, features: ClientFeatures): CodeAction | Command | undefined {
  const { isPreferred, ...rest } = action;
  if (features.codeActionLiterals) return features.preferredActions && isPreferred === true ? action : rest;
  if (action.command !== undefined) return action.command;
  if (action.edit === undefined || !features.applyEdit) return undefined;
  return { title: action.title, command: serverCommands.applyEdit, arguments: [action.edit] };
}
