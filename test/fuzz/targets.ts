// Everything that is fuzzed.

import { garbage, mutated } from './mutations';
import { sourceProblems } from './source';
import type { Target } from './target';

export const targets: readonly Target[] = [
  { name: 'source', inputs: mutated, problems: sourceProblems },
  { name: 'garbage', inputs: () => garbage, problems: sourceProblems },
];
