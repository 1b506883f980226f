// Code that completion offers: it is Rust, our own rules have nothing to say of it, and it fits the API that packs describe.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { analyse } from '../../server/src/analysis/engine';
import { generationOf, signatureIn } from '../../server/src/facts/kernel/generations';
import { parametersIn } from '../../server/src/facts/types/signatures';
import { packs } from '../../server/src/packs';
import type { Snippet } from '../../server/src/packs/snippets';
import { snippetsAt, snippetSyntax, withDefaults } from '../../server/src/assist/snippets';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { unitOfPath } from '../../server/src/crate/unit';
import { countErrors, factsOf, parse } from '../check';

before(() => startParser());

const all = packs.flatMap((pack) => (pack.snippets ?? []).map((snippet) => ({ pack, snippet })));
const places = { driver: 'drivers/misc/tool.rs', kernel: 'rust/kernel/lamp.rs' };

/** The snippet as a file: one that brings no imports gets those that it needs. */
function fileOf(snippet: Snippet): { text: string; path: string } {
  const text = withDefaults(snippet);
  const imports = text.startsWith('use ') ? '' : 'use kernel::{\n    fwctl,\n    prelude::*, //\n};\n\n';
  return { text: `// SPDX-License-Identifier: GPL-2.0\n\n//! A file.\n\n${imports}${text}`, path: places[snippet.crate] };
}

describe('the snippets of packs', () => {
  it('have labels of their own, and slots that are filled in once', () => {
    const labels = all.map(({ snippet }) => snippet.label);
    assert.ok(labels.length >= 3);
    assert.equal(new Set(labels).size, labels.length);
    for (const { snippet } of all) {
      const syntax = snippetSyntax(snippet);
      assert.match(syntax, /\$\{1:/);
      const stops = [...syntax.matchAll(/(?<!\\)\$\{(\d+):/g)].map(([, number]) => Number(number));
      assert.deepEqual(
        stops,
        stops.map((_, index) => index + 1),
      );
      const plain = syntax.replace(/(?<!\\)\$\{\d+:((?:[^\\}]|\\.)*)\}/g, '$1');
      const filled = [...syntax.matchAll(/(?<!\\)\$\{(\d+):((?:[^\\}]|\\.)*)\}/g)].reduce(
        (text, [, number = '', slot = '']) => text.replaceAll(`\${${number}}`, slot),
        plain,
      );
      assert.equal(filled.replace(/\$0$/, '').replace(/\\([\\$}])/g, '$1'), withDefaults(snippet));
    }
  });

  for (const { snippet } of all) {
    it(`${snippet.label} parses, and no rule has anything to say`, () => {
      const { text, path } = fileOf(snippet);
      assert.equal(countErrors(text), 0);
      const file = parse(text, path);
      const unit = { ...unitOfPath(path), lintLevels: [], kernelVersion: [7, 3] as const };
      const { findings, failures } = analyse(factsOf(file, { unit }), { levelOf: () => 'on' });
      assert.deepEqual(failures, []);
      const shown = findings.map(({ rule, start, message }) => `${file.line(start) + 1}: ${rule}: ${message}`);
      assert.deepEqual(shown, []);
    });

    it(`${snippet.label} has no line that is too long or ends in a space`, () => {
      for (const line of withDefaults(snippet).split('\n')) assert.ok(line.length <= 100 && !line.endsWith(' '), line);
    });
  }

  it('implement the newest state of the traits that packs describe, and call what there is', () => {
    let checked = 0;
    for (const { pack, snippet } of all) {
      const { text, path } = fileOf(snippet);
      const file = parse(text, path);
      const facts = factsOf(file, { unit: unitOfPath(path) });
      const newest = pack.generations?.at(-1);
      if (newest === undefined || pack.module === undefined) continue;
      assert.equal(generationOf(facts, pack)?.id, newest.id, snippet.label);
      for (const trait of pack.callbacks ?? []) {
        const impl = facts.impls.find(
          (each) => each.trait !== undefined && facts.paths.resolve(each.trait)?.path === `kernel::${trait.path}`,
        );
        assert.ok(impl?.body !== undefined, snippet.label);
        const items = new Map(file.named(impl.body).map((node) => [file.textOf(file.field(node, 'name') ?? node), node]));
        const expected = (pack.items ?? []).flatMap((item) => {
          const signature = signatureIn(item, { generation: newest, pack });
          return item.path.startsWith(`${trait.path}::`) && signature !== undefined ? [{ item, signature }] : [];
        });
        assert.deepEqual([...items.keys()].sort(), expected.map(({ item }) => item.path.split('::').at(-1)).sort());
        for (const { item, signature } of expected) {
          const node = items.get(item.path.split('::').at(-1) ?? '') ?? assert.fail();
          assert.equal(
            parametersIn(file.textOf(node))?.map(typeOf).join(),
            parametersIn(signature)?.map(typeOf).join(),
            item.path,
          );
          checked++;
        }
      }
      for (const { path: called, arguments: given } of facts.calls) {
        const item = pack.items?.find((each) => `kernel::${each.path}` === called);
        const signature: string | undefined = item?.kind === 'fn' ? signatureIn(item, { generation: newest, pack }) : undefined;
        if (signature !== undefined) assert.equal(given.length, parametersIn(signature)?.length, called);
      }
    }
    assert.ok(checked >= 12);
  });
});

