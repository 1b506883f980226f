// The work of an analysis grows with the length of the text alone: counted in steps, so that no busy machine can make it fail.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { analyse } from '../server/src/analysis/engine';
import { startParser } from '../server/src/syntax/parser';
import { unitOfPath } from '../server/src/crate/unit';
import { factsOf, parse } from './check';
import { shapes } from './shapes';

before(() => startParser());

/** How often the clock was read, which is once after every rule and every few thousand steps. */
function readsFor(text: string, path: string): number {
  let reads = 0;
  const now = (): number => {
    reads++;
    return 0;
  };
  const { failures, stopped } = analyse(factsOf(parse(text, path), { unit: { ...unitOfPath(path), lintLevels: [] } }), {
    levelOf: () => 'on',
    deadline: { budget: 1, now },
  });
  assert.deepEqual(failures, []);
  assert.equal(stopped, undefined);
  return reads;
}

/** Those of the benchmark's shapes of which each was slow for a reason of its own. */
const steepest = [
  'unsafe blocks in one another',
  'paths called in one another',
  'pin_init! in one another',
  'unknown macros in one another, with tokens',
  'generic types of a field',
  'modules in one another, each with an import',
  'method chain with unsafe blocks',
  'chain of unwraps',
  'else if with let',
  'sum of calls',
  'arguments that are casts',
  'uses of one pointer',
  'guards and sleeping calls',
  'fields of a struct, all read',
  'type parameters, all used',
  'unsafe functions in one another',
  'unsafe and tokens',
  'casts in broken blocks',
];

describe('four times the text is not much more than four times the work', () => {
  // 4^1.4. With the square it would be sixteen times.
  const most = 7;
  for (const name of steepest) {
    const shape = shapes[name] ?? (() => '');
    it(name, () => {
      for (const path of ['rust/kernel/example.rs', 'drivers/misc/example.rs']) {
        const [short, long] = [readsFor(shape(2500), path), readsFor(shape(10_000), path)];
        assert.ok(long <= most * short, `the clock was read ${short} times, and ${long} times for four times as much`);
      }
    });
  }
});
