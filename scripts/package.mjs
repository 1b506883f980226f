// Makes the two packages from what stands in dist/: the extension, which brings everything along, and the npm package, whose parsers npm installs.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Where the packages go: the folder that is named on the command line, or the repository. */
const out = process.argv[2] ?? root;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** All that goes into the extension: what is not named here stays out. */
const shipped = [
  'CHANGELOG.md',
  'LICENSE',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/client.js',
  'dist/server.js',
  'docs/kernel-rust.schema.json',
  'docs/rules',
  'docs/walkthrough',
  'examples/lantern/lantern.rs',
  'images/icon.png',
  'package.nls.json',
  'syntaxes/kernel-rust.tmLanguage.json',
];

/** What the parsers need to run: no grammar sources, no build files. */
const parsers = {
  'node-gyp-build': ['LICENSE', 'index.js', 'node-gyp-build.js', 'package.json'],
  'tree-sitter': ['LICENSE', 'index.js', 'package.json', 'prebuilds'],
  'tree-sitter-rust': ['LICENSE', 'bindings/node/index.js', 'package.json', 'prebuilds', 'tree-sitter-rust.wasm'],
  'web-tree-sitter': ['LICENSE', 'package.json', 'tree-sitter.js', 'tree-sitter.wasm'],
};

const packagePath = join(out, `${manifest.name}-${manifest.version}.vsix`);
const stage = mkdtempSync(join(tmpdir(), 'kernel-rust-package-'));
try {
  for (const path of shipped) copy(join(root, path), join(stage, path));
  // Below dist/, where the server's bundle finds them; the packager leaves out a folder of this name that stands at the top.
  for (const [name, files] of Object.entries(parsers))
    for (const file of files) copy(join(root, 'node_modules', name, file), join(stage, 'dist/node_modules', name, file));
  // Pictures are shown from addresses on the web only, and the repository has none yet.
  writeFileSync(join(stage, 'README.md'), readFileSync(join(root, 'README.md'), 'utf8').replace(/^!\[.*\n\n?/gm, ''));
  writeFileSync(join(stage, 'package.json'), JSON.stringify(extensionManifest(), undefined, 2));
  // Everything in the folder is meant, which the packager wants to hear.
  writeFileSync(join(stage, '.vscodeignore'), '');
  await createVSIX({
    cwd: stage,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
} finally {
  rmSync(stage, { recursive: true, force: true });
}
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  }),
);
for (const file of [packagePath, join(out, packed.filename)]) console.log(`${file} ${(statSync(file).size / 1e6).toFixed(2)} MB`);

/** Without what concerns npm and people who build. */
function extensionManifest() {
  const { bin, files, scripts, dependencies, devDependencies, engines, ...rest } = manifest;
  return { ...rest, engines: { vscode: engines.vscode } };
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}
