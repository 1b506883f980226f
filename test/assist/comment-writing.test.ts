// Comments that the author only has to fill in: their text, their place, and what is offered where.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { missingSafetyComment, writingsAt } from '../../server/src/assist/comment-writing';
import { asComment, plainText, reasons } from '../../server/src/fix/comment-templates';
import { startParser } from '../../server/src/syntax/parser';
import { check, factsOf, parse } from '../check';

before(() => startParser());

/** The text with the SAFETY comment that its first unsafe site lacks. */
function written(text: string): string | undefined {
  const file = parse(text);
  const facts = factsOf(file);
  const [site] = facts.unsafeSites;
  assert.ok(site !== undefined);
  const writing = missingSafetyComment(facts, site);
  return writing === undefined ? undefined : text.slice(0, writing.start) + plainText(writing.template) + text.slice(writing.end);
}

/** What is offered at `|`, by label, and the text with it. */
function offers(marked: string): Record<string, string> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const file = parse(text);
  const writings = writingsAt(factsOf(file), offset);
  return Object.fromEntries(
    writings.map(({ label, start, end, template }) => [label, text.slice(0, start) + plainText(template) + text.slice(end)]),
  );
}

describe('a SAFETY comment to fill in', () => {
  it('has a slot for one condition in one line', () => {
    assert.equal(
      written('fn f(p: *mut u8) {\n    let q = unsafe { NonNull::new_unchecked(p) };\n}\n'),
      'fn f(p: *mut u8) {\n    // SAFETY: `p` is not null, because TODO.\n    let q = unsafe { NonNull::new_unchecked(p) };\n}\n',
    );
  });

  it('lists several conditions, and breaks long lines', () => {
    const text =
      written('fn f() {\n    let q = unsafe { slice::from_raw_parts(self.mailbox.buffer, self.mailbox.length) };\n}\n') ?? '';
    assert.match(text, /^ {4}\/\/ SAFETY:\n {4}\/\/ - `self\.mailbox\.buffer` is not null and is aligned/m);
    assert.match(text, /\n {4}\/\/ {3}[a-z]/, 'an item goes on below its text');
    for (const line of text.split('\n')) assert.ok(line.length <= 100 || line.includes('unsafe'), line);
  });

  it('replaces a placeholder, and leaves what somebody wrote', () => {
    assert.equal(
      written('fn f() {\n    // SAFETY: TODO.\n    unsafe { NonNull::new_unchecked(p) };\n}\n'),
      'fn f() {\n    // SAFETY: `p` is not null, because TODO.\n    unsafe { NonNull::new_unchecked(p) };\n}\n',
    );
    assert.equal(
      written('fn f() {\n    // SAFETY: `p` is a reference.\n    unsafe { NonNull::new_unchecked(p) };\n}\n'),
      undefined,
    );
  });

  it('is not offered where nothing is known to ask for anything', () => {
    assert.equal(written('fn f() {\n    unsafe { bindings::put(p) };\n}\n'), undefined);
  });

  it('is a placeholder as long as a slot is open', () => {
    const text = written('fn f(p: *mut u8) {\n    let q = unsafe { NonNull::new_unchecked(p) };\n}\n') ?? '';
    const rules = (code: string): string[] => check(code).findings.map(({ rule }) => rule);
    assert.deepEqual(rules(text), ['placeholder-safety-comment']);
    assert.deepEqual(rules(text.replace('TODO', 'it was checked above')), []);
  });

  it('keeps carriage returns', () => {
    const text = written('fn f() {\r\n    unsafe { *p };\r\n}\r\n') ?? '';
    assert.equal(
      text,
      'fn f() {\r\n    // SAFETY: `p` is aligned and points to a live value, because TODO.\r\n    unsafe { *p };\r\n}\r\n',
    );
  });
});

describe('what is offered in a comment', () => {
  it('is a SAFETY comment above unsafe code', () => {
    const code = '    unsafe { NonNull::new_unchecked(p) };\n}\n';
    for (const start of ['// |', '// SAF|', '// SAFETY:|', '// SAFETY: |', '//|'])
      assert.equal(
        offers(`fn f() {\n    ${start}\n${code}`)['SAFETY:'],
        `fn f() {\n    // SAFETY: \`p\` is not null, because TODO.\n${code}`,
        start,
      );
    assert.deepEqual(offers(`fn f() {\n    // It is so that|\n${code}`), {});
    assert.deepEqual(offers(`fn f() {\n    |\n${code}`), {});
  });

  it('is an INVARIANT comment above a type with invariants', () => {
    const type =
      '/// A lamp.\n///\n/// # Invariants\n///\n/// `raw` points to a registered lamp.\nstruct Lamp {\n    raw: *mut u8,\n}\n\n';
    const text = offers(
      `${type}impl Lamp {\n    fn new(raw: *mut u8) -> Self {\n        // INV|\n        Self { raw }\n    }\n}\n`,
    );
    assert.match(text['INVARIANT:'] ?? '', /^ {8}\/\/ INVARIANT: `raw` points to a registered lamp, because TODO\.$/m);
  });

  it('is a CAST comment above a cast', () => {
    const text = offers('fn f() {\n    // |\n    let a = len as u32;\n}\n');
    assert.match(text['CAST:'] ?? '', /\/\/ CAST: `len as u32` loses nothing, because TODO\./);
  });

  it('is a Safety section from the signature', () => {
    const text = offers('/// Reads it.\n///\n/// #|\npub unsafe fn read(raw: *const Lamp, len: usize) {}\n');
    assert.equal(
      text['# Safety'],
      '/// Reads it.\n///\n/// # Safety\n///\n/// - `raw` must point to a `Lamp` that is valid for reads, TODO.\npub unsafe fn read(raw: *const Lamp, len: usize) {}\n',
    );
    assert.match(
      offers('/// A promise.\n///\n/// # S|\npub unsafe trait Promise {}\n')['# Safety'] ?? '',
      /Implementers must ensure that TODO\./,
    );
    assert.deepEqual(offers('/// # S|\npub fn read() {}\n'), {});
  });

  it('is an Invariants section above a type', () => {
    const text = offers('/// A lamp.\n///\n/// |\nstruct Lamp {\n    raw: *mut u8,\n}\n');
    assert.match(text['# Invariants'] ?? '', /\/\/\/ # Invariants\n\/\/\/\n\/\/\/ - `raw` points to TODO\.\nstruct/);
  });
});

describe('the text of a comment', () => {
  it('keeps a slot with the words on either side of it', () => {
    const template = asComment(reasons('SAFETY:', [`${'word '.repeat(15)}end`]), { indent: '', marker: '//' });
    assert.deepEqual(template.filter((part) => typeof part !== 'string').length, 1);
    assert.match(plainText(template), /end,\n\/\/ because TODO\.$/);
  });
});
