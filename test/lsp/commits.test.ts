// The check of commits: what each brought in stands at its line in the files as they are now.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ClientCapabilities, Diagnostic } from 'vscode-languageserver/node';

import { Client, modern, pulling, stopAll, textOf, type StartOptions } from './client';

after(stopAll);

const withProgress: ClientCapabilities = { ...modern, window: { workDoneProgress: true } };
/** Of one rule, so that this is not about what others say. */
const settings = { rules: { severity: { '*': 'off', 'as-underscore': 'warning' } } };

const cast = (name: string): string => `fn ${name}(w: u32) -> usize {\n    w as _\n}\n`;

function git(client: Client, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const who = ['-c', 'user.name=A. Author', '-c', 'user.email=author@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: client.folder, encoding: 'utf8', env }).trim();
}

function commit(client: Client, subject: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) client.write(path, text);
  git(client, 'add', '-A');
  git(client, 'commit', '-q', '-m', subject);
  return git(client, 'rev-parse', 'HEAD').slice(0, 12);
}

interface Result {
  readonly commits: number;
  readonly findings: number;
  readonly gone: number;
  readonly isCancelled: boolean;
}

const check = (client: Client, since: string, uri?: string): Promise<Result> =>
  client.request('workspace/executeCommand', { command: 'kernelRust.server.checkCommits', arguments: [{ since, uri }] });

/** A repository with an old fault, a new one, one that is mended, one that moves with its file, and one that goes with its file. */
async function inSeries(
  options: StartOptions,
  test: (client: Client, ids: Record<string, string>) => Promise<void>,
): Promise<void> {
  const client = await Client.start({ initializationOptions: { settings }, ...options });
  git(client, 'init', '-q', '-b', 'main');
  commit(client, 'start', { 'rust/kernel/lib.rs': '//! Crate.\n', 'rust/kernel/page.rs': `//! Pages.\n\n${cast('old')}` });
  git(client, 'tag', 'base');
  const added = commit(client, 'rust: lamp: add it', { 'rust/kernel/lamp.rs': `//! Lamps.\n\n${cast('lamp')}` });
  const two = commit(client, 'rust: page: two more', {
    'rust/kernel/page.rs': `//! Pages.\n\n${cast('old')}\n${cast('mended')}\n${cast('kept')}`,
  });
  commit(client, 'rust: page: mend one', {
    'rust/kernel/page.rs': `//! Pages.\n\n${cast('old')}\n${cast('mended').replace('w as _', 'w.into()')}\n${cast('kept')}`,
  });
  renameSync(join(client.folder, 'rust/kernel/lamp.rs'), join(client.folder, 'rust/kernel/light.rs'));
  commit(client, 'rust: lamp: rename', { 'drivers/gone.rs': cast('gone') });
  rmSync(join(client.folder, 'drivers/gone.rs'));
  commit(client, 'drivers: drop it', {});
  // Not committed: two lines more above everything.
  client.write(
    'rust/kernel/page.rs',
    `//! Pages.\n//! More.\n//! More.\n\n${cast('old')}\n${cast('mended').replace('w as _', 'w.into()')}\n${cast('kept')}`,
  );
  await test(client, { added, two });
  assert.equal(await client.stop(), 0);
}

const shown = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(
    (each) => `${each.range.start.line + 1} ${/\nBrought in by (\w+ \(".*"\))$/.exec(textOf(each))?.[1] ?? 'no commit'}`,
  );

