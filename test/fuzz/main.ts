// `npm run fuzz`: hunts for inputs that break a promise, for as long as one likes, and writes each that is found into a folder.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startParser } from '../../server/src/syntax/parser';
import { exampleSamples, treeSamples, type Sample } from './corpus';
import { hunt, type Failure } from './hunt';
import { problemsOf, type Target } from './target';
import { targets } from './targets';

const usage = `npm run fuzz -- [--seed N] [--minutes N] [--only TARGET] [--tree DIR] [--out DIR] [--skip KIND]
npm run fuzz -- --replay FILE

  --seed     where to begin; the same seed gives the same inputs (1)
  --minutes  how long (10)
  --only     one of: ${targets.map(({ name }) => name).join(', ')}
  --tree     a kernel tree to take code from; KERNEL_RUST_TEST_TREE unless given, the examples without either
  --out      where failing inputs go (fuzz-failures)
  --skip     a kind of problem that is known; may be given more than once
  --replay   runs one input that was written before
`;

/** How many inputs one seed gives. */
const batch = 100;

interface Written extends Sample {
  readonly target: string;
  readonly kind: string;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '10' },
      only: { type: 'string' },
      tree: { type: 'string', default: process.env['KERNEL_RUST_TEST_TREE'] ?? '' },
      out: { type: 'string', default: 'fuzz-failures' },
      skip: { type: 'string', multiple: true, default: [] },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  await startParser();
  if (values.replay !== undefined) return replay(values.replay);
  const wanted = targets.filter(({ name }) => values.only === undefined || name === values.only);
  if (wanted.length === 0) throw new Error(`there is no target ${values.only ?? ''}\n${usage}`);
  const samples = [...exampleSamples(), ...(values.tree === '' ? [] : treeSamples(values.tree))];
  const known = new Set(values.skip);
  const runs = new Map<string, number>();
  const began = Date.now();
  const end = began + Number(values.minutes) * 60_000;
  for (let seed = Number(values.seed); Date.now() < end; seed++) {
    for (const target of wanted) {
      if (Date.now() >= end) break;
      const found = await hunt(target, { samples, seed, runs: batch, known, patience: 20_000 });
      runs.set(target.name, (runs.get(target.name) ?? 0) + found.runs);
      if (found.failure !== undefined) {
        known.add(found.failure.problem.kind);
        write(found.failure, { target, folder: values.out, seed });
      }
    }
    const minutes = ((Date.now() - began) / 60_000).toFixed(1);
    const counts = [...runs].map(([name, count]) => `${name} ${count}`).join(', ');
    console.log(`${minutes} min, seed ${seed}, inputs: ${counts}; ${known.size - values.skip.length} kinds of failures`);
  }
  return known.size > values.skip.length ? 1 : 0;
}

/** As lines, so that one can read what came out; JSON, because text may hold what no file can (half of a surrogate pair). */
function write({ input, problem }: Failure, { target, folder, seed }: { target: Target; folder: string; seed: number }): void {
  mkdirSync(folder, { recursive: true });
  const name = `${target.name}-${createHash('sha256').update(problem.kind).digest('hex').slice(0, 8)}.json`;
  const written = { target: target.name, kind: problem.kind, path: input.path, lines: input.text.split('\n') };
  writeFileSync(join(folder, name), `${JSON.stringify(written, undefined, 2)}\n`);
  console.log(
    `\n${problem.kind} (seed ${seed}), again with:\n  npm run fuzz -- --replay ${join(folder, name)}\n${JSON.stringify(input.text)}\n`,
  );
}

async function replay(path: string): Promise<number> {
  const { target: name, path: place, lines } = JSON.parse(readFileSync(path, 'utf8')) as Written & { lines: string[] };
  const target = targets.find((other) => other.name === name);
  if (target === undefined) throw new Error(`${path} is for ${name}, which is no target`);
  const problems = await problemsOf(target, { path: place, text: lines.join('\n') });
  for (const { kind, detail } of problems) console.log(`${kind}\n${detail}\n`);
  if (problems.length === 0) console.log('all is well');
  return problems.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
