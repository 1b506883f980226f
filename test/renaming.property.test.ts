// No rule may know a file by its names: with every local, parameter, private field and private function called something else, the review
// of the fwctl abstraction is the same.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import fc from 'fast-check';

import { packs } from '../server/src/packs';
import { startParser } from '../server/src/syntax/parser';
import type { SourceFile } from '../server/src/syntax/source-file';
import { unitOfPath } from '../server/src/crate/unit';
import { check, countErrors, factsOf, parse } from './check';
import { renamingOf, type PrivateName, type Renaming } from './renaming';
import { explains, readReviewed, readRows, reviewedPath as path, skip } from './review-rows';

before(() => startParser());

/** Syllables make no English and no Rust. */
const word = fc
  .array(
    fc.constantFrom(
      ...'ba be bo bu da do du fa fo fu ga go gu ka ko ku la lo lu ma mo mu na no nu pa po pu ta to tu za zo zu'.split(' '),
    ),
    {
      minLength: 2,
      maxLength: 3,
    },
  )
  .map((syllables) => syllables.join(''));

/** As many words as the old name has, none of which means anything; all different. */
const freshNames = (names: readonly PrivateName[], taken: ReadonlySet<string>): fc.Arbitrary<string[]> => {
  const total = names.reduce((sum, { name }) => sum + wordsOf(name).length, 0);
  return fc
    .uniqueArray(
      word.filter((text) => !taken.has(text)),
      { minLength: total, maxLength: total, size: 'max' },
    )
    .map((fresh) => {
      let next = 0;
      return names.map(
        ({ name }) =>
          (name.startsWith('_') ? '_' : '') +
          wordsOf(name)
            .map(() => fresh[next++] ?? '')
            .join('_'),
      );
    });
};

const wordsOf = (name: string): string[] => name.split('_').filter((part) => part !== '');

/** Words of the file and of the packs; nobody is to find a meaning in a fresh name. */
const wordsIn = (text: string): Set<string> => new Set(text.toLowerCase().match(/[a-z]+/g) ?? []);

/** The rows of the review that some finding explains. */
function rowsFoundIn(text: string): string[] {
  const { file, findings } = check(text, { path });
  return readRows()
    .filter((row) => findings.some((finding) => explains(row, { file, finding })))
    .map(({ id }) => id);
}

/** What others can see of a file: its imports, and the items and fields with a visibility, in the order of the text. */
function visibleIn(file: SourceFile): string[] {
  const { uses, items, structs, impls } = factsOf(file, { unit: unitOfPath(path) });
  const traitOf = (owner: number | undefined): boolean =>
    owner !== undefined &&
    (file.is(owner, 'trait_item') || (file.is(owner, 'impl_item') && file.field(owner, 'trait') !== undefined));
  return [
    ...uses.map(({ node }) => file.textOf(node)),
    ...items
      .filter(({ visibility, owner }) => visibility !== undefined || traitOf(owner))
      .map(({ kind, name, visibility }) => `${visibility ?? ''} ${kind} ${name}`),
    ...structs.flatMap(({ item, fields }) =>
      fields
        .filter(({ visibility }) => visibility !== undefined)
        .map(({ name, type }) => `${item.name}.${name}: ${file.textOf(type)}`),
    ),
    ...impls.map(({ type, trait }) => `${trait === undefined ? '' : file.textOf(trait)} for ${file.textOf(type)}`),
  ];
}

describe('a file with other names', () => {
  const rename = (text: string, fresh: Record<string, string>): string => {
    const renaming = renamingOf(parse(text));
    return renaming.rename(renaming.names.map(({ name }) => fresh[name] ?? name));
  };

  it('has them in code and in comments, and keeps what others can see', () => {
    const text = `
pub struct Lamp {
    raw: NonNull<bindings::lamp>,
    pub level: u32,
}

impl Lamp {
    /// Lights it at \`level\`, by way of \`set_raw\`.
    pub fn light(&self, level: u32) -> Result {
        // SAFETY: \`self.raw\` is valid, \`level\` was checked, and so was max_level.
        let max_level = unsafe { (*self.raw.as_ptr()).level };
        if let Some(raw) = self.set_raw(level, &self.level) {
            pr_info!("{raw} of {}\\n", max_level);
        }
        other.set_raw(Lamp { raw: self.raw, level });
        let Lamp { raw, .. } = Self::made(container_of!(raw, Lamp, raw));
    }

    fn set_raw(&self, raw: u32) -> Option<u32> {
        Some(raw)
    }

    fn made(level: u32) -> Self {
        Self { level, raw: level }
    }
}
`;
    const renamed = rename(text, { raw: 'bo', level: 'da', max_level: 'ma_la', set_raw: 'za_zo', made: 'fo' });
    assert.equal(
      renamed,
      `
pub struct Lamp {
    bo: NonNull<bindings::lamp>,
    pub level: u32,
}

impl Lamp {
    /// Lights it at \`da\`, by way of \`za_zo\`.
    pub fn light(&self, da: u32) -> Result {
        // SAFETY: \`self.bo\` is valid, \`da\` was checked, and so was ma_la.
        let ma_la = unsafe { (*self.bo.as_ptr()).level };
        if let Some(bo) = self.za_zo(da, &self.level) {
            pr_info!("{bo} of {}\\n", ma_la);
        }
        other.set_raw(Lamp { bo: self.bo, level: da });
        let Lamp { bo, .. } = Self::fo(container_of!(bo, Lamp, bo));
    }

    fn za_zo(&self, bo: u32) -> Option<u32> {
        Some(bo)
    }

    fn fo(da: u32) -> Self {
        Self { level: da, bo: da }
    }
}
`,
    );
  });
});

describe('the review of the fwctl abstraction with other names', { skip }, () => {
  let text: string;
  let file: SourceFile;
  let renaming: Renaming;
  let expected: string[];
  let taken: Set<string>;

  before(() => {
    text = readReviewed();
    file = parse(text, path);
    renaming = renamingOf(file);
    expected = rowsFoundIn(text);
    taken = wordsIn(`${text} ${JSON.stringify(packs)}`);
  });

  it('is about names of each kind', () => {
    const count = (kind: PrivateName['kind']): number => renaming.names.filter((name) => name.kind === kind).length;
    assert.ok(count('local') > 20 && count('field') >= 2 && count('function') >= 5, JSON.stringify(renaming.names));
    assert.equal(renaming.rename(renaming.names.map(({ name }) => name)), text, 'the old names give the old text');
  });

  it('finds the same rows', () => {
    fc.assert(
      fc.property(freshNames(renaming.names, taken), (fresh) => {
        const renamed = renaming.rename(fresh);
        assert.equal(countErrors(renamed), countErrors(text), 'it parses as before');
        const other = parse(renamed, path);
        assert.equal(other.tree.count, file.tree.count, 'the tree has the same nodes');
        assert.deepEqual(
          renamingOf(other).names.map(({ name }) => name),
          fresh,
          'everything has its new name',
        );
        assert.deepEqual(visibleIn(other), visibleIn(file), 'what others can see stays');
        assert.deepEqual(rowsFoundIn(renamed), expected, renamed);
      }),
      { numRuns: 10 },
    );
  });
});
