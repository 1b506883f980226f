// What packs say of C and Rust is what a kernel tree declares.
//
// KERNEL_RUST_TEST_TREE names the folder of a kernel tree; what a pack read at a commit, the tree may not have yet.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { packs } from '../../server/src/packs';
import { rustFiles } from '../check';

const root = process.env['KERNEL_RUST_TEST_TREE'] ?? '';
const skip = root === '' ? 'SKIPPED: set KERNEL_RUST_TEST_TREE to the folder of a kernel tree to run this' : false;

const read = (path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
const flat = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/([(<]) | ([)>])/g, '$1$2')
    .replace(/,([)>}])/g, '$1');
const version = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL']
  .map((name) => new RegExp(`^${name} = (\\d+)`, 'm').exec(read('Makefile') ?? '')?.[1])
  .join('.');

describe('packs and a kernel tree', { skip }, () => {
  it('agree on C functions', () => {
    for (const { name, kind, source } of packs.flatMap((pack) => pack.functions ?? [])) {
      const text = read(source);
      if (text === undefined) continue;
      const declared = kind === 'macro' ? new RegExp(`#define\\s+${name}\\(`) : new RegExp(`\\b(?:rust_helper_)?${name}\\(`);
      assert.match(text, declared, `${source} does not declare ${name}`);
      if (kind === 'static inline' && source.startsWith('include/'))
        assert.match(text, new RegExp(`static (?:__always_)?inline [^;{}]*\\b${name}\\(`), name);
    }
  });

  it('agree on structs, enums and slots', () => {
    for (const pack of packs) {
      for (const { name, source } of pack.structs ?? []) {
        const text = read(source);
        if (text !== undefined) assert.match(text, new RegExp(`struct ${name} \\{`), name);
      }
      for (const { name, members, source } of pack.enums ?? []) {
        const text = read(source);
        if (text === undefined) continue;
        assert.match(text, new RegExp(`enum ${name} \\{`));
        for (const member of members) assert.match(text, new RegExp(`\\b${member.name}\\b`));
      }
      for (const { slots, source } of pack.vtables ?? []) {
        const text = read(source);
        if (text !== undefined) for (const { name } of slots) assert.ok(text.includes(`(*${name})(`), name);
      }
    }
  });

  it('agree on what registers and unregisters', () => {
    for (const { register, unregister, source } of packs.flatMap((pack) => pack.registrations ?? [])) {
      const text = read(source);
      if (text === undefined) continue;
      for (const name of [...register, ...unregister]) assert.match(text, new RegExp(`\\b${name}\\(`), `${source}: ${name}`);
    }
  });

  it('agree on the symbol namespaces', () => {
    const exported = new Map(exportsIn('drivers', 'kernel', 'lib', 'mm', 'fs', 'net', 'block', 'init', 'security'));
    assert.ok(exported.size > 1000, String(exported.size));
    for (const { id, namespace, functions = [], registrations = [], refcounts = [], sleeping = [] } of packs) {
      const names = [
        ...functions.map(({ name }) => name),
        ...registrations.flatMap(({ register, unregister }) => [...register, ...unregister]),
        ...refcounts.flatMap(({ puts = [] }) => puts),
        ...sleeping.flatMap(({ bindings }) => bindings),
      ];
      for (const name of names) {
        const known = exported.get(name);
        if (known !== undefined) assert.equal(known, namespace, `${id}: ${name}`);
      }
      if (namespace !== undefined)
        assert.ok(
          names.some((name) => exported.get(name) === namespace),
          `${id}: ${namespace}`,
        );
    }
    // What the kernel crate calls, and its helpers, a driver may call through code that is generic.
    const crate = rustFiles(join(root, 'rust/kernel')).map((file) => readFileSync(file, 'utf8'));
    const helpers = readdirSync(join(root, 'rust/helpers')).map((name) => read(join('rust/helpers', name)) ?? '');
    const called = [
      ...[...crate.join('\n').matchAll(/\bbindings::(\w+)\(/g)],
      ...[...helpers.join('\n').matchAll(/\b(\w+)\(/g)],
    ].map(([, name = '']) => name);
    const known = packs.map(({ namespace }) => namespace);
    const missing = new Set(
      called.map((name) => exported.get(name)).filter((each) => each !== undefined && !known.includes(each)),
    );
    assert.deepEqual([...missing], []);
  });

  it('agree on the Rust items that were read in this version', () => {
    let count = 0;
    for (const pack of packs) {
      for (const { path, signatures, source } of pack.items ?? []) {
        if (pack.sources.find((each) => each.path === source)?.version !== version) continue;
        const text = flat(read(source) ?? '');
        for (const line of flat(signatures.at(-1)?.text ?? '')
          .replace(/ \{ .*/, '')
          .replace(/[;,]$/, '')
          .split(/(?<=\]) /)) {
          assert.ok(text.includes(line), `${path}: ${line}`);
          count++;
        }
      }
    }
    assert.ok(count > 0 || !packs.some(({ sources }) => sources.some((source) => source.version === version)));
  });

  it('agree on every type that counts references', () => {
    const pairs = packs.flatMap((pack) => pack.refcounts ?? []);
    const calls = (body: string): string | undefined => /bindings::(\w+)\(/.exec(body)?.[1];
    let count = 0;
    for (const file of rustFiles(join(root, 'rust/kernel'))) {
      const text = readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '');
      for (const [, get = '', put = ''] of text.matchAll(
        /AlwaysRefCounted for [^{]*\{.*?fn inc_ref(.*?)fn dec_ref(.*?)\n {4,}\}\n/gs,
      )) {
        const [first, second] = [calls(get), calls(put)];
        // Some count without C.
        if (first === undefined || second === undefined) continue;
        const isPair = pairs.some(
          (pair) => [pair.get, ...(pair.gets ?? [])].includes(first) && [pair.put, ...(pair.puts ?? [])].includes(second),
        );
        assert.ok(isPair, `${file}: ${first}, ${second}`);
        count++;
      }
    }
    assert.ok(count >= 19, String(count));
  });
});

/** The symbols that C files below these folders export in a namespace, with it. */
function exportsIn(...folders: readonly string[]): [string, string][] {
  const places = folders.map((folder) => join(root, folder));
  const files = execFileSync('grep', ['-rlE', '--include=*.c', 'EXPORT_SYMBOL_NS|DEFAULT_SYMBOL_NAMESPACE', ...places], {
    encoding: 'utf8',
  });
  return files
    .trim()
    .split('\n')
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const own = /#define DEFAULT_SYMBOL_NAMESPACE\s+"(\w+)"/.exec(text)?.[1];
      return [...text.matchAll(/^EXPORT_SYMBOL(?:_NS)?(?:_GPL)?\(\s*(\w+)(?:,\s*"(\w+)")?\)/gm)].flatMap(
        ([, name = '', namespace = own]): [string, string][] => (namespace === undefined ? [] : [[name, namespace]]),
      );
    });
}
