// What a reason for a suppression has to look like; the server's rule on suppressions refuses the same.

export type ReasonProblem = 'empty' | 'placeholder';

export function reasonProblem(reason: string): ReasonProblem | undefined {
  if (!/[\p{L}\p{N}]/u.test(reason)) return 'empty';
  return /^\s*(?:REASON|TODO|FIXME|XXX)[.!?]?\s*$/.test(reason) ? 'placeholder' : undefined;
}
