// What a check of a whole kernel tree costs, next to ast-grep on the same files in the same run.
//
// `npm run bench -- FOLDER` takes the folder of a kernel tree; without one, copies of the examples stand in for it.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { analyse } from '../../server/src/analysis/engine';
import { startParser } from '../../server/src/syntax/parser';
import { parseFile } from '../../server/src/syntax/source-file';
import { unitOfPath } from '../../server/src/crate/unit';
import { factsOf, rustFiles } from '../check';

const root = join(__dirname, '../..');
const runs = 5;
const scratch = mkdtempSync(join(tmpdir(), 'kernel-rust-bench-'));

async function main(): Promise<void> {
  const files = filesToCheck();
  const megabytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0) / 1e6;
  console.log(`${files.length} files, ${megabytes.toFixed(2)} MB`);
  await shares(files);
  processes(files);
}

/** The Rust of a tree without the vendored crates, or enough copies of the examples to have something to measure. */
function filesToCheck(): string[] {
  const [tree] = process.argv.slice(2);
  if (tree !== undefined) {
    const parts = ['rust/kernel', 'drivers', 'samples', 'mm', 'lib'];
    return parts.flatMap((part) => rustFiles(join(resolve(tree), part)));
  }
  console.log('no kernel tree given (npm run bench -- FOLDER): 200 copies of the examples instead');
  for (let copy = 0; copy < 200; copy++)
    cpSync(join(root, 'examples'), join(scratch, 'drivers', `copy${copy}`), { recursive: true });
  return rustFiles(join(scratch, 'drivers'));
}

async function shares(files: readonly string[]): Promise<void> {
  await startParser();
  const texts = files.map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));
  const parse = { parse: 0, copy: 0 };
  const rules = new Map<string, number>();
  let findings = 0;
  for (const { path, text } of texts) {
    const file = parseFile(text, { path, budget: 60_000, times: parse });
    if (file === undefined) continue;
    const { findings: found } = analyse(factsOf(file, { unit: { ...unitOfPath(path), lintLevels: [] } }), {
      levelOf: (rule) => (rule.preview === true ? 'off' : 'on'),
      times: rules,
    });
    findings += found.length;
  }
  const rows = [...Object.entries(parse), ...[...rules].sort((a, b) => b[1] - a[1])];
  const total = rows.reduce((sum, [, time]) => sum + time, 0);
  console.log(`\nin the process, parser to findings: ${(total / 1000).toFixed(2)} s, ${findings} findings`);
  for (const [name, time] of rows)
    console.log(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${time.toFixed(0).padStart(6)} ms  ${name}`);
}

function processes(files: readonly string[]): void {
  mkdirSync(join(scratch, 'rules'));
  for (const [id, body] of Object.entries(astGrepRules)) {
    writeFileSync(
      join(scratch, 'rules', `${id}.yml`),
      `id: ${id}\nlanguage: rust\nseverity: hint\nmessage: ${id}\nrule:\n${body}\n`,
    );
  }
  writeFileSync(join(scratch, 'sgconfig.yml'), 'ruleDirs: [rules]\n');
  const memory = join(scratch, 'memory');
  const ours = [
    '-r',
    join(__dirname, 'peak-memory.cjs'),
    join(root, 'bin/kernel-rust.js'),
    'check',
    '--fail-on',
    'never',
    '--statistics',
    ...files,
  ];
  const theirs = [
    join(dirname(require.resolve('@ast-grep/cli/package.json')), 'ast-grep'),
    'scan',
    '--config',
    join(scratch, 'sgconfig.yml'),
    '--json=compact',
    ...files,
  ];
  const pairs = Array.from({ length: runs + 1 }, () => ({
    ours: seconds(process.execPath, { arguments: ours, memory }),
    theirs: seconds(theirs[0] ?? '', { arguments: theirs.slice(1), memory }),
  })).slice(1);
  console.log(`\nwhole processes, median of ${runs} pairs after one that does not count`);
  console.log(
    `  kernel-rust check   ${median(pairs.map((pair) => pair.ours)).toFixed(2)} s, peak memory ${(Number(readFileSync(memory, 'utf8')) / 1024).toFixed(0)} MB`,
  );
  console.log(
    `  ast-grep scan       ${median(pairs.map((pair) => pair.theirs)).toFixed(2)} s, ${Object.keys(astGrepRules).length} rules`,
  );
  console.log(`  ratio               ${median(pairs.map((pair) => pair.ours / pair.theirs)).toFixed(2)}`);
}

function seconds(command: string, options: { arguments: readonly string[]; memory: string }): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(command, options.arguments, {
    env: { ...process.env, PEAK_MEMORY_FILE: options.memory },
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr.toString().slice(0, 500)}`);
  return (performance.now() - began) / 1000;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** Ten rules of the kind that ast-grep can express. */
const astGrepRules: Record<string, string> = {
  'as-mut-pointer': '  pattern: $A as *mut $T',
  'as-const-pointer': '  pattern: $A as *const $T',
  'as-underscore': '  pattern: $A as _',
  'addr-of': '  any:\n    - pattern: addr_of!($A)\n    - pattern: addr_of_mut!($A)',
  'undocumented-unsafe':
    '  kind: unsafe_block\n  not:\n    inside:\n      stopBy: end\n      follows:\n        kind: line_comment\n        regex: SAFETY',
  'unsafe-function':
    '  kind: function_item\n  has:\n    kind: function_modifiers\n    regex: unsafe\n  not:\n    follows:\n      kind: line_comment\n      regex: Safety',
  unwrap: '  any:\n    - pattern: $A.unwrap()\n    - pattern: $A.expect($B)',
  'standard-library': "  kind: scoped_identifier\n  regex: '^std::'",
  'errno-by-hand': '  pattern: return Err(Error::from_errno($A))',
  'braced-import': '  kind: use_declaration\n  has:\n    stopBy: end\n    kind: use_list\n    regex: "^[^\\n]*,[^\\n]*$"',
};

void main().finally(() => {
  rmSync(scratch, { recursive: true, force: true });
});
