// What the pages on editors say of the server is so, and what they give to copy can be read and means something to the server.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';

import { serverCommands } from '../../server/src/lsp/commands';
import { kinds } from '../../server/src/lsp/code-actions';
import { defaultSettings, readSettings } from '../../server/src/lsp/settings';
import { startParser } from '../../server/src/syntax/parser';
import { parseFile } from '../../server/src/syntax/source-file';
import { blocksOf, pages, pageText } from './page';

const root = join(__dirname, '../..');
const blocks = pages().flatMap(blocksOf);

describe('the pages on editors', () => {
  it('list every setting with its preset', () => {
    const listed = Object.fromEntries(
      [...pageText('README.md').matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) \| (.+?) \|/gm)]
        .filter(([, names = '']) => !names.includes('quickfix') && !names.includes('source.'))
        .flatMap(([, names = '', presets = '']) => {
          const values = presets.split(', ');
          return names.split(', ').map((name, index) => [name.replaceAll('`', ''), values[index]?.replaceAll('`', '')]);
        }),
    ) as Record<string, string>;
    const wanted = flat(defaultSettings).map(([name, value]) => [name, value === undefined ? 'none' : JSON.stringify(value)]);
    assert.deepEqual(listed, Object.fromEntries(wanted));
  });

  it('list the kinds of code actions, and name commands that are there', () => {
    const text = pageText('README.md');
    for (const kind of Object.values(kinds)) assert.ok(text.includes(`| \`${kind}\` |`), kind);
    const known: readonly string[] = Object.values(serverCommands);
    for (const page of pages())
      for (const [command] of pageText(page).matchAll(/kernelRust\.server\.\w+/g)) assert.ok(known.includes(command), command);
  });

  it('link to what is there', () => {
    for (const page of pages())
      for (const [, target = '', anchor] of pageText(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
        const file = target === '' ? join(root, 'docs/editors', page) : join(root, 'docs/editors', target);
        assert.ok(existsSync(file), `${page}: ${target}`);
        if (anchor !== undefined) assert.ok(anchorsOf(readFileSync(file, 'utf8')).includes(anchor), `${page}: #${anchor}`);
      }
    for (const page of pages()) assert.ok(page === 'README.md' || pageText('README.md').includes(`(${page})`), page);
  });

  it('give JSON and TOML that parses, with settings that the server takes', () => {
    const read = blocks.filter(({ language }) => language === 'json' || language === 'toml');
    assert.ok(read.length >= 7);
    let settings = 0;
    for (const { page, language, text } of read) {
      const value: unknown = language === 'json' ? JSON.parse(text) : getStaticTOMLValue(parseTOML(text));
      for (const given of settingsIn(value)) {
        settings++;
        assert.deepEqual(readSettings(given).problems, [], page);
        const known = flat(defaultSettings).map(([name]) => name);
        assert.deepEqual(
          flat(given).filter(([name]) => !known.some((each) => name === each || name.startsWith('rules.severity.'))),
          [],
          page,
        );
      }
    }
    assert.equal(settings, 3);
  });

  it('name settings of VS Code that the server takes', () => {
    const given = blocksOf('vscode.md')
      .filter(({ language }) => language === 'json')
      .map(({ text }) => JSON.parse(text) as object)
      .find((value) => Object.keys(value).some((key) => key.startsWith('kernelRust.')));
    assert.ok(given !== undefined);
    const own = Object.fromEntries(
      Object.entries(given).map(([key, value]: [string, unknown]) => [key.replace('kernelRust.', ''), value]),
    );
    const { settings, problems } = readSettings(own);
    assert.deepEqual(problems, []);
    assert.notDeepEqual(settings, defaultSettings);
  });

  it('give Rust that parses', async () => {
    await startParser();
    const rust = blocks.filter(({ page, language }) => language === 'rust' && page === 'zed.md');
    assert.equal(rust.length, 1);
    for (const { text } of rust) {
      const file = parseFile(text, { path: 'src/lib.rs', budget: Infinity });
      assert.equal(file?.hasError(0), false);
    }
  });
});

/** `{ hover: { enable: true } }` as `['hover.enable', true]`. */
function flat(value: object, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, unknown][] =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0
      ? flat(inner, `${prefix}${key}.`)
      : [[`${prefix}${key}`, inner]],
  );
}

/** What an editor hands to the server as it starts, by the names that editors give to it. */
function settingsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    ['initializationOptions', 'initialization_options', 'config'].includes(key) ? [inner as object] : settingsIn(inner),
  );
}

function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
