// C types taken from `core::ffi` instead of the kernel's own aliases.

import type { Import, UseDeclaration } from '../../facts/names/imports';
import { isPrelude, isWithin, type Prelude } from '../../facts/names/prelude';
import { removal } from '../../fix/use-layout';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'ffi-type-path',
  summary: "A C type is taken from `core::ffi` instead of the kernel's own alias.",
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `\`core::ffi\` follows the platform's default C ABI. The kernel builds its C code with other flags and has its own aliases: its \`char\` is always
unsigned, and \`long\` is \`isize\`, which has the size of a pointer on every architecture. With \`core\`'s types a signature matches the bindings on one
architecture and fails to build on the next. The prelude brings the aliases, so \`c_int\` and \`c_void\` can be written as they are.`,
  sources: ['Documentation/rust/coding-guidelines.rst (C FFI types)', 'rust/ffi.rs', 'rust/kernel/prelude.rs'],
  examples: [
    {
      bad: `
use kernel::prelude::*;

extern "C" fn resume(data: *mut core::ffi::c_void) -> core::ffi::c_int {
//~                             ^^^^^^^^^^^^^^^^^ ffi-type-path
//~                                                   ^^^^^^^^^^^^^^^^ ffi-type-path
    Watchdog::from_data(data).start()
}
`,
      fixed: `
use kernel::prelude::*;

extern "C" fn resume(data: *mut c_void) -> c_int {
    Watchdog::from_data(data).start()
}
`,
      good: `
use kernel::prelude::*;

// \`c"…"\` has core's type.
fn name(chip: &Chip) -> &core::ffi::CStr {
    chip.name()
}
`,
      path: 'drivers/watchdog/softdog_core.rs',
    },
    {
      bad: `
use core::{
    ffi::c_ulong,
    //~< ^^^^^^^^^^^^ ffi-type-path
    pin::Pin,
    ptr::NonNull, //
};
use kernel::prelude::*;

fn mask(bits: c_ulong) -> c_ulong {
    bits & 0xff
}
`,
      fixed: `
use core::{
    pin::Pin,
    ptr::NonNull, //
};
use kernel::prelude::*;

fn mask(bits: c_ulong) -> c_ulong {
    bits & 0xff
}
`,
      path: 'drivers/irqchip/irq_mask.rs',
    },
    {
      bad: `
use core::ffi::{c_char, c_int};
//~             ^^^^^^ ffi-type-path
//~                     ^^^^^ ffi-type-path

macro_rules! show {
    ($name:ident) => {
        extern "C" fn $name(buffer: *mut ::core::ffi::c_char) {}
        //~                              ^^^^^^^^^^^^^^^^^^^ ffi-type-path
    };
}
`,
      fixed: `
use crate::ffi::{c_char, c_int};

macro_rules! show {
    ($name:ident) => {
        extern "C" fn $name(buffer: *mut $crate::ffi::c_char) {}
    };
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    // The aliases themselves are made of core's types.
    if (!/\bffi\b/.test(file.text) || facts.unit.path === 'rust/ffi.rs' || !facts.isKernelCode) return;
    const prelude = context.facts.prelude;
    for (const declaration of facts.uses) {
      const leaves = declaration.imports.filter((leaf) => isOfCore(facts.paths.ofImport(leaf)));
      const fix = leaves.length === 0 ? undefined : fixOfUse(declaration, { leaves, context, prelude });
      for (const leaf of leaves) yield { at: leaf.node, message: messageFor(facts.paths.ofImport(leaf), context), fix };
    }
    for (const node of file.nodes('scoped_identifier', 'scoped_type_identifier')) {
      if (!file.text.startsWith('c_', file.start(file.field(node, 'name') ?? node))) continue;
      const path = facts.paths.resolve(node)?.path ?? '';
      if (!isOfCore(path) || file.closest(node, 'use_declaration') !== undefined) continue;
      yield { at: node, message: messageFor(path, context), fix: fixOfPath(node, { path, context, prelude }) };
    }
  },
});

const isOfCore = (path: string): boolean => /^(?:core|std)::ffi::c_\w+$/.test(path);

const nameOf = (path: string): string => path.replace(/.*::/, '');

const messageFor = (path: string, context: Context): string =>
  `\`${path}\` instead of the kernel's \`${crateIn(context)}::ffi::${nameOf(path)}\``;

/** The kernel crate as the file names it. */
const crateIn = ({ file, facts }: Context): 'crate' | 'kernel' =>
  facts.paths.moduleAt(file.root).startsWith('kernel') ? 'crate' : 'kernel';

function fixOfPath(node: Node, { path, context, prelude }: { path: string; context: Context; prelude: Prelude }): Fix {
  const { file } = context;
  const name = nameOf(path);
  // A macro's body must not depend on what its users import.
  const inBody = file.closest(node, 'macro_definition') !== undefined;
  const isBare = !inBody && comesWithPrelude(name, { at: node, context, prelude });
  const text = isBare ? name : `${inBody && crateIn(context) === 'crate' ? '$crate' : crateIn(context)}::ffi::${name}`;
  return { title: `Replace with \`${text}\``, kind: 'suggestion', edits: [{ ...file.span(node), text }] };
}

/** The imports go when the prelude brings their names; else the whole declaration takes them from the kernel. */
function fixOfUse(
  declaration: UseDeclaration,
  { leaves, context, prelude }: { leaves: readonly Import[]; context: Context; prelude: Prelude },
): Fix | undefined {
  const without = new Set(leaves);
  const isPlain = leaves.every(({ name, path }) => name === path.at(-1)) && declaration.visibility === undefined;
  const areBrought = leaves.every(({ name = '' }) => comesWithPrelude(name, { at: declaration.node, context, prelude, without }));
  if (isPlain && areBrought) {
    const edit = removal(context.file, { declaration, imports: leaves });
    return edit === undefined ? undefined : fixWith('Use the alias from the prelude', edit);
  }
  const { tree, imports } = declaration;
  const argument = context.file.field(declaration.node, 'argument');
  if (tree === undefined || argument === undefined || imports.length !== leaves.length) return undefined;
  const written = /^(?:::)?(?:core|std)::(?=ffi::)/.exec(context.file.textOf(argument))?.[0];
  if (written === undefined) return undefined;
  const start = context.file.start(argument);
  return fixWith('Import it from `kernel::ffi`', { start, end: start + written.length, text: `${crateIn(context)}::` });
}

const fixWith = (title: string, edit: Edit): Fix => ({ title, kind: 'suggestion', edits: [edit] });

/** Whether the bare name comes from the prelude. */
function comesWithPrelude(
  name: string,
  options: { at: Node; context: Context; prelude: Prelude; without?: ReadonlySet<Import> },
): boolean {
  const { at, context, prelude, without } = options;
  const { paths } = context.facts;
  const { by, globs } = paths.lookUp(name, { at, namespace: 'type', ...(without === undefined ? {} : { without }) });
  const modules = globs.map((glob) => paths.ofImport(glob));
  if (by !== 'glob' || !modules.some(isPrelude) || !modules.every((module) => isWithin(prelude, module))) return false;
  return prelude.brings(`ffi::${name}`) !== undefined;
}
