// Trait functions whose names end in the name of their parameter's type.

import { isPublicTrait, type Item } from '../../facts/names/items';
import { folded, wordsOf } from '../../facts/names/names';
import { renamedTraitFunction } from '../../fix/renames';
import { rule, type Context, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'redundant-name-suffix',
  summary: "The name of a public trait's function ends in the name of its parameter's type.",
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A callback in a C vtable is called \`open_file\` because nothing else says what is opened. A Rust trait function is qualified by the trait's name and
has a typed parameter, so the last word repeats the signature. Reviewers prefer \`open()\`.`,
  sources: ['Documentation/rust/coding-guidelines.rst (Naming)'],
  examples: [
    {
      bad: `
/// What a lock manager asks of a driver.
pub trait Operations: Sized {
    /// Called for each new session.
    fn start_session(s: &mut LockSession<Self>) -> Result;
//~    ^^^^^^^^^^^^^ redundant-name-suffix
}

struct Callbacks<T>(PhantomData<T>);

impl<T: Operations> Callbacks<T> {
    const TABLE: bindings::lockmgr_ops = bindings::lockmgr_ops {
        start_session: Some(Self::start),
    };

    /// # Safety
    ///
    /// \`raw\` points to a session of the driver.
    unsafe extern "C" fn start(raw: *mut bindings::lockmgr_session) -> c_int {
        // SAFETY: By the safety requirements of this function.
        from_result(|| T::start_session(unsafe { LockSession::from_raw(raw) }).map(|()| 0))
    }
}
`,
      fixed: `
/// What a lock manager asks of a driver.
pub trait Operations: Sized {
    /// Called for each new session.
    fn start(s: &mut LockSession<Self>) -> Result;
}

struct Callbacks<T>(PhantomData<T>);

impl<T: Operations> Callbacks<T> {
    const TABLE: bindings::lockmgr_ops = bindings::lockmgr_ops {
        start_session: Some(Self::start),
    };

    /// # Safety
    ///
    /// \`raw\` points to a session of the driver.
    unsafe extern "C" fn start(raw: *mut bindings::lockmgr_session) -> c_int {
        // SAFETY: By the safety requirements of this function.
        from_result(|| T::start(unsafe { LockSession::from_raw(raw) }).map(|()| 0))
    }
}
`,
      good: `
/// What a lock manager asks of a driver.
pub trait Operations: Sized {
    /// Takes something else.
    fn start_session(queue: &Queue) -> Result;

    /// A conversion.
    fn from_session(s: &Session<Self>) -> Self;

    /// One word.
    fn session(s: &Session<Self>) -> Result;

    /// Says more than its parameter.
    fn grant_session_lock(s: &Session<Self>) -> Result;
}

impl Session<()> {
    /// Of no trait.
    pub fn end_session(s: &Session<()>) {}
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const item of facts.items) {
      if (item.kind !== 'fn' || !isPublicTrait(file, item.owner)) continue;
      const words = wordsOf(item.name);
      const last = words.at(-1);
      const [name = ''] = words;
      if (last === undefined || words.length !== 2 || conversions.has(name)) continue;
      const type = typeEndingIn(file, { item, word: last });
      if (type === undefined) continue;
      yield {
        at: item.nameNode,
        message: `does \`${item.name}()\` need \`_${last}\` in its name, when it takes a \`${type}\`?`,
        fix: renaming(context, { item, name }),
      };
    }
  },
});

/** The name of the type of the first parameter, if the parameter is not `self` and the name ends in the word. */
function typeEndingIn(file: SourceFile, { item, word }: { item: Item; word: string }): string | undefined {
  const list = file.field(item.node, 'parameters');
  const first = file.named(list)[0];
  const type = file.is(first, 'parameter') ? file.field(first, 'type') : undefined;
  if (type === undefined) return undefined;
  if (file.is(type, 'abstract_type')) return undefined;
  const names: Node[] = file.is(type, 'type_identifier') ? [type] : file.descendants(type, 'type_identifier');
  const found = names.find((name) => {
    const words = wordsOf(file.textOf(name));
    return words.some((_, index) => folded(words.slice(index).join('')) === word.toLowerCase());
  });
  return file.textOf(found);
}

function renaming({ file, facts }: Context, { item, name }: { item: Item; name: string }): Fix | undefined {
  if (reserved.has(name)) return undefined;
  const edits = renamedTraitFunction(file, { item, to: name, facts });
  return edits && { title: `Rename to \`${name}()\` in this file`, kind: 'suggestion', edits };
}

/** First words that mean little on their own. */
const conversions: ReadonlySet<string> = new Set(['from', 'as', 'to', 'into', 'try', 'is', 'has', 'with', 'pin', 'get', 'set']);

/** Not usable as function names. */
const reserved: ReadonlySet<string> = new Set(['move', 'match', 'loop', 'ref', 'use', 'type', 'yield', 'try', 'drop', 'impl']);
