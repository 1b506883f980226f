// Folders, configuration files, settings and the check of the whole workspace, over a real stream.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { ClientCapabilities } from 'vscode-languageserver/node';

import { at, Client, modern, rulesOf, textOf, type StartOptions, stopAll } from './client';

after(stopAll);

const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

const dynamic: ClientCapabilities = {
  ...modern,
  workspace: {
    ...modern.workspace,
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
};

async function withClient(options: StartOptions, test: (client: Client) => Promise<void>): Promise<void> {
  const client = await Client.start(options);
  await test(client);
  assert.equal(await client.stop(), 0);
}

const check = (client: Client): Promise<{ files: number; findings: number; leftOut: number; isCancelled: boolean }> =>
  client.request('workspace/executeCommand', { command: 'kernelRust.server.checkWorkspace' });

describe('configuration files', () => {
  it('count for the files below them: two folders, two configurations', () =>
    withClient({ folders: ['one', 'two'] }, async (client) => {
      client.write('one/.kernel-rust.toml', '[rules]\nas-pointer-cast = "error"\n');
      client.write('two/.kernel-rust.toml', '[rules]\nas-pointer-cast = "off"\n');
      const [first] = await client.opened(client.uri('one/rust/kernel/a.rs'), castText);
      assert.equal(first?.severity, 1);
      assert.deepEqual(await client.opened(client.uri('two/rust/kernel/a.rs'), castText), []);
    }));

  it('have their own problems published on them, and taken back', () =>
    withClient({}, async (client) => {
      const config = client.write('.kernel-rust.toml', '[rules]\nas-pointer-cats = "off"\n');
      const uri = client.uri('rust/kernel/a.rs');
      await client.opened(uri, castText);
      const [problem] = await client.published(config);
      assert.deepEqual(problem?.range.start, at(1, 0));
      assert.match(textOf(problem), /no rule `as-pointer-cats`, did you mean `as-pointer-cast`\?/);
      assert.equal(problem.severity, 1);
      client.write('.kernel-rust.toml', '[rules]\nas-pointer-cast = "off"\n');
      const since = client.publications.length;
      await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 2 }] });
      assert.deepEqual(await client.published(config, { since }), []);
      assert.deepEqual(await client.published(uri, { since }), []);
    }));

  it('are read again when one is saved in the editor', () =>
    withClient({}, async (client) => {
      const uri = client.uri('rust/kernel/a.rs');
      await client.opened(uri, castText);
      const config = client.write('.kernel-rust.toml', '');
      await client.open(config, '', 'toml');
      client.write('.kernel-rust.toml', '[rules]\n"*" = "off"\n');
      const since = client.publications.length;
      await client.save(config);
      assert.deepEqual(await client.published(uri, { since }), []);
      assert.ok(!client.publications.some((each) => each.uri === config));
    }));

  it('and baselines count as on the command line', () =>
    withClient({}, async (client) => {
      client.write(
        '.kernel-rust-baseline.json',
        JSON.stringify({ version: 1, files: { 'rust/kernel/a.rs': { 'as-pointer-cast': 1 } } }),
      );
      client.write('.kernel-rust.toml', '');
      assert.deepEqual(await client.opened(client.uri('rust/kernel/a.rs'), castText), []);
      assert.equal((await client.opened(client.uri('rust/kernel/b.rs'), castText)).length, 1);
    }));

  it('count for lint levels of crate roots too, when those are saved', () =>
    withClient({}, async (client) => {
      const uri = client.write('rust/kernel/lamp.rs', castText);
      const root = client.write('rust/kernel/lib.rs', 'mod lamp;\n');
      assert.deepEqual(rulesOf(await client.opened(uri, castText)), ['as-pointer-cast']);
      const text = '#![allow(clippy::ptr_as_ptr, clippy::ptr_cast_constness)]\nmod lamp;\n';
      await client.opened(root, text);
      client.write('rust/kernel/lib.rs', text);
      const since = client.publications.length;
      await client.save(root);
      assert.deepEqual(await client.published(uri, { since }), []);
    }));
});