describe('the check of commits', () => {
  it('publishes each finding at its line now, and counts those that have none', () =>
    inSeries({ capabilities: withProgress }, async (client, { added, two }) => {
      assert.deepEqual(await check(client, 'base'), { commits: 5, findings: 2, gone: 2, isCancelled: false });
      const page = await client.published(client.uri('rust/kernel/page.rs'));
      assert.deepEqual(shown(page), [`14 ${two} ("rust: page: two more")`]);
      assert.deepEqual(page[0]?.range, { start: { line: 13, character: 4 }, end: { line: 13, character: 10 } });
      assert.deepEqual(shown(await client.published(client.uri('rust/kernel/light.rs'))), [`4 ${added} ("rust: lamp: add it")`]);
      assert.ok(!client.publications.some(({ uri }) => uri.endsWith('gone.rs') || uri.endsWith('lamp.rs')));
      const kinds = client.progress.map(({ value }) => value.kind);
      assert.deepEqual([kinds[0], kinds.at(-1)], ['begin', 'end']);
      assert.ok(client.progress.some(({ value }) => value.message === '2 of 5: rust: page: two more'));
      // Another check takes the place of the first.
      const since = client.publications.length;
      assert.deepEqual(await check(client, 'HEAD~1'), { commits: 1, findings: 0, gone: 0, isCancelled: false });
      assert.deepEqual(await client.published(client.uri('rust/kernel/page.rs'), { since }), []);
    }));

  it('names the commit on what an open document has anyway, and follows the lines while somebody types', () =>
    inSeries({}, async (client, { two }) => {
      const uri = client.uri('rust/kernel/page.rs');
      const text = `//! Pages.\n\n${cast('old')}\n${cast('kept')}`;
      assert.equal((await client.opened(uri, text)).length, 2);
      let since = client.publications.length;
      assert.equal((await check(client, 'base')).findings, 2);
      const name = `${two} ("rust: page: two more")`;
      const merged = await client.published(uri, { since });
      assert.deepEqual(shown(merged), ['4 no commit', `8 ${name}`]);
      assert.equal(merged[1]?.severity, 2);
      since = client.publications.length;
      await client.change(uri, 2, { text: `//! Pages.\n//! More.\n\n${cast('old')}\n${cast('kept')}` });
      assert.deepEqual(shown(await client.published(uri, { since })), ['5 no commit', `9 ${name}`]);
      since = client.publications.length;
      await client.change(uri, 3, { text: `//! Pages.\n\n${cast('old')}` });
      assert.deepEqual(shown(await client.published(uri, { since })), ['4 no commit']);
    }));

  it('answers clients that ask', () =>
    inSeries({ capabilities: pulling }, async (client, { two }) => {
      const uri = client.uri('rust/kernel/page.rs');
      await client.open(uri, `//! Pages.\n\n${cast('old')}\n${cast('kept')}`);
      const { resultId } = await client.pull(uri);
      await check(client, 'base');
      await client.until('a refresh', () => client.refreshes > 0);
      const report = await client.pull(uri, resultId);
      assert.equal(report.kind, 'full');
      assert.deepEqual(shown(report.items), ['4 no commit', `8 ${two} ("rust: page: two more")`]);
      assert.equal((await client.pull(uri, report.resultId)).kind, 'unchanged');
    }));

  it('stops when it is told to, and keeps what was there', () =>
    inSeries({ capabilities: withProgress }, async (client) => {
      client.onProgress = (token) => {
        client.onProgress = undefined;
        void client.notify('window/workDoneProgress/cancel', { token });
      };
      const { isCancelled, commits } = await check(client, 'base');
      assert.ok(isCancelled && commits < 5);
      assert.deepEqual(client.publications, []);
    }));

  it('takes settings and configuration of the files into account', () =>
    inSeries({}, async (client) => {
      client.write('.kernel-rust.toml', '[[paths]]\nmatch = ["rust/kernel/page.rs"]\nrules = { as-underscore = "off" }\n');
      await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri('.kernel-rust.toml'), type: 1 }] });
      assert.deepEqual(await check(client, 'base'), { commits: 5, findings: 1, gone: 1, isCancelled: false });
    }));
});

describe('what cannot be checked', () => {
  let client: Client;
  before(async () => {
    client = await Client.start();
  });

  it('is said clearly', async () => {
    await assert.rejects(check(client, 'HEAD~1'), /there is no git repository here/);
    git(client, 'init', '-q', '-b', 'main');
    await assert.rejects(check(client, 'HEAD'), /`HEAD` is not a commit in/);
    commit(client, 'start', { 'a.rs': cast('a') });
    for (const since of ['nowhere', '--output=x', 'A...B'])
      await assert.rejects(check(client, since), /is not a commit|a range is written/);
    await assert.rejects(check(client, ' '), /say since which commit/);
    await assert.rejects(client.request('workspace/executeCommand', { command: 'kernelRust.server.checkCommits' }), /say since/);
    assert.deepEqual(await check(client, 'HEAD'), { commits: 0, findings: 0, gone: 0, isCancelled: false });
  });

  it('can be chosen from the recent commits', async () => {
    const recent = (): Promise<unknown> =>
      client.request('workspace/executeCommand', { command: 'kernelRust.server.recentCommits', arguments: [{}] });
    commit(client, 'rust: second', { 'b.rs': 'fn b() {}\n' });
    const [second, first] = git(client, 'log', '--format=%H').split('\n');
    const commits = [
      { commit: second, subject: 'rust: second' },
      { commit: first, subject: 'start' },
    ];
    assert.deepEqual(await recent(), { upstream: null, commits });
    git(client, 'branch', 'stable', 'HEAD~1');
    git(client, 'branch', '-q', '--set-upstream-to=stable');
    assert.deepEqual(await recent(), { upstream: 'stable', commits });
    assert.equal(await client.stop(), 0);
  });
});
