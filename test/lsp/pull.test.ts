// Diagnostics where the client asks for them.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';

import { at, Client, pulling, rulesOf, stopAll } from './client';

const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

let client: Client;
let count = 0;
const fresh = (): string => client.uri(`rust/kernel/file${++count}.rs`);

before(async () => {
  client = await Client.start({ capabilities: pulling });
});
after(() => client.stop());
after(stopAll);

describe('a client that asks for diagnostics', () => {
  it('is told that it can, and is sent none', async () => {
    assert.deepEqual(client.initialized.capabilities.diagnosticProvider, {
      identifier: 'kernel-rust',
      interFileDependencies: false,
      workspaceDiagnostics: false,
    });
    const uri = fresh();
    await client.open(uri, castText);
    const { kind, items } = await client.pull(uri);
    assert.equal(kind, 'full');
    assert.deepEqual(rulesOf(items), ['as-pointer-cast']);
    assert.deepEqual(client.publications, []);
  });

  it('hears that nothing has changed', async () => {
    const uri = fresh();
    await client.open(uri, castText);
    const { resultId } = await client.pull(uri);
    assert.ok(resultId !== undefined);
    assert.deepEqual(await client.pull(uri, resultId), { kind: 'unchanged', resultId });
    await client.change(uri, 2, { text: 'fn f() {}\n' });
    const next = await client.pull(uri, resultId);
    assert.deepEqual([next.kind, next.items], ['full', []]);
  });

  it('gets the latest version when changes overtake its question', async () => {
    const uri = fresh();
    await client.open(uri, castText);
    const asked = client.pull(uri);
    await client.change(uri, 2, { range: { start: at(0, 0), end: at(0, 0) }, text: '\n\n' });
    const [item] = (await asked).items;
    assert.equal(item?.range.start.line, 3);
  });

  it('may take its question back', async () => {
    const uri = fresh();
    await client.open(uri, castText);
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }, source.token);
    source.cancel();
    await assert.rejects(asked, { code: -32800 });
    assert.deepEqual(rulesOf((await client.pull(uri)).items), ['as-pointer-cast']);
  });

  it('may ask about documents that are not open', async () => {
    assert.deepEqual((await client.pull(fresh())).items, []);
  });

  it('is asked to ask again when a configuration file changes', async () => {
    const uri = fresh();
    await client.open(uri, castText);
    assert.equal((await client.pull(uri)).items.length, 1);
    const config = client.write('.kernel-rust.toml', '[rules]\nas-pointer-cast = "off"\n');
    const refreshes = client.refreshes;
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 1 }] });
    await client.until('a refresh', () => client.refreshes > refreshes);
    assert.deepEqual((await client.pull(uri)).items, []);
    client.write('.kernel-rust.toml', '');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 2 }] });
    await client.until('a refresh', () => client.refreshes > refreshes + 1);
    assert.equal((await client.pull(uri)).items.length, 1);
  });

  it('gets the other requests answered while it asks', async () => {
    const uri = fresh();
    await client.open(uri, castText);
    const [report, hover, actions] = await Promise.all([
      client.pull(uri),
      client.request<{ contents: { value: string } }>('textDocument/hover', { textDocument: { uri }, position: at(1, 7) }),
      client.actions(uri, { start: at(1, 7), end: at(1, 7) }),
    ]);
    assert.equal(report.items.length, 1);
    assert.match(hover.contents.value, /as-pointer-cast/);
    assert.ok(actions.length > 0);
  });
});
