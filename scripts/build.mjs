// Bundles the command line and the language server into dist/. The parsers stay packages: they find their binaries beside themselves.

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'server/src/cli/main.ts', server: 'server/src/lsp/main.ts' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
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
  logLevel: 'warning',
});
