// The types of choose.mjs, which has to run before anything is installed.

export interface Choice {
  /** Test files, from the root, that run in full. */
  readonly files: readonly string[];
  /** Ids of rules whose examples and fixes run. */
  readonly rules: readonly string[];
}

export const root: string;
export const sourceFolders: readonly string[];
export const ruleTests: readonly string[];
export const ruleVariable: string;
export const ruleIndex: string;
export function ruleFiles(): Map<string, string>;
export function testFiles(): string[];
export function choose(
  words: readonly string[],
  repository: { tests: readonly string[]; rules: ReadonlyMap<string, string>; touched: (file: string) => Choice },
): Choice & { readonly unknown: readonly string[] };
export function runOf(choice: Choice): Choice;
export function common(some: Choice, all: Choice, ids: readonly string[]): Choice;
export function needsBuild(file: string, read?: (file: string) => string): boolean;
export function isBuildStale(): boolean;
export function isIndexCurrent(rules?: ReadonlyMap<string, string>, read?: (file: string) => string): boolean;
export function createTouched(sources: { files: readonly string[]; read: (file: string) => string }): (changed: string) => Choice;
export function createReach(sources: {
  files: readonly string[];
  read: (file: string) => string;
}): (changed: string) => ReadonlySet<string>;
export function touchedHere(): (changed: string) => Choice;
