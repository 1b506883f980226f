// What the arguments of `check` say, and which level they give a rule.

import type { CheckSettings, Level } from '../analysis/config';
import type { RuleInfo, Severity } from '../rule';
import type { ColorChoice } from './colors';
import type { ReporterName } from './reporters';

/** Where patches come from, as the arguments say. */
export type PatchSource =
  | { readonly kind: 'mails'; readonly files: readonly string[] }
  | { readonly kind: 'commits'; readonly range: string }
  | { readonly kind: 'staged' }
  | { readonly kind: 'changed'; readonly since: string };

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly stdinFilename: string | undefined;
  /** Instead of paths. */
  readonly patches: PatchSource | undefined;
  /** With `--fix` on commits: the branch that gets the fixups. */
  readonly fixupBranch: string | undefined;
  /** The most remarks that a reply or a review summary makes. */
  readonly maxRemarks: number | undefined;
  readonly fix: boolean;
  readonly unsafeFixes: boolean;
  readonly diff: boolean;
  readonly choice: RuleChoice;
  readonly failOn: Severity | 'never';
  readonly maxWarnings: number | undefined;
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  readonly statistics: boolean;
  readonly color: ColorChoice;
  readonly quiet: boolean;
  readonly all: boolean;
  readonly preview: boolean;
  readonly noIgnore: boolean;
  readonly kernelTree: string | undefined;
  readonly config: string | undefined;
  readonly hints: boolean;
  readonly showTypes: boolean;
  readonly outputs: readonly Output[];
}

/** As the arguments give them; the configuration fills in what they leave open. */
export interface GivenOptions extends Omit<CheckOptions, 'failOn'> {
  readonly failOn: CheckOptions['failOn'] | undefined;
}

export function completed(given: GivenOptions, settings: CheckSettings): CheckOptions {
  return {
    ...given,
    hints: given.hints || settings.hints === true,
    showTypes: given.showTypes || settings.showTypes === true,
    failOn: given.failOn ?? settings.failOn ?? 'warning',
    maxWarnings: given.maxWarnings ?? settings.maxWarnings,
    maxRemarks: given.maxRemarks ?? settings.maxRemarks,
  };
}

/** Where a report goes; standard output without a file. */
export interface Output {
  readonly reporter: ReporterName;
  readonly file: string | undefined;
}

export interface RuleChoice {
  /** Only these, whatever the configuration says; all of its rules when empty. */
  readonly select: ReadonlySet<string>;
  readonly ignore: ReadonlySet<string>;
  readonly severity: ReadonlyMap<string, Level>;
}

/** The arguments win over the configuration. */
export function chosenLevel(rule: RuleInfo, configured: Level, { select, ignore, severity }: RuleChoice): Level {
  if (ignore.has(rule.id) || (select.size > 0 && !select.has(rule.id))) return 'off';
  const named = severity.get(rule.id);
  if (named !== undefined) return named;
  const isHiddenPreview = configured === 'off' && rule.preview === true;
  const level = (isHiddenPreview ? undefined : severity.get('*')) ?? configured;
  return select.has(rule.id) && level === 'off' ? 'on' : level;
}
