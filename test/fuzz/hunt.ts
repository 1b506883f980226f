// One hunt: inputs of one target from a seed, until one fails in a way that is not known yet.

import fc from 'fast-check';

import type { Sample } from './corpus';
import { smaller } from './shrink';
import { problemsOf, type Problem, type Target } from './target';

export interface HuntOptions {
  readonly samples: readonly Sample[];
  readonly seed: number;
  /** How many inputs at most. */
  readonly runs: number;
  /** Kinds of problems that are not looked for. */
  readonly known?: ReadonlySet<string>;
  /** Milliseconds for making a failing input smaller once fast-check has done its part. */
  readonly patience: number;
}

export interface Failure {
  readonly input: Sample;
  readonly problem: Problem;
}

/** `runs` counts the inputs up to the failure; the steps of shrinking are none. */
export async function hunt(target: Target, options: HuntOptions): Promise<{ runs: number; failure?: Failure }> {
  const { samples, seed, known = new Set<string>(), patience } = options;
  let runs = 0;
  // From the first failure on nothing else counts, so that shrinking does not wander from one bug to another.
  let wanted: string | undefined;
  const problemIn = async (input: Sample): Promise<Problem | undefined> => {
    const problems = await problemsOf(target, input);
    return problems.find(({ kind }) => (wanted === undefined ? !known.has(kind) : kind === wanted));
  };
  let end = Infinity;
  const property = fc.asyncProperty(target.inputs(samples), async (input) => {
    if (performance.now() > end) return;
    if (wanted === undefined) runs++;
    const problem = await problemIn(input);
    if (problem === undefined) return;
    if (wanted === undefined) end = performance.now() + patience;
    wanted = problem.kind;
    throw new Error(problem.kind);
  });
  const { counterexample } = await fc.check(property, { seed, numRuns: options.runs });
  const [found] = counterexample ?? [];
  if (found === undefined) return { runs };
  const input = await smaller(found, {
    until: performance.now() + patience,
    fails: async (smallerInput) => (await problemIn(smallerInput)) !== undefined,
  });
  const problem = await problemIn(input);
  return problem === undefined ? { runs } : { runs, failure: { input, problem } };
}
