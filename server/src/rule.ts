// What a rule, a finding and a fix are.

import type { Context } from './facts/facts';
import type { Edit, Fix } from './fix/fix';
import type { Node, Span } from './syntax/source-file';

export type { Context, Edit, Fix };

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** From the gravest to the slightest. */
export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** `likely` findings are at most information and phrased as a question. */
export type Confidence = 'certain' | 'likely';

/** What a rule says about one place. */
export interface Report {
  /** The head token, or a range of which the first line is taken. */
  readonly at: Node | Span;
  /** One sentence, lower case, no full stop, with the names from the code. */
  readonly message: string;
  /** What to do about it, where the message does not say so. */
  readonly help?: string | undefined;
  readonly related?: readonly { readonly at: Node | Span; readonly message: string }[];
  readonly fix?: Fix | undefined;
  /** Where this place is another matter than the rule's usual one. */
  readonly severity?: Severity;
  readonly elsewhere?: Severity;
  readonly confidence?: Confidence;
  /** Where only some of the rule's clippy lints, or others, speak of this place. */
  readonly clippy?: readonly string[];
}

/**
 * Kernel Rust that shows a rule. In `bad`, `//~ ^^^ rule-id` marks the code right above it, a caret per character;
 * the mark lines are taken out before the rule sees the text. The fix on `bad` gives `fixed`.
 */
export interface Example {
  readonly bad: string;
  readonly fixed?: string;
  readonly good?: string;
  /** Where the file stands in the kernel tree; `rust/kernel/example.rs` unless said. */
  readonly path?: string;
}

/** What a rule says of itself. */
export interface RuleInfo {
  readonly id: string;
  /** One sentence for lists and hovers. */
  readonly summary: string;
  /** The severity on code that is known to be new, and everywhere when there is no `elsewhere`. */
  readonly severity: Severity;
  /** The severity in a run that does not know what is new; a run that knows leaves out the lines that are not. */
  readonly elsewhere?: Severity;
  readonly confidence: Confidence;
  /** Off unless `preview` or the rule itself is switched on. */
  readonly preview?: true;
  /** The least that has to be at hand for the rule to be right. */
  readonly needs: 'line' | 'file' | 'crate' | 'tree';
  /** Clippy lints whose `allow` or `expect` silences the rule in that scope; names without `clippy::`. */
  readonly clippy?: readonly string[];
  /** Why reviewers care, in Markdown. */
  readonly why: string;
  /** Paths in the kernel tree, or addresses. */
  readonly sources: readonly [string, ...string[]];
  readonly examples: readonly [Example, ...Example[]];
}

export interface Rule extends RuleInfo {
  check(context: Context): Iterable<Report>;
}

/** Gives the rule back; exists so that a rule file is one typed expression. */
export function rule(definition: Rule): Rule {
  return definition;
}

/** A report with everything settled that depends on rule, configuration and file. */
export interface Finding extends Span {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly help: string | undefined;
  readonly related: readonly (Span & { readonly message: string })[];
  readonly fix: Fix | undefined;
}
