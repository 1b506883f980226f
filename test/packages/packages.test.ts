// The two packages, made and then used as whoever installs them does: far from this repository and its node_modules.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { unzipSync } from 'fflate';

import packageJson from '../../package.json';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import { makePackages } from '../built';
import { Client, rulesOf, stopAll } from '../lsp/client';

const scratch = mkdtempSync(join(tmpdir(), 'kernel-rust-packages-'));
after(() => {
  stopAll();
  rmSync(scratch, { recursive: true, force: true });
});

const castText = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

/** Starts a server of a package, has it check a document, and gives what it called its parser. */
async function parserOf(command: readonly string[], env: Record<string, string> = {}): Promise<string | undefined> {
  const client = await Client.start({ command, env });
  assert.equal(client.initialized.serverInfo?.version, packageJson.version);
  assert.deepEqual(rulesOf(await client.opened(client.uri('rust/kernel/a.rs'), castText)), ['as-pointer-cast']);
  const said = client.messages.map(({ message }) => /(\w+) parser/.exec(message)?.[1]).find((name) => name !== undefined);
  assert.equal(await client.stop(), 0);
  return said;
}

let packages: readonly string[] = [];
const named = (ending: string): string => join(scratch, packages.find((name) => name.endsWith(ending)) ?? ending);

before(() => {
  makePackages(scratch);
  packages = readdirSync(scratch);
});

