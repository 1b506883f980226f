// Comments, the lines that they stand above, the items that they document, and what follows them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('comments', () => {
  it('are told apart by their markers, and have the text behind them', () => {
    const facts = factsOf(
      parse('//! module\n/// item\n/** block */\n//// rule of four\nfn f() {} // trails\n/* two\n * lines */\nfn g() {}\n'),
    );
    assert.deepEqual(
      facts.comments.map(({ kind, doc, text, ownLine }) => [kind, doc, text, ownLine]),
      [
        ['line', 'inner', ' module', true],
        ['line', 'outer', ' item', true],
        ['block', 'outer', ' block ', true],
        ['line', undefined, '// rule of four', true],
        ['line', undefined, ' trails', false],
        ['block', undefined, ' two\n * lines ', true],
      ],
    );
    assert.deepEqual(
      facts.comments.map(({ line, lastLine }) => lastLine - line),
      [0, 0, 0, 0, 0, 1],
    );
  });

  it('stand above a line when only attributes and empty lines are between', () => {
    const text = 'fn f() {\n    a(); // trails\n    // one\n    // two\n\n    #[cfg(X)]\n    b();\n    c();\n}\n';
    const facts = factsOf(parse(text));
    const above = (code: string): string[] =>
      facts.commentLines.above(text.slice(0, text.indexOf(code)).split('\n').length - 1).map((comment) => comment.text.trim());
    assert.deepEqual(above('b();'), ['trails', 'one', 'two']);
    assert.deepEqual(above('c();'), []);
    const inRow = parse('fn f() { /* first */ g(/* second */ 1); }\n');
    const before = factsOf(inRow).commentLines.before(inRow.text.indexOf('1'));
    assert.deepEqual(
      before.map(({ text: written }) => written.trim()),
      ['first', 'second'],
    );
  });
});

describe('doc comments', () => {
  it('belong to the item below them, whatever stands between', () => {
    const file = parse(
      '//! All of it.\n\n/// A lamp.\n// Not documentation.\n#[repr(C)]\nstruct Lamp {\n    /// How bright.\n    level: u8,\n}\n',
    );
    const facts = factsOf(file);
    assert.deepEqual(
      facts.docs.blocks.map(({ kind, item, lines }) => [
        kind,
        item === undefined ? undefined : file.kind(item),
        ...lines.map(({ text }) => text.trim()),
      ]),
      [
        ['inner', 'source_file', 'All of it.'],
        ['outer', 'struct_item', 'A lamp.'],
        ['outer', 'field_declaration', 'How bright.'],
      ],
    );
    const [lamp] = facts.structs;
    assert.ok(lamp !== undefined);
    assert.equal(facts.docs.of(lamp.item.node), facts.docs.blocks[1]);
  });

  it('have sections that end at the next heading of their level', () => {
    const facts = factsOf(
      parse(
        '/// Waits.\n///\n/// # Safety\n///\n/// Not twice.\n///\n/// ```\n/// # hidden\n/// ```\n///\n/// # Panics\nfn f() {}\n',
      ),
    );
    assert.deepEqual(
      facts.docs.blocks[0]?.sections.map(({ title, firstLine, endLine }) => [title, firstLine, endLine]),
      [
        ['Safety', 2, 10],
        ['Panics', 10, 11],
      ],
    );
  });
});

describe('what follows a comment or attribute', () => {
  const followers = (text: string): (string | undefined)[] => {
    const file = parse(text);
    const facts = factsOf(file);
    return file.nodes('attribute_item', 'line_comment', 'block_comment').map((node) => {
      const found = facts.followedBy(node);
      return found === undefined ? undefined : file.textOf(found);
    });
  };

  it('is neither of the two', () => {
    assert.deepEqual(followers('// a\n#[cfg(X)]\n/* b */\nfn f() {}\n'), ['fn f() {}', 'fn f() {}', 'fn f() {}']);
  });

  it('is the bracket that closes the block, or nothing at the end of the file', () => {
    assert.deepEqual(followers('fn f() {\n    // a\n    // b\n}\n// c\n'), ['}', '}', undefined]);
  });
});
