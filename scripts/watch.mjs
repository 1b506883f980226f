// Runs again what a saved file touches, and says where types no longer fit. Words choose among the tests as they do for `npm test`, and those
// run at the start. Tests of what is built run only when a word names them.

import './setup.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, watch } from 'node:fs';
import { join, posix } from 'node:path';

import * as chooser from './choose.mjs';

const { root } = chooser;
const words = process.argv.slice(2);
let touched = chooser.touchedHere();
const only =
  words.length === 0 ? undefined : chooser.choose(words, { tests: chooser.testFiles(), rules: chooser.ruleFiles(), touched });
for (const word of only?.unknown ?? []) console.error(`no test file and no rule has ${word} in its name`);
if ((only?.unknown.length ?? 0) > 0) process.exit(1);

/** Files that were saved, until their tests pass. */
const saved = new Set();
let timer;
let running;
process.on('exit', stop);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());

watchFolder('.');
for (const folder of chooser.sourceFolders) watchBelow(folder);
if (only !== undefined) await runTests(only);
checkTypes();

/** Folders, not files: who watches a file loses sight of it when an editor puts another in its place. */
function watchBelow(folder) {
  watchFolder(folder);
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }))
    if (entry.isDirectory()) watchBelow(posix.join(folder, entry.name));
}

function watchFolder(folder) {
  const watcher = watch(join(root, folder), (_, name) => {
    const file = posix.join(folder, name ?? '');
    // What editors write beside a file begins with a dot or has an ending of its own.
    if (/(?:^|\/)[^./][^/]*\.(?:ts|mjs|cjs|js|json|md|rs|vim|el|lua)$/.test(file)) note(file);
    else if (folder !== '.' && statSync(join(root, file), { throwIfNoEntry: false })?.isDirectory() === true) watchNew(file);
  });
  // The folder is gone.
  watcher.on('error', () => watcher.close());
}

/** A folder may have got files before it was watched, and may be gone again. */
function watchNew(folder) {
  try {
    watchBelow(folder);
    for (const name of readdirSync(join(root, folder))) if (name.endsWith('.ts')) note(posix.join(folder, name));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** Waits for the rest of what an editor, or git, writes at once. */
function note(file) {
  if (file === chooser.ruleIndex) return;
  saved.add(file);
  clearTimeout(timer);
  timer = setTimeout(runTouched, 30);
}

async function runTouched() {
  const files = [...saved];
  const choices = files.map((file) => touched(file));
  const all = {
    files: [...new Set(choices.flatMap((choice) => choice.files))],
    rules: [...new Set(choices.flatMap(({ rules }) => rules))],
  };
  const rules = chooser.ruleFiles();
  const chosen = only === undefined ? all : chooser.common(all, only, [...rules.keys()]);
  const wanted = chosen.files.filter((test) => existsSync(join(root, test)) && (only !== undefined || !chooser.needsBuild(test)));
  stop();
  console.log(`\n${files.join(', ')}`);
  // A rule is new, or is gone.
  if (!chooser.isIndexCurrent(rules)) node('--import', 'tsx', 'scripts/gen.ts', '--index');
  // A test that has the name of what was saved speaks first, and the others only when it is content.
  const isNear = (test) =>
    files.some((file) => posix.basename(test, '.test.ts') === posix.parse(file).name.replace(/\.test$/, ''));
  const near = { files: wanted.filter(isNear), rules: chosen.rules.filter((id) => rules.has(id)) };
  const far = { files: wanted.filter((test) => !isNear(test)), rules: [] };
  if (!(await runTests(near)) || !(await runTests(far))) return;
  for (const file of files) saved.delete(file);
  touched = chooser.touchedHere();
}

/** Resolves to whether all went well: not where a test failed, nor where something was saved in the meantime. */
function runTests(choice) {
  const { files, rules } = chooser.runOf(choice);
  if (files.length === 0) return Promise.resolve(true);
  if (files.some((file) => chooser.needsBuild(file)) && chooser.isBuildStale()) node('scripts/build.mjs');
  const reporter = files.length > 3 ? 'dot' : 'spec';
  const child = spawn(process.execPath, ['--import', 'tsx', '--test', `--test-reporter=${reporter}`, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, [chooser.ruleVariable]: rules.join() },
    // In a group of their own, which ends as one.
    detached: process.platform !== 'win32',
  });
  running = child;
  return new Promise((resolve) => child.on('exit', (status) => resolve(running === child && status === 0)));
}

function node(...args) {
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

function stop() {
  if (running?.exitCode === null && running.signalCode === null) {
    if (process.platform === 'win32') running.kill();
    else process.kill(-running.pid, 'SIGKILL');
  }
  running = undefined;
}

/** The compiler watches for itself; of what it says, errors are worth a line each. */
function checkTypes() {
  const script = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--noEmit',
    '--watch',
    '--preserveWatchOutput',
    '--incremental',
    '--tsBuildInfoFile',
    'node_modules/.cache/types.tsbuildinfo',
  ];
  const compiler = spawn(process.execPath, [script, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => compiler.kill());
  let said = '';
  compiler.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    if (!/Found \d+ errors?\. Watching/.test(said)) return;
    const errors = said.split('\n').filter((line) => line.trim() !== '' && !/^\[?\d+:\d+:\d+/.test(line));
    // `.vscode/tasks.json` reads these lines.
    console.log(['types:', ...errors, errors.length === 0 ? '✔ types' : '✖ types'].join('\n'));
    said = '';
  });
}
