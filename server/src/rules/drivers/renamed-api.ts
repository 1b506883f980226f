// Names from an abstraction before it was merged.

import type { Pack } from '../../packs/pack';
import type { Rename } from '../../packs/rust-facts';
import { rule, type Context, type Report } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'renamed-api',
  summary: 'A name from an abstraction that has since been renamed.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `Abstractions change during review, and code written against an earlier version of the patches does not build with the merged one. Often more than
the name has changed, so compare the signatures too.`,
  sources: ['rust/kernel/fwctl.rs'],
  examples: [
    {
      path: 'drivers/fwctl/flash.rs',
      bad: `
use kernel::fwctl::{self, FwCtlOps};
//~                       ^^^^^^^^ renamed-api

impl FwCtlOps for Flash {
//~  ^^^^^^^^ renamed-api
    type UCtx = Context;
    //~  ^^^^ renamed-api

    fn open_uctx(uctx: &mut fwctl::FwCtlUCtx<Context>) -> Result {
    //~^^^^^^^^^ renamed-api
        //~                        ^^^^^^^^^ renamed-api
        Ok(())
    }
}
`,
      fixed: `
use kernel::fwctl::{self, Operations};

impl Operations for Flash {
    type UCtx = Context;

    fn open_uctx(uctx: &mut fwctl::FwCtlUCtx<Context>) -> Result {
        Ok(())
    }
}
`,
      good: `
use kernel::{
    bindings,
    fwctl, //
};

impl fwctl::Operations for Flash {
    fn open<'a>(device: &fwctl::Device<Self>, data: &FlashData<'a>) -> impl PinInit<Self, Error> {
        try_init!(Self {})
    }
}

/// Not the subsystem's.
struct UserCtx;

impl Table {
    fn open_uctx(context: &UserCtx) -> *const bindings::lamp_ops {
        context.ops()
    }
}

static OPS: bindings::lamp_ops = bindings::lamp_ops { open_uctx: None };
`,
    },
    {
      path: 'drivers/fwctl/flash.rs',
      bad: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    type DeviceData = FlashData;
    //~  ^^^^^^^^^^ renamed-api

    fn info(uctx: &mut fwctl::UserCtx<Flash>) -> Result<KVec<u8>> {
        //~                   ^^^^^^^ renamed-api
        dev_dbg!(uctx.get_parent_device(), "info\\n");
        //~           ^^^^^^^^^^^^^^^^^ renamed-api
    }
}
`,
    },
  ],
  *check(context) {
    const { facts } = context;
    if (facts.unit.path?.startsWith('rust/kernel/') === true) return;
    for (const pack of facts.packs) {
      const { module, renames } = pack;
      if (module === undefined || renames === undefined || !usesModule(context, module)) continue;
      // A tree whose abstraction still has the old names predates the renaming.
      const source = facts.tree.read(`rust/kernel/${module}.rs`) ?? '';
      for (const rename of renames) if (!isDefined(source, rename)) yield* placesOf(context, { rename, pack });
    }
  },
});

function usesModule({ facts }: Context, module: string): boolean {
  const begins = new RegExp(`^kernel::${module}(?:::|$)`);
  return facts.uses.some(({ imports }) => imports.some((leaf) => begins.test(facts.paths.ofImport(leaf))));
}

function isDefined(source: string, { from, position }: Rename): boolean {
  const words = { type: 'pub\\s+(?:trait|struct|enum|type)', 'trait item': '(?:type|fn|const)', function: 'fn' };
  return new RegExp(`\\b${words[position]}\\s+${from}\\b`).test(source);
}

function* placesOf({ file, facts }: Context, { rename, pack }: { rename: Rename; pack: Pack }): Generator<Report> {
  const { from, to, position } = rename;
  const path = `kernel::${pack.module ?? ''}::${from}`;
  const report = (at: Node): Report => ({
    at,
    message: `\`${from}\` of ${pack.title} is now ${/^\w+$/.test(to) ? `\`${to}\`` : to}`,
    fix:
      position === 'type' && /^\w+$/.test(to)
        ? { title: `Rename to \`${to}\``, kind: 'suggestion', edits: [{ ...file.span(at), text: to }] }
        : undefined,
  });
  if (position === 'type') {
    for (const node of file.nodes('type_identifier', 'identifier'))
      if (file.textOf(node) === from && meaning(node) === path) yield report(node);
  } else if (position === 'trait item') {
    for (const { trait, body } of facts.impls) {
      const of = trait === undefined ? undefined : facts.paths.resolve(trait)?.path;
      if (body === undefined || of?.startsWith(`kernel::${pack.module ?? ''}::`) !== true) continue;
      for (const item of file.named(body)) {
        const name = file.field(item, 'name');
        if (name !== undefined && file.textOf(name) === from) yield report(name);
      }
    }
  } else {
    for (const { name, nameNode } of facts.calls) if (name === from) yield report(nameNode);
  }

  /** What a name resolves to, also in a path or an import. */
  function meaning(node: Node): string | undefined {
    const use = file.closest(node, 'use_declaration');
    if (use !== undefined) {
      const leaf = facts.uses
        .flatMap(({ imports }) => imports)
        .find((one) => file.contains(one.node, node) && one.path.at(-1) === from);
      return leaf === undefined ? undefined : facts.paths.ofImport(leaf);
    }
    const parent = file.parent(node);
    const whole =
      file.is(parent, 'scoped_type_identifier', 'scoped_identifier') && file.field(parent, 'name') === node ? parent : node;
    return facts.paths.resolve(whole)?.path;
  }
}
