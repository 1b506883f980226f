// What a folder of a stranger, an editor beside us and a hostile mail can do: nothing that waits, loses an edit, or speaks to a terminal or a build.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it, mock } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { runCommandLine } from '../../server/src/cli/command-line';
import { chosen, code, fixed, folder, invoke } from '../cli/invoke';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'server/src/cli/main.ts');
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A run that hangs is killed, and has no exit code. */
function started(cwd: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['--import', tsx, main, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
}

function pipe(cwd: string, name: string): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  execFileSync('mkfifo', [join(cwd, name)]);
}

const isPosix = process.platform !== 'win32';

describe('a pipe or a device where a file is looked for', { skip: !isPosix }, () => {
  const tree = { 'rust/kernel/lib.rs': '', 'drivers/lamp/x.rs': code.warning };

  for (const [name, message] of [
    ['drivers/lamp/x.rs', /x\.rs: not checked: it is a named pipe, not a regular file/],
    ['drivers/lamp/Makefile', undefined],
    ['drivers/lamp/Kbuild', undefined],
    ['Makefile', undefined],
    ['.kernel-rust.toml', /\.kernel-rust\.toml: it is a named pipe/],
    ['.kernel-rust-baseline.json', /\.kernel-rust-baseline\.json: it is a named pipe/],
    ['.gitignore', undefined],
    ['.ignore', undefined],
  ] as const)
    for (const kind of ['pipe', 'device'] as const)
      it(`does not make a run wait: a ${kind} as ${name}`, { timeout: 60_000 }, () => {
        const cwd = folder(Object.fromEntries(Object.entries(tree).filter(([path]) => path !== name)));
        if (kind === 'pipe') pipe(cwd, name);
        else {
          mkdirSync(dirname(join(cwd, name)), { recursive: true });
          symlinkSync('/dev/zero', join(cwd, name));
        }
        const args = name.startsWith('.') && name.endsWith('ignore') ? ['drivers'] : ['drivers/lamp/x.rs'];
        const { status, stderr } = started(cwd, [...args, ...chosen]);
        assert.equal(status, message === undefined ? 1 : 2, stderr);
        if (message !== undefined) assert.match(stderr, kind === 'pipe' ? message : /it is a device, not a regular file/);
      });

  it('does not make a run wait as a patch, but is read where the shell makes one', { timeout: 120_000 }, () => {
    const patch = `--- a/x.rs\n+++ b/x.rs\n@@ -0,0 +1,3 @@\n${code.warning.replace(/^(?=.)/gm, '+')}`;
    const cwd = folder({ 'x.patch': patch });
    pipe(cwd, 'waiting.patch');
    assert.match(started(cwd, ['--patch', 'waiting.patch']).stderr, /waiting\.patch: it is a pipe without a writer/);
    assert.match(started(cwd, ['--patch', '/dev/zero']).stderr, /\/dev\/zero: it is a device/);
    const command = `"${process.execPath}" --import "${tsx}" "${main}" --reporter json ${chosen.join(' ')} --patch <(sleep 1; cat x.patch)`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8', timeout: 30_000 });
    assert.match(stdout, /as-underscore/, stderr);
  });

  it('is no part of a kernel tree, nor is what lies outside of it; the tree itself may be a link', async () => {
    const { diskTree } = await import('../../server/src/tree/disk-tree');
    const cwd = folder({ 'outside/secret': 'x', 'tree/a': 'a', 'tree/sub/b': 'b' });
    symlinkSync('../outside/secret', join(cwd, 'tree/link'));
    symlinkSync('../outside', join(cwd, 'tree/folder'));
    symlinkSync('a', join(cwd, 'tree/inner'));
    symlinkSync('tree', join(cwd, 'root'));
    const tree = diskTree(join(cwd, 'root'));
    assert.equal(tree.read('link'), undefined);
    assert.equal(tree.read('folder/secret'), undefined);
    assert.equal(tree.read('../outside/secret'), undefined);
    assert.deepEqual(tree.list('folder'), []);
    assert.equal(tree.read('inner'), 'a');
    assert.equal(tree.read('sub/b'), 'b');
    assert.deepEqual(tree.list('sub'), ['b']);
  });
});

