// Public types whose names repeat the name of their module.

import { behindModule, folded, moduleOf, spelledOut } from '../../facts/names/names';
import { renamedType } from '../../fix/renames';
import type { Item } from '../../facts/names/items';
import { rule, type Context, type Fix } from '../../rule';

export default rule({
  id: 'redundant-module-prefix',
  summary: 'A public type repeats the name of its module.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `C has a single namespace, so every name in a subsystem carries its prefix. Rust has modules: users of an abstraction write \`gpio::Chip\`, and
\`gpio::GpioChip\` says the same word twice. Reviewers request the short name in new modules. The module is part of the name, so the short name may be
as general as \`Device\` or \`Operations\`.

Names that a parent module re-exports are left alone, because they are used without their module. So are the relatives of a type that the module is
named after (\`MutexGuard\` next to \`Mutex\`), names that would become too short, and names whose short form is already used in the file.`,
  sources: ['Documentation/rust/coding-guidelines.rst (Naming)'],
  examples: [
    {
      path: 'rust/kernel/dsp.rs',
      bad: `
/// Callbacks of a signal processor; [\`DspCore\`] calls them.
pub trait DspOps {
//~       ^^^^^^ redundant-module-prefix
    /// Loads the program.
    fn load(&self) -> Result;
}

/// A core that runs what [\`DspOps\`] loaded.
pub struct DspCore<T: DspOps>(T);
//~        ^^^^^^^ redundant-module-prefix
`,
      fixed: `
/// Callbacks of a signal processor; [\`Core\`] calls them.
pub trait Operations {
    /// Loads the program.
    fn load(&self) -> Result;
}

/// A core that runs what [\`Operations\`] loaded.
pub struct Core<T: Operations>(T);
`,
      good: `
/// Begins like the module, but is another word.
pub struct Dspace;

/// Nothing public.
struct DspQueue;

/// What would remain is a name that every file has already.
pub type DspResult = Result;

/// Too little would remain.
pub struct DspIo;

mod firmware {
    /// Used from another module.
    pub struct DspImage;
}
`,
    },
    {
      bad: `
/// Pulse width modulation.
pub mod pwm {
    /// One chip.
    pub struct PwmChip;
    //~        ^^^^^^^ redundant-module-prefix
}

use pwm::PwmChip;
`,
      good: `
/// Locks.
pub mod ticket {
    /// The module is named after it.
    pub struct Ticket;

    /// Belongs to a [\`Ticket\`].
    pub struct TicketQueue;
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    // A driver's modules are private to it: no other code uses their names.
    if (facts.unit.crate !== 'kernel') return;
    const bindings = new Set([...file.text.matchAll(/\bbindings::(\w+)/g)].map(([, name = '']) => folded(name)));
    for (const item of facts.items) {
      if (!['struct', 'union', 'enum', 'trait', 'type'].includes(item.kind) || item.visibility === undefined) continue;
      if (file.inMacro(item.node)) continue;
      const module = moduleOf(file, { item, unit: facts.unit });
      const rest = module === undefined ? undefined : behindModule(item.name, module);
      if (module === undefined || rest === undefined || rest.length < 3 || tooGeneral.has(rest)) continue;
      // Named after a C type plus a suffix: the prefix is part of that type's name.
      if ([...bindings].some((name) => name.length > folded(module).length && isBeginning(name, folded(item.name)))) continue;
      if (isFamily(context, { item, module }) || isReExported(context, { item, module })) continue;
      const name = shortName(context, { item, rest });
      // A short name that the file uses for something else is a reason for the long one.
      if (facts.named(name).some((node) => file.is(node, 'identifier', 'type_identifier'))) continue;
      yield {
        at: item.nameNode,
        message: `could \`${item.name}\` be \`${name}\`, since users see it as \`${module}::${item.name}\`?`,
        fix: renaming(context, { item, name }),
      };
    }
  },
});

/** Names of the prelude and the language, which should not be shadowed, and words that mean little on their own. */
const tooGeneral: ReadonlySet<string> = new Set([
  ...['Result', 'Error', 'Option', 'Box', 'KBox', 'VBox', 'KVBox', 'Vec', 'KVec', 'VVec', 'KVVec', 'String', 'CStr', 'Pin'],
  ...[
    'Self',
    'Drop',
    'Clone',
    'Copy',
    'Default',
    'Send',
    'Sync',
    'Iterator',
    'From',
    'Into',
    'Deref',
    'Future',
    'Init',
    'PinInit',
  ],
  ...[
    'Ref',
    'Mut',
    'Inner',
    'Type',
    'Info',
    'Iter',
    'Guard',
    'Var',
    'Alloc',
    'Ptr',
    'Add',
    'Sub',
    'Int',
    'List',
    'View',
    'Range',
  ],
]);

const isBeginning = (part: string, whole: string): boolean => part.length < whole.length && whole.startsWith(part);

/** Whether the module is named after a type in it: `MutexGuard` belongs to `Mutex`, not to `mutex`. */
function isFamily({ facts }: Context, { item, module }: { item: Item; module: string }): boolean {
  return facts.items.some((other) => other.owner === item.owner && other.kind !== 'mod' && folded(other.name) === folded(module));
}

/** The name that the subsystem uses by now, or else the rest of the name, spelled out. */
function shortName({ file, facts }: Context, { item, rest }: { item: Item; rest: string }): string {
  const isMember = file.is(item.owner, 'trait_item');
  for (const { module, renames = [] } of facts.packs) {
    const known = module === facts.unit.module && !isMember ? renames.find(({ from }) => from === item.name) : undefined;
    if (known !== undefined && /^\w+$/.test(known.to)) return known.to;
  }
  return spelledOut(rest);
}

function renaming({ file, facts }: Context, { item, name }: { item: Item; name: string }): Fix | undefined {
  const edits = renamedType(file, { item, to: name, facts });
  return edits && { title: `Rename to \`${name}\` in this file`, kind: 'suggestion', edits };
}

/** Whether a module further up, or this file itself, re-exports the name from its module. */
function isReExported({ file, facts }: Context, { item, module }: { item: Item; module: string }): boolean {
  const own = facts.uses.some(
    ({ visibility, imports }) =>
      visibility !== undefined && imports.some(({ path }) => path.at(-1) === item.name && file.is(item.owner, 'mod_item')),
  );
  if (own) return true;
  const name = new RegExp(`\\bpub(?:\\([^)]*\\))? use [^;]*(?:\\b${item.name}\\b|\\b${module}::(?:\\*|\\{[^;]*\\*))`);
  const above = parentsOf(facts.unit.path).map((path) => facts.tree.read(path));
  return [...above, ...(facts.unit.siblings?.() ?? []).map((sibling) => sibling.text)].some(
    (text) => text !== undefined && name.test(text),
  );
}

/** The files that can declare the module of a file, or modules further up. */
function parentsOf(path: string | undefined): string[] {
  const folders = (path ?? '').split('/').slice(0, -1);
  return folders.flatMap((_, index) => {
    const folder = folders.slice(0, folders.length - index).join('/');
    return [`${folder}.rs`, `${folder}/mod.rs`, `${folder}/lib.rs`].filter((candidate) => candidate !== path);
  });
}
