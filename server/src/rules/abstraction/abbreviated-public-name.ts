// Public types whose names contain a C abbreviation.

import { isPublicTrait, type Item } from '../../facts/names/items';
import { abbreviationsIn, behindModule, moduleOf, spelledOut } from '../../facts/names/names';
import { renamedType } from '../../fix/renames';
import { rule, type Context } from '../../rule';

export default rule({
  id: 'abbreviated-public-name',
  summary: 'A public type or associated type has a C abbreviation in its name.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `C names are short because each carries its subsystem's prefix. A Rust type is used through its module, so there is room to spell the word out, and
reviewers request it in an API that others will use: \`Context\` rather than \`Ctx\`, \`Operations\` rather than \`Ops\`. Abbreviations that Rust itself
uses (\`Ptr\`, \`Iter\`, \`Addr\`, \`Buf\`, \`Info\`) are fine, and so are the names of private items.`,
  sources: ['Documentation/rust/coding-guidelines.rst (Naming)'],
  examples: [
    {
      path: 'rust/kernel/sensor.rs',
      bad: `
/// What a sensor driver implements.
pub trait Driver {
    /// State of one open file.
    type UCtx;
    //~  ^^^^ abbreviated-public-name

    /// Called on open.
    fn open() -> Result<Self::UCtx>;
}

/// Settings of a sensor.
pub struct SampleCfg {
//~        ^^^^^^^^^ abbreviated-public-name
    rate: u32,
}
`,
      fixed: `
/// What a sensor driver implements.
pub trait Driver {
    /// State of one open file.
    type UserContext;

    /// Called on open.
    fn open() -> Result<Self::UserContext>;
}

/// Settings of a sensor.
pub struct SampleConfig {
    rate: u32,
}
`,
      good: `
/// A word that begins like an abbreviation.
pub struct Devres;

/// Short in Rust too.
pub struct SamplePtr(*mut u8);

struct OpenCtx;

/// Implements a trait from elsewhere.
impl Device for SamplePtr {
    type Ctx = u32;
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const item of facts.items) {
      if (!isPublicType(context, item) || file.inMacro(item.node) || repeatsModule(context, item)) continue;
      const [first] = abbreviationsIn(item.name);
      if (first === undefined) continue;
      const to = spelledOut(item.name);
      const edits = renamedType(file, { item, to, facts });
      yield {
        at: item.nameNode,
        message: `could \`${item.name}\` spell out \`${first.word}\` and be \`${to}\`?`,
        fix: edits && { title: `Rename to \`${to}\` in this file`, kind: 'suggestion', edits },
      };
    }
  },
});

/** `pub` types, and what a public trait declares; what an `impl` names is not decided here. */
function isPublicType({ file }: Context, { kind, visibility, owner }: Item): boolean {
  if (!['struct', 'union', 'enum', 'trait', 'type'].includes(kind)) return false;
  return file.is(owner, 'trait_item') ? isPublicTrait(file, owner) : visibility === 'pub';
}

/** Then the whole name is in question, and another rule asks. */
function repeatsModule({ file, facts }: Context, item: Item): boolean {
  const module = moduleOf(file, { item, unit: facts.unit });
  return module !== undefined && behindModule(item.name, module) !== undefined;
}
