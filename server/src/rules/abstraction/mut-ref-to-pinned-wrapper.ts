// Traits that pass `&mut` to a pinned wrapper of a C struct to safe code.

import { lastName } from '../../facts/names/declarations';
import { isPublicTrait } from '../../facts/names/items';
import type { Type } from '../../facts/types/types';
import type { Wrapper } from '../../facts/types/wrappers';
import { cStruct } from '../../facts/names/c-knowledge';
import { rule, type Context } from '../../rule';

export default rule({
  id: 'mut-ref-to-pinned-wrapper',
  summary: 'A trait passes drivers `&mut` to a wrapper whose C struct must not move.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `With \`&mut\` to two values, safe code may call \`mem::swap()\`; with one, it may overwrite the value. If the value contains a C struct that is on a
list, holds a lock or is pointed to, C then follows pointers into the wrong object. A pinned type has to stay behind \`Pin<&mut T>\`, which allows
neither. Better still, pass drivers only their own data (\`&T\`, \`Pin<&mut T>\`) and keep the C struct out of sight.`,
  sources: ['https://doc.rust-lang.org/core/pin/index.html', 'rust/kernel/types.rs (Opaque)'],
  examples: [
    {
      bad: `
/// A transfer on a bus, which C links into its queue.
#[pin_data]
pub struct Transfer<T> {
    #[pin]
    raw: Opaque<bindings::bus_transfer>,
    data: T,
}

/// What a bus driver implements.
pub trait Operations: Sized {
    /// Starts a transfer.
    fn start(t: &mut Transfer<Self>) -> Result;
//~             ^^^^^^^^^^^^^^^^^^^ mut-ref-to-pinned-wrapper
}
`,
      good: `
/// A transfer on a bus, which C links into its queue.
#[pin_data]
pub struct Transfer<T> {
    #[pin]
    raw: Opaque<bindings::bus_transfer>,
    data: T,
}

/// Settings of the bus, which Rust owns.
pub struct Settings(Opaque<bindings::bus_settings>);

/// What a bus driver implements.
pub trait Operations: Sized {
    /// Starts a transfer.
    fn start(t: Pin<&mut Transfer<Self>>) -> Result;

    /// Looks at a transfer.
    fn look(t: &Transfer<Self>, data: &mut Self) -> Result;

    /// Fills in settings.
    fn settings(settings: &mut Settings);
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    const pinned = new Map(facts.wrappers.flatMap((wrapper) => pinnedEntry(context, wrapper)));
    if (pinned.size === 0) return;
    for (const item of facts.items) {
      if (item.kind !== 'fn' || !isPublicTrait(file, item.owner)) continue;
      const trait = lastName(file, file.field(item.owner, 'name')) ?? '';
      const parameters = file.field(item.node, 'parameters');
      for (const parameter of file.named(parameters)) {
        const written = file.is(parameter, 'parameter') ? file.field(parameter, 'type') : undefined;
        const name = written === undefined ? undefined : exclusive(facts.types.read(written));
        const cType = name === undefined ? undefined : pinned.get(name);
        if (written === undefined || name === undefined || cType === undefined) continue;
        yield {
          at: written,
          message: `\`${trait}::${item.name}()\` takes \`&mut ${name}\`, which lets safe code move or swap the \`${cType}\` that C points to`,
          help: `pass the driver its own data, or \`Pin<&mut ${name}>\``,
        };
      }
    }
  },
});

/** A wrapper that is marked with `#[pin]`, or whose C struct is known to need a stable address. */
function pinnedEntry({ facts }: Context, { struct, cFields }: Wrapper): [string, string][] {
  const found = cFields.find(
    ({ field, cType }) => field.attributes.some(({ path }) => path === 'pin') || cStruct(facts.packs, cType)?.pinned === true,
  );
  return found === undefined ? [] : [[struct.item.name, found.cType]];
}

const exclusive = (type: Type | undefined): string | undefined =>
  type?.kind === 'reference' && type.mutable && type.to?.kind === 'path' ? type.to.segments.at(-1) : undefined;
