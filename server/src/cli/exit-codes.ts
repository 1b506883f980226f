// What the exit codes mean, the same as in ruff and ESLint.

export const exitCodes = {
  clean: 0,
  findings: 1,
  /** Wrong usage or configuration, a file that could not be checked, a rule that threw. */
  trouble: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Wrong usage: the message is one line, and nothing else is done. */
export class UsageError extends Error {}