describe('an edit that is saved while --fix works', () => {
  it('stays, and the run says so', async () => {
    const cwd = folder({ 'x.rs': code.information, 'y.rs': code.information });
    const edited = `${code.information}// A thought.\n`;
    // The line of progress between two files is a moment at which the first was read and not yet written.
    let now = 0;
    const clock = mock.method(performance, 'now', () => (now += 2_000));
    let err = '';
    const exit = await runCommandLine(['--fix', 'x.rs', 'y.rs', ...chosen], {
      cwd,
      env: {},
      stdoutIsTerminal: false,
      stderrIsTerminal: true,
      columns: 80,
      writeOut: () => undefined,
      writeErr: (text) => {
        err += text;
        if (text.includes('checking 2 of 2')) writeFileSync(join(cwd, 'x.rs'), edited);
      },
      readStdin: () => Promise.resolve(Buffer.alloc(0)),
    }).finally(() => {
      clock.mock.restore();
    });
    assert.match(err, /checking 2 of 2/);
    assert.equal(readFileSync(join(cwd, 'x.rs'), 'utf8'), edited);
    assert.equal(readFileSync(join(cwd, 'y.rs'), 'utf8'), fixed.information);
    assert.match(
      err,
      /x\.rs: the fixes could not be written: it changed on disk while it was being checked; nothing was written/,
    );
    assert.equal(exit, 2);
  });

  it('keeps the other names of a file', { skip: !isPosix }, async () => {
    const cwd = folder({ 'x.rs': code.information });
    linkSync(join(cwd, 'x.rs'), join(cwd, 'y.txt'));
    assert.equal((await invoke(['--fix', 'x.rs', ...chosen], { cwd })).code, 0);
    assert.equal(readFileSync(join(cwd, 'y.txt'), 'utf8'), fixed.information);
    assert.equal(statSync(join(cwd, 'x.rs')).nlink, 2);
  });
});

describe('text of others', { skip: !isPosix }, () => {
  const hostile = '::error file=x::\x1b[31m\u202e\n::warning::##vso[task.x]\x9b.rs';

  it('neither moves a terminal nor commands a build, from a name', async () => {
    const cwd = folder({ [hostile]: code.warning, 'no.rs\n::error::x': Buffer.from([0xff, 0xff]) });
    for (const reporter of ['pretty', 'terse', 'json', 'sarif', 'rustc-json', 'github']) {
      const { out, err } = await invoke([hostile, 'no.rs\n::error::x', '::error::gone', '--reporter', reporter, ...chosen], {
        cwd,
      });
      assert.doesNotMatch(out + err, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/, reporter);
      assert.doesNotMatch(out + err, /##vso\[/, reporter);
      assert.doesNotMatch(err, /^\s*::/m, reporter);
      if (reporter !== 'github') assert.doesNotMatch(out, /^\s*::/m, reporter);
      else assert.equal(out.match(/^\s*::/gm)?.length, 1);
      if (reporter === 'json') {
        const report = JSON.parse(out) as { findings: { path: string }[] };
        assert.equal(report.findings[0]?.path, hostile);
      }
    }
  });

  it('nor from arguments', async () => {
    const { err } = await invoke(['check', '--config', '\x1b[2J\n::error::x'], { cwd: folder({}) });
    assert.doesNotMatch(err, /\x1b|^::/m);
    assert.match(err, /\\x1b\[2J/);
  });

  it('adds no header to a reply', async () => {
    const word = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
    const patch = [
      `From: ${word('A\r\nBcc: victim@example.org\r\nX')} <a@example.org>`,
      `To: ${word('B\nX-One: 1')} <b@example.org>`,
      `Cc: ${word('c@example.org\nX-Two: 2')}`,
      `Subject: ${word('[PATCH] lamp\nX-Three: 3')} =?UTF-8?Q?tail\x1b?=`,
      `Message-ID: ${word('<1@x>\nX-Four: 4')}`,
      `References: ${word('<0@x>\nX-Five: 5')}`,
      'Date: Tue, 1 Dec 2026 10:00:00 +0000',
      '',
      '---',
      'diff --git a/x.rs b/x.rs',
      '--- a/x.rs',
      '+++ b/x.rs',
      '@@ -0,0 +1,3 @@',
      ...code.warning
        .trimEnd()
        .split('\n')
        .map((line) => `+${line}${line.includes('as _') ? ' // \x1b[2J' : ''}`),
      '',
    ].join('\n');
    const { out } = await invoke(['--patch', '-', '--reporter', 'mail', '--hints', ...chosen], { cwd: folder({}), stdin: patch });
    const head = out.slice(0, out.indexOf('\n\n'));
    const names = head
      .split('\n')
      .filter((line) => !/^[ \t]/.test(line))
      .map((line) => line.replace(/:.*/, ''));
    const known = [
      'To',
      'Cc',
      'Subject',
      'In-Reply-To',
      'References',
      'MIME-Version',
      'Content-Type',
      'Content-Transfer-Encoding',
    ];
    assert.deepEqual(
      names.filter((name) => !known.includes(name)),
      [],
    );
    assert.match(head, /^To: .*<a@example\.org>$/m);
    assert.match(head, /^In-Reply-To: <1@x>$/m);
    assert.doesNotMatch(out, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    assert.match(out, /\[[a-z-]+\]$/m);
  });
});
