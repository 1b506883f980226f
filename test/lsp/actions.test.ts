// The light bulb over a real stream: fixes, fix-all, comments to write, suppressions, documentation.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';

import { at, Client, edited, modern, rangeOf, rulesOf, stopAll } from './client';

const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';
const twoCasts = 'fn f(p: *const u32) {\n    g(p as *mut u32);\n    g(p as *mut u32);\n}\n';
const unsafeText = 'fn f(p: *const u8, n: usize) {\n    let s = unsafe { core::slice::from_raw_parts(p, n) };\n}\n';

let client: Client;
let count = 0;
const fresh = (): string => client.uri(`rust/kernel/file${++count}.rs`);
const titled = (actions: readonly CodeAction[], title: string | RegExp): CodeAction => {
  const found = actions.find((action) => (typeof title === 'string' ? action.title === title : title.test(action.title)));
  assert.ok(found !== undefined, `no action ${String(title)} among ${actions.map((action) => action.title).join(' | ')}`);
  return found;
};

before(async () => {
  client = await Client.start();
});
after(() => client.stop());
after(stopAll);

describe('a fix', () => {
  it('is offered for its diagnostic, preferred when it is safe, and removes it', async () => {
    const uri = fresh();
    const diagnostics = await client.opened(uri, castText);
    const actions = await client.actions(uri, rangeOf(castText, 'as *mut u32'), { diagnostics });
    const fix = titled(actions, 'Use `cast_mut()`');
    assert.equal(fix.kind, 'quickfix');
    assert.equal(fix.isPreferred, true);
    assert.deepEqual(fix.diagnostics, diagnostics);
    const [change] = fix.edit?.documentChanges ?? [];
    assert.deepEqual(change !== undefined && 'textDocument' in change ? change.textDocument : undefined, { uri, version: 1 });
    const after = edited(castText, uri, fix.edit);
    assert.match(after, /p\.cast_mut\(\)/);
    await client.change(uri, 2, { text: after });
    assert.deepEqual(await client.published(uri, { when: ({ version }) => version === 2 }), []);
  });

  it('is offered at the cursor too, without diagnostics of the client', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    const actions = await client.actions(uri, { start: at(1, 8), end: at(1, 8) });
    assert.deepEqual(rulesOf(titled(actions, 'Use `cast_mut()`').diagnostics ?? []), ['as-pointer-cast']);
    assert.deepEqual(await client.actions(uri, { start: at(0, 0), end: at(0, 0) }, { triggerKind: 2 }), []);
  });

  it('is made for the version that the document has by then', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    await client.change(uri, 7, { range: { start: at(0, 0), end: at(0, 0) }, text: '// 🦀\n' });
    const actions = await client.actions(uri, { start: at(2, 8), end: at(2, 8) });
    const { edit } = titled(actions, 'Use `cast_mut()`');
    assert.equal(edited(`// 🦀\n${castText}`, uri, edit), `// 🦀\n${castText.replace('p as *mut u32', 'p.cast_mut()')}`);
  });

  it('is not offered in broken code where it would not mend what it is for, or make the code parse worse', async () => {
    const broken = [' if \n let obj = unsafe { Self::from_raw(ptr);\n    }\n    fn  {', '{{}fn.n(()}\n unsafe fn m(p:f{}'];
    for (const text of broken) {
      const uri = fresh();
      const diagnostics = await client.opened(uri, text);
      assert.ok(diagnostics.length > 0);
      const actions = await client.actions(uri, { start: at(1, 0), end: at(1, 60) }, { diagnostics, only: ['quickfix'] });
      assert.deepEqual(
        actions.filter(({ edit, kind }) => edit !== undefined && kind === 'quickfix').map(({ title }) => title),
        [],
      );
    }
  });

  it('keeps carriage returns', async () => {
    const uri = fresh();
    const text = twoCasts.replaceAll('\n', '\r\n');
    await client.opened(uri, text);
    const actions = await client.actions(uri, { start: at(1, 10), end: at(1, 10) });
    const after = edited(text, uri, titled(actions, 'Fix all as-pointer-cast problems').edit);
    assert.equal(after, text.replaceAll('p as *mut u32', 'p.cast_mut()'));
  });
});

