// What must hold for the language server whatever an editor sends: it answers, stays alive, and what it says has its place in the document.

import assert from 'node:assert/strict';

import fc from 'fast-check';
import type { CodeAction, Position, Range } from 'vscode-languageserver/node';

import { Client, edited, modern, stopAll } from '../lsp/client';
import type { Sample } from './corpus';
import { mutated } from './mutations';
import type { Problem, Target } from './target';

/** One message of the editor; `expectsAnswer` makes it a request. */
interface Message {
  readonly method: string;
  readonly params: unknown;
  readonly expectsAnswer?: true;
}

const uris = [
  'file:///tmp/kernel-rust-fuzz/rust/kernel/a.rs',
  'file:///tmp/kernel-rust-fuzz/drivers/b.rs',
  'file:///c%3A/x.rs',
  'untitled:Untitled-1',
  'file:///tmp/%',
  'git:/a.rs?{"ref":"~"}',
  '',
  'not an address',
];

const number = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40) },
  { weight: 1, arbitrary: fc.constantFrom(0, 4_294_967_295, 2_147_483_647) },
);
const position: fc.Arbitrary<Position> = fc.record({ line: number, character: number });
const range: fc.Arbitrary<Range> = fc.record({ start: position, end: position });
const uri = fc.oneof({ weight: 6, arbitrary: fc.constant(uris[0] ?? '') }, { weight: 2, arbitrary: fc.constantFrom(...uris) });
const textDocument = uri.map((address) => ({ uri: address }));
const version = fc.integer({ min: -1, max: 9 });

const notes = (samples: readonly Sample[]): fc.Arbitrary<Message>[] => [
  fc
    .tuple(uri, version, mutated(samples), fc.constantFrom('rust', 'Rust', 'c', ''))
    .map(([address, number_, { text }, languageId]) => ({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri: address, languageId, version: number_, text } },
    })),
  fc
    .tuple(
      uri,
      version,
      fc.array(
        fc.oneof(
          fc.record({ range, text: fc.string() }),
          mutated(samples).map(({ text }) => ({ text })),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([address, number_, contentChanges]) => ({
      method: 'textDocument/didChange',
      params: { textDocument: { uri: address, version: number_ }, contentChanges },
    })),
  textDocument.map((document) => ({ method: 'textDocument/didSave', params: { textDocument: document } })),
  textDocument.map((document) => ({ method: 'textDocument/didClose', params: { textDocument: document } })),
  fc
    .anything()
    .map((settings) => ({ method: 'workspace/didChangeConfiguration', params: { settings: { kernelRust: plain(settings) } } })),
  uri.map((address) => ({ method: 'workspace/didChangeWatchedFiles', params: { changes: [{ uri: address, type: 2 }] } })),
  fc.constant({ method: '$/cancelRequest', params: { id: 3 } }),
];

const requests: fc.Arbitrary<Message>[] = [
  fc
    .tuple(textDocument, range, fc.constantFrom(undefined, ['quickfix'], ['source.fixAll'], [''], ['source.fixAll.kernel-rust']))
    .map(([document, where, only]) => ({
      method: 'textDocument/codeAction',
      params: { textDocument: document, range: where, context: { diagnostics: [], ...(only === undefined ? {} : { only }) } },
      expectsAnswer: true as const,
    })),
  ...['textDocument/hover', 'textDocument/completion'].map((method) =>
    fc.tuple(textDocument, position).map(([document, where]) => ({
      method,
      params: { textDocument: document, position: where },
      expectsAnswer: true as const,
    })),
  ),
  textDocument.map((document) => ({
    method: 'textDocument/diagnostic',
    params: { textDocument: document },
    expectsAnswer: true as const,
  })),
  fc
    .tuple(
      fc.constantFrom('applyAutofix', 'suppress', 'applyEdit', 'explainRule', 'firstConfig', 'debugInformation', 'x'),
      fc.array(
        fc.oneof(
          uri,
          fc.record({
            uri,
            rule: fc.constantFrom('missing-safety-comment', 'as-underscore', 'x'),
            scope: fc.constantFrom('line', 'file', 'x'),
            position,
            reason: fc.string(),
          }),
          fc.anything().map(plain),
        ),
        { maxLength: 2 },
      ),
    )
    .map(([name, args]) => ({
      method: 'workspace/executeCommand',
      params: { command: `kernelRust.server.${name}`, arguments: args },
      expectsAnswer: true as const,
    })),
  fc.string().map((method) => ({ method: `x/${method}`, params: null, expectsAnswer: true as const })),
];

/** As it comes out of JSON. */
function plain(value: unknown): unknown {
  try {
    return (JSON.parse(JSON.stringify([value])) as unknown[])[0];
  } catch {
    return null;
  }
}

/** A line for each message, so that lines can be left out to make an input smaller. Parameters are left out and made wrong now and then. */
function sequences(samples: readonly Sample[]): fc.Arbitrary<Sample> {
  const proper = fc.oneof(
    ...notes(samples).map((arbitrary) => ({ weight: 2, arbitrary })),
    ...requests.map((arbitrary) => ({ weight: 3, arbitrary })),
  );
  const spoilt = fc.tuple(proper, fc.nat(), fc.anything().map(plain)).map(([message, at, value]): Message => {
    const params = message.params as Record<string, unknown> | null;
    const keys = Object.keys(params ?? {});
    const key = keys[at % Math.max(1, keys.length)];
    return key === undefined ? message : { ...message, params: { ...params, [key]: value } };
  });
  const opening = mutated(samples).map(({ text }): Message => ({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri: uris[0], languageId: 'rust', version: 1, text } },
  }));
  const message = fc.oneof({ weight: 12, arbitrary: proper }, { weight: 1, arbitrary: spoilt });
  return fc.tuple(opening, fc.array(message, { maxLength: 14 })).map(([first, others]) => ({
    path: 'messages',
    text: [first, ...others].map((each) => `${JSON.stringify(each)}\n`).join(''),
  }));
}

