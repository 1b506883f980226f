// Every call to the system fails once, and a process is killed at each: the user's files are the old or the new ones, whole.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { firstConfig } from '../../server/src/analysis/first-config';
import { system } from '../../server/src/host/system';
import { chosen, code, fixed, folder, invoke, type Outcome } from '../cli/invoke';

interface Scene {
  readonly name: string;
  readonly args: readonly string[];
  readonly file: string;
  /** Undefined: there is no file before. */
  readonly old: string | undefined;
  readonly hasLink?: boolean;
}

const report = ['--reporter', 'json', '--reporter-file', 'report.json'] as const;

const scenes: readonly Scene[] = [
  { name: '--fix', args: ['--fix', 'x.rs', ...chosen], file: 'x.rs', old: code.information },
  {
    name: '--fix of a file with two names',
    args: ['--fix', 'x.rs', ...chosen],
    file: 'x.rs',
    old: code.information,
    hasLink: true,
  },
  {
    name: 'an old baseline',
    args: ['--update-baseline', 'x.rs', ...chosen],
    file: '.kernel-rust-baseline.json',
    old: '{ "version": 1, "files": {} }\n',
  },
  { name: 'a new baseline', args: ['--update-baseline', 'x.rs', ...chosen], file: '.kernel-rust-baseline.json', old: undefined },
  { name: 'init', args: ['init'], file: '.kernel-rust.toml', old: undefined },
  { name: 'a new report', args: ['x.rs', ...report, ...chosen], file: 'report.json', old: undefined },
  { name: 'an old report', args: ['x.rs', ...report, ...chosen], file: 'report.json', old: 'old\n' },
];

const errors = ['ENOSPC', 'EACCES', 'EIO', 'ENOENT'] as const;

type Call = (...args: unknown[]) => unknown;

const calls = system as unknown as Record<string, Call>;

/** Runs with every call going through `instead`, which is told how many there were before. */
async function hooked(
  instead: (name: string, count: number, call: () => unknown) => unknown,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const originals = { ...calls };
  let count = 0;
  for (const [name, original] of Object.entries(originals))
    calls[name] = (...args) => instead(name, count++, () => original(...args));
  try {
    return await run();
  } finally {
    Object.assign(calls, originals);
  }
}

function prepared({ file, old, hasLink = false }: Scene): string {
  const cwd = folder({ 'x.rs': code.information, ...(old === undefined ? {} : { [file]: old }) });
  if (hasLink) linkSync(join(cwd, file), join(cwd, 'other-name'));
  return cwd;
}

const textOf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

const temporaries = (cwd: string): string[] => readdirSync(cwd).filter((name) => /^\..*\.kernel-rust-[0-9a-f]{12}$/.test(name));