describe('fixing all', () => {
  it('of a rule is offered where there are two', async () => {
    const uri = fresh();
    await client.opened(uri, twoCasts);
    const actions = await client.actions(uri, { start: at(1, 10), end: at(1, 10) });
    assert.equal(
      edited(twoCasts, uri, titled(actions, 'Fix all as-pointer-cast problems').edit),
      twoCasts.replaceAll('p as *mut u32', 'p.cast_mut()'),
    );
    const one = fresh();
    await client.opened(one, castText);
    const few = await client.actions(one, { start: at(1, 8), end: at(1, 8) });
    assert.ok(!few.some(({ title }) => title.startsWith('Fix all as-pointer-cast')));
  });

  it('takes safe fixes only, when asked for by its kind', async () => {
    const uri = fresh();
    const text = `${twoCasts}${unsafeText.replace('fn f', 'fn g')}`;
    await client.opened(uri, text);
    for (const only of [['source.fixAll.kernel-rust'], ['source.fixAll'], ['source']]) {
      const actions = await client.actions(uri, { start: at(0, 0), end: at(9, 0) }, { only, triggerKind: 2 });
      assert.deepEqual(
        actions.map(({ title, kind }) => [title, kind]),
        [['Fix all auto-fixable problems', 'source.fixAll.kernel-rust']],
      );
      assert.equal(edited(text, uri, actions[0]?.edit), text.replaceAll('p as *mut u32', 'p.cast_mut()'));
    }
    assert.deepEqual(await client.actions(uri, { start: at(0, 0), end: at(9, 0) }, { only: ['source.organizeImports'] }), []);
  });

  it('is no action where nothing can be fixed', async () => {
    const uri = fresh();
    await client.opened(uri, unsafeText);
    assert.deepEqual(await client.actions(uri, { start: at(0, 0), end: at(0, 0) }, { only: ['source.fixAll'] }), []);
  });

  it('is a command too', async () => {
    const uri = fresh();
    await client.opened(uri, twoCasts);
    const before = client.applied.length;
    const done = await client.request('workspace/executeCommand', {
      command: 'kernelRust.server.applyAutofix',
      arguments: [uri],
    });
    assert.equal(done, true);
    assert.equal(edited(twoCasts, uri, client.applied[before]), twoCasts.replaceAll('p as *mut u32', 'p.cast_mut()'));
  });
});

describe('a SAFETY comment', () => {
  it('is written with a slot for every condition', async () => {
    const uri = fresh();
    const diagnostics = await client.opened(uri, unsafeText);
    const actions = await client.actions(uri, rangeOf(unsafeText, 'unsafe'), { diagnostics });
    const action = titled(actions, 'Write a SAFETY comment for `slice::from_raw_parts`');
    assert.deepEqual(rulesOf(action.diagnostics ?? []), ['missing-safety-comment']);
    const after = edited(unsafeText, uri, action.edit);
    assert.match(after, /^ {4}\/\/ SAFETY:\n {4}\/\/ - `p` is not null and is aligned, even if `n` is 0, because TODO\.\n/m);
    await client.change(uri, 2, { text: after });
    const left = await client.published(uri, { when: ({ version }) => version === 2 });
    assert.deepEqual(rulesOf(left), ['placeholder-safety-comment']);
  });

  it('that stands for one still to be written is replaced by one action, not by two', async () => {
    const uri = fresh();
    const text = unsafeText.replace(/^( *)(?=.*unsafe)/m, '$1// SAFETY: TODO\n$1');
    const diagnostics = await client.opened(uri, text);
    assert.deepEqual(rulesOf(diagnostics), ['placeholder-safety-comment']);
    const actions = await client.actions(uri, rangeOf(text, '// SAFETY'), { diagnostics });
    const edits = actions.filter(({ kind, edit }) => kind === 'quickfix' && edit !== undefined);
    assert.deepEqual(
      edits.map(({ title }) => title),
      ['Write a SAFETY comment for `slice::from_raw_parts`'],
    );
  });
});

