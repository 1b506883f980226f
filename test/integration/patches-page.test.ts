// Runs what docs/patches.md tells people to copy, word for word, against real repositories and the rules of the programs that call it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { parse } from 'yaml';

import { code, folder } from '../cli/invoke';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/patches.md'), 'utf8');

/** The block of the page in a language that holds some words. */
function block(language: string, words: string): string {
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks.filter(([, name, text = '']) => name === language && text.includes(words));
  assert.equal(found.length, 1, `${words}: one ${language} block`);
  return found[0]?.[2] ?? '';
}

/** A folder whose `kernel-rust` is the command line as it is in the sources. */
const bin = folder({});
writeFileSync(
  join(bin, 'kernel-rust'),
  `#!/bin/sh\nexec '${process.execPath}' --import '${pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href}' '${join(root, 'server/src/cli/main.ts')}' "$@"\n`,
);
chmodSync(join(bin, 'kernel-rust'), 0o755);

const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A. Author',
  GIT_AUTHOR_EMAIL: 'author@example.org',
  GIT_COMMITTER_NAME: 'A. Author',
  GIT_COMMITTER_EMAIL: 'author@example.org',
};

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function sh(
  command: string,
  { cwd, input = '', more = {} }: { cwd: string; input?: string; more?: Record<string, string> },
): Ran {
  return spawnSync('sh', ['-c', command], { cwd, input, encoding: 'utf8', env: { ...env, ...more }, timeout: 120_000 });
}

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  return stdout;
}

function commit(cwd: string, subject: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '-m', subject);
}

const rules = '[rules]\n"*" = "off"\ndrop-on-pin-data = "on"\nas-underscore = "on"\n';

/** `main`, and on `topic` a clean commit, one with an error and a warning, and one with C alone. */
function repository(): string {
  const cwd = folder({});
  git(cwd, 'init', '-q', '-b', 'main');
  commit(cwd, 'start', { '.kernel-rust.toml': rules, 'drivers/lamp/lamp.rs': 'fn old(w: u32) -> usize {\n    w as _\n}\n' });
  git(cwd, 'checkout', '-q', '-b', 'topic');
  commit(cwd, 'lamp: clean', { 'drivers/lamp/clean.rs': code.clean });
  commit(cwd, 'lamp: wrong', { 'drivers/lamp/wrong.rs': code.error + code.warning });
  commit(cwd, 'lamp: C', { 'drivers/lamp/lamp.c': 'int lamp;\n' });
  return cwd;
}

const mailOf = (cwd: string, revision: string): string => git(cwd, 'show', '--format=email', revision);

/** The commands that the settings of the page leave in a repository. */
function configured(cwd: string, name: string): string[] {
  const { status, stderr } = sh(block('sh', name), { cwd });
  assert.equal(status, 0, stderr);
  return git(cwd, 'config', '--get-all', name).trim().split('\n');
}

type Verdict = readonly ['success' | 'warning' | 'fail', string];

/** As b4 reads what a check says of a mail. */
function verdicts(command: string, { cwd, input }: { cwd: string; input: string }): Verdict[] {
  const { status, stdout, stderr } = sh(command, { cwd, input });
  const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
  const said = [
    ...lines(stdout).map((line): Verdict => [line.includes('ERROR:') ? 'fail' : 'warning', line.replace(/^-:/, '')]),
    ...lines(stderr).map((line): Verdict => ['fail', line]),
  ];
  if (said.length > 0) return said;
  return [status === 0 ? ['success', ''] : ['fail', `exit ${String(status)}`]];
}

