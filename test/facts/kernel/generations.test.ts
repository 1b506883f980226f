// Which state of an API a file is written against.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { generationOf, signatureIn } from '../../../server/src/facts/kernel/generations';
import { parametersIn } from '../../../server/src/facts/types/signatures';
import { packs } from '../../../server/src/packs';
import { startParser } from '../../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../../server/src/tree/kernel-tree';
import { unitOfPath } from '../../../server/src/crate/unit';
import { factsOf, parse } from '../../check';

const pack = packs.find(({ id }) => id === 'fwctl');
assert.ok(pack !== undefined);

before(() => startParser());

function generations(text: string, options: { path?: string; tree?: KernelTree } = {}): string[] {
  const path = options.path ?? 'drivers/misc/tool.rs';
  const file = parse(text, path);
  const facts = factsOf(file, { unit: unitOfPath(path), tree: options.tree ?? emptyTree });
  return facts.generationsOf(pack ?? assert.fail()).map(({ id }) => id);
}

const head = 'use kernel::{fwctl, prelude::*};\n';
const all = ['v1', 'v2', 'v3', 'v6', 'v8'];

/** As a defining file of the generation would look, from the pack's own signatures. */
function definition(id: string): string {
  const generation = pack?.generations?.find((each) => each.id === id) ?? assert.fail();
  const owners = new Map<string, string[]>();
  const free: string[] = [];
  const traits = new Map<string, string>();
  for (const item of pack?.items ?? []) {
    const text = signatureIn(item, { generation, pack: pack ?? assert.fail() });
    const [, name = '', member] = item.path.split('::');
    if (text === undefined || item.kind === 'variant') continue;
    if (member !== undefined)
      owners.set(name, [...(owners.get(name) ?? []), text.replace(/[;,]?$/, item.kind === 'fn' ? ' {}' : ';')]);
    else if (item.kind === 'trait') traits.set(name, text);
    else free.push(/[;}]$/.test(text) ? text : `${text} {}`);
  }
  const blocks = [...owners].map(([name, members]) => {
    const trait = traits.get(name);
    const body = members.map((member) =>
      member
        .replace(/;;$/, ';')
        .replace('{} {}', '{}')
        .replace(/;\s*\{\}$/, ';'),
    );
    return `${trait ?? `impl ${name}`} {\n${body.join('\n')}\n}`;
  });
  return ['use crate::prelude::*;', ...free, ...blocks].join('\n');
}

describe('the generation of an API', () => {
  it('is open where the file says nothing of it', () => {
    assert.deepEqual(generations('fn f() {}\n'), all);
    assert.deepEqual(generations(`${head}fn f(scope: fwctl::Registration) {}\n`), all);
  });

  it('follows from the items and the number of parameters that a driver has', () => {
    const rpc = (parameters: string): string =>
      `${head}impl fwctl::Operations for Tool {\n    fn fw_rpc(${parameters}) -> R {\n        f()\n    }\n}\n`;
    assert.deepEqual(generations(rpc('a: Pin<&Self>, b: B, c: C, d: D, e: &mut [u8], f: usize')), ['v8']);
    assert.deepEqual(generations(rpc('a: Pin<&Self>, b: B, c: C, d: D, e: &mut [u8]')), ['v6']);
    assert.deepEqual(generations(rpc('a: &Self, b: B, c: C, d: &mut [u8]')), ['v2', 'v3']);
    assert.deepEqual(generations(`${head}impl fwctl::Operations for Tool {\n    type DeviceData = ();\n}\n`), ['v3']);
    assert.deepEqual(generations(`${head}impl fwctl::FwCtlOps for Tool {}\n`), ['v1']);
    assert.deepEqual(generations(`${head}fn f() -> T {\n    fwctl::DeviceType::RustFwctlTest\n}\n`), ['v2']);
  });

  it('follows from the lifetime of a type where one has to be written', () => {
    assert.deepEqual(generations(`${head}struct S<'a> {\n    reg: fwctl::Registration<'a, Tool>,\n}\n`), ['v6', 'v8']);
    assert.deepEqual(generations(`${head}struct S {\n    reg: Devres<fwctl::Registration<Tool>>,\n}\n`), ['v1', 'v2', 'v3']);
    assert.deepEqual(generations(`${head}fn f(reg: fwctl::Registration<Tool>) {}\n`), all);
  });

  it('follows from calls', () => {
    assert.deepEqual(generations(`${head}fn f() {\n    fwctl::Device::<T>::new(parent, data)\n}\n`), ['v3']);
    assert.deepEqual(generations(`${head}fn f() {\n    fwctl::Registration::<T>::new(parent, dev, data)\n}\n`), ['v6', 'v8']);
  });

  it('is settled by marks where the items leave several', () => {
    const text = `${head}struct S<'a> {\n    reg: fwctl::Registration<'a, Tool>,\n}\nfn f(_max_output_len: usize) {}\n`;
    assert.deepEqual(generations(text), ['v8']);
  });

  it('is open where the file contradicts itself, or means another module', () => {
    assert.deepEqual(generations(`${head}fn f() {\n    fwctl::FwCtlOps::a();\n    fwctl::RpcScope::b();\n}\n`), all);
    assert.deepEqual(generations('mod fwctl {}\nimpl fwctl::FwCtlOps for Tool {}\n'), all);
  });

  it('is that of the definition in the tree, whatever the file says', () => {
    for (const id of all) {
      const text = definition(id);
      assert.deepEqual(generations(text, { path: 'rust/kernel/fwctl.rs' }), [id], text);
      const tree = overlayTree(emptyTree, new Map([['rust/kernel/fwctl.rs', text]]));
      assert.deepEqual(generations(`${head}impl fwctl::FwCtlOps for Tool {}\n`, { tree }), [id]);
    }
    const other = overlayTree(emptyTree, new Map([['rust/kernel/fwctl.rs', 'pub struct Else;\n']]));
    assert.deepEqual(generations(`${head}impl fwctl::FwCtlOps for Tool {}\n`, { tree: other }), all);
  });

  it('is that of the first posting for the file of the first posting', (context) => {
    const path = join(__dirname, '../../../../shared/seed/rust/kernel/fwctl.rs');
    if (!existsSync(path)) {
      context.skip('no such file here');
      return;
    }
    assert.deepEqual(generations(readFileSync(path, 'utf8'), { path: 'rust/kernel/fwctl.rs' }), ['v1']);
  });

  it('is one or none', () => {
    const file = parse(`${head}impl fwctl::FwCtlOps for Tool {}\n`, 'drivers/misc/tool.rs');
    const facts = factsOf(file, { unit: unitOfPath('drivers/misc/tool.rs') });
    assert.equal(generationOf(facts, pack)?.id, 'v1');
    const open = parse('fn f() {}\n');
    assert.equal(generationOf(factsOf(open), pack), undefined);
  });
});

describe('the parameters in a signature', () => {
  it('are found behind generics, with arrows and closures among them', () => {
    assert.deepEqual(parametersIn("pub fn new<'a, F: Fn(u8) -> u8>(a: &'a A<B, C>, f: impl Fn(u8, u8) -> u8) -> D"), [
      "a: &'a A<B, C>",
      'f: impl Fn(u8, u8) -> u8',
    ]);
    assert.deepEqual(parametersIn('fn f(\n    a: A,\n    b: B,\n) -> C;'), ['a: A', 'b: B']);
    assert.deepEqual(parametersIn('fn f()'), []);
    assert.equal(parametersIn('pub struct A(B);'), undefined);
  });
});