let running: Client | undefined;
let ended: Promise<'died'> = Promise.resolve('died');

/** The server that all inputs go to; a new one where the last has died. */
async function server(): Promise<Client> {
  if (running !== undefined && running.process.exitCode === null) return running;
  running = await Client.start({ capabilities: modern });
  ended = running.ended().then(() => 'died');
  return running;
}

/** Ends the server, so that the process can end. */
export function endServer(): void {
  stopAll();
}

const last = 'file:///tmp/kernel-rust-fuzz/rust/kernel/last.rs';
const code = 'fn f(p: *mut u8) {\n    unsafe { *p = 0 };\n}\n';

async function problems({ text }: Sample): Promise<Problem[]> {
  const client = await server();
  const found: Problem[] = [];
  const seen = client.messages.length;
  const opened = new Set<string>();
  const answers: Promise<unknown>[] = [];
  let patience: NodeJS.Timeout | undefined;
  const inTime = new Promise<'late'>((resolve) => {
    patience = setTimeout(resolve, 20_000, 'late');
  });
  for (const { method, params, expectsAnswer } of messagesIn(text)) {
    const address = (params as { textDocument?: { uri?: unknown } } | null)?.textDocument?.uri;
    if (method === 'textDocument/didOpen' && typeof address === 'string') opened.add(address);
    // An error is an answer, too.
    if (expectsAnswer === true) answers.push(client.request(method, params).catch(() => undefined));
    else await client.notify(method, params).catch(() => undefined);
  }
  // Whatever came before, this document is checked and can be mended.
  await client.notify('textDocument/didOpen', { textDocument: { uri: last, languageId: 'rust', version: 1, text: code } });
  const range_ = { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } };
  const asked = client.actions(last, range_, { only: ['quickfix'] });
  const outcome = await Promise.race([Promise.all([asked, ...answers]), inTime, ended]).catch((error: unknown) => String(error));
  clearTimeout(patience);
  if (outcome === 'late') found.push({ kind: 'no answer within 20 seconds', detail: client.stderr });
  else if (outcome === 'died') found.push({ kind: 'the server died', detail: client.stderr });
  else if (typeof outcome === 'string') found.push({ kind: 'the last document is not served', detail: outcome });
  else {
    const [actions] = outcome as [CodeAction[]];
    const [action] = actions;
    // Settings that came before may have switched everything off.
    if (action?.edit !== undefined)
      assert.equal(edited(code, last, action.edit).split('\n').length, code.split('\n').length + 1, 'a comment is added');
  }
  for (const { type, message } of client.messages.slice(seen))
    if (type === 1 && /\bthrew\b|\n\s+at /.test(message))
      found.push({ kind: `the log: ${message.slice(0, 60)}`, detail: message });
  if (outcome === 'late') client.process.kill('SIGKILL');
  else if (client.process.exitCode === null)
    for (const address of [...opened, last]) await client.notify('textDocument/didClose', { textDocument: { uri: address } });
  client.publications.length = 0;
  return found;
}

function messagesIn(text: string): Message[] {
  return text.split('\n').flatMap((line): Message[] => {
    if (line === '') return [];
    try {
      const message = JSON.parse(line) as Message;
      return typeof message.method === 'string' ? [message] : [];
    } catch {
      // What is left of a line while the input is made smaller.
      return [];
    }
  });
}

export const messageTarget: Target = { name: 'messages', inputs: sequences, problems };
