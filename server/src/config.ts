// What the user asked for: which rules at which severity, in which paths.

import type { Severity } from './rule';

/** `on` is the rule's own severity. */
export type Level = Severity | 'off' | 'on';

export interface RuleLevels {
  /** By rule id; `*` stands for every rule that is not named. */
  readonly [rule: string]: Level;
}

export interface Config {
  readonly preview: boolean;
  readonly rules: RuleLevels;
  /** Later entries win; `match` holds globs relative to the configuration file's folder. */
  readonly paths: readonly { readonly match: readonly string[]; readonly rules: RuleLevels }[];
}

export const defaultConfig: Config = { preview: false, rules: {}, paths: [] };
