// The gate for output: what came from a file, a patch or a path shows on a terminal and in a log, and does nothing there.

declare const printed: unique symbol;

/** Text that a terminal or a log of a build may get. */
export type Printable = string & { readonly [printed]: true };

/** Several lines: line breaks and tabs stay, everything else that is not seen is written out, as `\x1b` or `\u{202e}`. */
export function printable(text: string): Printable {
  return withoutCommands(
    text.replace(unseen, (character) => (character === '\n' || character === '\t' ? character : escaped(character))),
  );
}

/** One line: line breaks and tabs are written out too. */
export function printableLine(text: string): Printable {
  return withoutCommands(text.replace(unseen, escaped));
}

/** What stands in the template stays, what is put into it becomes one line each. */
export function line(parts: TemplateStringsArray, ...values: readonly (string | number)[]): Printable {
  return printable(
    parts.map((part, index) => part + (index < values.length ? printableLine(String(values[index])) : '')).join(''),
  );
}

/** Several lines with our own colours. What was put into them must have been made printable before. */
export function coloured(text: string): Printable {
  const parts = text.split(/(\x1b\[[0-9;]*m)/);
  return parts.length === 1
    ? printable(text)
    : withoutCommands(parts.map((part, index) => (index % 2 === 1 ? part : printable(part))).join(''));
}

/** JSON that reads the same, in which everything that is not seen is escaped, with a line break at the end; an indent of 0 makes one line. */
export function printableJson(value: unknown, { indent }: { readonly indent: number }): Printable {
  return `${JSON.stringify(value, undefined, indent)}\n`
    .replace(unseen, (character) => (character === '\n' ? character : jsonEscape(character)))
    .replace(/##(?=(?:vso)?\[)/gi, '#\\u0023') as Printable;
}

export const joined = (parts: readonly Printable[]): Printable => parts.join('') as Printable;

/** Whatever is not to be escaped, because a program reads it as it is (a fixed file, a diff) or because it is a command of our own. */
export const asItIs = (text: string): Printable => text as Printable;

/** Where the command line writes, and what is known of it. */
export interface StandardOutput {
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** How many characters a line of standard error takes. */
  readonly columns: number;
  readonly writeOut: (text: Printable) => void;
  readonly writeErr: (text: Printable) => void;
}

export function standardOutput(): StandardOutput {
  // A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  return {
    stdoutIsTerminal: isTerminal(process.stdout),
    stderrIsTerminal: isTerminal(process.stderr),
    columns: isTerminal(process.stderr) ? process.stderr.columns : 80,
    writeOut: (text) => void process.stdout.write(text),
    writeErr: (text) => void process.stderr.write(text),
  };
}

/** The two streams over which a language client speaks, whose messages are JSON with a length. */
export const protocolStreams = (): [NodeJS.ReadStream, NodeJS.WriteStream] => [process.stdin, process.stdout];

/** Node's types promise a boolean, but the property is missing on pipes and files. */
function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}

/** Control characters, what reverses the direction of text, line breaks that are none to some, and halves of characters. */
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
}

const jsonEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Builds read their log: GitHub takes `::` at the start of a line and `##[` anywhere for a command, Azure `##vso[` anywhere. */
function withoutCommands(text: string): Printable {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\x3a').replace(/##(?=(?:vso)?\[)/gi, '#\\x23') as Printable;
}
