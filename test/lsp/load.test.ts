// The server with two hundred open documents: in which order it checks them, how often, and what it says in the end.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';

import { at, Client, pulling, rulesOf, stopAll } from './client';

const example = readFileSync(join(__dirname, '../../examples/lantern/lantern.rs'), 'utf8');
const castText = 'pub(crate) fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

/** Files that stand alone, most of them short, and the files of one driver. */
const lone = 150;
const inCrate = 50;
const total = lone + inCrate;

const root = 'drivers/big/big.rs';

/** The texts of all documents by path, in the order in which they are opened. */
function texts(): Map<string, string> {
  const found = new Map<string, string>();
  for (let index = 0; index < lone; index++) found.set(lonePath(index), `${index % 5 === 0 ? example : ''}\n${castText}`);
  const parts = Array.from({ length: inCrate - 1 }, (_, index) => `part${index}`);
  found.set(
    root,
    `${parts.map((part) => `mod ${part};`).join('\n')}\n\nmodule! {\n    type: Big,\n    name: "big",\n    license: "GPL",\n}\n`,
  );
  for (const part of parts) found.set(`drivers/big/${part}.rs`, castText);
  return found;
}

class Editor {
  private constructor(
    readonly client: Client,
    readonly contents: Map<string, string>,
  ) {}

  private readonly versions = new Map<string, number>();

  /** With all documents on disk, open and checked. */
  static async open(contents: Map<string, string>, initializationOptions?: unknown): Promise<Editor> {
    const client = await Client.start({ initializationOptions });
    const editor = new Editor(client, new Map(contents));
    for (const [path, text] of contents) client.write(path, text);
    for (const [path, text] of contents) await client.open(client.uri(path), text);
    await editor.settled();
    return editor;
  }

  /** Types at the end of a document. */
  async type(path: string, typed: string): Promise<void> {
    const text = this.contents.get(path) ?? '';
    const end = at(text.split('\n').length - 1, 0);
    this.contents.set(path, text + typed);
    await this.client.change(this.client.uri(path), this.nextVersion(path), { range: { start: end, end }, text: typed });
  }

  async replace(path: string, text: string): Promise<void> {
    this.contents.set(path, text);
    await this.client.change(this.client.uri(path), this.nextVersion(path), { text });
  }

  async save(path: string): Promise<void> {
    this.client.write(path, this.contents.get(path) ?? '');
    await this.client.save(this.client.uri(path));
  }

  async saveAll(): Promise<void> {
    for (const path of this.contents.keys()) await this.save(path);
  }

  async outdateAll(): Promise<void> {
    const uri = this.client.uri('.kernel-rust.toml');
    await this.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  }

  hover(path: string): Promise<unknown> {
    return this.client.request('textDocument/hover', { textDocument: { uri: this.client.uri(path) }, position: at(0, 0) });
  }

  /** How many checks the server has made when it reads the question. */
  async checks(): Promise<number> {
    const text: string = await this.client.request('workspace/executeCommand', { command: 'kernelRust.server.debugInformation' });
    return Number(/^checks: (\d+)$/m.exec(text)?.[1]);
  }

