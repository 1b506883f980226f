// Clients that break the protocol: each mistake gets an error or a line in the log, and the server answers the next message as if nothing had been.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { at, Client, modern, rulesOf, stopAll } from './client';

const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

const serverNotInitialized = -32_002;
const invalidRequest = -32_600;
const invalidParams = -32_602;

const initializing = { processId: process.pid, rootUri: null, capabilities: modern };

after(stopAll);

describe('the life of a server', () => {
  it('begins with initialize: what comes before is refused, or passed over', async () => {
    const client = await Client.start({ initialize: false });
    const hover = { textDocument: { uri: 'file:///a.rs' }, position: at(0, 0) };
    for (const method of ['textDocument/hover', 'workspace/executeCommand', 'shutdown', 'no/such/method'])
      await assert.rejects(client.request(method, hover), { code: serverNotInitialized }, method);
    await client.open('file:///a.rs', castText);
    await client.request('initialize', initializing);
    await client.notify('initialized', {});
    assert.equal(await client.request('textDocument/hover', hover), null);
    assert.deepEqual(client.publications, []);
    assert.deepEqual(rulesOf(await client.opened('file:///a.rs', castText)), ['as-pointer-cast']);
    await assert.rejects(client.request('initialize', initializing), { code: invalidRequest });
    await client.stop();
  });

  it('begins when initialize has succeeded', async () => {
    const client = await Client.start({ initialize: false });
    for (const params of [{}, { capabilities: null }, { capabilities: {}, workspaceFolders: [{ uri: 5 }] }, [], null])
      await assert.rejects(client.request('initialize', params), { code: invalidParams }, JSON.stringify(params));
    await assert.rejects(client.request('textDocument/hover', {}), { code: serverNotInitialized });
    const odd = { ...initializing, capabilities: { textDocument: 5, workspace: [] }, initializationOptions: 'none', rootUri: 7 };
    await client.request('initialize', odd);
    assert.deepEqual(rulesOf(await client.opened('untitled:a', castText)), ['as-pointer-cast']);
    await client.stop();
  });

  it('ends with shutdown: what comes behind is refused, or passed over', async () => {
    const client = await Client.start();
    await client.request('shutdown', undefined);
    const hover = { textDocument: { uri: 'file:///a.rs' }, position: at(0, 0) };
    for (const method of ['textDocument/hover', 'shutdown', 'initialize', 'no/such/method'])
      await assert.rejects(client.request(method, hover), { code: invalidRequest }, method);
    await client.open('file:///a.rs', castText);
    await client.notify('exit', undefined);
    assert.equal(await client.ended(), 0);
    assert.deepEqual(client.publications, []);
  });
});

