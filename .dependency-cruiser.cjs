// Who may import whom; ARCHITECTURE.md draws the same picture.

const engineFiles = '^server/src/[^/]+\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'only-syntax-imports-a-parser',
      severity: 'error',
      from: { pathNot: '^(server/src/syntax/|scripts/gen/kinds\\.ts)' },
      to: { path: 'node_modules/(tree-sitter|tree-sitter-rust|web-tree-sitter)/' },
    },
    {
      name: 'syntax-stands-alone',
      severity: 'error',
      from: { path: '^server/src/syntax/' },
      to: { path: '^server/src/', pathNot: '^server/src/syntax/' },
    },
    {
      name: 'facts-know-syntax-only',
      severity: 'error',
      from: { path: '^server/src/facts/' },
      to: { path: '^server/src/', pathNot: '^server/src/(syntax|facts)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packs-are-data',
      severity: 'error',
      from: { path: '^server/src/packs/' },
      to: { path: '^server/src/', pathNot: '^server/src/packs/' },
    },
    {
      name: 'rules-import-no-rule-and-no-engine',
      severity: 'error',
      from: { path: '^server/src/rules/[^/]+/' },
      to: {
        path: '^server/src/',
        pathNot: '^server/src/(syntax|facts|packs)/|^server/src/rule\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tree-stands-alone',
      severity: 'error',
      from: { path: '^server/src/tree/' },
      to: { path: '^server/src/', pathNot: '^server/src/(tree|host)/' },
    },
    {
      name: 'engine-knows-no-front',
      severity: 'error',
      from: { path: engineFiles },
      to: { path: '^server/src/(cli|lsp|patch|workspace)/' },
    },
    {
      name: 'workspace-knows-no-front',
      severity: 'error',
      from: { path: '^server/src/workspace/' },
      to: { path: '^server/src/(cli|lsp|patch)/' },
    },
    {
      name: 'language-server-knows-no-command-line',
      severity: 'error',
      from: { path: '^server/src/lsp/' },
      to: { path: '^server/src/cli/' },
    },
    {
      name: 'command-line-only-starts-the-language-server',
      severity: 'error',
      from: { path: '^server/src/cli/' },
      to: { path: '^server/src/lsp/', pathNot: '^server/src/lsp/main\\.ts$' },
    },
    {
      name: 'only-the-gates-reach-the-machine',
      severity: 'error',
      // `find-files.ts` only looks, which ESLint holds it to.
      from: { path: '^server/src/', pathNot: '^server/src/(host/|workspace/find-files\\.ts$)' },
      to: { path: '^(node:)?(fs|child_process|process|tty|net|http|https|worker_threads)(/|$)', dependencyTypes: ['core'] },
    },
    {
      name: 'gates-stand-alone',
      severity: 'error',
      from: { path: '^server/src/host/' },
      to: { path: '^(server|client)/', pathNot: '^server/src/host/' },
    },
    {
      name: 'only-tree-and-fronts-pass-the-gates',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(host|tree|workspace|patch|lsp|cli)/' },
      to: { path: '^server/src/host/' },
    },
    {
      name: 'only-gates-call-the-system',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/host/' },
      to: { path: '^server/src/host/system\\.ts$' },
    },
    { name: 'client-imports-no-server-file', severity: 'error', from: { path: '^client/' }, to: { path: '^server/' } },
    { name: 'server-imports-no-client-file', severity: 'error', from: { path: '^server/' }, to: { path: '^client/' } },
    // Of SARIF there are only types, and `vscode` is the editor itself.
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(sarif|vscode)$' } },
    { name: 'only-the-client-knows-the-editor', severity: 'error', from: { path: '^server/' }, to: { path: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
      mainFields: ['main'],
    },
  },
};