  /** Waits until nothing is left to check, and all is said of the documents as they are. */
  async settled(): Promise<void> {
    await this.client.until('all documents to be checked', () =>
      [...this.contents.keys()].every((path) => this.last(path)?.version === this.version(path)),
    );
    for (let last = -1, now = await this.checks(); last !== now; now = await this.checks()) {
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** What is said of each document, without the name of the scratch folder. */
  said(): Map<string, string> {
    return new Map(
      [...this.contents.keys()].map((path) => [
        path,
        JSON.stringify(this.last(path)?.diagnostics).replaceAll(this.client.uri(''), ''),
      ]),
    );
  }

  rules(path: string): string[] {
    return rulesOf(this.last(path)?.diagnostics ?? []);
  }

  version(path: string): number {
    return this.versions.get(path) ?? 1;
  }

  private last(path: string): PublishDiagnosticsParams | undefined {
    return this.client.publications.findLast(({ uri }) => uri === this.client.uri(path));
  }

  private nextVersion(path: string): number {
    const version = this.version(path) + 1;
    this.versions.set(path, version);
    return version;
  }
}

let editor: Editor;

const lonePath = (index: number): string => `drivers/lone${index}/lone.rs`;

async function sameAsFresh(options?: unknown): Promise<void> {
  await editor.settled();
  const fresh = await Editor.open(editor.contents, options);
  assert.deepEqual(editor.said(), fresh.said());
  await fresh.client.stop();
}

before(async () => {
  editor = await Editor.open(texts());
});
after(stopAll);

describe('two hundred open documents', () => {
  it('are each checked once when they are opened', async () => {
    assert.equal(await editor.checks(), total);
    assert.ok([...editor.said().values()].every((said) => said.length > 2 || said === '[]'));
    assert.deepEqual(editor.rules('drivers/big/part7.rs'), ['as-pointer-cast']);
  });

  it('that are saved as they are need no check', async () => {
    const before = await editor.checks();
    await editor.saveAll();
    await editor.settled();
    assert.equal(await editor.checks(), before);
  });

  it('that are changed and saved take about one pass, and answer between', async () => {
    const before = await editor.checks();
    for (const path of editor.contents.keys()) await editor.type(path, '// changed\n');
    const saved = editor.saveAll();
    const [asked, , answered] = await Promise.all([editor.checks(), editor.hover(lonePath(140)), editor.checks()]);
    await saved;
    assert.ok(answered - asked <= 2, `${answered - asked} checks before the hover was answered`);
    assert.ok(asked - before < total / 2, `the question was read after ${asked - before} checks`);
    await editor.settled();
    const after = await editor.checks();
    assert.ok(after - before <= 2 * total, `${after - before} checks for ${total} documents`);
    assert.ok(after - before >= total);
  });

  it('are checked in the order in which they were used when all is outdated', async () => {
    const { client } = editor;
    for (const index of [20, 90, 60]) await editor.hover(lonePath(index));
    const since = client.publications.length;
    const before = await editor.checks();
    await editor.outdateAll();
    await editor.outdateAll();
    await editor.settled();
    const order = [...new Set(client.publications.slice(since).map(({ uri }) => uri))];
    assert.deepEqual(
      order.slice(0, 3),
      [60, 90, 20].map((index) => client.uri(lonePath(index))),
    );
    assert.ok((await editor.checks()) - before <= 1.2 * total);
  });

  it('wait for the one that is edited', async () => {
    const { client } = editor;
    const uri = client.uri(lonePath(3));
    const since = client.publications.length;
    await editor.outdateAll();
    await client.until('the first of them', () => client.publications.length > since);
    const began = client.publications.length;
    await editor.type(lonePath(3), '// edited\n');
    await client.published(uri, { since, when: ({ version }) => version === editor.version(lonePath(3)) });
    const place = client.publications
      .slice(began)
      .findIndex((each) => each.uri === uri && each.version === editor.version(lonePath(3)));
    assert.ok(place < 30, `${place} others went first`);
    await editor.settled();
  });

  it('of a crate are checked again when its root changes, and no others', async () => {
    const before = await editor.checks();
    const text = editor.contents.get(root) ?? '';
    await editor.replace(root, `#![allow(clippy::ptr_as_ptr, clippy::ptr_cast_constness)]\n${text}`);
    await editor.save(root);
    await editor.client.until('the crate', () => editor.rules('drivers/big/part7.rs').length === 0);
    await editor.settled();
    assert.deepEqual(editor.rules('drivers/big/part48.rs'), []);
    assert.ok(editor.rules(lonePath(0)).includes('as-pointer-cast'));
    const checks = (await editor.checks()) - before;
    assert.ok(checks <= inCrate + 2, `${checks} checks for a crate of ${inCrate} files`);
  });

  it('say the same as a fresh server after a branch switch with edits, requests and settings in the middle', async () => {
    const { client } = editor;
    const answers: Promise<unknown>[] = [];
    let index = 0;
    for (const [path, text] of editor.contents) {
      index++;
      const next = index % 3 === 0 ? text.replaceAll('as *mut u32', 'as *mut u8') : `// switched\n${text}`;
      client.write(path, next);
      await editor.replace(path, next);
      if (index % 20 === 0) {
        answers.push(editor.hover(path));
        answers.push(client.actions(client.uri(path), { start: at(0, 0), end: at(3, 0) }));
        await editor.type(lonePath(5), '// typed meanwhile\n');
      }
      if (index === 100)
        await client.notify('workspace/didChangeConfiguration', {
          settings: { rules: { severity: { 'as-pointer-cast': 'hint' } } },
        });
    }
    await editor.outdateAll();
    await Promise.all(answers);
    await editor.save(lonePath(5));
    await sameAsFresh({ rules: { severity: { 'as-pointer-cast': 'hint' } } });
  });

  it('do not keep the server from ending', async () => {
    const { client } = editor;
    const since = client.publications.length;
    await editor.outdateAll();
    await editor.hover(lonePath(1));
    assert.equal(await client.stop(), 0);
    assert.ok(client.publications.length - since < total / 2);
  });
});

describe('a check of the workspace', () => {
  it('lets the documents and requests of the editor go first', async () => {
    const client = await Client.start();
    const paths = [...texts()].slice(0, 60);
    for (const [path, text] of paths) client.write(path, text);
    const checked = client.request<{ files: number }>('workspace/executeCommand', {
      command: 'kernelRust.server.checkWorkspace',
    });
    await client.until('the first files', () => client.publications.length > 0);
    const began = client.publications.length;
    const uri = client.uri('drivers/typed.rs');
    await client.opened(uri, castText);
    await client.request('textDocument/hover', { textDocument: { uri }, position: at(1, 7) });
    assert.ok(client.publications.length - began < 30, `${client.publications.length - began} files went first`);
    assert.equal((await checked).files, paths.length);
    assert.equal(await client.stop(), 0);
  });
});

describe('a client that asks for a hundred reports at once', () => {
  it('gets other answers between', async () => {
    const client = await Client.start({ capabilities: pulling });
    const paths = [...texts()].slice(0, 100);
    for (const [path, text] of paths) await client.open(client.uri(path), text);
    let reports = 0;
    const asked = paths.map(async ([path]) => {
      const { items } = await client.pull(client.uri(path));
      reports++;
      return items;
    });
    await client.request('textDocument/hover', { textDocument: { uri: client.uri(lonePath(99)) }, position: at(0, 0) });
    assert.ok(reports < 50, `${reports} reports before the hover`);
    assert.ok((await Promise.all(asked)).every((items) => items.length > 0));
    assert.equal(await client.stop(), 0);
  });
});
