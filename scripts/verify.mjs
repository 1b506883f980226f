// Runs every check that is no test, as many side by side as there are processors, and shows what the failed ones say.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

import { root } from './choose.mjs';

/** Scripts of package.json, the longest first, so that no processor waits for it at the end. */
const steps = ['lint', 'types', 'format', 'unused', 'imports', 'gen -- --check'];
const waiting = [...steps];
await Promise.all(Array.from({ length: availableParallelism() }, work));

async function work() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const start = performance.now();
    const { status, said } = await run(step);
    console.log(`${status === 0 ? '✔' : '✖'} ${step} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    if (status === 0) continue;
    console.error(said.trimEnd());
    process.exitCode = 1;
  }
}

function run(step) {
  return new Promise((resolve, reject) => {
    // A shell, because npm is a script of one on Windows.
    const child = spawn(`npm run --silent ${step}`, { cwd: root, shell: true });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', reject).on('close', (status) => resolve({ status, said }));
  });
}
