// Whether the cost of an analysis grows with the length of the text alone, whatever its shape.
//
// `npm run bench:growth -- [WORDS]` measures the shapes that have one of the words in their names, or are called `=NAME`, all without words. The size doubles until four
// sizes took long enough to tell, or the text has as many characters as `GROWTH_SIZE` says (200,000; up to four times as many where one or two
// sizes took long enough). Each shape has a process of its own, whose heap no other shape has filled. Ends with 1 when a shape grows faster than
// length^1.3.

import { spawnSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { compatibleFixes } from '../../server/src/fix/edits';
import { analyse } from '../../server/src/analysis/engine';
import { startParser } from '../../server/src/syntax/parser';
import { parseFile } from '../../server/src/syntax/source-file';
import { unitOfPath } from '../../server/src/crate/unit';
import { shapes, type Shape } from '../shapes';
import { factsOf } from '../check';

const largest = Number(process.env['GROWTH_SIZE'] ?? 200_000);
const smallest = 6_250;
/** Shorter texts tell what the compiler of JavaScript does while it warms up. */
const leastLast = 100_000;
/** How many sizes are compared, and how many of them must have taken long enough: two points draw a line through any noise. */
const count = 4;
const leastTelling = 3;
const steepest = 1.3;
/** Below so many milliseconds the noise of the machine decides. */
const shortest = 20;
/** What takes so long, in milliseconds, is measured once, and nothing larger of its shape. */
const longest = 3000;
const runs = 2;

/** A rule may look at abstractions or at drivers alone. */
const paths = ['rust/kernel/example.rs', 'drivers/misc/example.rs'];

interface Sample {
  readonly size: number;
  /** Milliseconds. */
  readonly parse: number;
  readonly analysis: number;
  /** Where the analysis spent the most, and how many milliseconds. */
  readonly most: string;
  readonly failed: readonly string[];
}

const columns = ['analysis', 'parse', 'size / 8', '/ 4', '/ 2', 'size', ''];

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const chosen = Object.entries(shapes).filter(
    ([name]) => words.length === 0 || words.some((word) => (word.startsWith('=') ? name === word.slice(1) : name.includes(word))),
  );
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) {
    await startParser();
    process.exitCode = measure(...only) ? 0 : 1;
    return;
  }
  console.log(`${'shape'.padEnd(58)}${columns.map((column) => column.padStart(10)).join('')}  most`);
  const held = chosen.filter(([name]) => measureAlone(name));
  console.log(`\n${held.length} of ${chosen.length} shapes grow with length^${steepest} or less`);
  process.exitCode = held.length === chosen.length ? 0 : 1;
}

const measureAlone = (name: string): boolean =>
  spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1, 2), `=${name}`], { stdio: 'inherit' }).status === 0;

/** Prints a line of the table; whether the shape holds. */
function measure(name: string, shape: Shape): boolean {
  sample(shape, 2000);
  const samples = measured(shape);
  const analysis = exponent(samples.map(({ size, analysis: time }) => ({ size, time })));
  const parse = exponent(samples.map(({ size, parse: time }) => ({ size, time })));
  const failed = [...new Set(samples.flatMap((each) => each.failed))];
  // What the parser costs is bounded by its budget; here it is shown, not judged.
  const holds = (analysis ?? 0) <= steepest && failed.length === 0;
  const last = samples.at(-1);
  const times = Array.from({ length: count }, (_, index) => time(samples[samples.length - count + index]));
  const cells = [shown(analysis), shown(parse), ...times, `${((last?.size ?? 0) / 1000).toFixed(0)} k`];
  const remark = failed.length > 0 ? `failed: ${failed.join(', ')}` : (samples.at(-1)?.most ?? '');
  console.log(`${(holds ? '' : '! ').concat(name).padEnd(58)}${cells.map((cell) => cell.padStart(10)).join('')}  ${remark}`);
  return holds;
}

const shown = (power: number | undefined): string => (power === undefined ? '-' : power.toFixed(2));

const time = (at: Sample | undefined): string => (at === undefined ? '-' : `${at.analysis.toFixed(0)} ms`);

