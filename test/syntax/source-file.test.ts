// The questions that one asks a tree, next to the plain way of answering them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';

import { startParser } from '../../server/src/syntax/parser';
import type { Node, SourceFile, Span } from '../../server/src/syntax/source-file';
import { parse, readText, rustFiles } from '../check';

before(() => startParser());

/** Level by level, the first child that holds the range. */
function nodeAt(file: SourceFile, span: Span): Node {
  let at: Node = file.root;
  for (;;) {
    const inner = file.children(at).find((child) => file.start(child) <= span.start && file.end(child) >= span.end);
    if (inner === undefined) return at;
    at = inner;
  }
}

describe('a source file', () => {
  const whole = rustFiles('examples').map(readText).join('\n');

  it('finds the innermost node of a range, in broken code too', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(200), fc.array(fc.tuple(fc.nat(1000), fc.nat(30))), (from, cut, ranges) => {
        const file = parse(`\n  ${whole.slice(from, from + 400)}${whole.slice(from + 400 + cut, from + 900)}`);
        for (const [start, length] of [...ranges, ...ranges.map(([at]): [number, number] => [at, 0])]) {
          const span = { start: Math.min(start, file.text.length), end: Math.min(start + length, file.text.length) };
          assert.equal(file.nodeAt(span), nodeAt(file, span), `${span.start} to ${span.end} of ${JSON.stringify(file.text)}`);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('gives the nodes of several kinds in the order of the text', () => {
    const file = parse(whole);
    const kinds = ['identifier', 'block', 'line_comment'] as const;
    const all = Array.from({ length: file.tree.count }, (_, node) => node);
    const wanted = all.filter((node) => kinds.includes(file.kind(node) as (typeof kinds)[number]));
    assert.deepEqual(file.nodes(...kinds), wanted);
    for (const around of file.nodes('function_item'))
      assert.deepEqual(
        file.descendants(around, ...kinds),
        wanted.filter((node) => node !== around && file.contains(around, node)),
      );
  });
});
