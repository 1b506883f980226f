// Which tests a word on the command line, or a file that was saved, asks for.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export const sourceFolders = ['client', 'docs', 'examples', 'scripts', 'server', 'syntaxes', 'test'];

/** The tests that go over all rules, and over the given ones alone where the environment names some. */
export const ruleTests = ['test/rules/examples.test.ts', 'test/rules/fixes.test.ts'];
export const ruleVariable = 'KERNEL_RUST_TEST_RULES';
export const ruleIndex = 'server/src/rules/index.ts';

/** Every rule's file by its id, whether the generated index has it yet or not. */
export function ruleFiles() {
  return new Map(
    filesBelow('server/src/rules')
      .filter(isRule)
      .map((file) => [posix.basename(file, '.ts'), file]),
  );
}

const isRule = (file) => /^server\/src\/rules\/[^/]+\/[^/]+\.ts$/.test(file);

export function testFiles() {
  return filesBelow('test').filter((file) => file.endsWith('.test.ts'));
}

/**
 * A word is the id of a rule, a file of the repository, or a part of the paths of tests or else of the ids of rules. Gives the test
 * files to run in full, the rules whose examples are to run, and the words that nothing has in its name.
 */
export function choose(words, { tests, rules, touched }) {
  const chosen = { files: [], rules: [], unknown: [] };
  for (const word of words) {
    const file = repositoryFile(word);
    const paths = tests.filter((test) => test.includes(word));
    const ids = [...rules.keys()].filter((id) => id.includes(word));
    if (rules.has(word)) chosen.rules.push(word);
    else if (file !== undefined && !tests.includes(file)) add(chosen, touched(file));
    else if (file !== undefined) chosen.files.push(file);
    else if (paths.length > 0) chosen.files.push(...paths);
    else if (ids.length > 0) chosen.rules.push(...ids);
    else chosen.unknown.push(word);
  }
  return { files: [...new Set(chosen.files)], rules: [...new Set(chosen.rules)], unknown: chosen.unknown };
}

/** What one run of the test runner needs: all files, and the rules that the tests of `ruleTests` are to keep to, if not to all. */
export function runOf({ files, rules }) {
  const keepsToRules = rules.length > 0 && !ruleTests.some((file) => files.includes(file));
  return { files: rules.length > 0 ? [...new Set([...ruleTests, ...files])] : files, rules: keepsToRules ? rules : [] };
}

/** Those of `some` that `all` has too. */
export function common(some, all, ids) {
  const rulesOf = ({ files, rules }) => (files.some((file) => ruleTests.includes(file)) ? ids : rules);
  return {
    files: some.files.filter((file) => all.files.includes(file)),
    rules: rulesOf(some).filter((id) => rulesOf(all).includes(id)),
  };
}

/** Whether a test uses what stands in dist/, which it gets from `test/built.ts`. */
export function needsBuild(file, read = readText) {
  return /^import .* from '(?:\.\.?\/)+built';$/m.test(read(file));
}

/** Whether something that goes into dist/ is younger than what stands there. A build for the debugger writes no notices: it is stale. */
export function isBuildStale() {
  const notices = join(root, 'dist/THIRD-PARTY-NOTICES.txt');
  if (!existsSync(notices)) return true;
  const built = statSync(notices).mtimeMs;
  const sources = ['server/src', 'client/src'].flatMap(filesBelow);
  return [...sources, 'package.json', 'package-lock.json', 'scripts/build.mjs'].some(
    (file) => statSync(join(root, file)).mtimeMs > built,
  );
}

/** Whether the index has every rule that has a file, and no other. */
export function isIndexCurrent(rules = ruleFiles(), read = readText) {
  if (!existsSync(join(root, ruleIndex))) return false;
  const indexed = [...read(ruleIndex).matchAll(/from '\.\/([^/']+\/[^/']+)'/g)].map(
    ([, place]) => `server/src/rules/${place}.ts`,
  );
  return indexed.sort().join() === [...rules.values()].sort().join();
}

/**
 * Gives a function that says which tests a file can make fail. It follows imports, and the paths of files and folders that tests and
 * scripts have in quotes. A rule touches its own examples and the tests of rules that name it: those that run
 * all rules would always be meant, and have their time before a commit.
 */
export function createTouched({ files, read, imports }) {
  const known = new Set([...files, ...files.flatMap(foldersOf)]);
  const importers = new Map();
  for (const file of files) {
    if (!/\.(?:ts|mjs|cjs)$/.test(file) || file === ruleIndex) continue;
    const text = read(file);
    const targets = imports(text).flatMap((target) => resolve(target, file, known));
    for (const target of [...targets, ...(/^(?:test|scripts)\//.test(file) ? mentioned(text, file, known) : [])])
      importers.set(target, (importers.get(target) ?? new Set()).add(file));
  }
  return (changed) => {
    if (isRule(changed)) {
      const id = posix.basename(changed, '.ts');
      const named = files.filter((file) => /^test\/rules\/.*\.test\.ts$/.test(file) && !ruleTests.includes(file));
      return { files: named.filter((file) => read(file).includes(`'${id}'`)), rules: [id] };
    }
    // The index is written after the rules, and what changed was one of them.
    if (changed === ruleIndex) return { files: [], rules: [] };
    // What is said of a folder is said of the files in it. A set that grows while one goes over it is gone over to its end.
    const reached = new Set([changed, ...foldersOf(changed)]);
    for (const file of reached) {
      if (isRule(file)) for (const test of ruleTests) reached.add(test);
      for (const importer of importers.get(file) ?? []) reached.add(importer);
    }
    return { files: [...reached].filter((file) => file.startsWith('test/') && file.endsWith('.test.ts')), rules: [] };
  };
}

/** `createTouched` for this repository; loads the compiler, which knows what an import is. */
export async function touchedHere() {
  const { default: typescript } = await import('typescript');
  const files = sourceFolders.flatMap(filesBelow);
  const atTop = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  return createTouched({
    files: [...files, ...atTop.map(({ name }) => name)],
    read: readText,
    imports: (text) => typescript.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName),
  });
}

function add(chosen, { files, rules }) {
  chosen.files.push(...files);
  chosen.rules.push(...rules);
}

function repositoryFile(word) {
  const path = isAbsolute(word) ? word : join(root, word);
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? relative(root, path).replaceAll('\\', '/') : undefined;
}

function resolve(target, from, known) {
  if (!target.startsWith('.')) return [];
  const path = posix.join(posix.dirname(from), target);
  return [path, `${path}.ts`, `${path}/index.ts`].filter((file) => known.has(file) && /\.[a-z]+$/.test(file)).slice(0, 1);
}

/** Paths of the repository that stand in quotes, from the root or from where the file is; whole folders of code say too little. */
function mentioned(text, from, known) {
  const quoted = [...text.matchAll(/(['"`])([\w./-]+)\1/g)].map(([, , path]) => path.replace(/\/$/, ''));
  return quoted
    .flatMap((path) => [path, posix.join(posix.dirname(from), path)])
    .filter((path) => known.has(path) && path !== from && !/^(?:server|client|test|scripts)(?:\/src(?:\/[^./]+)?)?$/.test(path));
}

function foldersOf(file) {
  const folder = posix.dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

/** Paths from the root, with `/` on every system. */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .sort();
}

function readText(file) {
  return readFileSync(join(root, file), 'utf8');
}
