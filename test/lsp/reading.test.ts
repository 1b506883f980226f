// Hover and completion over a real stream.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CompletionItem, Hover, MarkupContent } from 'vscode-languageserver/node';

import { at, Client, edited, modern, rangeOf, stopAll } from './client';

let client: Client;
let count = 0;
const fresh = (): string => client.uri(`rust/kernel/file${++count}.rs`);

before(async () => {
  client = await Client.start();
});
after(() => client.stop());
after(stopAll);

/** What is shown at `|`. */
async function hover(marked: string, by = client): Promise<{ value: string; kind: string; range: Hover['range'] } | undefined> {
  const { uri, text, position } = await openedAt(marked, by);
  const found = await by.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position });
  await by.close(uri);
  if (found === null) return undefined;
  const { value, kind } = found.contents as MarkupContent;
  assert.ok(text.length > 0);
  return { value, kind, range: found.range };
}

async function openedAt(marked: string, by: Client): Promise<{ uri: string; text: string; position: ReturnType<typeof at> }> {
  const uri = fresh();
  const text = marked.replace('|', '');
  await by.open(uri, text);
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  return { uri, text, position: at(before.length - 1, before.at(-1)?.length ?? 0) };
}

describe('hovering', () => {
  it('over the id of a rule in a suppression shows its page', async () => {
    const text = '// kernel-rust-ignore as-under|score: a test\nconst A: u8 = 1 as _;\n';
    const shown = await hover(text);
    assert.match(shown?.value ?? '', /^# as-underscore\n/);
    assert.match(shown?.value ?? '', /## Why/);
    assert.equal(shown?.kind, 'markdown');
    assert.deepEqual(shown.range, rangeOf(text.replace('|', ''), 'as-underscore'));
  });

  it('over `unsafe` tells what needs it, what its comment is and what is asked for', async () => {
    const shown = await hover(`fn f(p: *const u8, n: usize) -> &[u8] {
    // SAFETY: \`p\` is not null and valid for reads of \`n\` bytes.
    un|safe { core::slice::from_raw_parts(p, n) }
}
`);
    const value = shown?.value ?? '';
    assert.match(value, /\*\*unsafe block\*\*: 1 operation needs it\n\n- `slice::from_raw_parts`, line 3/);
    assert.match(value, /SAFETY comment in line 2/);
    assert.match(value, /- ✓ `p` is not null and is aligned/);
    assert.match(value, /- ✗ those elements are initialised \*\(not mentioned\)\*/);
    assert.match(value, /Source: <https:/);
  });

  it('over the tag of the comment tells the same', async () => {
    const shown = await hover('fn f(p: *mut u8) {\n    // SAF|ETY: `p` is valid.\n    unsafe { *p = 1 };\n}\n');
    assert.match(shown?.value ?? '', /\*\*unsafe block\*\*: 1 operation needs it\n\n- `\*p`, line 3/);
  });

  it('over an unsafe function shows its contract', async () => {
    const shown = await hover('/// Docs.\n///\n/// # Safety\n///\n/// `p` must be valid.\nun|safe fn f(p: *mut u8) {}\n');
    assert.match(shown?.value ?? '', /its users must ensure that\n\n- `p` must be valid/);
  });

  it('over what is reported says why', async () => {
    const shown = await hover('fn f(p: *const u8) {\n    p a|s *mut u8;\n}\n');
    assert.match(shown?.value ?? '', /^\*\*as-pointer-cast\*\*: /);
  });

  it('over a name of an API that a pack knows tells how it is used', async () => {
    const text = `use kernel::{fwctl, prelude::*};
struct Data<'bound> {
    reg: fwctl::Regis|tration<'bound, Tool>,
}
impl fwctl::Operations for Tool {
    fn fw_rpc(a: Pin<&Self>, b: B, c: C, d: D, e: &mut [u8], f: usize) -> R {}
}
`;
    const shown = await hover(text);
    assert.match(shown?.value ?? '', /^```rust\npub struct Registration<'a, T: Operations>\n```\n\n\*As merged for 7\.3/);
    assert.deepEqual(shown?.range, rangeOf(text.replace('|', ''), 'Registration'));
    const callback = await hover(text.replace('|', '').replace('fw_rpc', 'fw_|rpc'));
    assert.match(callback?.value ?? '', /max_output_len/);
    assert.equal(await hover('mod fwctl {\n    pub struct A;\n}\nfn f(a: fwctl::Regis|tration) {}\n'), undefined);
  });

  it('elsewhere shows nothing', async () => {
    assert.equal(await hover('fn |f() {}\n'), undefined);
    assert.equal(await hover('fn f() {\n    let a| = 1;\n}\n'), undefined);
  });

  it('is plain text for clients without Markdown', async () => {
    const plain = await Client.start({ capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } } });
    const shown = await hover('fn f(p: *const u8) {\n    un|safe { core::ptr::read(p) };\n}\n', plain);
    assert.equal(shown?.kind, 'plaintext');
    assert.doesNotMatch(shown.value, /\*\*|^#|```|<http/m);
    assert.match(shown.value, /unsafe block: 1 operation needs it/);
    const api = await hover('use kernel::bindings;\nfn f() {\n    bindings::put_de|vice(a);\n}\n', plain);
    assert.equal(api?.kind, 'plaintext');
    assert.match(api.value, /^void put_device\(struct device \*dev\)\n/);
    assert.doesNotMatch(api.value, /\*\*|^#|```/m);
    await plain.stop();
  });
});

describe('completion', () => {
  const items = async (marked: string, by = client): Promise<{ found: CompletionItem[]; uri: string; text: string }> => {
    const { uri, text, position } = await openedAt(marked, by);
    const found = await by.request<CompletionItem[] | null>('textDocument/completion', { textDocument: { uri }, position });
    return { found: found ?? [], uri, text };
  };
  const code = '    unsafe { core::ptr::NonNull::new_unchecked(p) };\n}\n';

  it('in a comment above unsafe code offers a SAFETY comment with tab stops', async () => {
    const { found } = await items(`fn f(p: *mut u8) {\n    // SAFETY:|\n${code}`);
    assert.deepEqual(
      found.map(({ label, insertTextFormat }) => [label, insertTextFormat]),
      [['SAFETY:', 2]],
    );
    const edit = found[0]?.textEdit;
    assert.deepEqual(edit !== undefined && 'range' in edit ? edit : undefined, {
      range: { start: at(1, 4), end: at(1, 14) },
      newText: '// SAFETY: `p` is not null, because ${1:TODO}.',
    });
  });

  it('has no snippets for clients without them', async () => {
    const plain = await Client.start({ capabilities: { textDocument: { completion: {} } } });
    const { found, uri, text } = await items(`fn f(p: *mut u8) {\n    // SAF|\n${code}`, plain);
    const edit = found[0]?.textEdit;
    assert.ok(edit !== undefined && 'range' in edit);
    assert.equal(found[0]?.insertTextFormat, 1);
    assert.match(edited(text, uri, { changes: { [uri]: [edit] } }), /\/\/ SAFETY: `p` is not null, because TODO\.\n/);
    assert.equal((found[0].documentation as MarkupContent).kind, 'plaintext');
    await plain.stop();
  });

  it('in a doc comment offers the section that is missing', async () => {
    const { found } = await items('/// Docs.\n///\n/// # |\npub unsafe fn f(p: *mut u8) {}\n');
    assert.deepEqual(
      found.map(({ label }) => label),
      ['# Safety'],
    );
  });

  it('in code offers nothing', async () => {
    assert.deepEqual((await items(`fn f(p: *mut u8) {\n    p:|\n${code}`)).found, []);
    assert.deepEqual((await items(`fn f(p: *mut u8) {\n    // This is so:|\n${code}`)).found, []);
  });

  it('where an item may stand offers whole pieces of code', async () => {
    const marked = '// SPDX-License-Identifier: GPL-2.0\n\nuse kernel::prelude::*;\n\nkern|\n';
    const { found } = await items(marked);
    const item = found.find(({ label }) => label === 'kernel-abstraction');
    assert.equal(item?.insertTextFormat, 2);
    assert.match(item.detail ?? '', /abstraction/);
    assert.match((item.documentation as MarkupContent).value, /```rust\nuse crate::\{\n/);
    const edit = item.textEdit;
    assert.ok(edit !== undefined && 'range' in edit);
    assert.deepEqual(edit.range, { start: at(4, 0), end: at(4, 4) });
    assert.match(edit.newText, /callbacks of a \$\{1:lamp\} driver\.[^]*bindings::\$\{1\}_device/);
    const plain = await Client.start({ capabilities: { textDocument: { completion: {} } } });
    const without = (await items(marked, plain)).found.find(({ label }) => label === 'kernel-abstraction');
    assert.equal(without?.insertTextFormat, 1);
    assert.ok(without.textEdit !== undefined && !/[$‹]/.test(without.textEdit.newText));
    await plain.stop();
  });

  it('is announced with the characters that bring it up', () => {
    assert.deepEqual(client.initialized.capabilities.completionProvider, { triggerCharacters: ['/', ':', '#', ' '] });
    assert.ok(modern.textDocument?.completion !== undefined);
  });
});
