// The server as a process: how it starts, how it ends, and what it does when a part of it fails.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

import { at, Client, rulesOf, stopAll } from './client';

after(stopAll);

const root = join(__dirname, '../..');
const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

/** Milliseconds from an event to the end of the process. */
async function timeToEnd(client: Client, event: () => unknown): Promise<{ code: number | null; time: number }> {
  const ended = client.ended();
  const began = performance.now();
  event();
  const code = await ended;
  return { code, time: performance.now() - began };
}

describe('the end of the server', () => {
  it('comes within a second of shutdown and exit, with code 0', async () => {
    const client = await Client.start();
    const { code, time } = await timeToEnd(client, () => {
      void client.request('shutdown', undefined).then(() => client.notify('exit', undefined));
    });
    assert.equal(code, 0);
    assert.ok(time < 1000, `${time} ms`);
  });

  it('comes within a second of the end of standard input, with code 1', async () => {
    const client = await Client.start();
    await client.opened(client.uri('rust/kernel/a.rs'), castText);
    const { code, time } = await timeToEnd(client, () => client.process.stdin.end());
    assert.equal(code, 1);
    assert.ok(time < 1000, `${time} ms`);
  });

  it('comes before the documents that wait are checked', async () => {
    const client = await Client.start();
    for (let index = 0; index < 20; index++) await client.open(client.uri(`rust/kernel/${index}.rs`), castText.repeat(400));
    const { time } = await timeToEnd(client, () => client.process.stdin.end());
    // All twenty take several times that; the one at hand is finished.
    assert.ok(time < 2000, `${time} ms`);
  });

  it('comes when exit is not announced by shutdown, with code 1', async () => {
    const client = await Client.start();
    const { code } = await timeToEnd(client, () => void client.notify('exit', undefined));
    assert.equal(code, 1);
  });
});

describe('a server', () => {
  it('says who it is', async () => {
    const client = await Client.start();
    assert.equal(client.initialized.serverInfo?.name, 'kernel-rust');
    assert.match(client.initialized.serverInfo.version ?? '', /^\d+\.\d+\.\d+/);
    await client.until('its first words', () => client.messages.some(({ message }) => /native parser|wasm parser/.test(message)));
    assert.equal(client.stderr, '');
    await client.stop();
  });

  it('refuses requests after shutdown', async () => {
    const client = await Client.start();
    await client.request('shutdown', undefined);
    await assert.rejects(client.request('textDocument/hover', { textDocument: { uri: 'file:///a.rs' }, position: at(0, 0) }), {
      code: -32600,
    });
    await client.notify('exit', undefined);
    assert.equal(await client.ended(), 0);
  });

  it('works with the WebAssembly parser', async () => {
    const client = await Client.start({ env: { KERNEL_RUST_PARSER: 'wasm' } });
    assert.deepEqual(rulesOf(await client.opened(client.uri('rust/kernel/a.rs'), castText)), ['as-pointer-cast']);
    assert.ok(client.messages.some(({ message }) => message.includes('wasm parser')));
    await client.stop();
  });

  it('goes on without a rule that throws, and says so once for a file', async () => {
    const client = await Client.start({ preload: 'test/lsp/throwing-rule.ts' });
    const uri = client.uri('rust/kernel/a.rs');
    assert.deepEqual(rulesOf(await client.opened(uri, castText)), ['as-pointer-cast']);
    for (let version = 2; version < 6; version++) {
      await client.change(uri, version, { range: { start: at(0, 0), end: at(0, 0) }, text: '\n' });
      await client.published(uri, { when: (of) => of.version === version });
    }
    const lines = client.messages.filter(({ message }) => message.includes('this rule is broken'));
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.type, 1);
    assert.match(lines[0].message, /a\.rs: rule [a-z-]+ threw, the other rules ran/);
    await client.stop();
  });

  it('outlives nonsense: unknown methods, unknown documents, positions outside of them', async () => {
    const client = await Client.start();
    await assert.rejects(client.request('no/such/method', {}));
    await client.notify('no/such/notification', {});
    await client.change(client.uri('never-opened.rs'), 3, { text: 'x' });
    await client.close(client.uri('never-opened.rs'));
    const uri = client.uri('rust/kernel/a.rs');
    await client.opened(uri, castText);
    const far = { textDocument: { uri }, position: at(1_000_000, 1_000_000) };
    assert.equal(await client.request('textDocument/hover', far), null);
    assert.deepEqual(await client.actions(uri, { start: far.position, end: far.position }, { triggerKind: 2 }), []);
    assert.equal(await client.request('textDocument/hover', { ...far, textDocument: { uri: client.uri('b.rs') } }), null);
    await client.stop();
  });

  it('speaks over IPC when an extension forks it', async () => {
    const child = fork(join(root, 'server/src/lsp/main.ts'), ['--node-ipc', `--clientProcessId=${process.pid}`], {
      execArgv: ['--import', pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href],
    });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(serverInfo.name, 'kernel-rust');
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.disconnect();
    assert.equal(await ended, 0);
    connection.dispose();
  });
});
