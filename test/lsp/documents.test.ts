// Documents and their diagnostics where the server sends them: what is sent, when, and for which version.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { at, Client, rangeOf, rulesOf, textOf, stopAll } from './client';

const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

let client: Client;
let count = 0;
const fresh = (): string => client.uri(`rust/kernel/file${++count}.rs`);

before(async () => {
  client = await Client.start();
});
after(() => client.stop());
after(stopAll);

describe('an open document', () => {
  it('has its findings published, with version, code, source and data', async () => {
    const uri = fresh();
    const [diagnostic] = await client.opened(uri, castText);
    assert.deepEqual(diagnostic?.range, rangeOf(castText, 'as *mut u32'));
    assert.equal(diagnostic.code, 'as-pointer-cast');
    assert.equal(diagnostic.source, 'kernel-rust');
    assert.equal(diagnostic.severity, 2);
    assert.equal(diagnostic.codeDescription, undefined);
    assert.match(textOf(diagnostic), /^(?!.*as-pointer-cast)./);
    assert.deepEqual(diagnostic.data, {
      rule: 'as-pointer-cast',
      confidence: 'certain',
      fix: { title: 'Use `cast_mut()`', kind: 'safe' },
    });
    assert.equal(client.publications.at(-1)?.version, 1);
  });

  it('is checked again after an incremental change', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    await client.change(uri, 2, { range: rangeOf(castText, 'p as *mut u32'), text: 'p.cast_mut()' });
    assert.deepEqual(await client.published(uri, { when: ({ version }) => version === 2 }), []);
  });

  it('takes several changes of one notification one after the other', async () => {
    const uri = fresh();
    await client.opened(uri, '\n\n');
    await client.change(
      uri,
      2,
      { range: { start: at(0, 0), end: at(0, 0) }, text: 'fn f(p: *const u32) {\n}' },
      { range: { start: at(1, 0), end: at(1, 0) }, text: '    p as *mut u32;\n' },
    );
    const [diagnostic] = await client.published(uri, { when: ({ version }) => version === 2 });
    assert.deepEqual(diagnostic?.range, { start: at(1, 6), end: at(1, 17) });
  });

  it('can be replaced as a whole', async () => {
    const uri = fresh();
    await client.opened(uri, 'fn f() {}\n');
    await client.change(uri, 2, { text: castText });
    assert.deepEqual(rulesOf(await client.published(uri, { when: ({ version }) => version === 2 })), ['as-pointer-cast']);
  });

  it('has its diagnostics taken back when it is closed', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    const since = client.publications.length;
    await client.close(uri);
    assert.deepEqual(await client.published(uri, { since }), []);
  });

  it('that is not Rust is left alone', async () => {
    const uri = client.uri('Kbuild');
    await client.open(uri, 'obj-y += x.o\n', 'makefile');
    await client.opened(fresh(), castText);
    assert.ok(!client.publications.some((each) => each.uri === uri));
  });

  it('that a program wrote is left alone', async () => {
    const uri = client.uri('rust/bindings/bindings_generated.rs');
    assert.deepEqual(await client.opened(uri, castText), []);
  });

  it('that was never saved is checked', async () => {
    assert.deepEqual(rulesOf(await client.opened('untitled:Untitled-1', castText)), ['as-pointer-cast']);
    assert.deepEqual(rulesOf(await client.opened('vscode-remote://ssh-remote+host/work/x.rs', castText)), ['as-pointer-cast']);
  });

  it('that is empty has nothing to report', async () => {
    assert.deepEqual(await client.opened(fresh(), ''), []);
  });
});

