// Bundles the command line, the language server and the extension into dist/. The parsers stay packages: they find their binaries beside themselves.
// With --debug the bundles are as the debugger of `.vscode/launch.json` wants them: as written, with source maps, and not to be packaged.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const debug = process.argv.includes('--debug');

const shared = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  minify: !debug,
  sourcemap: debug && 'linked',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
const [server, client] = await Promise.all([
  build({
    ...shared,
    entryPoints: { cli: 'server/src/cli/main.ts', server: 'server/src/lsp/main.ts' },
    keepNames: true,
    external: ['tree-sitter', 'tree-sitter-rust', 'web-tree-sitter'],
    // fdir is a module that asks for its own address, which a bundle of this format does not have.
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'bundleUrl' },
    plugins: [
      {
        name: 'the command line loads the other bundle',
        setup(builder) {
          builder.onResolve({ filter: /\/lsp\/main$/ }, () => ({ path: './server.js', external: true }));
        },
      },
    ],
  }),
  build({ ...shared, entryPoints: { client: 'client/src/main.ts' }, external: ['vscode'] }),
]);
for (const name of debug ? [] : ['cli', 'server', 'client']) {
  // One character that is not ASCII, which esbuild leaves in regular expressions, makes V8 keep the whole bundle in two bytes each.
  const path = join(root, `dist/${name}.js`);
  const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(path, readFileSync(path, 'utf8').replace(/[^\x00-\x7f]/g, escaped));
}
// Last: the age of this file says how old the build is, and a build for the debugger counts as none.
if (!debug) writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices([server.metafile, client.metafile]));

/** The licences of everything that went into the bundles, which ask to be passed on with the code. */
function notices(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
    return `${name} ${version}, ${license}\n${text}`;
  });
  return `Kernel Rust contains the following packages.\n\n${[...new Set(parts)].join(`\n${'-'.repeat(78)}\n\n`)}`;
}