describe('a message', () => {
  let client: Client;
  let count = 0;

  before(async () => {
    client = await Client.start();
  });
  afterEach(async () => {
    const found = await client.opened(client.uri(`rust/kernel/alive${++count}.rs`), castText);
    assert.deepEqual(rulesOf(found), ['as-pointer-cast']);
  });
  after(() => client.stop());

  const uri = 'file:///nowhere/a.rs';
  const textDocument = { uri };
  const position = at(0, 0);
  const range = { start: position, end: position };
  const requests: readonly (readonly [string, unknown])[] = [
    ['textDocument/hover', undefined],
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument: null, position }],
    ['textDocument/hover', { textDocument: { uri: 5 }, position }],
    ['textDocument/hover', { textDocument, position: { line: '0', character: 0 } }],
    ['textDocument/hover', { textDocument, position: { line: -1, character: 0 } }],
    ['textDocument/hover', { textDocument, position: { line: 0.5, character: 0 } }],
    ['textDocument/completion', { textDocument }],
    ['textDocument/codeAction', { textDocument, range }],
    ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [null] } }],
    ['textDocument/codeAction', { textDocument, range: { start: position }, context: { diagnostics: [] } }],
    ['textDocument/diagnostic', { textDocument: 'a' }],
    ['workspace/executeCommand', { command: 5 }],
    ['workspace/executeCommand', { command: 'kernelRust.server.suppress' }],
    ['workspace/executeCommand', { command: 'kernelRust.server.suppress', arguments: [{ uri, rule: 'x', scope: 'line' }] }],
    ['workspace/executeCommand', { command: 'kernelRust.server.applyAutofix', arguments: [null] }],
    ['workspace/executeCommand', { command: 'kernelRust.server.checkCommits', arguments: [{ since: 5 }] }],
    ['workspace/executeCommand', { command: 'kernelRust.server.recentCommits', arguments: 'HEAD' }],
  ];
  for (const [method, params] of requests)
    it(`that asks ${method} with ${JSON.stringify(params)} is told what is wrong`, async () => {
      await assert.rejects(client.request(method, params), (error: { code?: number; message?: string }) => {
        assert.equal(error.code, invalidParams);
        assert.match(error.message ?? '', /must be|params/);
        return true;
      });
    });

  const notifications: readonly (readonly [string, unknown])[] = [
    ['textDocument/didOpen', undefined],
    ['textDocument/didOpen', { textDocument: { uri, languageId: 'rust', version: 1, text: null } }],
    ['textDocument/didOpen', { textDocument: { uri: null, languageId: 'rust', version: 1, text: '' } }],
    ['textDocument/didOpen', { textDocument: { uri, languageId: 'rust', version: '1', text: '' } }],
    ['textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text: null }] }],
    ['textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: {} }],
    ['textDocument/didChange', { textDocument: { uri }, contentChanges: [{ text: '' }] }],
    ['textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text: '', range: { start: position } }] }],
    ['textDocument/didClose', {}],
    ['textDocument/didSave', { textDocument: [] }],
    ['workspace/didChangeWorkspaceFolders', { event: { added: [{}], removed: [] } }],
    ['workspace/didChangeConfiguration', undefined],
    ['$/setTrace', undefined],
  ];
  for (const [method, params] of notifications)
    it(`that says ${method} with ${JSON.stringify(params)} is passed over, which the log tells`, async () => {
      const since = client.messages.length;
      await client.notify(method, params);
      await client.until('a line in the log', () =>
        client.messages.slice(since).some(({ message }) => message.startsWith(`${method} was passed over: params`)),
      );
    });

  it('about a document that is not open changes nothing', async () => {
    await client.change(uri, 2, { text: castText });
    await client.save(uri);
    await client.close(uri);
    assert.equal(await client.request('textDocument/hover', { textDocument, position }), null);
  });

  it('about what is no file gets an answer', async () => {
    for (const odd of [
      '',
      'a b',
      'x:',
      '//',
      'file:',
      'file:////',
      'file:///%',
      'file:///%00.rs',
      '1:2',
      'git:/a.rs?{}',
      '\u0000:\u0000',
      'file:////////a.rs',
    ]) {
      await client.open(odd, castText);
      await client.change(odd, 2, { text: 'fn f() {}\n' });
      await client.save(odd);
      assert.equal(await client.request('textDocument/hover', { textDocument: { uri: odd }, position }), null, odd);
      await client.close(odd);
    }
  });

  it('that cancels what is not there changes nothing', async () => {
    await client.notify('$/cancelRequest', { id: 12_345 });
    client.raw('{"jsonrpc":"2.0","method":"$/cancelRequest"}');
    client.raw('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{}}}');
  });
});

describe('a document', () => {
  let client: Client;
  const hidden = (text: string): string => JSON.stringify(text).slice(1, -1);

  before(async () => {
    client = await Client.start();
  });
  after(() => client.stop());

  /** What a full check of the text finds, wherever it comes from. */
  const same = async (uri: string, { text, version }: { text: string; version: number }): Promise<void> => {
    const found = await client.published(uri, { when: (of) => of.version === version });
    const twin = await client.opened(`${uri}.twin.rs`, text);
    assert.deepEqual(found, twin, hidden(text));
    await client.close(`${uri}.twin.rs`);
  };

  it('whose versions go backwards, or stay, is checked as it is', async () => {
    const uri = client.uri('rust/kernel/versions.rs');
    await client.opened(uri, castText);
    for (const version of [5, 3, 3, -1, 2 ** 40]) {
      const since = client.publications.length;
      await client.change(uri, version, { text: 'fn f() {}\n' });
      assert.deepEqual(await client.published(uri, { since }), []);
      await client.change(uri, version, { text: castText });
      const found = await client.published(uri, { since, when: ({ diagnostics }) => diagnostics.length > 0 });
      assert.deepEqual(rulesOf(found), ['as-pointer-cast']);
    }
  });

  it('takes ranges outside of it, reversed ones and huge numbers, and stays in step', async () => {
    const uri = client.uri('rust/kernel/ranges.rs');
    const far = Number.MAX_SAFE_INTEGER;
    let text = castText;
    let version = 1;
    await client.opened(uri, text);
    const changes = [
      { range: { start: at(far, far), end: at(far, far) }, text: '// end\n', result: `${text}// end\n` },
      { range: { start: at(1000, 0), end: at(1001, 0) }, text: '// more\n', result: `${text}// end\n// more\n` },
      { range: { start: at(0, 0), end: at(0, 0) }, text: '// head\n', result: `// head\n${text}// end\n// more\n` },
      { range: { start: at(1, 0), end: at(0, 0) }, text: '', result: `${text}// end\n// more\n` },
      { range: { start: at(3, 0), end: at(far, 0) }, text: '', result: text },
      { range: { start: at(0, far), end: at(1, 0) }, text: '\n\n', result: text.replace('{\n', '{\n\n') },
    ];
    for (const { result, ...change } of changes) {
      await client.change(uri, ++version, change);
      text = result;
      await same(uri, { text, version });
    }
  });

  it('opened twice, or closed twice, is the one that was opened last', async () => {
    const uri = client.uri('rust/kernel/twice.rs');
    await client.opened(uri, castText);
    const since = client.publications.length;
    await client.open(uri, 'fn f() {}\n');
    assert.deepEqual(await client.published(uri, { since }), []);
    await client.close(uri);
    await client.close(uri);
    assert.deepEqual(rulesOf(await client.opened(uri, castText)), ['as-pointer-cast']);
  });
});

describe('a stream', () => {
  let client: Client;
  let count = 0;

  before(async () => {
    client = await Client.start();
  });
  after(() => client.stop());

  const note = '{"jsonrpc":"2.0","method":"no/such/notification","params":{"text":"Content-Length: 5"}}';
  const framed = (body: string, length: number | string = Buffer.byteLength(body)): string =>
    `Content-Length: ${length}\r\n\r\n${body}`;
  const inputs: Readonly<Record<string, string>> = {
    'a body that is not JSON': framed('{"jsonrpc": nonsense}'),
    'an empty body': framed(''),
    'a body that is no message': framed('[1, 2]') + framed('null') + framed('{"id": null, "method": "a"}') + framed('{}'),
    'a length that is too small': framed(note, note.length - 20),
    'a length that is too large': framed(note, note.length + 50),
    'a length that is far too large': framed(note, 100_000_000),
    'a length that nobody can hold': framed(note, '99999999999999999999'),
    'a negative length': framed(note, -5),
    'a length that is no number': framed(note, 'many'),
    'no length': `Content-Type: text/plain\r\n\r\n${note}`,
    'a header that is none': `hello\r\n\r\nworld\r\n\r\n${note}`,
    'ten thousand bytes of nothing': '\u0000x\n'.repeat(3000),
    'line ends without carriage returns': `Content-Length: 5\n\n${note}`,
  };
  for (const [what, input] of Object.entries(inputs))
    it(`with ${what} is read again from the next header on, and its client hears of it`, async () => {
      let answers = '';
      const listen = (chunk: Buffer): void => {
        answers += chunk.toString();
      };
      client.process.stdout.on('data', listen);
      client.process.stdin.write(input);
      const found = await client.opened(client.uri(`rust/kernel/stream${++count}.rs`), castText);
      assert.deepEqual(rulesOf(found), ['as-pointer-cast']);
      assert.match(answers, /"id":null,"error":\{"code":-32[67]00,/);
      client.process.stdout.off('data', listen);
    });

  it('that comes byte by byte, with other headers and names in small letters, is read', async () => {
    const uri = client.uri('rust/kernel/bytes.rs');
    const body = JSON.stringify({
      jsonrpc: '2.0',
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'rust', version: 1, text: `// 🦀 Content-Length: 5\r\n\r\n${castText}` } },
    });
    const bytes = Buffer.from(
      `content-length: ${Buffer.byteLength(body)}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n${body}`,
    );
    for (let index = 0; index < bytes.length; index++) {
      client.process.stdin.write(bytes.subarray(index, index + 1));
      if (index % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(rulesOf(await client.published(uri)), ['as-pointer-cast']);
  });
});
