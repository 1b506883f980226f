// The conversions of the language server that need no server: edits, markup, settings.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'node:test';

import { applyEdits } from '../../server/src/fix/edits';
import { editsBetween, snippetOf } from '../../server/src/lsp/edits';
import { withoutMarkup } from '../../server/src/lsp/markup';
import { defaultSettings, readSettings } from '../../server/src/lsp/settings';

describe('edits between two texts', () => {
  it('make one of the other, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'a', '\r\n', '🦀\n', '\n'), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyEdits(before, editsBetween(before, after)), after);
      }),
    );
  });

  it('leave alone what is the same', () => {
    assert.deepEqual(editsBetween('a\nlet x = p as *mut u8;\nb\n', 'a\nlet x = p.cast_mut();\nb\n'), [
      { start: 11, end: 22, text: '.cast_mut()' },
    ]);
    assert.deepEqual(editsBetween('a\nb\n', 'a\nb\n'), []);
  });
});

describe('a snippet', () => {
  it('numbers its stops and escapes what snippets mean otherwise', () => {
    assert.equal(
      snippetOf(['cost ${x} \\ ', { slot: 'TODO' }, ', ', { slot: 'a}b' }]),
      'cost \\${x\\} \\\\ ${1:TODO}, ${2:a\\}b}',
    );
  });
});

describe('plain text', () => {
  it('has no marks of Markdown, and keeps code', () => {
    const markdown = '# title\n\n**bold** and *soft*, [a](https://x.y)\n\n- `*ptr` <https://z>\n\n```rust\nlet **x = 1;\n```\n';
    assert.equal(withoutMarkup(markdown), 'title\n\nbold and soft, a (https://x.y)\n\n- `*ptr` https://z\n\n    let **x = 1;');
  });
});

describe('settings', () => {
  it('are read from every shape in which editors have them', () => {
    for (const value of [
      { hover: { enable: false } },
      { 'hover.enable': false },
      { kernelRust: { hover: { enable: false } } },
      { 'kernelRust.hover.enable': false },
      { kernelRust: { 'hover.enable': false, enable: null } },
    ])
      assert.deepEqual(
        readSettings(value),
        { settings: { ...defaultSettings, hover: { enable: false } }, problems: [] },
        JSON.stringify(value),
      );
  });

  it('never fail', () => {
    for (const value of [undefined, null, 3, 'x', [], {}]) assert.deepEqual(readSettings(value).settings, defaultSettings);
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('kernelRust', 'rules', 'rules.severity', '__proto__', 'run', 'a.b', 'exclude') }),
        (value) => {
          readSettings(value);
        },
      ),
    );
    assert.equal(({} as { a?: unknown }).a, undefined);
  });
});
