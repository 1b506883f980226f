// Code short enough for a message.

const maxLength = 60;

/** Code on one line, truncated if long, for use in backticks. */
export function excerpt(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim().replaceAll('`', "'");
  // Not the first half of a character that takes two code units.
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