/** Of a parameter, without the paths that a driver has to write. */
const typeOf = (parameter: string): string => parameter.replace(/^\w+:\s*/, '').replace(/\bfwctl::/g, '');

describe('the place of a snippet', () => {
  const labels = (marked: string, options: { path?: string; tree?: KernelTree } = {}): string[] => {
    const path = options.path ?? places.driver;
    const file = parse(marked.replace('|', ''), path);
    const facts = factsOf(file, { unit: unitOfPath(path), tree: options.tree ?? emptyTree });
    return snippetsAt(facts, marked.indexOf('|')).map(({ snippet }) => snippet.label);
  };
  const driver = ['fwctl-driver', 'fwctl-operations'];

  it('is where an item may stand', () => {
    assert.deepEqual(labels('fw|'), driver);
    assert.deepEqual(labels('// SPDX-License-Identifier: GPL-2.0\n\nfwctl-d|'), driver);
    assert.deepEqual(labels('use kernel::fwctl;\n\nfw|\n\nstruct A;\n'), driver);
    assert.deepEqual(labels('struct A;\n\nfw|\n\nimpl A {\n    fn f() {}\n}\n'), driver);
    assert.deepEqual(labels('mod inner {\n    fw|\n}\n'), driver);
    assert.deepEqual(labels('fn f() {}\nfwctl-|\n'), driver);
  });

  it('is nowhere else', () => {
    assert.deepEqual(labels('fn f() {\n    fw|\n}\n'), []);
    assert.deepEqual(labels('fn f() {\n    fw|\n'), []);
    assert.deepEqual(labels('impl A {\n    fw|\n}\n'), []);
    assert.deepEqual(labels('struct A {\n    fw|\n}\n'), []);
    assert.deepEqual(labels('trait A {\n    fw|\n}\n'), []);
    assert.deepEqual(labels('// fw|\n'), []);
    assert.deepEqual(labels('/*\nfw|\n*/\n'), []);
    assert.deepEqual(labels('const A: &str = "\nfw|";\n'), []);
    assert.deepEqual(labels('module! {\n    fw|\n}\n'), []);
    assert.deepEqual(labels('use kernel::{\n    fw|\n};\n'), []);
    assert.deepEqual(labels('let a = fw|\n'), []);
  });

  it('is of the crate that the file belongs to', () => {
    assert.deepEqual(labels('ker|', { path: places.kernel }), ['kernel-abstraction']);
    assert.deepEqual(labels('ker|', { path: 'tool.rs' }).sort(), ['fwctl-driver', 'fwctl-operations', 'kernel-abstraction']);
  });

  it('is not where another state of the API is in use', () => {
    assert.deepEqual(labels('use kernel::fwctl::FwCtlOps;\nfw|\n'), []);
    const tree = overlayTree(emptyTree, new Map([['rust/kernel/fwctl.rs', 'pub struct Else;\n']]));
    assert.deepEqual(labels('fw|', { tree }), driver);
  });
});
