// Imports that do not use the kernel's vertical layout.

import { runsOf, moduleOf } from '../../fix/use-runs';
import type { UseDeclaration } from '../../facts/names/imports';
import { isFreeOfRemarks, looseLists, mergedText, pathBefore, standsAlone, summary, verticalText } from '../../fix/use-layout';
import { rule, type Context, type Fix, type Report } from '../../rule';

export default rule({
  id: 'import-vertical-style',
  summary: 'An import list does not have one item per line with a trailing `//` after the last.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'certain',
  needs: 'line',
  why: `rustfmt packs the items of a \`use\` into as few lines as possible, so two patches that each add an import change the same line and conflict.
The kernel puts one item on each line, in nested lists too, and ends each list with an empty \`//\`, which keeps rustfmt from joining the lines.
Imports from one crate or module share one \`use\`. Existing code is not converted for its own sake; new code is expected to follow, and reviewers ask
for it.`,
  sources: ['Documentation/rust/coding-guidelines.rst (Imports)', 'rust/kernel/prelude.rs'],
  examples: [
    {
      bad: `
use kernel::{auxiliary, device::{Bound, Core}, prelude::*};
//~ ^^^^^^^^^ import-vertical-style
`,
      fixed: `
use kernel::{
    auxiliary,
    device::{
        Bound,
        Core, //
    },
    prelude::*, //
};
`,
    },
    {
      bad: `
use kernel::{
    i2c,
    prelude::*,
    regulator::{Enabled, Regulator},
    //~< ^^^^^^^^^^^^ import-vertical-style
    types::ARef, //
};
`,
      fixed: `
use kernel::{
    i2c,
    prelude::*,
    regulator::{
        Enabled,
        Regulator, //
    },
    types::ARef, //
};
`,
      good: `
use kernel::{
    prelude::*,
    regulator::{
        Enabled,
        Regulator, //
    },
};
`,
    },
    {
      bad: `
use kernel::{dma::Coherent, transmute::{AsBytes, FromBytes}};
//~ ^^^^^^^^^ import-vertical-style
use core::{mem, ptr, sync::atomic::{AtomicBool, Ordering}};
//~ ^^^^^^^ import-vertical-style
`,
      fixed: `
use kernel::{
    dma::Coherent,
    transmute::{
        AsBytes,
        FromBytes, //
    },
};
use core::{
    mem,
    ptr,
    sync::atomic::{
        AtomicBool,
        Ordering, //
    }, //
};
`,
    },
    {
      bad: `
use crate::clk::Clk;
//~ ^^^^^^^^^^^^^^^ import-vertical-style
use crate::{
    device::Device,
    prelude::*, //
};
`,
      fixed: `
use crate::{
    clk::Clk,
    device::Device,
    prelude::*, //
};
`,
    },
    {
      bad: `
use kernel::{
//~ ^^^^^^^^^ import-vertical-style
    of::DeviceId,
    platform,
    prelude::*,
};

use core::sync::atomic::fence;
use core::sync::atomic::Ordering;
//~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ import-vertical-style
`,
      fixed: `
use kernel::{
    of::DeviceId,
    platform,
    prelude::*, //
};

use core::sync::atomic::{
    fence,
    Ordering, //
};
`,
      good: `
pub use self::{gpio::Chip, pin::Pin};

use core::mem::MaybeUninit;
use core::ptr::NonNull;
use kernel::{
    platform, //
};

fn wait() {
    use kernel::time::{delay::fsleep, Delta};
    fsleep(Delta::from_millis(1));
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (!facts.isKernelCode) return;
    const uses = facts.uses.filter(
      ({ node, visibility, tree }) =>
        // Re-exports follow the interface that they make, and what a function imports is short.
        visibility === undefined &&
        tree !== undefined &&
        file.is(file.parent(node), 'source_file', 'declaration_list') &&
        !file.inMacro(node),
    );
    for (const declaration of uses) yield* layoutReports(context, declaration);
    for (const run of runsOf(file, uses)) yield* mergeReports(context, run);
  },
});

function* layoutReports({ file }: Context, declaration: UseDeclaration): Generator<Report> {
  const lists = looseLists(file, declaration);
  if (lists.length === 0) return;
  const text = isFreeOfRemarks(file, declaration) && standsAlone(file, declaration) ? verticalText(file, declaration) : undefined;
  const fix: Fix | undefined =
    text === undefined
      ? undefined
      : { title: 'Put each import on its own line', kind: 'safe', edits: [{ ...file.span(declaration.node), text }] };
  for (const { braces, fault, tree } of lists) {
    yield {
      at: { start: file.start(tree.node), end: file.start(braces) + 1 },
      message:
        fault === 'joined'
          ? `the imports of \`${summary(tree)}\` share lines: put one item on each line`
          : `rustfmt may join the imports of \`${summary(tree)}\`: add \`//\` after the last item`,
      fix,
    };
  }
}

/** Where one of a run has braces right behind the crate, the others belong there; else only those of one module belong together. */
function* mergeReports(context: Context, run: readonly UseDeclaration[]): Generator<Report> {
  const hasRootList = run.some(({ tree }) => tree?.list !== undefined && tree.segments.length === 1);
  if (hasRootList) {
    const target = run.find(({ tree }) => tree?.list !== undefined && tree.segments.length === 1);
    yield* reportAll(context, { group: run, target });
    return;
  }
  for (let at = 0; at < run.length;) {
    let end = at + 1;
    const module = moduleOf(run[at]?.tree);
    while (module !== undefined && moduleOf(run[end]?.tree) === module) end++;
    if (end > at + 1) yield* reportAll(context, { group: run.slice(at, end), target: run[at] });
    at = end;
  }
}

/** One report: on the first of the group that is new. */
function* reportAll(
  { file, facts }: Context,
  { group, target }: { group: readonly UseDeclaration[]; target: UseDeclaration | undefined },
): Generator<Report> {
  const text = mergedText(file, group);
  const [first] = group;
  const last = group.at(-1);
  if (text === undefined || target?.tree === undefined || first === undefined || last === undefined) return;
  const shared = target.tree.list === undefined ? `${moduleOf(target.tree) ?? ''}::` : pathBefore(target.tree);
  const fix: Fix = {
    title: `Merge into one \`use ${shared}{…}\``,
    kind: 'safe',
    edits: [{ start: file.start(first.node), end: file.end(last.node), text }],
  };
  const others = group.filter(({ node }) => node !== target.node);
  const report = others.find(({ node }) => facts.unit.changedLines?.has(file.line(file.start(node))) === true) ?? others[0];
  const argument = report === undefined ? undefined : file.field(report.node, 'argument');
  if (argument === undefined) return;
  yield {
    at: argument,
    message: `\`${file.textOf(argument)}\` can be merged with its neighbours into one \`use ${shared}{…}\``,
    fix,
  };
}