describe('the other files of a driver', () => {
  it('count as they were saved last', () =>
    withClient({}, async (client) => {
      const table = 'kernel::of_device_table!(TABLE, MODULE_TABLE, (), [(of::DeviceId::new(c"a,b"), ())]);\n';
      const text = `//! Lamps.\n\nmod driver;\n${table}kernel::module_platform_driver! {\n    type: driver::Lamp,\n    name: "lamp",\n    license: "GPL",\n}\n`;
      const root = client.write('drivers/lamp/lamp.rs', text);
      const empty = '//! The driver.\n';
      const driver = client.write('drivers/lamp/driver.rs', empty);
      assert.deepEqual(rulesOf(await client.opened(root, text)), ['unreferenced-id-table']);
      await client.opened(driver, empty);
      client.write('drivers/lamp/driver.rs', `${empty}\nconst IDS: of::IdTable<()> = &super::TABLE;\n`);
      const since = client.publications.length;
      await client.save(driver);
      assert.deepEqual(await client.published(root, { since }), []);
    }));
});

describe('settings', () => {
  it('come with initialize, for clients that are not asked', () =>
    withClient(
      { initializationOptions: { kernelRust: { rules: { severity: { 'as-pointer-cast': 'hint' } } } } },
      async (client) => {
        const [first] = await client.opened(client.uri('rust/kernel/a.rs'), castText);
        assert.equal(first?.severity, 4);
        assert.deepEqual(client.registrations, []);
      },
    ));

  it('come with a change, for those clients too', () =>
    withClient({}, async (client) => {
      const uri = client.uri('rust/kernel/a.rs');
      await client.opened(uri, castText);
      const since = client.publications.length;
      await client.notify('workspace/didChangeConfiguration', { settings: { kernelRust: { enable: false } } });
      assert.deepEqual(await client.published(uri, { since }), []);
    }));

  it('are asked for each document, and again after a change', () =>
    withClient(
      {
        capabilities: dynamic,
        folders: ['one', 'two'],
        configuration: (uri) => (uri?.includes('/two/') === true ? { enable: false } : null),
      },
      async (client) => {
        const [one, two] = [client.uri('one/a.rs'), client.uri('two/a.rs')];
        assert.equal((await client.opened(one, castText)).length, 1);
        assert.deepEqual(await client.opened(two, castText), []);
        client.configuration = () => ({});
        const since = client.publications.length;
        await client.notify('workspace/didChangeConfiguration', { settings: null });
        assert.equal((await client.published(two, { since })).length, 1);
      },
    ));

  it('of initialize count where a client that is asked has none, and says so with an empty object', () => {
    const initializationOptions = { rules: { severity: { 'as-pointer-cast': 'hint' } } };
    return withClient({ capabilities: dynamic, initializationOptions, configuration: () => ({}) }, async (client) => {
      const uri = client.uri('rust/kernel/a.rs');
      assert.equal((await client.opened(uri, castText))[0]?.severity, 4);
      const since = client.publications.length;
      await client.notify('workspace/didChangeConfiguration', { settings: {} });
      assert.equal((await client.published(uri, { since }))[0]?.severity, 4);
    });
  });

  it('register narrow watchers where the client can have them', () =>
    withClient({ capabilities: dynamic }, async (client) => {
      await client.until('registrations', () => client.registrations.length === 2);
      const watchers = client.registrations.find(({ method }) => method === 'workspace/didChangeWatchedFiles');
      assert.deepEqual(watchers?.registerOptions, {
        watchers: [{ globPattern: '**/.kernel-rust.toml' }, { globPattern: '**/.kernel-rust-baseline.json' }],
      });
    }));

  it('lose against the configuration file, unless they are preferred', async () => {
    const severity = async (preference: string): Promise<number | undefined> => {
      let found: number | undefined;
      const settings = { configurationPreference: preference, rules: { severity: { 'as-pointer-cast': 'hint' } } };
      await withClient({ initializationOptions: { settings } }, async (client) => {
        client.write('.kernel-rust.toml', '[rules]\nas-pointer-cast = "error"\n');
        found = (await client.opened(client.uri('rust/kernel/a.rs'), castText))[0]?.severity;
      });
      return found;
    };
    assert.equal(await severity('filesystemFirst'), 1);
    assert.equal(await severity('editorFirst'), 4);
    assert.equal(await severity('editorOnly'), 4);
  });

  it('that mean nothing are named in the log, and the others count', () =>
    withClient(
      {
        initializationOptions: {
          settings: { run: 'never', hover: 3, 'rules.severity': { 'no-rule': 'off', 'as-pointer-cast': 'error' } },
        },
      },
      async (client) => {
        const [first] = await client.opened(client.uri('rust/kernel/a.rs'), castText);
        assert.equal(first?.severity, 1);
        const log = client.messages.map(({ message }) => message).join('\n');
        assert.match(log, /kernelRust\.run must be one of onType, onSave, not "never"/);
        assert.match(log, /kernelRust\.rules\.severity: there is no rule `no-rule`/);
      },
    ));

  it('may leave files out', () =>
    withClient({ initializationOptions: { settings: { exclude: ['drivers/old'] } } }, async (client) => {
      assert.deepEqual(await client.opened(client.uri('drivers/old/a.rs'), castText), []);
      assert.equal((await client.opened(client.uri('drivers/new/a.rs'), castText)).length, 1);
    }));

  it('may name a configuration file, and a wrong one is no disaster', () =>
    withClient({ initializationOptions: { settings: { configPath: 'lint/mine.toml' } } }, async (client) => {
      const uri = client.uri('rust/kernel/a.rs');
      assert.equal((await client.opened(uri, castText)).length, 1);
      assert.ok(client.messages.some(({ type, message }) => type === 1 && message.includes('lint/mine.toml: no such file')));
      const config = client.write('lint/mine.toml', '[rules]\nas-pointer-cast = "off"\n');
      const since = client.publications.length;
      await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 1 }] });
      assert.deepEqual(await client.published(uri, { since }), []);
    }));

  it('may hold checks back until a document is saved', () =>
    withClient({ initializationOptions: { settings: { run: 'onSave' } } }, async (client) => {
      const uri = client.uri('rust/kernel/a.rs');
      assert.equal((await client.opened(uri, castText)).length, 1);
      const since = client.publications.length;
      await client.change(uri, 2, { text: 'fn f() {}\n' });
      await client.opened(client.uri('rust/kernel/b.rs'), castText);
      assert.ok(!client.publications.slice(since).some((each) => each.uri === uri));
      await client.save(uri);
      assert.deepEqual(await client.published(uri, { since }), []);
    }));
});

