// Repositories of strangers: whatever their configuration, attributes and hooks name, checking them runs none of it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, it } from 'node:test';

import { GitError, openRepository } from '../../server/src/host/git';
import { repositoryAt } from '../../server/src/workspace/git';
import { chosen, code, folder, invoke, type Outcome } from '../cli/invoke';
import { Client } from '../lsp/client';

/** Milliseconds, on a busy machine. */
const timeLimit = 20_000;

const isWindows = process.platform === 'win32';

/** Git as its owner runs it, before the repository falls into other hands. */
function git(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=A. Author', '-c', 'user.email=author@example.org', '-c', 'protocol.file.allow=always'];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

function write(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

interface Hostile {
  readonly root: string;
  /** A program that leaves a trace. */
  readonly program: string;
  readonly patch: string;
  readonly wasRun: () => boolean;
  readonly configure: (...entries: (readonly [string, string])[]) => void;
}

/** Two commits, a staged and a working change, an untracked file, and a patch that names blobs. */
function repository(): Hostile {
  const outside = folder({});
  const root = folder({});
  const trace = join(outside, 'trace');
  const program = join(outside, 'program.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${trace}'\ncat\nexit 0\n`);
  chmodSync(program, 0o755);
  git(root, 'init', '-q', '-b', 'main');
  write(root, { 'drivers/a.rs': code.clean, 'drivers/b.rs': code.clean });
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'start');
  write(root, { 'drivers/a.rs': `${code.clean}${code.hint}` });
  git(root, 'commit', '-q', '-a', '-m', 'a: more');
  const patch = git(root, 'format-patch', '--stdout', '--full-index', 'HEAD~1');
  return {
    root,
    program,
    patch,
    wasRun: () => existsSync(trace),
    configure: (...entries) => {
      for (const [key, value] of entries) git(root, 'config', '--add', key, value);
    },
  };
}

/** Every way in which the command line asks git. */
async function everything({ root, patch }: Hostile): Promise<Outcome[]> {
  const outcomes = [
    await invoke(['check', '--git', 'HEAD~1..HEAD', '--fix', '--fixup-branch', 'fixups', '--all', ...chosen], { cwd: root }),
  ];
  write(root, {
    'drivers/a.rs': `${code.clean}${code.hint}fn g() {}\n`,
    'drivers/b.rs': code.warning,
    'drivers/new.rs': code.hint,
  });
  for (const args of [
    ['.'],
    ['--changed'],
    ['--changed', '--since', 'HEAD~1'],
    ['--staged'],
    ['--git', 'HEAD~1..HEAD'],
    ['--git', 'HEAD'],
  ])
    outcomes.push(await invoke(['check', ...args, ...chosen], { cwd: root }));
  outcomes.push(await invoke(['check', '--patch', '-', ...chosen], { cwd: root, stdin: patch }));
  return outcomes;
}

describe('a repository of a stranger', { skip: isWindows }, () => {
  const cases: Record<string, (hostile: Hostile) => void> = {
    'core.fsmonitor': ({ configure, program }) => {
      configure(['core.fsmonitor', program]);
    },
    'core.hooksPath and hooks': ({ configure, root, program }) => {
      const hooks = [
        'post-index-change',
        'reference-transaction',
        'pre-commit',
        'post-commit',
        'post-checkout',
        'prepare-commit-msg',
      ];
      for (const at of ['.git/hooks', 'hooks']) {
        mkdirSync(join(root, at), { recursive: true });
        for (const hook of hooks) {
          rmSync(join(root, at, hook), { force: true });
          symlinkSync(program, join(root, at, hook));
        }
      }
      configure(['core.hooksPath', join(root, 'hooks')]);
    },
    'filters, one with = in its name': ({ configure, root, program }) => {
      for (const name of ['plain', 'odd=name', 'dotted.name'])
        configure([`filter.${name}.clean`, program], [`filter.${name}.smudge`, program], [`filter.${name}.required`, 'true']);
      configure(['filter.long.process', program], ['filter.long.required', 'true']);
      write(root, {
        '.git/info/attributes': 'a.rs filter=plain\nb.rs filter=odd=name\nnew.rs filter=long\n*.txt filter=dotted.name\n',
      });
    },
    'a filter from an included file': ({ configure, root, program }) => {
      write(root, { '.git/more': `[filter "more"]\n\tclean = ${program}\n`, '.git/info/attributes': '*.rs filter=more\n' });
      configure(['include.path', 'more']);
    },
    'drivers and programs for diffs': ({ configure, root, program }) => {
      configure(
        ['diff.external', program],
        ['diff.d.command', program],
        ['diff.d.textconv', program],
        ['diff.d.cachetextconv', 'false'],
      );
      write(root, { '.git/info/attributes': '*.rs diff=d\n' });
    },
    'text conversion alone, which blame does, too': ({ configure, root, program }) => {
      configure(['diff.d.textconv', program]);
      write(root, { '.git/info/attributes': '*.rs diff=d\n' });
    },
    'pagers, editors and aliases': ({ configure, program }) => {
      configure(['core.pager', program], ['core.editor', program], ['sequence.editor', program]);
      for (const name of ['diff', 'show', 'log', 'blame', 'status', 'ls-files', 'rev-parse'])
        configure([`pager.${name}`, program], [`alias.${name}`, `!${program}`]);
    },
    'signatures that are shown': ({ configure, root, program }) => {
      configure(
        ['log.showSignature', 'true'],
        ['gpg.program', program],
        ['gpg.ssh.program', program],
        ['commit.gpgSign', 'true'],
      );
      // A signed commit, as far as git reads it.
      const signed = git(root, 'cat-file', 'commit', 'HEAD').replace(
        /\n\n/,
        '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\n',
      );
      writeFileSync(join(root, '.git/signed'), signed);
      git(root, 'update-ref', 'HEAD', git(root, 'hash-object', '-t', 'commit', '-w', '.git/signed').trim());
    },
    'a partial clone that fetches through uploadpack': ({ configure, root, program }) => {
      makePartial(root);
      configure(['remote.origin.url', folder({})], ['remote.origin.uploadpack', program]);
    },
    'a partial clone that fetches over ssh, with every protocol allowed': ({ configure, root, program }) => {
      makePartial(root);
      configure(['remote.origin.url', 'ssh://example.org/x'], ['core.sshCommand', program], ['protocol.ssh.allow', 'always']);
    },
    'a partial clone that fetches through a helper': ({ configure, root, program }) => {
      makePartial(root);
      configure(['remote.origin.url', `ext::${program} %S x`], ['protocol.ext.allow', 'always'], ['protocol.allow', 'always']);
    },
    'a proxy, a credential helper and an askpass program': ({ configure, root, program }) => {
      makePartial(root);
      configure(
        ['remote.origin.url', 'git://example.invalid/x'],
        ['core.gitProxy', program],
        ['credential.helper', `!${program}`],
        ['core.askPass', program],
      );
    },
    'objects of another repository that is a partial clone': ({ configure, root, program }) => {
      const other = repository();
      makePartial(other.root);
      other.configure(['remote.origin.url', folder({})], ['remote.origin.uploadpack', program]);
      makePartial(root);
      configure(['remote.origin.url', folder({})], ['remote.origin.uploadpack', program]);
      write(root, { '.git/objects/info/alternates': `${join(other.root, '.git/objects')}\n` });
    },
    'a submodule with a configuration of its own': ({ root, program }) => {
      const inner = repository();
      git(root, 'submodule', '--quiet', 'add', inner.root, 'inner');
      git(root, 'commit', '-q', '-m', 'inner');
      for (const [key, value] of [
        ['core.fsmonitor', program],
        ['filter.f.clean', program],
        ['diff.external', program],
        ['core.hooksPath', dirname(program)],
      ] as const)
        git(join(root, 'inner'), 'config', key, value);
      appendFileSync(join(root, '.git/modules/inner/info/attributes'), '* filter=f\n');
      appendFileSync(join(root, 'inner/drivers/a.rs'), '// more\n');
      for (const [key, value] of [
        ['diff.submodule', 'diff'],
        ['status.submoduleSummary', 'true'],
        ['diff.ignoreSubmodules', 'none'],
        ['submodule.recurse', 'true'],
      ] as const)
        git(root, 'config', key, value);
    },
  };

  for (const [name, prepare] of Object.entries(cases))
    it(`runs nothing: ${name}`, async () => {
      const hostile = repository();
      prepare(hostile);
      await everything(hostile);
      assert.equal(hostile.wasRun(), false);
      const repository_ = repositoryAt(hostile.root, { timeLimit });
      assert.ok(repository_ !== undefined);
      repository_.recent(5);
      repository_.upstream();
      assert.equal(hostile.wasRun(), false);
    });

  it('is checked all the same', async () => {
    const hostile = repository();
    cases['filters, one with = in its name']?.(hostile);
    const outcomes = await everything(hostile);
    for (const { err } of outcomes) assert.doesNotMatch(err, /^error/m);
    const named = outcomes.map(({ out }) => [...new Set(out.match(/drivers\/\w+\.rs/g))]);
    // The fixups, the folder, what is changed since HEAD and since the commit before, what is staged, a range, a commit, a mail.
    assert.deepEqual(named, [[], ['drivers/b.rs'], ['drivers/b.rs'], ['drivers/b.rs'], [], [], [], []]);
    assert.match(git(hostile.root, 'log', '--format=%s', '-1', 'fixups'), /^fixup! a: more/);
  });

  it('whose working files are elsewhere is no repository for us', () => {
    const { root, configure } = repository();
    configure(['core.worktree', folder({})]);
    assert.equal(repositoryAt(root, { timeLimit }), undefined);
  });

  it('does not make git wait for ever', () => {
    const { root, configure } = repository();
    spawnSync('mkfifo', [join(root, '.git/pipe')]);
    configure(['blame.ignoreRevsFile', join(root, '.git/pipe')]);
    const there = repositoryAt(root, { timeLimit: 2_000 });
    assert.ok(there !== undefined);
    const [from = '', to = ''] = there.commits('HEAD-2');
    assert.throws(() => there.blame('drivers/a.rs', { from, to }), /git blame did not end within 2 seconds and was killed/);
  });

  it('does not bring the git that is run', async () => {
    const { root, program, wasRun } = repository();
    mkdirSync(join(root, 'bin'));
    symlinkSync(program, join(root, 'bin/git'));
    symlinkSync(program, join(root, 'git'));
    const before = process.env['PATH'];
    process.env['PATH'] = ['', '.', 'bin', join(root, 'bin'), before].join(delimiter);
    try {
      assert.equal((await invoke(['check', '--git', 'HEAD', ...chosen], { cwd: root })).err.includes('no git'), false);
      assert.equal(wasRun(), false);
      process.env['PATH'] = [join(root, 'bin'), '.'].join(delimiter);
      assert.throws(() => openRepository(root, { timeLimit }), GitError);
    } finally {
      process.env['PATH'] = before;
    }
  });
});

describe('a workspace that is not trusted', { skip: isWindows }, () => {
  it('has no program run in it, whatever a client asks for', async () => {
    const { program, wasRun } = repository();
    const bin = folder({});
    symlinkSync(program, join(bin, 'git'));
    const settings = { diagnosticMode: 'workspace' };
    const client = await Client.start({
      initializationOptions: { settings, isTrusted: false },
      env: { PATH: [bin, process.env['PATH']].join(delimiter) },
    });
    try {
      git(client.folder, 'init', '-q');
      const uri = client.write('drivers/b.rs', code.warning);
      const run = (command: string, ...given: unknown[]): Promise<unknown> =>
        client.request('workspace/executeCommand', { command: `kernelRust.server.${command}`, arguments: given });
      await assert.rejects(run('checkCommits', { since: 'HEAD~1', uri }), /untrusted workspace/);
      await assert.rejects(run('recentCommits', { uri }), /untrusted workspace/);
      await run('checkWorkspace');
      await client.published(uri, { when: ({ diagnostics }) => diagnostics.length > 0 });
    } finally {
      await client.stop();
    }
    assert.equal(wasRun(), false);
  });
});

/** As `git clone --filter=blob:none` leaves it: some objects are not there, and a remote is said to have them. */
function makePartial(root: string): void {
  git(root, 'config', 'core.repositoryFormatVersion', '1');
  git(root, 'config', 'extensions.partialClone', 'origin');
  git(root, 'config', 'remote.origin.promisor', 'true');
  git(root, 'config', 'remote.origin.partialCloneFilter', 'blob:none');
  for (const path of ['HEAD:drivers/a.rs', 'HEAD~1:drivers/a.rs', 'HEAD:drivers/b.rs']) {
    const id = git(root, 'rev-parse', path).trim();
    rmSync(join(root, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
  }
  assert.ok(readdirSync(join(root, '.git/objects')).length > 0 && readFileSync(join(root, '.git/HEAD')).length > 0);
}
