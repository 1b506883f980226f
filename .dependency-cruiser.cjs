// Who may import whom; ARCHITECTURE.md draws the same picture.

// The rooms of server/src, in the order in which data flows: each may import, types included, only what stands above it.
const rooms = [
  ...['host', 'derived', 'syntax', 'tree', 'crate', 'packs'],
  ...['facts/source', 'facts/names', 'facts/types', 'facts/unsafety', 'facts/flow', 'facts/kernel', 'facts/facts'],
  ...['fix', 'rule', 'rules', 'analysis', 'assist', 'workspace', 'patch', 'lsp', 'cli'],
];
const inside = (...names) => `^server/src/(${names.join('|')})(/|\\.ts$)`;

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'only-syntax-imports-a-parser',
      severity: 'error',
      from: { pathNot: '^(server/src/syntax/|scripts/gen/kinds\\.ts)' },
      to: { path: 'node_modules/(tree-sitter|tree-sitter-rust|web-tree-sitter)/' },
    },
    ...rooms.slice(0, -1).map((room, index) => ({
      name: `${room.replace('/', '-')}-imports-only-what-stands-above-it`,
      severity: 'error',
      from: { path: inside(room) },
      // A fact may take the facts of a file as a whole, which know all of them.
      to: { path: inside(...rooms.slice(index + 1).filter((below) => !room.startsWith('facts/') || below !== 'facts/facts')) },
    })),
    {
      name: 'facts-take-all-facts-as-a-type-only',
      severity: 'error',
      from: { path: '^server/src/facts/[^/]+/' },
      to: { path: inside('facts/facts'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-file-is-in-a-room',
      severity: 'error',
      from: { path: '^server/src/', pathNot: inside(...rooms, 'product') },
      to: {},
    },
    {
      name: 'packs-are-data',
      severity: 'error',
      from: { path: '^server/src/packs/' },
      to: { path: '^server/src/', pathNot: '^server/src/packs/' },
    },
    {
      name: 'syntax-and-tree-stand-alone',
      severity: 'error',
      from: { path: '^server/src/(syntax|tree)/' },
      to: { path: '^server/src/', pathNot: '^server/src/($1|host)/' },
    },
    {
      name: 'rules-import-no-rule',
      severity: 'error',
      from: { path: '^server/src/rules/[^/]+/' },
      to: { path: '^server/src/rules/' },
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
