// Imports of items that `kernel::prelude::*` already brings.

import type { Import, UseDeclaration } from '../../facts/names/imports';
import { isPrelude, isWithin, type Prelude } from '../../facts/names/prelude';
import { removal } from '../../fix/use-layout';
import { rule, type Context, type Fix } from '../../rule';

export default rule({
  id: 'redundant-prelude-import',
  summary: 'An import names an item that `kernel::prelude::*` already brings into scope.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `The prelude exists so that files need not import \`Result\`, the error codes, \`KBox\`, the \`GFP_*\` flags, \`Pin\`, the C types or \`pin_init!\` one
by one. Next to \`prelude::*\` such an import is redundant, and reviewers ask to drop it. The prelude's contents change from release to release, so
they are read from \`rust/kernel/prelude.rs\` when the tree is available. An import of a different item with the same name, such as
\`core::result::Result\`, is not redundant: it overrides the prelude.`,
  sources: ['rust/kernel/prelude.rs', 'Documentation/rust/coding-guidelines.rst (C FFI types)'],
  examples: [
    {
      bad: `
use kernel::{
    error::Result,
    //~< ^^^^^^^^^^^^^ redundant-prelude-import
    platform,
    prelude::*, //
};
`,
      fixed: `
use kernel::{
    platform,
    prelude::*, //
};
`,
    },
    {
      bad: `
use core::pin::Pin;
//~ ^^^^^^^^^^^^^^ redundant-prelude-import

use crate::alloc::{flags, KVec};
//~                       ^^^^ redundant-prelude-import
use crate::prelude::*;
`,
      fixed: `
use crate::alloc::flags;
use crate::prelude::*;
`,
      good: `
use crate::prelude::*;
use core::result::Result;

fn parse(text: &str) -> Result<u32, ParseError> {
    text.parse().map_err(ParseError::from)
}

pub use crate::error::Error;

mod without_prelude {
    use crate::error::Result;
}
`,
    },
  ],
  *check(context) {
    const { facts } = context;
    const uses = facts.uses.filter(isPlain(context));
    if (uses.length === 0 || !facts.uses.some(({ imports }) => imports.some(isGlobOfPrelude(context)))) return;
    const prelude = context.facts.prelude;
    for (const declaration of uses) {
      const found = declaration.imports
        .map((leaf) => redundancyOf(leaf, { context, prelude }))
        .filter((redundancy) => redundancy !== undefined);
      const fixes = new Map<Redundancy['when'], Fix | undefined>();
      for (const { leaf, path, when } of found) {
        if (!fixes.has(when)) fixes.set(when, fixFor({ when, found, declaration }, context));
        yield { at: leaf.node, message: `\`${path}\` is already imported by \`kernel::prelude::*\``, fix: fixes.get(when) };
      }
    }
  },
});

interface Redundancy {
  readonly leaf: Import;
  readonly path: string;
  readonly when: 'always' | 'newer';
}

/** Private imports; attributes (a `cfg`, an `expect`) say that there is more to one than its names. */
const isPlain =
  ({ file }: Context) =>
  ({ node, visibility }: UseDeclaration): boolean =>
    visibility === undefined && !file.is(file.previous(node), 'attribute_item') && !file.inMacro(node);

const isGlobOfPrelude =
  ({ facts }: Context) =>
  (leaf: Import): boolean =>
    leaf.glob && isPrelude(facts.paths.ofImport(leaf));

function redundancyOf(leaf: Import, { context, prelude }: { context: Context; prelude: Prelude }): Redundancy | undefined {
  const { facts } = context;
  const path = facts.paths.ofImport(leaf);
  if (isPrelude(path)) return undefined;
  if (leaf.glob) {
    const when = prelude.brings(`${path}::*`);
    return when === undefined || !isPreludeInScope(leaf, context) ? undefined : { leaf, path: `${path}::*`, when };
  }
  const [segment] = path.split('::').slice(-1);
  if (leaf.name === undefined) {
    const when = prelude.bringsMethodsOf(path);
    return when === undefined || !isPreludeInScope(leaf, context) ? undefined : { leaf, path, when };
  }
  // `core::ffi::c_int` is not the kernel's alias of that name.
  if (leaf.name !== segment || /^core::ffi::c_/.test(path)) return undefined;
  const when = prelude.brings(path);
  return when === undefined || !wouldBePrelude(leaf.name, { leaf, context, prelude }) ? undefined : { leaf, path, when };
}

/** Whether the name, without this import, can only be the prelude's. */
function wouldBePrelude(name: string, { leaf, context, prelude }: { leaf: Import; context: Context; prelude: Prelude }): boolean {
  const { paths } = context.facts;
  const without = new Set([leaf]);
  return (['type', 'value', 'macro'] as const).every((namespace) => {
    const { by, globs } = paths.lookUp(name, { at: leaf.declaration.node, namespace, without });
    return by === 'glob' && hasOnlyPrelude(globs, { context, prelude });
  });
}

function hasOnlyPrelude(globs: readonly Import[], { context, prelude }: { context: Context; prelude: Prelude }): boolean {
  const modules = globs.map((glob) => context.facts.paths.ofImport(glob));
  return hasUnconditional(globs, context) && modules.every((module) => isWithin(prelude, module));
}

function isPreludeInScope(leaf: Import, context: Context): boolean {
  const { globs } = context.facts.paths.lookUp('*', { at: leaf.declaration.node, namespace: 'type' });
  return hasUnconditional(globs, context);
}

/** Whether one of the globs is the prelude's and no `cfg` switches it off. */
const hasUnconditional = (globs: readonly Import[], { file, facts }: Context): boolean =>
  globs.some((glob) => isPrelude(facts.paths.ofImport(glob)) && !file.is(file.previous(glob.declaration.node), 'attribute_item'));

/** One fix for all of a declaration, so that its lists are written once; the safe one leaves alone what only newer preludes bring. */
function fixFor(
  { when, found, declaration }: { when: Redundancy['when']; found: readonly Redundancy[]; declaration: UseDeclaration },
  { file }: Context,
): Fix | undefined {
  const imports = found.filter((other) => when === 'newer' || other.when === 'always').map(({ leaf }) => leaf);
  const edit = removal(file, { declaration, imports });
  if (edit === undefined) return undefined;
  const title = imports.length === 1 ? 'Remove the import' : 'Remove the redundant imports';
  return { title, kind: when === 'always' ? 'safe' : 'suggestion', edits: [edit] };
}
