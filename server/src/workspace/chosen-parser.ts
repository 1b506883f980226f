// Which of the two parsers the environment asks for.

import type { ParserName } from '../syntax/parser';

/** Without a name the best one that loads is taken. */
export function chosenParser(
  env: Readonly<Record<string, string | undefined>>,
): { name: ParserName | undefined } | { problem: string } {
  const name = env['KERNEL_RUST_PARSER'];
  if (name === undefined || name === '') return { name: undefined };
  if (name === 'native' || name === 'wasm') return { name };
  return { problem: `KERNEL_RUST_PARSER is \`${name}\`: it may be native or wasm` };
}
