// Everything that is fuzzed.

import { garbage, mutated } from './mutations';
import { messageTarget } from './messages';
import { patchTarget } from './patches';
import { baselineTarget, configTarget } from './settings';
import { sourceProblems } from './source';
import type { Target } from './target';

export const targets: readonly Target[] = [
  { name: 'source', inputs: mutated, problems: sourceProblems },
  { name: 'garbage', inputs: () => garbage, problems: sourceProblems },
  patchTarget,
  configTarget,
  baselineTarget,
  messageTarget,
];