describe('b4', () => {
  const cwd = repository();

  for (const name of ['b4.prep-perpatch-check-cmd', 'b4.am-perpatch-check-cmd'])
    it(`has a verdict on each patch by ${name}, with checkpatch beside ours`, () => {
      const [checkpatch = '', ours = '', ...others] = configured(cwd, name);
      assert.match(checkpatch, /^\.\/scripts\/checkpatch\.pl /);
      assert.deepEqual(others, []);
      const wrong = verdicts(ours, { cwd, input: mailOf(cwd, 'HEAD~1') });
      assert.deepEqual(
        wrong.map(([verdict, text]) => [verdict, /^drivers\/lamp\/wrong\.rs:(\d+): /.exec(text)?.[1]]),
        [
          ['fail', '6'],
          ['warning', '10'],
        ],
      );
      for (const clean of ['HEAD', 'HEAD~2'])
        assert.deepEqual(verdicts(ours, { cwd, input: mailOf(cwd, clean) }), [['success', '']]);
      const broken = mailOf(cwd, 'HEAD~1').split('\n').slice(0, -6).join('\n');
      const [verdict, ...rest] = verdicts(ours, { cwd, input: broken });
      assert.equal(verdict?.[0], 'fail');
      assert.deepEqual(rest, []);
    });

  it('is told about its cache', () => {
    assert.match(page, /`b4 prep --check --no-cache`/);
  });

  it('reads what `b4 review` is to show', () => {
    const [ours = '', ...others] = configured(cwd, 'b4.review-perpatch-check-cmd');
    assert.deepEqual(others, []);
    const entries = (revision: string): Record<string, unknown>[] => {
      const { stdout, stderr } = sh(ours, { cwd, input: mailOf(cwd, revision), more: { B4_TRACKING_FILE: '/dev/null' } });
      assert.equal(stderr, '');
      return JSON.parse(stdout) as Record<string, unknown>[];
    };
    assert.deepEqual(entries('HEAD~2'), []);
    const [entry, ...more] = entries('HEAD~1');
    assert.ok(entry !== undefined && more.length === 0);
    for (const [key, value] of Object.entries(entry)) {
      assert.ok(['tool', 'status', 'summary', 'url', 'details'].includes(key), key);
      assert.equal(typeof value, 'string');
    }
    assert.equal(entry['status'], 'fail');
    assert.match(String(entry['details']), /drivers\/lamp\/wrong\.rs:6: /);
  });
});

describe('git', () => {
  it('refuses a commit by the hook of the page, and takes a clean one', () => {
    for (const [more, refused, taken] of [
      ['', code.warning, code.clean],
      [' --fail-on error', code.error, code.warning],
    ] as const) {
      const cwd = repository();
      const hook = join(cwd, '.git/hooks/pre-commit');
      mkdirSync(dirname(hook), { recursive: true });
      writeFileSync(hook, block('sh', '--staged').replace('--staged', `--staged${more}`));
      chmodSync(hook, 0o755);
      const attempt = (text: string, args: string): Ran => {
        writeFileSync(join(cwd, 'drivers/lamp/next.rs'), text);
        git(cwd, 'add', '-A');
        return sh(`git commit -q -m next ${args}`, { cwd });
      };
      const first = attempt(refused, '');
      assert.equal(first.status, 1, first.stderr);
      assert.match(first.stderr + first.stdout, /drivers\/lamp\/next\.rs:\d/);
      assert.equal(git(cwd, 'log', '-1', '--format=%s').trim(), 'lamp: C');
      const second = attempt(taken, '');
      assert.equal(second.status, 0, second.stderr);
      assert.equal(git(cwd, 'log', '-1', '--format=%s').trim(), 'next');
    }
  });

  it('stops a rebase at the commit that brings something in', () => {
    const cwd = repository();
    const { status, stdout, stderr } = sh(block('sh', 'rebase --exec'), { cwd });
    assert.equal(status, 1, stderr);
    assert.equal(git(cwd, 'log', '-1', '--format=%s').trim(), 'lamp: wrong');
    assert.match(stdout + stderr, /drivers\/lamp\/wrong\.rs:6:/);
    commit(cwd, 'fixup', { 'drivers/lamp/wrong.rs': code.clean });
    git(cwd, 'reset', '-q', '--soft', 'HEAD~1');
    git(cwd, 'commit', '-q', '--amend', '--no-edit');
    const rest = sh('git rebase --continue', { cwd });
    assert.equal(rest.status, 0, rest.stderr);
    assert.equal(git(cwd, 'log', '-1', '--format=%s').trim(), 'lamp: C');
  });

  it('has a draft that answers the patch', () => {
    const cwd = repository();
    const patch = mailOf(cwd, 'HEAD~1').replace(/^Subject: /m, 'Message-ID: <1@example.org>\nSubject: ');
    writeFileSync(join(cwd, 'patch.eml'), patch);
    const { stdout, stderr } = sh(block('sh', '--reporter mail'), { cwd });
    assert.equal(stdout + stderr, '');
    const reply = readFileSync(join(cwd, 'reply.eml'), 'utf8');
    assert.match(
      reply,
      /^To: "A\. Author" <author@example\.org>\nSubject: Re: \[PATCH\] lamp: wrong\nIn-Reply-To: <1@example\.org>\n/,
    );
    assert.match(reply, /\n> \+impl Drop for Lamp \{\n/);
  });
});

interface Workflow {
  readonly on: unknown;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<
    string,
    { readonly steps: readonly { name?: string; uses?: string; run?: string; with?: Record<string, unknown> }[] }
  >;
}

describe('GitHub Actions', () => {
  const workflow = parse(block('yaml', 'upload-sarif')) as Workflow;
  const steps = workflow.jobs['check']?.steps ?? [];

  it('gets a workflow that may upload what it found', () => {
    assert.equal(workflow.on, 'pull_request');
    assert.equal(workflow.permissions['security-events'], 'write');
    assert.equal(steps[0]?.with?.['fetch-depth'], 0, 'without the base there is nothing to compare with');
    const upload = steps.at(-1);
    assert.match(upload?.uses ?? '', /^github\/codeql-action\/upload-sarif@v\d+$/);
    const check = steps.find(({ name }) => name === 'Check')?.run ?? '';
    assert.ok(check.endsWith(`--reporter-file ${String(upload?.with?.['sarif_file'])}`));
    for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/, 'names of branches are not put into a script');
  });

  it('gets valid SARIF with the paths of the patch', () => {
    const cwd = repository();
    git(cwd, 'update-ref', 'refs/remotes/origin/main', 'main');
    const run = steps.find(({ name }) => name === 'Check')?.run ?? '';
    const { status, stderr } = sh(run, { cwd, more: { BASE: 'main' } });
    assert.equal(status, 0, stderr);
    const log = JSON.parse(readFileSync(join(cwd, 'kernel-rust.sarif'), 'utf8')) as Log;
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const schemaFile = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
    delete schema['$schema'];
    delete schema['id'];
    const validate = ajv.compile(schema);
    assert.ok(validate(log), JSON.stringify(validate.errors));
    const places = log.runs[0]?.results?.map(({ locations }) => locations?.[0]?.physicalLocation);
    assert.deepEqual(
      places?.map((place) => [place?.artifactLocation?.uri, place?.region?.startLine]),
      [
        ['drivers/lamp/wrong.rs', 6],
        ['drivers/lamp/wrong.rs', 10],
      ],
    );
  });
});

