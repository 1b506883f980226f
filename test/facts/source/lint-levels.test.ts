// Where attributes switch lints off: of an item, of the file, and of what the file stands in.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { LintLevel } from '../../../server/src/crate/lint-levels';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

/** Whether `clippy::as_underscore` is off at each `here`. */
function silenced(text: string, inherited: readonly LintLevel[] = []): boolean[] {
  const facts = factsOf(parse(text), { unit: { lintLevels: inherited } });
  return [...text.matchAll(/here/g)].map(({ index }) => facts.lintLevels.silences(['as_underscore'], index));
}

describe('lint levels', () => {
  it('hold for what follows the attribute, comments left out, and for all that an inner one stands in', () => {
    assert.deepEqual(silenced('#[allow(clippy::as_underscore)]\n// why\nfn f() { here; }\nfn g() { here; }\n'), [true, false]);
    assert.deepEqual(silenced('#![expect(clippy::all)]\nfn f() { here; }\n'), [true]);
    assert.deepEqual(silenced('#[cfg_attr(X, allow(clippy::as_underscore))]\nfn f() { here; }\n'), [true]);
  });

  it('are those of the innermost scope', () => {
    assert.deepEqual(
      silenced('#![allow(clippy::as_underscore)]\n#[warn(clippy::as_underscore)]\nfn f() {\n    here;\n}\nfn g() { here; }\n'),
      [false, true],
    );
  });

  it('are inherited where the file says nothing', () => {
    const off = [{ lint: 'clippy::as_underscore', level: 'allow' }] as const;
    assert.deepEqual(silenced('fn f() { here; }\n#[deny(warnings)]\nfn g() { here; }\n', off), [true, false]);
    assert.deepEqual(silenced('fn f() { here; }\n', [...off, { lint: 'clippy::as_underscore', level: 'warn' }]), [false]);
  });
});