describe('changes', () => {
  it('faster than checks give the diagnostics of the last version only', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    const since = client.publications.length;
    const end = { start: at(2, 1), end: at(2, 1) };
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        client.change(uri, index + 2, { range: end, text: index === 99 ? '\n// end' : ' ' }),
      ),
    );
    await client.published(uri, { since, when: ({ version }) => version === 101 });
    const versions = client.publications.slice(since).map(({ version }) => version ?? 0);
    assert.ok(versions.length < 20, `${versions.length} publications for 100 changes`);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
      'no older version after a newer one',
    );
  });

  it('while another document is closed do not bring it back', async () => {
    const [a, b] = [fresh(), fresh()];
    await client.opened(a, castText);
    await client.open(b, castText);
    await client.change(b, 2, { text: `${castText}\n` });
    await client.close(b);
    await client.change(a, 2, { text: `${castText}\n` });
    await client.published(a, { when: ({ version }) => version === 2 });
    const last = client.publications.findLast(({ uri }) => uri === b);
    assert.deepEqual(last?.diagnostics ?? [], []);
  });

  it('of the name close one document and open another', async () => {
    const [before, renamed] = [fresh(), fresh()];
    await client.open(before, castText);
    await client.close(before);
    const found = await client.opened(renamed, castText);
    assert.equal(found.length, 1);
    const last = client.publications.findLast(({ uri }) => uri === before);
    assert.deepEqual(last?.diagnostics ?? [], []);
  });

  it('of a document that was closed and opened again are those of the new text', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    await client.close(uri);
    const since = client.publications.length;
    await client.open(uri, `// head\n${castText}`);
    const [diagnostic] = await client.published(uri, { since, when: ({ diagnostics }) => diagnostics.length > 0 });
    assert.equal(diagnostic?.range.start.line, 2);
  });
});

describe('positions', () => {
  it('count UTF-16 code units, in text with emoji and combining characters', async () => {
    const text = 'fn f(p: *const u32) -> *mut u32 {\n    /* 🦀🦀 e\u0301 \u{10FFFF} */ p as *mut u32\n}\n';
    const [diagnostic] = await client.opened(fresh(), text);
    const column = text.split('\n')[1]?.indexOf('as *mut') ?? -1;
    assert.deepEqual(diagnostic?.range, { start: at(1, column), end: at(1, column + 11) });
  });

  it('are right in documents with carriage returns, also where a change ends at one', async () => {
    const uri = fresh();
    const text = castText.replaceAll('\n', '\r\n');
    const [diagnostic] = await client.opened(uri, text);
    assert.deepEqual(diagnostic?.range, { start: at(1, 6), end: at(1, 17) });
    await client.change(uri, 2, { range: { start: at(0, 33), end: at(1, 0) }, text: '\r\n\r\n' });
    const [moved] = await client.published(uri, { when: ({ version }) => version === 2 });
    assert.deepEqual(moved?.range, { start: at(2, 6), end: at(2, 17) });
  });

  it('are right behind a byte order mark and a lone surrogate', async () => {
    const [diagnostic] = await client.opened(fresh(), `\uFEFF${castText}`);
    assert.deepEqual(diagnostic?.range.start, at(1, 6));
  });
});

describe('a document that cannot be checked', () => {
  it('because it has 10 MB says so, and holds up nobody', async () => {
    const uri = fresh();
    const line = '    p as *mut u32;\n';
    const text = `fn f(p: *const u32) {\n${line.repeat(Math.ceil(10_000_000 / line.length))}}\n`;
    const [diagnostic] = await client.opened(uri, text);
    assert.match(textOf(diagnostic), /^not checked: it is longer than/);
    assert.equal(diagnostic?.code, undefined);
    await client.change(uri, 2, { range: { start: at(0, 0), end: at(0, 0) }, text: ' ' });
    const began = performance.now();
    await client.opened(fresh(), castText);
    assert.ok(performance.now() - began < 2000);
    await client.close(uri);
  });

  it('because parsing takes too long says so', async () => {
    const uri = fresh();
    const text = `fn f() { let s = "${'\nlet x = a.b(c)[d];'.repeat(60_000)}`;
    const [diagnostic] = await client.opened(uri, text);
    assert.match(textOf(diagnostic), /^not checked: parsing takes longer than 500 ms/);
    await client.close(uri);
  });

  it('while it is half typed still gets an answer', async () => {
    for (const text of [
      'fn',
      'fn f(',
      'impl X for',
      'unsafe {',
      '"',
      'r#"',
      '/*',
      '#[',
      'macro_rules! m { (',
      '(((((((((',
      '\u0000',
    ])
      await client.opened(fresh(), text);
  });
});