/** How many times a shape that seems steep is measured again: a collection of garbage or a compilation falls on one size by chance. */
const attempts = 6;

/** The shortest of several runs at each size, for the last sizes. */
function measured(shape: Shape): Sample[] {
  const samples: Sample[] = [];
  const mayGrow = (size: number): boolean =>
    size <= largest || (size <= 4 * largest && isBetween(samples.filter(isLongEnough).length, 1, leastTelling - 1));
  for (let size = smallest; mayGrow(size); size *= 2) {
    const sampled = shortestOf(runs, { shape, size });
    samples.push(sampled);
    const isTelling = size >= leastLast && samples.length >= count && (samples.at(-count)?.analysis ?? 0) >= shortest;
    if (isTelling || sampled.analysis + sampled.parse > longest || sampled.failed.length > 0) break;
  }
  let last = samples.slice(-count);
  for (let attempt = 1; attempt < attempts && isSteep(last); attempt++)
    last = last.map((known) => shorter(known, shortestOf(runs, { shape, size: known.size })));
  return last;
}

const isLongEnough = ({ analysis }: Sample): boolean => analysis >= shortest;

const isBetween = (value: number, least: number, most: number): boolean => value >= least && value <= most;

const isSteep = (samples: readonly Sample[]): boolean =>
  (exponent(samples.map(({ size, analysis }) => ({ size, time: analysis }))) ?? 0) > steepest;

function shortestOf(times: number, { shape, size }: { shape: Shape; size: number }): Sample {
  let best = sample(shape, size);
  for (let run = 1; run < times && best.analysis + best.parse < longest / 4; run++) best = shorter(best, sample(shape, size));
  return best;
}

const shorter = (a: Sample, b: Sample): Sample => ({
  ...(b.analysis < a.analysis ? b : a),
  parse: Math.min(a.parse, b.parse),
  failed: [...a.failed, ...b.failed],
});

setFlagsFromString('--expose-gc');
/** What the parser leaves behind is not to be collected in the time of the analysis. */
const collectGarbage = runInNewContext('gc') as () => void;

/** Milliseconds of the processor, which others on the machine do not change as they change the time of day. */
const cpu = (): number => process.cpuUsage().user / 1000;

function sample(shape: Shape, size: number): Sample {
  const text = shape(size);
  let parse = 0;
  let analysis = 0;
  const times = new Map<string, number>();
  const failed: string[] = [];
  for (const path of paths) {
    const began = cpu();
    const file = parseFile(text, { path, budget: 60_000 });
    parse += cpu() - began;
    collectGarbage();
    const parsed = cpu();
    if (file === undefined) return { size, parse, analysis, most: '', failed: ['the parser'] };
    const unit = { ...unitOfPath(path), lintLevels: [] };
    const facts = factsOf(file, { unit });
    const { findings, failures } = analyse(facts, { levelOf: () => 'on', times });
    const fixes = cpu();
    compatibleFixes(findings, () => true);
    analysis += cpu() - parsed;
    failed.push(...failures.map(({ rule, error }) => `${rule} (${String(error)})`));
    times.set('fixes', (times.get('fixes') ?? 0) + cpu() - fixes);
    times.delete('facts');
    for (const [name, spent] of facts.times) times.set(`facts.${name}`, (times.get(`facts.${name}`) ?? 0) + spent);
  }
  const [most = '', spent = 0] = [...times].sort((a, b) => b[1] - a[1])[0] ?? [];
  return { size, parse, analysis, most: `${most} ${spent.toFixed(0)} ms`, failed };
}

/** The power of its size with which a time grows, by least squares of the logarithms. */
function exponent(samples: readonly { size: number; time: number }[]): number | undefined {
  const points = samples
    .filter(({ time: spent }) => spent >= shortest)
    .map(({ size, time: spent }) => [Math.log(size), Math.log(spent)] as const);
  if (points.length < leastTelling) return undefined;
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([size]) => size), mean(([, spent]) => spent)];
  const above = points.reduce((sum, [size, spent]) => sum + (size - x) * (spent - y), 0);
  return above / points.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}

void main();