describe('a call to the system that fails', () => {
  for (const scene of scenes)
    it(`leaves the old file or the new one: ${scene.name}`, { timeout: 120_000 }, async () => {
      const whole = prepared(scene);
      const names: string[] = [];
      const sound = await hooked(
        (name, _, call) => {
          names.push(name);
          return call();
        },
        () => invoke(scene.args, { cwd: whole }),
      );
      const text = textOf(join(whole, scene.file));
      assert.notEqual(text, scene.old);
      assert.deepEqual(temporaries(whole), []);
      assert.ok(names.includes('fsyncSync'), 'nothing was synced');
      if (scene.name === '--fix') assert.equal(text, fixed.information);
      if (scene.name === 'init') assert.equal(text, firstConfig);

      let failures = 0;
      for (const [index, name] of names.entries())
        for (const error of errors) {
          const cwd = prepared(scene);
          const { code: exit, err } = await hooked(
            (_, count, call) => {
              if (count !== index) return call();
              // A probe answers no instead of failing; a descriptor that cannot be closed is closed.
              if (name === 'existsSync') return false;
              if (name === 'closeSync') call();
              throw Object.assign(new Error(`${error}: injected`), { code: error });
            },
            () => invoke(scene.args, { cwd }),
          );
          const where = `${error} in call ${index} (${name}): exit code ${exit}\n${err}`;
          const now = textOf(join(cwd, scene.file));
          const left = temporaries(cwd);
          // A file that could not be read is not in the report.
          const isReport = scene.file === 'report.json' && now !== undefined && now !== 'old\n' && exit === 2;
          if (isReport) JSON.parse(now);
          else if (now !== scene.old && now !== text) {
            // Only a file with several names is written in place, and then the message names the file that is whole.
            assert.ok(scene.hasLink, `${scene.file} is neither: ${where}`);
            assert.equal(left.length, 1, where);
            assert.ok(err.includes(left[0] ?? ''), where);
            assert.equal(textOf(join(cwd, left[0] ?? '')), text, where);
          } else if (scene.hasLink && left.length === 1) {
            assert.ok(name === 'unlinkSync' || err.includes(left[0] ?? ''), where);
          } else if (name !== 'unlinkSync') assert.deepEqual(left, [], where);
          // What was not written is said, and goes into the exit code.
          if (now === scene.old) {
            failures++;
            assert.equal(exit, 2, where);
            assert.notEqual(err, '', where);
            assert.doesNotMatch(err, /internal error|\n {4}at /, where);
          } else assert.ok(exit === sound.code || exit === 2, where);
          if (scene.hasLink === true) assert.equal(statSync(join(cwd, scene.file)).nlink, 2, where);
          rmSync(cwd, { recursive: true });
        }
      assert.ok(failures > 0);
    });

  it('is a file that shrinks while it is read: what is left of it is checked', async () => {
    const cwd = folder({ 'x.rs': code.warning });
    let hasRead = false;
    const { code: exit } = await hooked(
      (name, _, call) => {
        if (name !== 'readSync') return call();
        if (hasRead) return 0;
        hasRead = true;
        return call();
      },
      () => invoke(['x.rs', ...chosen], { cwd }),
    );
    assert.equal(exit, 1);
  });
});

describe('a process that is killed', { skip: process.platform === 'win32' }, () => {
  const child = fileURLToPath(new URL('killed.ts', import.meta.url));
  const root = fileURLToPath(new URL('../..', import.meta.url));

  for (const scene of scenes.filter(({ name }) => !name.endsWith('report')))
    it(
      `leaves the old file or the new one at every step, and does not confuse the next run: ${scene.name}`,
      { timeout: 300_000 },
      async () => {
        const whole = prepared(scene);
        await invoke(scene.args, { cwd: whole });
        const text = textOf(join(whole, scene.file));
        let steps = 0;
        for (; ; steps++) {
          const cwd = prepared(scene);
          const { status, signal, stderr } = spawnSync(
            process.execPath,
            ['--import', 'tsx', child, cwd, String(steps), ...scene.args],
            { cwd: root, encoding: 'utf8', timeout: 60_000 },
          );
          if (signal === null) {
            assert.equal(status, 0, stderr);
            break;
          }
          assert.equal(signal, 'SIGKILL');
          const now = textOf(join(cwd, scene.file));
          const left = temporaries(cwd);
          const isWhole = now === scene.old || now === text;
          assert.ok(
            isWhole || (scene.hasLink === true && left.some((name) => textOf(join(cwd, name)) === text)),
            `step ${steps}: ${now ?? ''}`,
          );
          if (!isWhole) continue;
          const next = await invoke(scene.args, { cwd });
          // `init` never overwrites, not even its own file.
          if (scene.name === 'init' && now !== undefined) assert.match(next.err, /already exists/);
          else assert.equal(next.code, 0, next.err);
          assert.equal(textOf(join(cwd, scene.file)), text);
          assert.deepEqual(temporaries(cwd), left);
        }
        assert.ok(steps > 5, `only ${steps} steps`);
      },
    );
});
