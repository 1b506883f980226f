// How long an editor waits: from a key to the diagnostics, and from the start of the server to the first ones.
//
// `npx tsx test/bench/latency.ts [FILE]` takes a file of a kernel tree; without one, the examples are put together to 64 KB.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';

import { Client, modern, pulling } from '../lsp/client';
import { rustFiles } from '../check';

const root = join(__dirname, '../..');
const server = [process.execPath, join(root, 'dist/server.js'), '--stdio'];
const edits = 200;
const manyEdits = 20;
const coldStarts = 7;
const documentCount = 200;

async function main(): Promise<void> {
  if (!existsSync(join(root, 'dist/server.js'))) throw new Error('there is no dist/server.js: run `npm run build` first');
  const { text, uri } = input();
  console.log(`${uri === undefined ? 'examples' : uri}, ${(text.length / 1024).toFixed(0)} KB`);
  // As the extension starts it: a newer Node keeps what it compiled.
  process.env['NODE_COMPILE_CACHE'] = mkdtempSync(join(tmpdir(), 'kernel-rust-compiled-'));
  const bare: number[] = [];
  const cold: number[] = [];
  await coldStart(text, uri);
  for (let run = 0; run < coldStarts; run++) {
    const began = performance.now();
    spawnSync(process.execPath, ['--eval', '0']);
    bare.push(performance.now() - began);
    cold.push(await coldStart(text, uri));
  }
  print(`start of Node.js ${process.versions.node} alone`, bare);
  print('spawn to first diagnostics', cold);

  const pushed = await Client.start({ command: server });
  const document = uri ?? pushed.uri('rust/kernel/bench.rs');
  await pushed.opened(document, text);
  const typing = new Typing(pushed, { uri: document, text });
  await typing.run(20);
  print(`change to published diagnostics, ${edits} edits`, await typing.run(edits));
  const before = await memoryOf(pushed);
  await typing.run(manyEdits);
  const after = await memoryOf(pushed);
  console.log(`memory: ${before} after ${edits} edits, ${after} after ${manyEdits} more`);
  await pushed.stop();

  const puller = await Client.start({ command: server, capabilities: pulling });
  await puller.open(document, text);
  await puller.pull(document);
  print(
    `change to requested diagnostics, ${edits} edits`,
    await new Typing(puller, { uri: document, text, pulls: true }).run(edits),
  );
  await puller.stop();
  await manyDocuments();
}

/** Milliseconds after which a run with many documents is given up. */
const patience = 60_000;

/** Saves many changed documents at once, and waits for a hover meanwhile and for the last of the diagnostics. */
async function manyDocuments(): Promise<void> {
  const client = await Client.start({ command: server });
  const text = readFileSync(join(root, 'examples/lantern/lantern.rs'), 'utf8');
  const paths = Array.from({ length: documentCount }, (_, index) => `drivers/lantern${index}/lantern.rs`);
  const isSaid = (path: string, version: number): boolean =>
    client.publications.some((each) => each.uri === client.uri(path) && each.version === version);
  const until = async (began: number, condition: () => boolean): Promise<string> => {
    while (!condition()) {
      if (performance.now() - began > patience) return `not within ${patience / 1000} s`;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return `${((performance.now() - began) / 1000).toFixed(1)} s`;
  };
  for (const path of paths) client.write(path, text);
  let began = performance.now();
  for (const path of paths) await client.open(client.uri(path), text);
  console.log(`${documentCount} documents opened: ${await until(began, () => paths.every((path) => isSaid(path, 1)))}`);
  began = performance.now();
  const start = { line: 0, character: 0 };
  for (const path of paths) {
    await client.change(client.uri(path), 2, { range: { start, end: start }, text: '\n' });
    client.write(path, `\n${text}`);
    await client.save(client.uri(path));
  }
  let hover: string | undefined;
  void client
    .request('textDocument/hover', { textDocument: { uri: client.uri(paths[0] ?? '') }, position: start })
    .then(() => (hover = `${(performance.now() - began).toFixed(0)} ms`));
  const hovered = await until(began, () => hover !== undefined);
  const settled = await until(began, () => paths.every((path) => isSaid(path, 2)));
  // The server answers at once when it has nothing left to do.
  let quick = 0;
  const idle = await until(began, () => {
    const asked = performance.now();
    void client.request('workspace/executeCommand', { command: 'kernelRust.server.firstConfig' }).then(() => {
      quick = performance.now() - asked < 50 ? quick + 1 : 0;
    });
    return quick > 20;
  });
  console.log(`all changed and saved: hover after ${hover ?? hovered}, all diagnostics after ${settled}, idle after ${idle}`);
  client.process.kill();
}

function input(): { text: string; uri: string | undefined } {
  const [file] = process.argv.slice(2);
  if (file !== undefined) return { text: readFileSync(file, 'utf8'), uri: pathToFileURL(resolve(file)).href };
  const examples = rustFiles(join(root, 'examples')).map((path) => readFileSync(path, 'utf8'));
  let text = '';
  for (let copy = 0; text.length < 64 * 1024; copy++) text += `mod copy${copy} {\n${examples[copy % examples.length] ?? ''}}\n`;
  return { text, uri: undefined };
}

async function coldStart(text: string, uri: string | undefined): Promise<number> {
  const began = performance.now();
  const client = await Client.start({ command: server, capabilities: modern });
  await client.opened(uri ?? client.uri('rust/kernel/bench.rs'), text);
  const time = performance.now() - began;
  await client.stop();
  return time;
}

/** Types one character after the other into the middle of a document, each when the answer to the one before is there. */
class Typing {
  private version = 1;
  private readonly line: number;

  constructor(
    private readonly client: Client,
    private readonly options: { uri: string; text: string; pulls?: boolean },
  ) {
    // A line of its own in a function, where what is typed matters to the parser.
    const lines = options.text.split('\n');
    const middle = lines.length >> 1;
    this.line = lines.findIndex((line, index) => index >= middle && /^ {4,}.*;$/.test(line));
  }

  async run(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let edit = 0; edit < count; edit++) {
      const isBackspace = this.version % 20 >= 10;
      const start = { line: this.line, character: 0 };
      const range = { start, end: isBackspace ? { line: this.line, character: 1 } : start };
      const version = ++this.version;
      const { client } = this;
      const { uri, pulls = false } = this.options;
      client.publications.length = 0;
      const began = performance.now();
      await client.change(uri, version, { range, text: isBackspace ? '' : 'x' });
      if (pulls) await client.pull(uri);
      else await client.published(uri, { when: (of: PublishDiagnosticsParams) => of.version === version });
      times.push(performance.now() - began);
    }
    return times;
  }
}

async function memoryOf(client: Client): Promise<string> {
  const text: string = await client.request('workspace/executeCommand', { command: 'kernelRust.server.debugInformation' });
  return /memory: (.*)/.exec(text)?.[1] ?? '';
}

function print(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0)} ms`;
  console.log(`${what}: p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`);
}

void main();
