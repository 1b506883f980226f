// A minute of what `npm run fuzz` does for hours: whatever is thrown at the product, it keeps its promises. The same inputs on every run.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startParser } from '../../server/src/syntax/parser';
import { exampleSamples } from './corpus';
import { hunt } from './hunt';
import { endServer } from './messages';
import { targets } from './targets';

/** How many inputs each target gets; what needs a server or tries every fix out takes longest. */
const runs: Record<string, number> = { source: 400, garbage: 600, patch: 150, config: 3000, baseline: 3000, messages: 60 };

before(() => startParser());
after(() => {
  endServer();
});

describe('whatever comes in', () => {
  for (const target of targets) {
    it(target.name, async () => {
      const { failure } = await hunt(target, {
        samples: exampleSamples(),
        seed: 20,
        runs: runs[target.name] ?? 100,
        patience: 10_000,
      });
      assert.equal(
        failure,
        undefined,
        `${failure?.problem.kind ?? ''}\n${failure?.problem.detail ?? ''}\n${JSON.stringify(failure?.input)}`,
      );
    });
  }
});
