// The words of names, and names that repeat their module.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { abbreviationsIn, behindModule, spelledOut, wordsOf } from '../../../server/src/facts/names/names';
import { renamedTraitFunction, renamedType } from '../../../server/src/fix/renames';
import { applyEdits } from '../../../server/src/fix/edits';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('names', () => {
  it('fall into words', () => {
    assert.deepEqual(wordsOf('FwCtlOps'), ['Fw', 'Ctl', 'Ops']);
    assert.deepEqual(wordsOf('open_uctx'), ['open', 'uctx']);
    assert.deepEqual(wordsOf(''), []);
  });

  it('show what stands behind the module', () => {
    assert.equal(behindModule('FwCtlOps', 'fwctl'), 'Ops');
    assert.equal(behindModule('MiscDeviceOptions', 'misc_device'), 'Options');
    assert.equal(behindModule('Devres', 'dev'), undefined);
    assert.equal(behindModule('Fwctl', 'fwctl'), undefined);
    assert.equal(behindModule('Io2', 'io'), undefined);
  });

  it('are spelled out', () => {
    assert.equal(spelledOut('Ops'), 'Operations');
    assert.equal(spelledOut('UCtx'), 'UserContext');
    assert.equal(spelledOut('UMask'), 'UMask');
    assert.deepEqual(
      abbreviationsIn('DevCtx').map(({ word }) => word),
      ['Dev', 'Ctx'],
    );
    assert.deepEqual(abbreviationsIn('Devres'), []);
  });
});

describe('renaming', () => {
  const renamed = (text: string, { name, to }: { name: string; to: string }): string | undefined => {
    const file = parse(text);
    const facts = factsOf(file);
    const item = facts.items.find((candidate) => candidate.name === name);
    assert.ok(item !== undefined);
    const edits = item.kind === 'fn' ? renamedTraitFunction(file, { item, to, facts }) : renamedType(file, { item, to, facts });
    return edits && applyEdits(text, edits);
  };

  it('of a type reaches every use and comment', () => {
    assert.equal(
      renamed('/// See [`LampOps`].\npub trait LampOps {}\nstruct A<T: LampOps>(T);\n', { name: 'LampOps', to: 'Operations' }),
      '/// See [`Operations`].\npub trait Operations {}\nstruct A<T: Operations>(T);\n',
    );
  });

  it('of a type does nothing where the new name is taken or the old one means two things', () => {
    assert.equal(renamed('pub trait LampOps {}\nstruct Operations;\n', { name: 'LampOps', to: 'Operations' }), undefined);
    assert.equal(renamed('pub struct Ctx;\nmod a { pub struct Ctx; }\n', { name: 'Ctx', to: 'Context' }), undefined);
    assert.equal(renamed('pub struct Ctx;\nenum A { Ctx(Ctx) }\n', { name: 'Ctx', to: 'Context' }), undefined);
  });

  it('of a function of a trait leaves fields alone', () => {
    const trait = 'trait Ops {\n    fn open_file(f: &File);\n}\n';
    assert.equal(
      renamed(`${trait}fn a<T: Ops>(f: &File) -> X {\n    T::open_file(f);\n    X { open_file: 1 }\n}\n`, {
        name: 'open_file',
        to: 'open',
      }),
      'trait Ops {\n    fn open(f: &File);\n}\nfn a<T: Ops>(f: &File) -> X {\n    T::open(f);\n    X { open_file: 1 }\n}\n',
    );
    assert.equal(renamed(`${trait}fn open_file() {}\n`, { name: 'open_file', to: 'open' }), undefined);
    assert.equal(renamed(`${trait}fn a(x: X) {\n    x.open_file();\n}\n`, { name: 'open_file', to: 'open' }), undefined);
    assert.equal(
      renamed('trait Ops {\n    fn open_file(f: &File);\n    fn open();\n}\n', { name: 'open_file', to: 'open' }),
      undefined,
    );
  });
});
