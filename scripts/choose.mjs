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
 * Gives a function that says which tests a file can make fail. A rule touches its own examples and the tests of rules that name it: those
 * that run all rules would always be meant, and have their time before a commit.
 */
export function createTouched({ files, read }) {
  const reach = createReach({ files, read });
  return (changed) => {
    if (isRule(changed)) {
      const id = posix.basename(changed, '.ts');
      const named = files.filter((file) => /^test\/rules\/.*\.test\.ts$/.test(file) && !ruleTests.includes(file));
      return { files: named.filter((file) => read(file).includes(`'${id}'`)), rules: [id] };
    }
    // The index is written after the rules, and what changed was one of them.
    if (changed === ruleIndex) return { files: [], rules: [] };
    const reached = reach(changed);
    const tests = [...reached, ...([...reached].some(isRule) ? ruleTests : [])];
    return { files: [...new Set(tests)].filter((file) => file.startsWith('test/') && file.endsWith('.test.ts')), rules: [] };
  };
}

/**
 * Gives a function that says which files depend on one, itself among them. It follows the paths that stand in quotes: imports, and the files
 * and folders that tests and scripts name. What imports the index of rules does not depend on a rule, which has the type of all others.
 */
export function createReach({ files, read }) {
  const known = new Set([...files, ...files.flatMap(foldersOf)]);
  const users = new Map();
  for (const file of files) {
    if (!/\.(?:ts|mjs|cjs)$/.test(file) || file === ruleIndex) continue;
    for (const target of quotedPaths(read(file), { file, known })) users.set(target, (users.get(target) ?? new Set()).add(file));
  }
  return (changed) => {
    // What is said of a folder is said of the files in it, and types that stand beside a script are the script's.
    const reached = new Set([changed, changed.replace(/\.d\.mts$/, '.mjs'), ...foldersOf(changed)]);
    // A set that grows while one goes over it is gone over to its end.
    for (const file of reached) for (const user of users.get(file) ?? []) reached.add(user);
    return reached;
  };
}

/** Both for this repository as it is now. */
export function touchedHere() {
  return createTouched({ files: repositoryFiles(), read: readText });
}

export function reachHere() {
  return createReach({ files: repositoryFiles(), read: readText });
}

/** All that is written by hand, from the root. */
export function repositoryFiles() {
  const atTop = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  return [...atTop.map(({ name }) => name), ...sourceFolders.flatMap(filesBelow)];
}

function add(chosen, { files, rules }) {
  chosen.files.push(...files);
  chosen.rules.push(...rules);
}

function repositoryFile(word) {
  const path = isAbsolute(word) ? word : join(root, word);
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? relative(root, path).replaceAll('\\', '/') : undefined;
}

/** What quoted paths lead to, from the file as imports do, or from the root. Whole folders of code say too little. */
function quotedPaths(text, { file, known }) {
  const namesFiles = /^(?:test|scripts)\//.test(file);
  return [...text.matchAll(/(['"`])([\w./-]+)\1/g)].flatMap(([, , quoted]) => {
    const path = quoted.startsWith('.') ? posix.join(posix.dirname(file), quoted) : namesFiles ? quoted.replace(/\/$/, '') : '';
    const target = [path, `${path}.ts`, `${path}/index.ts`].find(
      (name) => known.has(name) && (name.includes('.') || !isCodeFolder(name)),
    );
    return target === undefined || target === file ? [] : [target];
  });
}

const isCodeFolder = (folder) => /^(?:server|client|test|scripts)(?:\/src(?:\/[^/]+)?)?$/.test(folder);

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

/** Empty where the file is gone, as any may be while somebody changes branches. */
function readText(file) {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
