// The real process: standard input, pipes that close, large output, and the launcher's word on an old Node.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, it } from 'node:test';

import { chosen, code, folder } from './invoke';

const root = join(__dirname, '../..');
const command = [
  '--import',
  join(root, 'node_modules/tsx/dist/loader.mjs'),
  join(root, 'server/src/cli/main.ts'),
  'check',
  ...chosen,
] as const;
const many = 20_000;
const cwd = folder({ 'many.rs': code.warning.repeat(many), 'warning.rs': code.warning });

describe('the process', () => {
  it('reads standard input and ends with the exit code', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, '-'], {
      cwd,
      input: code.warning,
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stdout, /^warning\[as-underscore\]: .*\n --> <stdin>:2:5$/m);
    assert.match(stderr, /^checked 1 file: 1 warning$/m);
  });

  it('writes all of a large report into a pipe that is read late', async () => {
    const child = spawn(process.execPath, [...command, 'many.rs', '--reporter', 'json', '--fail-on', 'never'], { cwd });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
    const { findings } = JSON.parse(Buffer.concat(chunks).toString()) as { findings: unknown[] };
    assert.equal(findings.length, many);
    assert.equal(child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve))), 0);
  });

  it('ends quietly when the reader has seen enough', () => {
    const line = [process.execPath, ...command, 'many.rs', '--quiet'].map((word) => `'${word}'`).join(' ');
    const { stdout, stderr } = spawnSync('sh', ['-c', `${line} | head -n 1`], { cwd, encoding: 'utf8' });
    assert.match(stdout, /^warning\[as-underscore\]: .*\n$/);
    assert.equal(stderr, '');
  });
});

describe('the launcher', () => {
  const source = readFileSync(join(root, 'bin/kernel-rust.js'), 'utf8').replace(/^#!.*/, '');

  function launch(version: string): { said: string[]; exit: number | undefined; loaded: string[] } {
    const result: { said: string[]; exit: number | undefined; loaded: string[] } = { said: [], exit: undefined, loaded: [] };
    const fake = {
      version: `v${version}`,
      versions: { node: version },
      exit(status: number) {
        result.exit = status;
        throw new Error('exit');
      },
    };
    const context = createContext({
      process: fake,
      console: { error: (line: string) => result.said.push(line) },
      require(path: string) {
        result.loaded.push(path);
        return version.startsWith('24') ? { enableCompileCache: () => result.loaded.push('a cache') } : {};
      },
    });
    try {
      runInContext(source, context);
    } catch (error) {
      assert.equal(String(error), 'Error: exit');
    }
    return result;
  }

  it('says in one line that Node is too old, before it loads anything', () => {
    assert.deepEqual(launch('18.20.4'), {
      said: ['kernel-rust needs Node.js 20 or newer, this is v18.20.4'],
      exit: 2,
      loaded: [],
    });
  });

  it('loads the command line on Node 20 and later', () => {
    assert.deepEqual(launch('20.0.0'), { said: [], exit: undefined, loaded: ['module', '../dist/cli.js'] });
  });

  it('has what is compiled kept where Node can', () => {
    assert.deepEqual(launch('24.1.0').loaded, ['module', 'a cache', '../dist/cli.js']);
  });

  it('is a program', () => {
    const mode = execFileSync('git', ['ls-files', '-s', 'bin/kernel-rust.js'], { cwd: root, encoding: 'utf8' }).slice(0, 6);
    assert.equal(mode, '100755');
  });
});