describe('suppressing', () => {
  const silenced = async (title: string, text: string, marker: string): Promise<string> => {
    const uri = fresh();
    await client.opened(uri, text);
    const actions = await client.actions(uri, rangeOf(text, marker));
    const after = edited(text, uri, titled(actions, title).edit);
    await client.change(uri, 2, { text: after });
    const refused = await client.published(uri, { when: ({ version }) => version === 2 });
    assert.ok(rulesOf(refused).includes('invalid-suppression'), 'the word REASON is no reason');
    await client.change(uri, 3, { text: after.replace('REASON', 'the C side keeps it') });
    assert.deepEqual(await client.published(uri, { when: ({ version }) => version === 3 }), []);
    return after;
  };

  it('a line leaves a word for the reason, which is refused until it is replaced', async () => {
    assert.equal(
      await silenced('Disable as-pointer-cast for this line', castText, 'as *mut u32'),
      castText.replace('    p as', '    // kernel-rust-ignore as-pointer-cast: REASON\n    p as'),
    );
  });

  it('a file goes into its head', async () => {
    const head = '// SPDX-License-Identifier: GPL-2.0\n\n';
    assert.equal(
      await silenced('Disable as-pointer-cast for the entire file', head + castText, 'as *mut u32'),
      `${head}// kernel-rust-ignore-file as-pointer-cast: REASON\n\n${castText}`,
    );
  });

  it('has kinds of its own for key bindings', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    const kindsOf = async (only: string): Promise<(string | undefined)[]> =>
      (await client.actions(uri, rangeOf(castText, 'as *mut u32'), { only: [only] })).map(({ kind }) => kind);
    assert.deepEqual(await kindsOf('quickfix.suppressRule'), [
      'quickfix.suppressRule.inline.kernel-rust',
      'quickfix.suppressRule.topLevel.kernel-rust',
    ]);
    assert.deepEqual(await kindsOf('quickfix.suppressRule.topLevel'), ['quickfix.suppressRule.topLevel.kernel-rust']);
  });

  it('with a reason is a command, for clients that ask for one', async () => {
    const uri = fresh();
    await client.opened(uri, castText);
    const before = client.applied.length;
    await client.request('workspace/executeCommand', {
      command: 'kernelRust.server.suppress',
      arguments: [{ uri, rule: 'as-pointer-cast', scope: 'line', position: at(1, 6), reason: 'the\nreason' }],
    });
    assert.match(edited(castText, uri, client.applied[before]), /\/\/ kernel-rust-ignore as-pointer-cast: the reason\n/);
  });
});

describe('a client', () => {
  const withCapabilities = async (
    options: Parameters<typeof Client.start>[0],
    test: (other: Client, actions: CodeAction[], uri: string) => Promise<void> | void,
    text = castText,
    marker = 'as *mut u32',
  ): Promise<void> => {
    const other = await Client.start(options);
    const uri = other.uri('rust/kernel/x.rs');
    await other.opened(uri, text);
    await test(other, await other.actions(uri, rangeOf(text, marker)), uri);
    await other.stop();
  };

  it('without document changes gets plain changes', () =>
    withCapabilities({ capabilities: { textDocument: modern.textDocument ?? {} } }, (_, actions, uri) => {
      const { edit } = titled(actions, 'Use `cast_mut()`');
      assert.deepEqual(Object.keys(edit ?? {}), ['changes']);
      assert.equal(edited(castText, uri, edit), castText.replace('p as *mut u32', 'p.cast_mut()'));
    }));

  it('with snippets in edits gets tab stops', () =>
    withCapabilities(
      {
        capabilities: {
          ...modern,
          workspace: { ...modern.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
        },
      },
      (_, actions) => {
        const snippets = (title: RegExp): string => JSON.stringify(titled(actions, title).edit);
        assert.match(snippets(/^Write a SAFETY/), /because \$\{1:TODO\}\.[^]*because \$\{2:TODO\}\./);
        assert.match(snippets(/for this line$/), /missing-safety-comment: \$\{1:REASON\}/);
      },
      unsafeText,
      'unsafe',
    ));

  it('that has commands gets documentation and asks for reasons itself', () =>
    withCapabilities(
      { initializationOptions: { clientCommands: ['kernelRust.explainRule', 'kernelRust.suppress'] } },
      (_, actions, uri) => {
        const explain = titled(actions, 'Show documentation for as-pointer-cast');
        assert.deepEqual(explain.command?.arguments, ['as-pointer-cast']);
        const { command, edit } = titled(actions, 'Disable as-pointer-cast for this line');
        assert.equal(edit, undefined);
        assert.equal(command?.command, 'kernelRust.suppress');
        assert.deepEqual(command.arguments, [{ uri, rule: 'as-pointer-cast', scope: 'line', position: at(1, 6) }]);
      },
    ));

  it('that knows only commands gets commands', () =>
    withCapabilities(
      { capabilities: { ...modern, textDocument: { ...modern.textDocument, codeAction: {} } } },
      async (other, actions, uri) => {
        const command = titled(actions, 'Use `cast_mut()`') as unknown as { command: string; arguments: WorkspaceEdit[] };
        assert.equal(command.command, 'kernelRust.server.applyEdit');
        await other.request('workspace/executeCommand', command);
        assert.equal(edited(castText, uri, other.applied[0]), castText.replace('p as *mut u32', 'p.cast_mut()'));
      },
    ));

  it('may switch suppressions and fixing all off', () =>
    withCapabilities(
      { initializationOptions: { settings: { 'codeAction.disableRuleComment.enable': false, fixAll: false } } },
      (_, actions) => {
        assert.deepEqual(
          actions.map(({ title }) => title),
          ['Use `cast_mut()`'],
        );
      },
    ));
});