describe('Rust that is not for the kernel', () => {
  it('is left alone in a Cargo package, and kernel code there is not', () =>
    withClient({}, async (client) => {
      client.write('Cargo.toml', '[package]\nname = "x"\n');
      assert.deepEqual(await client.opened(client.uri('src/main.rs'), castText), []);
      assert.equal((await client.opened(client.uri('src/driver.rs'), `use kernel::prelude::*;\n\n${castText}`)).length, 1);
    }));
});

describe('a check of the workspace', () => {
  it('publishes what the files have that are not open, those too that git does not know yet', () =>
    withClient({ capabilities: dynamic }, async (client) => {
      client.write('rust/kernel/a.rs', castText);
      client.write('drivers/b.rs', castText);
      client.write('target/c.rs', castText);
      client.write('.gitignore', 'ignored.rs\n');
      client.write('ignored.rs', castText);
      execFileSync('git', ['init', '-q'], { cwd: client.folder });
      execFileSync('git', ['add', 'rust'], { cwd: client.folder });
      const open = client.uri('rust/kernel/open.rs');
      client.write('rust/kernel/open.rs', castText);
      await client.opened(open, 'fn f() {}\n');
      const result = await check(client);
      assert.deepEqual(result, { files: 3, findings: 2, leftOut: 0, isCancelled: false });
      const found = client.publications.filter(({ diagnostics }) => diagnostics.length > 0).map(({ uri }) => uri);
      assert.deepEqual(found.sort(), [client.uri('drivers/b.rs'), client.uri('rust/kernel/a.rs')]);
      const kinds = client.progress.map(({ value }) => value.kind);
      assert.deepEqual([kinds[0], kinds.at(-1)], ['begin', 'end']);
    }));

  it('stops when it is told to, and at the number of files that is allowed', () =>
    withClient({ capabilities: dynamic, configuration: () => ({ workspace: { maxFiles: 40 } }) }, async (client) => {
      for (let index = 0; index < 50; index++) client.write(`drivers/d${index}.rs`, castText);
      const all = await check(client);
      assert.deepEqual(all, { files: 40, findings: 40, leftOut: 10, isCancelled: false });
      assert.ok(client.messages.some(({ message }) => message.startsWith('10 files of the workspace were not checked')));
      client.onProgress = (token) => {
        client.onProgress = undefined;
        void client.notify('window/workDoneProgress/cancel', { token });
      };
      const some = await check(client);
      assert.equal(some.isCancelled, true);
      assert.ok(some.files < 40);
    }));

  it('gives way to a document that is opened, and comes back when it is closed', () =>
    withClient(
      {
        capabilities: { ...dynamic, textDocument: { ...modern.textDocument, diagnostic: {} } },
        configuration: () => ({ diagnosticMode: 'workspace' }),
      },
      async (client) => {
        const uri = client.write('drivers/a.rs', castText);
        await check(client);
        assert.equal((await client.published(uri)).length, 1);
        let since = client.publications.length;
        await client.open(uri, castText);
        const isEmpty = ({ diagnostics }: { diagnostics: readonly unknown[] }): boolean => diagnostics.length === 0;
        await client.published(uri, { since, when: isEmpty });
        assert.equal((await client.pull(uri)).items.length, 1);
        since = client.publications.length;
        await client.close(uri);
        client.write('drivers/b.rs', castText);
        await check(client);
        await client.published(uri, { since, when: (of) => !isEmpty(of) });
      },
    ));

  it('survives files that cannot be read', () =>
    withClient({ capabilities: dynamic }, async (client) => {
      client.write('a.rs', castText);
      client.write('b.rs', 'fn f() {}\u0000');
      const gone = client.write('c.rs', castText);
      execFileSync('git', ['init', '-q'], { cwd: client.folder });
      execFileSync('git', ['add', '.'], { cwd: client.folder });
      rmSync(join(client.folder, 'c.rs'));
      assert.ok(gone.endsWith('c.rs'));
      assert.equal((await check(client)).findings, 1);
      assert.ok(client.messages.some(({ message }) => message.includes('b.rs: not checked: it is binary')));
    }));

  it('begins by itself where the settings say so', () =>
    withClient({ initializationOptions: { settings: { diagnosticMode: 'workspace' } } }, async (client) => {
      const uri = client.write('drivers/a.rs', castText);
      await check(client);
      assert.equal((await client.published(uri)).length, 1);
    }));
});

describe('other requests', () => {
  it('explain a rule and say what a bug report needs', () =>
    withClient({}, async (client) => {
      const execute = (command: string, ...given: unknown[]): Promise<string | null> =>
        client.request('workspace/executeCommand', { command, arguments: given });
      assert.match((await execute('kernelRust.server.explainRule', 'as-underscore')) ?? '', /^# as-underscore\n/);
      assert.equal(await execute('kernelRust.server.explainRule', 'no-such-rule'), null);
      assert.match((await execute('kernelRust.server.debugInformation')) ?? '', /parser: (?:native|wasm)/);
      await assert.rejects(execute('kernelRust.server.nothing'), /there is no command/);
    }));

  it('follow folders that come and go', () =>
    withClient({ folders: ['one'] }, async (client) => {
      client.write('two/a.rs', castText);
      assert.equal((await check(client)).files, 0);
      const folder = { uri: client.uri('two'), name: 'two' };
      await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder], removed: [] } });
      assert.equal((await check(client)).files, 1);
      await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [folder] } });
      assert.equal((await check(client)).files, 0);
    }));
});