describe('the extension', () => {
  const unpacked = join(scratch, 'vsix');
  let sizes: Record<string, number> = {};

  before(() => {
    const entries = Object.entries(unzipSync(readFileSync(named('.vsix'))));
    sizes = Object.fromEntries(entries.map(([path, content]) => [path.replace(/^extension\//, ''), content.length]));
    for (const [path, content] of entries) {
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), content);
    }
  });

  it('is smaller than 6 MB', () => {
    const { length } = readFileSync(named('.vsix'));
    assert.ok(length < 6e6, `${length} bytes`);
  });

  it('brings both parsers for every platform', () => {
    const platforms = ['darwin', 'linux', 'win32'].flatMap((system) =>
      ['arm64', 'x64'].map((processor) => `${system}-${processor}`),
    );
    const natives = ['tree-sitter', 'tree-sitter-rust'].flatMap((name) =>
      platforms.map((platform) => `dist/node_modules/${name}/prebuilds/${platform}/${name}.node`),
    );
    const wasm = ['web-tree-sitter/tree-sitter.wasm', 'tree-sitter-rust/tree-sitter-rust.wasm'];
    for (const path of [...natives, ...wasm.map((file) => `dist/node_modules/${file}`)])
      assert.ok((sizes[path] ?? 0) > 1000, path);
  });

  it('brings the pages of all rules, texts, pictures and licences', () => {
    const pages = ruleInfos.map(({ rule }) => `docs/rules/${rule.id}.md`);
    const media = packageJson.contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media.markdown));
    const others = ['package.nls.json', packageJson.icon, 'syntaxes/kernel-rust.tmLanguage.json', 'dist/THIRD-PARTY-NOTICES.txt'];
    for (const path of [...pages, ...media, ...others, 'LICENSE-MIT', 'LICENSE-APACHE']) assert.ok((sizes[path] ?? 0) > 50, path);
  });

  it('brings nothing that only people who build it need', () => {
    const needless = Object.keys(sizes).filter((path) =>
      /\.(?:ts|map|c|h|cc|gyp|svg|tgz|vsix)$|(?:^|\/)(?:test|tests|scripts|server|client|src|\.[^/]+)\/|(?:^|\/)\.[^/]+$|eslint|tsconfig|package-lock/.test(
        path,
      ),
    );
    assert.deepEqual(needless, []);
    const bundles = Object.keys(sizes).filter((path) => path.endsWith('.js') && !path.startsWith('dist/node_modules/'));
    assert.deepEqual(bundles.sort(), ['dist/client.js', 'dist/server.js']);
  });

  it('has small bundles without source maps', () => {
    for (const name of ['client', 'server']) {
      const text = readFileSync(join(unpacked, `extension/dist/${name}.js`), 'utf8');
      assert.ok(!text.includes('sourceMappingURL') && text.length < 2e6, name);
      // Texts of the rules have short lines, minified code has none.
      assert.ok(
        text.split('\n').some((line) => line.length > 10_000),
        `${name} is not minified`,
      );
    }
  });

  it('asks for an editor and nothing else', () => {
    const manifest = JSON.parse(readFileSync(join(unpacked, 'extension/package.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual(manifest['engines'], { vscode: packageJson.engines.vscode });
    for (const key of ['dependencies', 'devDependencies', 'scripts', 'bin', 'files']) assert.equal(manifest[key], undefined, key);
  });

  const server = [process.execPath, join(unpacked, 'extension/dist/server.js'), '--stdio'];

  it('has a server that checks with the native parser', async () => {
    assert.equal(await parserOf(server, { KERNEL_RUST_PARSER: 'native' }), 'native');
  });

  it('has a server that checks with WebAssembly', async () => {
    assert.equal(await parserOf(server, { KERNEL_RUST_PARSER: 'wasm' }), 'wasm');
  });

  it('falls back to WebAssembly where no native parser fits', async () => {
    for (const name of ['tree-sitter', 'tree-sitter-rust'])
      rmSync(join(unpacked, 'extension/dist/node_modules', name, 'prebuilds'), { recursive: true });
    assert.equal(await parserOf(server), 'wasm');
  });
});

describe('the npm package', () => {
  const folder = join(scratch, 'npm');
  const bin = join(folder, 'node_modules/kernel-rust/bin/kernel-rust.js');
  let isInstalled = false;

  before(async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{}');
    const args = ['install', named('.tgz'), '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const problem = await new Promise<string | undefined>((resolve) => {
      execFile('npm', args, { cwd: folder, shell: process.platform === 'win32', timeout: 120_000 }, (error, _, stderr) => {
        resolve(error === null ? undefined : `${error.message} ${stderr}`);
      });
    });
    isInstalled = problem === undefined;
    if (problem === undefined) return;
    // Only a missing network is nobody's fault.
    assert.match(problem, /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|ENETUNREACH/);
    console.error('SKIPPED: the npm package could not be tried, because npm reaches no registry');
  });

  it('holds what runs, the pages of the rules and nothing else', () => {
    const listed = execFileSync('tar', ['-tzf', named('.tgz')], { encoding: 'utf8' })
      .trimEnd()
      .split(/\r?\n/);
    const others = listed.map((path) => path.replace(/^package\//, '')).filter((path) => !path.startsWith('docs/rules/'));
    assert.deepEqual(others.sort(), [
      'LICENSE',
      'LICENSE-APACHE',
      'LICENSE-MIT',
      'README.md',
      'bin/kernel-rust.js',
      'dist/THIRD-PARTY-NOTICES.txt',
      'dist/cli.js',
      'dist/server.js',
      'docs/kernel-rust.schema.json',
      'package.json',
    ]);
  });

  it('depends on the parsers alone', () => {
    assert.deepEqual(Object.keys(packageJson.dependencies).sort(), ['tree-sitter', 'tree-sitter-rust', 'web-tree-sitter']);
  });

  it('checks a file', (t) => {
    if (!isInstalled) {
      t.skip('npm reaches no registry');
      return;
    }
    writeFileSync(join(folder, 'a.rs'), castText);
    assert.throws(
      () =>
        execFileSync(process.execPath, [bin, 'check', '--terse', '--show-types', 'a.rs'], {
          cwd: folder,
          encoding: 'utf8',
          stdio: 'pipe',
        }),
      ({ status, stdout }: { status: number; stdout: string }) =>
        status === 1 && stdout.startsWith('a.rs:2: WARNING:as-pointer-cast: '),
    );
  });

  it('is a language server', async (t) => {
    if (!isInstalled) {
      t.skip('npm reaches no registry');
      return;
    }
    assert.equal(await parserOf([process.execPath, bin, 'lsp']), 'native');
  });
});
