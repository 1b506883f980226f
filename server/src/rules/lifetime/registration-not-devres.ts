// Registrations that are returned, or kept by a driver, bare although they must not outlive the binding of their parent.

import { callsIn } from '../../facts/names/calls';
import { cFunctionOf } from '../../facts/names/c-calls';
import { lastName } from '../../facts/names/declarations';
import { signatureIn } from '../../facts/kernel/generations';
import { registrationOfType } from '../../facts/kernel/registrations';
import { takesLifetime } from '../../facts/types/signatures';
import type { UnguardedRegistration } from '../../facts/flow/unguarded-registrations';
import type { Generation } from '../../packs/rust-facts';
import { rule, type Context, type Report } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'registration-not-devres',
  summary: 'A registration that needs its parent bound is returned without `Devres` and without a lifetime.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A registration lets user space or other drivers call into this one. This must be over when the parent device is unbound, because everything
that the callbacks use goes away then. A constructor that returns the bare registration leaves that to each driver, and nothing in the language
stops a driver from keeping it too long.

The kernel has two ways to express it in the type. \`impl PinInit<Devres<Self>, Error>\`: devres drops the registration on unbind, wherever the
\`Devres\` is by then. Or a lifetime, \`Registration<'a, T>\` made from a \`&'a Device<Bound>\`: the compiler does not let it outlive the binding.`,
  sources: [
    'rust/kernel/auxiliary.rs (Registration::new)',
    'rust/kernel/i2c.rs',
    'rust/kernel/devres.rs',
    'rust/kernel/fwctl.rs',
  ],
  examples: [
    {
      bad: `
/// A channel that user space sees.
pub struct Channel {
    raw: NonNull<bindings::fwctl_device>,
}

impl Channel {
    /// An empty one for tests.
    pub fn dummy(raw: NonNull<bindings::fwctl_device>) -> Self {
        Self { raw }
    }

    /// Makes a channel below \`parent\`.
    pub fn open(parent: &Device<Bound>) -> Result<Self> {
    //~                                    ^^^^^^^^^^^^ registration-not-devres
        let raw = allocate(parent)?;
        // SAFETY: \`raw\` is not registered yet, and its parent is bound.
        to_result(unsafe { bindings::fwctl_register(raw.as_ptr()) })?;
        Ok(Self { raw })
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        // SAFETY: The channel was registered when it was made.
        unsafe { bindings::fwctl_unregister(self.raw.as_ptr()) };
    }
}
`,
      good: `
/// A channel that user space sees.
pub struct Channel {
    raw: Arc<Opaque<bindings::fwctl_device>>,
}

impl Channel {
    /// Makes a channel below \`parent\`.
    pub fn open<'a>(parent: &'a Device<Bound>) -> impl PinInit<Devres<Self>, Error> + 'a {
        Devres::new(parent, Self::start(parent))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        // SAFETY: The channel is registered, and devres drops it before the parent is unbound.
        unsafe { bindings::fwctl_unregister(self.raw.get()) };
    }
}
`,
    },
    {
      bad: `
use kernel::{fwctl, prelude::*};

struct Flash {
    index: u32,
    reg: Option<fwctl::Registration<FlashContext>>,
    //~         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ registration-not-devres
}

impl fwctl::FwCtlOps for FlashContext {
    type UCtx = Session;
}
`,
      good: `
use kernel::{devres::Devres, fwctl, prelude::*};

struct Flash {
    index: u32,
    reg: Devres<fwctl::Registration<FlashContext>>,
}

impl fwctl::FwCtlOps for FlashContext {
    type UCtx = Session;
}
`,
      path: 'drivers/misc/example.rs',
    },
  ],
  *check(context) {
    yield* keptBare(context);
    for (const registration of context.facts.unguardedRegistrations) {
      const { name, nameNode } = registration.struct.item;
      const constructor = constructorOf(registration, context);
      const made = constructor === undefined ? `a \`${name}\`` : `\`${name}::${constructor.name}\` returns a \`${name}\` that`;
      yield {
        at: constructor?.returned ?? nameNode,
        message: `${made} may outlive the binding of its parent, but \`${registration.unregister}()\` needs the parent bound`,
        help: `return \`impl PinInit<Devres<Self>, Error>\`, or tie \`${name}\` to the bound parent with a lifetime`,
        related: [{ at: registration.call.node, message: 'runs whenever the last owner drops it' }],
      };
    }
  },
});

/** Fields of drivers, where the version of the API at hand does not tie the registration to the bound parent. */
function* keptBare({ file, facts }: Context): Generator<Report> {
  if (facts.unit.crate === 'kernel') return;
  for (const field of facts.structs.flatMap((struct) => struct.fields)) {
    const held = registrationOfType(facts.types.read(field.type), facts.packs);
    if (held?.fact.boundParent !== true || held.hasLifetime || held.within.includes('Devres')) continue;
    const { fact, pack, name } = held;
    const item = pack.items?.find(({ path }) => path === fact.type);
    const untied = (generation: Generation): boolean => {
      const signature = item === undefined ? undefined : signatureIn(item, { generation, pack });
      return signature !== undefined && !takesLifetime(signature);
    };
    const possible = facts.generationsOf(pack);
    if (possible.length === 0 || !possible.every(untied)) continue;
    const type = file.descendants(field.type, 'generic_type').find((node) => lastName(file, node) === name.split('::').at(-1));
    yield {
      at: type ?? field.type,
      message: `the \`${name}\` in \`${field.name}\` may outlive the binding of its parent`,
      help: 'keep it in a `Devres`, which drops it when the parent is unbound',
    };
  }
}

/** The function that registers and returns the type; any other that returns it where none of them registers. */
function constructorOf(
  { struct, fact }: UnguardedRegistration,
  { file, facts }: Context,
): { name: string; returned: Node } | undefined {
  const all = facts.impls
    .filter(({ trait, typeName }) => trait === undefined && typeName === struct.item.name)
    .flatMap(({ body }) => file.named(body))
    .flatMap((item) => {
      const name = file.field(item, 'name');
      const returned = file.is(item, 'function_item') ? file.field(item, 'return_type') : undefined;
      if (name === undefined || returned === undefined || !returnsOwner(returned)) return [];
      return [{ item, name: file.textOf(name), returned }];
    });
  const registers = ({ item }: { item: Node }): boolean =>
    callsIn(file, { body: item, calls: facts.calls }).some((call) => fact.register.includes(cFunctionOf(call) ?? ''));
  return all.find(registers) ?? all[0];

  function returnsOwner(returned: Node): boolean {
    const names = [returned, ...file.descendants(returned, 'type_identifier')];
    return names.some((name) => ['Self', struct.item.name].includes(file.textOf(name)));
  }
}
