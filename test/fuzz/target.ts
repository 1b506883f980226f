// What can be fuzzed: how inputs are made, and what is wrong with what came out.

import type fc from 'fast-check';

import type { Sample } from './corpus';

/** Failures of the same kind are one bug until it is fixed. */
export interface Problem {
  readonly kind: string;
  readonly detail: string;
}

export interface Target {
  readonly name: string;
  readonly inputs: (samples: readonly Sample[]) => fc.Arbitrary<Sample>;
  /** Nothing where all is well. What is thrown is a problem too. */
  readonly problems: (input: Sample) => Promise<readonly Problem[]>;
}

/** With what was thrown as a problem whose kind is the place that threw. */
export async function problemsOf(target: Target, input: Sample): Promise<readonly Problem[]> {
  try {
    return await target.problems(input);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const place = /\bat (?:async )?([\w.<>]+) \(?[^)\n]*?((?:server|test)\/[\w/.-]+)/.exec(stack);
    return [{ kind: `throws: ${place?.[1] ?? String(error)}`, detail: stack === '' ? String(error) : stack }];
  }
}
