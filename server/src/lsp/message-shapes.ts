// What the parameters of a message must look like, so that no handler meets anything else.

import { serverCommands } from './commands';

/** What is wrong with the parameters of a message; nothing when they are as the protocol has them, or nobody here reads them. */
export function wrongParams(method: string, params: unknown): string | undefined {
  const shape = Object.hasOwn(shapes, method) ? shapes[method] : undefined;
  return shape?.(params, 'params');
}

/** Says what is wrong with a value, which `at` names. */
type Shape = (value: unknown, at: string) => string | undefined;

const is =
  (what: string, test: (value: unknown) => boolean): Shape =>
  (value, at) =>
    test(value) ? undefined : `${at} must be ${what}`;

const string = is('a string', (value) => typeof value === 'string');
const number = is('a whole number', Number.isInteger);
const natural = is('a whole number, 0 or greater', (value) => Number.isInteger(value) && (value as number) >= 0);
const anything: Shape = () => undefined;

const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} must be an object`;
    for (const [field, shape] of Object.entries(fields)) {
      const wrong = shape((value as Readonly<Record<string, unknown>>)[field], `${at}.${field}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

const list =
  (shape: Shape): Shape =>
  (value, at) => {
    if (!Array.isArray(value)) return `${at} must be an array`;
    for (const [index, item] of value.entries()) {
      const wrong = shape(item, `${at}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

const optional =
  (shape: Shape): Shape =>
  (value, at) =>
    value === undefined || value === null ? undefined : shape(value, at);

const position = object({ line: natural, character: natural });
const range = object({ start: position, end: position });
const document = object({ uri: string });
const folder = object({ uri: string });
const atPosition = object({ textDocument: document, position });

const commandArguments: Readonly<Record<string, Shape>> = {
  [serverCommands.applyAutofix]: string,
  [serverCommands.applyEdit]: object({}),
  [serverCommands.suppress]: object({ uri: string, rule: string, scope: string, position, reason: optional(string) }),
  [serverCommands.checkCommits]: optional(object({ since: optional(string), uri: optional(string) })),
  [serverCommands.recentCommits]: optional(object({ uri: optional(string) })),
};

const command: Shape = (value, at) => {
  const wrong = object({ command: string, arguments: optional(list(anything)) })(value, at);
  if (wrong !== undefined) return wrong;
  const { command: name, arguments: given } = value as { command: string; arguments?: readonly unknown[] | null };
  const shape = Object.hasOwn(commandArguments, name) ? commandArguments[name] : undefined;
  return shape?.(given?.[0], `${at}.arguments[0]`);
};

const shapes: Readonly<Record<string, Shape>> = {
  initialize: object({ capabilities: object({}), workspaceFolders: optional(list(folder)) }),
  'textDocument/didOpen': object({ textDocument: object({ uri: string, text: string, version: number }) }),
  'textDocument/didChange': object({
    textDocument: object({ uri: string, version: number }),
    contentChanges: list(object({ text: string, range: optional(range) })),
  }),
  'textDocument/didSave': object({ textDocument: document }),
  'textDocument/didClose': object({ textDocument: document }),
  'textDocument/hover': atPosition,
  'textDocument/completion': atPosition,
  'textDocument/codeAction': object({
    textDocument: document,
    range,
    context: object({ diagnostics: list(object({ range })), only: optional(list(string)) }),
  }),
  'textDocument/diagnostic': object({ textDocument: document, previousResultId: optional(string) }),
  'workspace/executeCommand': command,
  'workspace/didChangeWorkspaceFolders': object({ event: object({ added: list(folder), removed: list(folder) }) }),
  'workspace/didChangeConfiguration': object({}),
  '$/setTrace': object({ value: string }),
};
