// Runs tests with Node's test runner. Without a word: the build, all other checks, and every test. With words: the tests that they choose, at
// once, which are those of a rule, those whose path has the word, or those that a source file can make fail. Options go to the runner.

import './setup.mjs';
import { spawnSync } from 'node:child_process';

import {
  choose,
  isBuildStale,
  isIndexCurrent,
  needsBuild,
  root,
  ruleFiles,
  runOf,
  ruleVariable,
  testFiles,
  touchedHere,
} from './choose.mjs';

const given = process.argv.slice(2);
const options = given.filter((word) => word.startsWith('-'));
const words = given.filter((word) => !word.startsWith('-'));

if (words.length === 0) {
  node('scripts/build.mjs');
  node('scripts/verify.mjs');
  test({ files: testFiles(), rules: [] });
} else {
  const rules = ruleFiles();
  const tests = testFiles();
  const chosen = choose(words, { tests, rules, touched: touchedHere() });
  for (const word of chosen.unknown) console.error(`no test file and no rule has ${word} in its name`);
  if (chosen.unknown.length > 0) process.exit(1);
  const run = runOf(chosen);
  if (run.files.length === 0) console.error('no test depends on that');
  if (!isIndexCurrent(rules)) node('--import', 'tsx', 'scripts/gen.ts', '--index');
  if (isBuildStale() && run.files.some((file) => needsBuild(file))) node('scripts/build.mjs');
  if (run.files.length > 0) test(run);
}

function test({ files, rules }) {
  process.env[ruleVariable] = rules.join();
  const reporter = options.some((option) => option.startsWith('--test-reporter')) ? [] : ['--test-reporter=spec'];
  node('--import', 'tsx', '--test', ...reporter, ...options, ...files);
}

/** Runs Node in the root; ends as it ended when that was badly. */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
