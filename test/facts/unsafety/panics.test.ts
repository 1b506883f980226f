// Calls that panic, and the comments that say why they do not.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('calls that panic', () => {
  it('are those of `unwrap`, of `expect` with a text, and some macros', () => {
    const facts = factsOf(
      parse(
        'fn f() {\n    a.unwrap();\n    b.expect("x");\n    c.expect(concat!("x", "y"));\n    d.expect(token);\n    e.unwrap_or(1);\n    unwrap();\n    todo!();\n    pr_info!("panic");\n}\n',
      ),
    );
    assert.deepEqual(
      facts.panics.map(({ name }) => name),
      ['`unwrap()`', '`expect()`', '`expect()`', '`todo!`'],
    );
  });
});

describe('the lines on which a panic is explained', () => {
  const lines = (text: string): number[] => [...factsOf(parse(text)).explainedLines];

  it('are those of the comment and the one below it', () => {
    assert.deepEqual(lines('fn f() {\n    // PANIC: the list is never empty.\n    a.unwrap();\n    b.unwrap();\n}\n'), [1, 2]);
    assert.deepEqual(lines('fn f() {\n    // CAST: cannot fail, for\n    // it is a constant.\n    a.unwrap();\n}\n'), [1, 2, 3]);
  });

  it('end with the line of a comment that trails code', () => {
    assert.deepEqual(lines('fn f() {\n    a.unwrap(); // PANIC: it is there.\n    b.unwrap();\n}\n'), [1]);
  });

  it('are none below documentation and below other comments', () => {
    assert.deepEqual(lines('/// PANIC: never panics.\nfn f() {\n    // Takes the first.\n    a.unwrap();\n}\n'), []);
  });
});
