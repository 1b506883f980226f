// The checks that the compiler does not make.

import tseslint from 'typescript-eslint';

const machine = ['fs', 'fs/promises', 'child_process', 'process', 'tty', 'net', 'http', 'https', 'worker_threads']
  .flatMap((name) => [name, `node:${name}`])
  .map((name) => ({ name, message: 'The gates in server/src/host/ are the only way to the machine.' }));
const machineModules = '/^(node:)?(fs|child_process|process|tty|net|http|https|worker_threads)(.promises)?$/';
const machineSyntax = {
  selector: `:matches(ImportExpression[source.value=${machineModules}], CallExpression[callee.name="require"][arguments.0.value=${machineModules}])`,
  message: 'The gates in host/ are the only way.',
};
const cacheSyntax = {
  selector: 'NewExpression[callee.name="WeakMap"]',
  message: 'What a file means is kept by its `Facts`, what follows from packs, a tree or settings by `derived()`.',
};
const looking = ['accessSync', 'constants', 'lstatSync', 'realpathSync', 'statSync', 'Stats'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'bin', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // node:test's functions give promises that the runner itself waits for.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['describe', 'it', 'test', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
    },
  },
  {
    // The gates to the machine are in host/: nothing else opens, writes or starts anything, or prints.
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/host/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-imports': ['error', { paths: machine }],
      'no-restricted-properties': [
        'error',
        ...['stdin', 'stdout', 'stderr', 'binding', 'getBuiltinModule'].map((property) => ({
          object: 'process',
          property,
          message: 'host/print.ts and host/read-file.ts are the only way.',
        })),
      ],
      'no-restricted-syntax': ['error', machineSyntax, cacheSyntax],
    },
  },
  { files: ['server/src/host/**/*.ts'], rules: { 'no-restricted-syntax': ['error', cacheSyntax] } },
  {
    // The one cache that is no fact of a file.
    files: ['server/src/derived.ts'],
    rules: { 'no-restricted-syntax': ['error', machineSyntax] },
  },
  {
    // Only looks: whether a name is there, and what it is. It opens nothing.
    files: ['server/src/workspace/find-files.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: machine.map((path) => (path.name === 'node:fs' ? { ...path, allowImportNames: looking } : path)),
        },
      ],
    },
  },
);
