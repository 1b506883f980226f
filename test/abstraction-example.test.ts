// The two abstractions among the examples: the draft has every fault that reviewers name, the repaired one has none, and the guide quotes them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { startParser } from '../server/src/syntax/parser';
import { check, countErrors, readText, rustFiles } from './check';
import { readRows, skip } from './review-rows';

const root = join(__dirname, '..');
const draft = join(root, 'examples/abstraction/draft');
const repaired = join(root, 'examples/abstraction/repaired');
const guide = join(root, 'docs/reviewing-an-abstraction.md');

/** What reviewers said on a first abstraction, and what they could have said. */
const faults = [
  ...['abbreviated-public-name', 'accessor-instead-of-deref', 'as-pointer-cast', 'bindings-field-not-opaque'],
  ...['boilerplate-safety-comment', 'c-header-link-without-target', 'callback-type-missing-send-sync'],
  ...['callback-without-bound-device', 'cfg-on-tristate', 'core-struct-not-first', 'import-vertical-style'],
  ...['incomplete-slice-safety', 'missing-drop-in-close', 'missing-invariants', 'missing-offset-assert'],
  ...['mut-ref-in-shared-callback', 'mut-ref-to-pinned-wrapper', 'needless-pub-raw', 'open-coded-put'],
  ...['open-should-return-pininit', 'prefer-raw-mut', 'pub-bindings-field', 'pub-payload-field', 'raw-int-for-c-enum'],
  ...['raw-pointer-in-safe-trait', 'raw-refcounted-field', 'redundant-module-prefix', 'redundant-name-suffix'],
  ...['redundant-prelude-import', 'ref-to-uninit-context', 'registration-not-devres', 'return-aref-instead-of-ref'],
  ...['safety-covers-one-of-many', 'safety-describes-callee', 'safety-doc-on-safe-fn', 'safety-missing-precondition'],
  ...['srctree-dead-link', 'unbound-parent-device', 'unchecked-inplace-length', 'unregister-in-unguarded-drop'],
  ...['unsafe-fn-without-safety-doc', 'unsafe-mut-without-exclusivity', 'unsafe-semicolon-inside'],
];

/** The findings in the files below a folder, as the command line gives them inside it. */
const findingsIn = (folder: string): { rule: string; at: string }[] =>
  rustFiles(folder).flatMap((path) => {
    const { file, findings } = check(readText(path), { path: path.slice(folder.length + 1), preview: true });
    return findings.map(({ rule, start }) => ({ rule, at: `${path}:${String(file.line(start) + 1)}` }));
  });

describe('the abstraction among the examples', () => {
  before(async () => {
    await startParser();
  });

  it('has every fault as a draft', () => {
    const found = new Set(findingsIn(draft).map(({ rule }) => rule));
    assert.deepEqual(
      faults.filter((rule) => !found.has(rule)),
      [],
    );
  });

  it('knows every fault that was named in the review', { skip }, () => {
    const known = new Set(faults);
    const named = readRows().flatMap(({ id, rules }) => (id.startsWith('A') ? [] : rules));
    assert.deepEqual(
      named.filter((rule) => !known.has(rule)),
      [],
    );
  });

  it('has no fault when it is repaired', () => {
    assert.deepEqual(findingsIn(repaired), []);
  });

  it('parses, both times', () => {
    for (const path of [draft, repaired].flatMap(rustFiles)) assert.equal(countErrors(readText(path)), 0, path);
  });

  it('is as rustfmt writes it, both times', (context) => {
    const version = /rustfmt 1\.(\d+)/.exec(spawnSync('rustfmt', ['--version'], { encoding: 'utf8' }).stdout)?.[1];
    if (version === undefined || Number(version) < 7) {
      context.skip('SKIPPED: no rustfmt of 1.7 or newer on this machine');
      return;
    }
    for (const path of [draft, repaired].flatMap(rustFiles)) {
      const input = readText(path);
      assert.equal(spawnSync('rustfmt', ['--edition', '2021', '--emit', 'stdout'], { input, encoding: 'utf8' }).stdout, input);
    }
  });
});

describe('the guide on reviewing an abstraction', () => {
  const page = readText(guide);

  it('quotes nothing but the example', () => {
    const texts = [draft, repaired].flatMap(rustFiles).map(readText);
    const blocks = [...page.matchAll(/^```rust\n(.*?)^```$/gms)].map(([, block = '']) => block);
    assert.ok(blocks.length > 20, String(blocks.length));
    assert.deepEqual(
      blocks.filter((block) => !texts.some((text) => `\n${text}`.includes(`\n${block}`))),
      [],
    );
  });

  it('explains every fault, with a link to its page', () => {
    assert.deepEqual(
      faults.filter((rule) => !page.includes(`[\`${rule}\`](rules/${rule}.md)`)),
      [],
    );
  });

  it('links to pages that exist', () => {
    const links = [...page.replace(/^```.*?^```$/gms, '').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    assert.deepEqual(
      links.filter((link) => !existsSync(join(root, 'docs', link))),
      [],
    );
  });
});
