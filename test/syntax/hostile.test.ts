// Input that nobody writes on purpose: the parser, the copy and every rule must come back, in time and without a throw.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';

import { startParser } from '../../server/src/syntax/parser';
import { parseFile } from '../../server/src/syntax/source-file';
import { check, countErrors, fixAll, parse, readText, rustFiles } from '../check';

before(() => startParser());

const small = `
// SAFETY: fine.
unsafe impl Send for Lamp {}
fn f(p: *mut u8) { unsafe { *p = 0; } }
`;

describe('hostile input', () => {
  const inputs: Record<string, string> = {
    'an empty file': '',
    'white space only': ' \n\t\r\n',
    'a byte order mark alone': '\uFEFF',
    'NUL characters': 'fn f() { \0\0 }\0',
    'lone surrogates': `fn f() { let s = "\ud800"; } // \udfff\n${small}`,
    'an unterminated block comment': `${small}/* SAFETY: `,
    'an unterminated macro': `${small}pin_init!(Self { a <- unsafe { f(`,
    'an unterminated raw string': `${small}let s = r#"abc`,
    'a lone quote': "fn f() { let c = '",
    'half a SAFETY comment at the end': 'fn f() { unsafe { g() } }\n// SAFETY:',
    'half an attribute': '#[unsafe(',
    'half an import': 'use kernel::{a, b::{c',
    'an unsafe keyword alone': 'unsafe',
    'old Mac line ends': small.replace(/\n/g, '\r'),
  };
  for (const [name, text] of Object.entries(inputs)) {
    it(name, () => {
      const { file, findings } = check(text);
      for (const { start, end } of findings)
        assert.ok(start >= 0 && start <= end && end <= text.length && file.line(start) === file.line(end));
    });
  }

  it('20,000 parentheses', () => {
    const deep = `fn f() { let x = ${'('.repeat(20_000)}1${')'.repeat(20_000)} as *mut u8; }\n${small}`;
    check(deep);
  });

  it('20,000 braces of a macro', () => {
    check(`m! { ${'{ $x '.repeat(20_000)}${'}'.repeat(20_000)} }\n${small}`);
  });

  it('20,000 nested blocks, calls and unary operators', () => {
    check(`fn f() { ${'unsafe { '.repeat(5_000)}${'}'.repeat(5_000)} }`);
    check(`fn f() { ${'g('.repeat(20_000)}${')'.repeat(20_000)}; }`);
    check(`fn f() { ${'&*'.repeat(10_000)}x as *const u8; }`);
    check(`fn f() { x${' as *mut u8'.repeat(5_000)}; }`);
    check(`fn f() { x${'.cast()'.repeat(10_000)} as *mut u8; }`);
  });

  it('an unterminated string over 100,000 lines stays within its budget', () => {
    const text = `fn f() { let s = "${'some words and more\n'.repeat(100_000)}`;
    const began = performance.now();
    parseFile(text, { path: 'x.rs', budget: 500 });
    const took = performance.now() - began;
    assert.ok(took < 2500, `${took} ms`);
  });

  it('a budget that is too small gives nothing, and the parser works on', () => {
    const text = small.repeat(50_000);
    assert.equal(parseFile(text, { path: 'x.rs', budget: 1 }), undefined);
    assert.equal(parse(small).hasError(0), false);
  });

  it('4 MB of code with a finding every few lines', () => {
    const once = rustFiles('examples').map(readText).join('\n');
    const { findings } = check(once.repeat(Math.ceil(4_000_000 / once.length)));
    assert.ok(findings.length > 9_000);
  });

  it('long rows of one thing cost what their length says', () => {
    const rows: Record<string, [before: string, row: string, after: string]> = {
      'SAFETY comments': ['', '// SAFETY: some words\n/// # Safety\n', 'fn f() { unsafe { g() } }'],
      attributes: ['', '#[allow(clippy::ptr_as_ptr)]\n', 'fn f(p: *mut u8) { p as *mut u32; }'],
      'attributes of many items': ['', '#[allow(clippy::ptr_as_ptr)]\nfn f(p: *mut u8) { p as *mut u32; }\n', ''],
      imports: ['use kernel::{\n', 'a::b,\nc::{d, e},\n', '};'],
      globs: ['', 'use kernel::prelude::*;\nfn f() { g(); }\n', ''],
      fields: ['fn f(p: *mut u8) { try_pin_init!(S {\n', 'p: unsafe { *p },\nq <- Mutex::new(p as *mut u32),\n', '}) }'],
      links: ['', '//! C header: [`a/x.h`](srctree/include/a/x.h), [x](srctree/include/b/x.h)\n', ''],
    };
    for (const [name, [before, row, after]] of Object.entries(rows)) {
      const took = (size: number): number => {
        const text = before + row.repeat(Math.ceil(size / row.length)) + after;
        const began = process.cpuUsage();
        check(text);
        return process.cpuUsage(began).user / 1000;
      };
      took(10_000);
      const [short, long] = [took(50_000), took(400_000)];
      // Eight times the length; with the square it would be 64 times the time.
      assert.ok(long < 30 * Math.max(short, 50), `${name}: ${short} ms, and ${long} ms for eight times as much`);
    }
  });

  it('every 97th prefix of a real file', () => {
    for (const path of rustFiles('examples')) {
      const text = readText(path);
      for (let end = 0; end < text.length; end += 97) check(text.slice(0, end));
    }
  });

  it('files with pieces cut out, and the fixes on them parse no worse', () => {
    const text = rustFiles('examples').map(readText).join('\n');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(80), (at, length) => {
        const cut = text.slice(0, at) + text.slice(at + length);
        const errors = countErrors(cut);
        const fixed = fixAll(cut);
        assert.ok(countErrors(fixed) <= errors, `the cut at ${at} of ${length} characters`);
      }),
      { numRuns: 150, seed: 5 },
    );
  });
});
