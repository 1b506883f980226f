// What fuzzing has found: each case stays, as small as it could be made.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startParser } from '../../server/src/syntax/parser';
import { endServer } from './messages';
import { problemsOf } from './target';
import { targets } from './targets';

before(() => startParser());
after(() => {
  endServer();
});

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
  { what: 'a comment went before the byte order mark', text: '\ufeffunsafe impl D{}' },
  { what: 'a byte order mark was taken for indentation and repeated', text: '\ufeff///# Safety\n///e' },
  {
    what: 'a section was added within a code block that was left open, again and again',
    text: '/// ```\n///\npub unsafe fn f(p: *mut u8) {}\n',
  },
  { what: 'of two comments in a row the second counted as the first that stays', text: '//SAFETY:\n//SAFETY:\ntrait r{}' },
  {
    what: 'in a broken `if` the same SAFETY comment was added again and again',
    text: ' if \n let obj = unsafe { Self::from_raw(ptr);\n    }\n    fn  {',
  },
  {
    what: 'above a broken function the same SAFETY comment was added again and again',
    text: 'fn r()->t{\nlet=match m{=>(unsafe{0}',
  },
  { what: 'a section between broken code parsed worse', text: '{{}fn.n(()}\n unsafe fn m(p:f{}' },
  { what: 'a section in what a bracket had swallowed parsed worse', text: 's>for Group<Data>{\n unsafe fn group()->{\n}' },
  { what: 'a macro with a keyword for an argument', text: 'impl T{fn d()->d{{::ptr::addr_of!(unsafe)}}}' },
  {
    what: 'a type with two definitions had everything found twice',
    text: 'use kernel::prelude::*;\n\npub struct A {\n    raw: *mut bindings::a,\n}\n\nimpl A {\n    fn new(p: *mut bindings::a) -> Self {\n        A { raw: p }\n    }\n}\n'.repeat(
      2,
    ),
  },
  {
    what: 'a problem of the configuration went over several lines',
    target: 'config',
    path: '.kernel-rust.toml',
    text: 'rules.x="""u\n"""',
  },
  {
    what: 'a problem of the baseline went over several lines',
    target: 'baseline',
    path: '.kernel-rust-baseline.json',
    text: '{"version": 1, "files": {"a\\nb": {"c": 1.5}}}',
  },
  {
    what: 'a document without an address ended the server',
    target: 'messages',
    path: 'messages',
    text: '{"method":"textDocument/didOpen","params":{"textDocument":{}}}',
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
