// What fuzzing has found: each case stays, as small as it could be made.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../server/src/syntax/parser';
import { problemsOf } from './target';
import { targets } from './targets';

before(() => startParser());

interface Found {
  /** What went wrong. */
  readonly what: string;
  readonly target?: string;
  readonly path?: string;
  readonly text: string;
}

const found: readonly Found[] = [
  { what: 'the parsers disagreed about a line separator', text: '\u20281e' },
  { what: 'the parsers disagreed about a letter behind a number', text: 'fn f() { 1.é }' },
  { what: 'an unsafe fn with the word twice was found twice', text: 'unsafe\nunsafe fn l(r<p>{}' },
  { what: 'a row of slashes was a comment in a comment', text: '//////' },
  { what: 'a suppression within broken code made it parse worse', text: 'nsafe om_raw(:\npr_info!("e");::' },
  { what: 'a suppression beside a missing token made more tokens missing', text: '4\nstruct unsafe{t}' },
  {
    what: 'a suppression below an error silenced nothing once it had a longer reason',
    text: '# Safety\n///\n/// `raw` must point to a live lamp.\n/// `raw` must point to a live lamp.\nunsafe fn f(f<L>{}',
  },
  { what: 'two messages without a line break on one line', text: 'pr_info!("x")pr_info!("x")' },
  {
    what: 'a problem of the configuration went over several lines',
    target: 'config',
    path: '.kernel-rust.toml',
    text: 'rules.x="""u\n"""',
  },
];

describe('found by fuzzing', () => {
  for (const { what, target: name = 'source', path = 'rust/kernel/example.rs', text } of found) {
    it(what, async () => {
      const target = targets.find((other) => other.name === name);
      assert.ok(target !== undefined);
      assert.deepEqual(await problemsOf(target, { path, text }), []);
    });
  }
});
