// The grammar that is injected into Rust, run by the engine that VS Code uses; the samples say what each piece of text has to be.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';

const root = join(__dirname, '../..');
const samples = readdirSync(join(__dirname, 'samples')).map((name) => join(__dirname, 'samples', name));
const scratch = mkdtempSync(join(tmpdir(), 'kernel-rust-grammar-'));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** The tool can hang on an assertion that it does not understand, so it gets no more than half a minute. */
function run(manifest: string, files: readonly string[]): Promise<{ code: number; output: string }> {
  const tool = join(dirname(require.resolve('vscode-tmgrammar-test/package.json')), 'dist/unit.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [tool, '--config', manifest, ...files], { timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr });
    });
  });
}

describe('the injected grammar', () => {
  it('gives every piece of the samples the scopes that they name', async () => {
    const { code, output } = await run(join(__dirname, 'package.json'), samples);
    assert.equal(code, 0, output);
    assert.equal(output.match(/run successful/g)?.length, samples.length);
  });

  it('is what makes them so', async () => {
    for (const name of ['package.json', 'rust.tmLanguage.json']) cpSync(join(__dirname, name), join(scratch, name));
    const manifest = JSON.parse(readFileSync(join(scratch, 'package.json'), 'utf8')) as { contributes: { grammars: object[] } };
    manifest.contributes.grammars.splice(1);
    writeFileSync(join(scratch, 'package.json'), JSON.stringify(manifest));
    const { code, output } = await run(join(scratch, 'package.json'), samples);
    assert.notEqual(code, 0);
    assert.match(output, /missing required scopes/);
  });

  it('stands in the manifest as in the test', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      contributes: { grammars: { path: string; scopeName: string; injectTo: string[] }[] };
    };
    assert.deepEqual(contributes.grammars, [
      { path: './syntaxes/kernel-rust.tmLanguage.json', scopeName: 'kernel-rust.comments', injectTo: ['source.rust'] },
    ]);
  });
});