describe('Neovim', () => {
  const isThere = spawnSync('nvim', ['--version']).status === 0;
  const skip = isThere || process.env['KERNEL_RUST_EDITORS'] === 'required' ? false : 'there is no nvim on this machine';

  it('fills the quickfix list', { skip }, () => {
    assert.ok(isThere, 'nvim is required and not there');
    const cwd = repository();
    writeFileSync(join(cwd, 'drivers/lamp/lamp.rs'), `fn old(w: u32) -> usize {\n    w as _\n}\n\n${code.error}${code.warning}`);
    writeFileSync(join(cwd, '.git/settings.vim'), block('vim', 'errorformat'));
    const quickfix = (argument: string): unknown => {
      const list = `map(getqflist(), {_, e -> [bufname(e.bufnr), e.lnum, e.type]})`;
      const commands = [`silent make! ${argument}`, `call writefile([json_encode(${list})], '.git/found.json')`, 'qall!'];
      const args = ['--headless', '-u', 'NONE', '-c', 'source .git/settings.vim', ...commands.flatMap((each) => ['-c', each])];
      const { status, stderr } = spawnSync('nvim', [...args, 'drivers/lamp/lamp.rs'], {
        cwd,
        encoding: 'utf8',
        env,
        timeout: 120_000,
      });
      assert.equal(status, 0, stderr);
      return JSON.parse(readFileSync(join(cwd, '.git/found.json'), 'utf8'));
    };
    const name = 'drivers/lamp/lamp.rs';
    const added = [
      [name, 10, 'E'],
      [name, 14, 'W'],
    ];
    assert.deepEqual(quickfix('--changed'), added);
    const all = quickfix('%') as unknown[];
    assert.equal(all.length, 3);
    assert.ok(all.some((each) => JSON.stringify(each) === JSON.stringify([name, 2, 'W'])));
  });
});
