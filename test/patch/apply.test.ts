// Applying hunks and taking them back, held against the library that everyone uses to make diffs.

import assert from 'node:assert/strict';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, it } from 'node:test';

import { applyHunks, changesOf, findHunks, takeBack } from '../../server/src/patch/apply';
import { parsePatch, type Hunk } from '../../server/src/patch/parse-patch';

const hunksOf = (before: string, after: string, context = 3): readonly Hunk[] => {
  const text = createTwoFilesPatch('a/f', 'b/f', before, after, undefined, undefined, { context });
  return parsePatch(text.replace(/\n$/, '').split('\n'))[0]?.hunks ?? [];
};

/** Few different lines, so that there are repetitions to stumble over. */
const textOf = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '', '    a', 'fn f() {', '}', 'ü😀'), { maxLength: 40 }), fc.boolean())
  .map(([lines, ends]) => (lines.length === 0 ? '' : lines.join('\n') + (ends ? '\n' : '')));

describe('hunks', () => {
  it('give the file after from the file before, and back', () => {
    fc.assert(
      fc.property(textOf, textOf, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const hunks = hunksOf(before, after, context);
        assert.equal(applyHunks(before, hunks)?.text, after);
        assert.equal(takeBack(after, hunks), before);
        if (hunks.length > 0) assert.notEqual(findHunks(after, hunks), undefined);
      }),
    );
  });

  it('are found where the file has moved, and refused where their lines are gone', () => {
    const hunks = hunksOf('one\ntwo\nthree\n', 'one\nTWO\nthree\n');
    const moved = applyHunks('zero\n\none\ntwo\nthree\n', hunks);
    assert.equal(moved?.text, 'zero\n\none\nTWO\nthree\n');
    assert.deepEqual(
      moved.hunks.map(({ line }) => line),
      [2],
    );
    assert.equal(applyHunks('one\n2\nthree\n', hunks), undefined);
    assert.equal(findHunks('one\ntwo\nthree\n', hunks), undefined);
  });

  it('keep the line ends of the file', () => {
    const hunks = hunksOf('one\ntwo\n', 'one\nTWO\n');
    assert.equal(applyHunks('one\r\ntwo\r\n', hunks)?.text, 'one\r\nTWO\r\n');
  });
});

describe('what hunks change', () => {
  const changes = (before: string, after: string): [number[], number[]] => {
    const applied = applyHunks(before, hunksOf(before, after));
    const { added, removedAbove } = changesOf(applied?.hunks ?? []);
    return [[...added], [...removedAbove]];
  };

  it('is added lines, and places where lines went', () => {
    assert.deepEqual(changes('a\nb\nc\n', 'a\nx\nb\n'), [[1], [3]]);
    assert.deepEqual(changes('a\nb\nc\n', 'a\nc\n'), [[], [1]]);
    assert.deepEqual(changes('a\nb\nc\n', 'a\nB\nc\n'), [[1], [1]]);
  });

  it('is not white space', () => {
    assert.deepEqual(changes('a\nlet x=1;\nc\n', 'a\n    let x = 1;\nc\n'), [[], []]);
    assert.deepEqual(changes('a\nlet x=1;\nc\n', 'a\n    let x = 1;\nnew\nc\n'), [[2], []]);
  });
});
