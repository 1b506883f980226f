// The native parser and the WebAssembly one give the same tree, on good code and on garbage.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';

import { rules } from '../../server/src/rules';
import { startParser, type ParserName } from '../../server/src/syntax/parser';
import { parse, readMarks, readText, rustFiles } from '../check';

after(() => startParser('native'));

describe('the two parsers', () => {
  it('agree on every example of every rule', async () => {
    const texts = rules.flatMap(({ rule }) =>
      rule.examples
        .flatMap(({ bad, fixed, good }) => [bad, fixed, good].filter((text) => text !== undefined))
        .map((text) => readMarks(text).text),
    );
    assert.ok(texts.length > 3);
    await agree(texts);
  });

  it('agree on the example files', async () => {
    await agree(rustFiles('examples').map(readText));
  });

  it('agree on generated garbage', async () => {
    const pieces = fc.constantFrom(
      ...[
        'unsafe',
        ' ',
        '{',
        '}',
        '(',
        ')',
        '[',
        ']',
        '\n',
        '\r\n',
        '// SAFETY: x',
        '/*',
        '*/',
        '"',
        "'",
        '\\',
        '#',
        '!',
        '::',
        '->',
        '<-',
        '=>',
      ],
      ...[
        'fn f',
        'impl',
        ' for ',
        'let x = ',
        ';',
        ',',
        'as *mut _',
        '&raw mut ',
        '$x',
        '$(',
        ')*',
        'r#"',
        '"#',
        'c"a"',
        'match x ',
        '😀',
        '\u{feff}',
        '\0',
        '\ud800',
      ],
      ...[
        'pin_init!(Self { a <- b })',
        'module! {',
        'macro_rules! m { () => {',
        '/// # Safety\n',
        '#[unsafe(no_mangle)]',
        'use a::{b, c};',
        '0x',
        '1e',
        '..=',
      ],
    );
    const samples = fc.sample(
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
      { numRuns: 600, seed: 7 },
    );
    await agree(samples);
  });

  it('agree on files with pieces cut out', async () => {
    const text = rustFiles('examples').map(readText).join('\n');
    const cuts = fc.sample(fc.tuple(fc.nat(text.length), fc.nat(60)), { numRuns: 60, seed: 11 });
    await agree(cuts.map(([at, length]) => text.slice(0, at) + text.slice(at + length)));
  });
});

async function agree(texts: readonly string[]): Promise<void> {
  const native = await shapes('native', texts);
  const wasm = await shapes('wasm', texts);
  texts.forEach((text, index) => {
    assert.equal(wasm[index], native[index], `trees differ for ${JSON.stringify(text.slice(0, 200))}`);
  });
}

async function shapes(name: ParserName, texts: readonly string[]): Promise<string[]> {
  assert.equal(await startParser(name), name);
  return texts.map((text) => {
    const { tree } = parse(text);
    return [tree.kinds, tree.starts, tree.ends, tree.parents, tree.subtreeEnds, tree.fields, tree.flags]
      .map((column) => column.join(' '))
      .join('\n');
  });
}
