// Registrations with the lifetime of the binding that are wrapped in `Devres` anyway.

import { lastName } from '../../facts/names/declarations';
import { kernelFileText } from '../../facts/names/definitions';
import type { RegistrationFact } from '../../packs/c-facts';
import { rule, type Context } from '../../rule';

export default rule({
  id: 'devres-around-bound-registration',
  summary: 'A registration that already borrows its bound parent is wrapped in `Devres`.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`Devres\` is for values that could outlive the binding of their device: it drops them on unbind. A registration with a lifetime,
\`Registration<'a, T>\`, borrows the bound parent, so the compiler already guarantees that. It is also not \`'static\`, which \`Devres\` requires, so code
written for an older version of the API does not build. Keep the registration in the driver's own data, which is dropped on unbind, and declare it
before every field that its callbacks borrow: fields are dropped in declaration order.`,
  sources: ['rust/kernel/fwctl.rs (Registration)', 'rust/kernel/devres.rs'],
  examples: [
    {
      bad: `
/// A registration, for as long as the parent is bound.
pub struct Registration<'a, T: Operations> {
    dev: ARef<Device<T>>,
    parent: &'a device::Device<device::Bound>,
}

impl<'a, T: Operations> Registration<'a, T> {
    /// Registers \`dev\`.
    pub fn register(dev: ARef<Device<T>>) -> impl PinInit<Devres<Registration<'static, T>>, Error> {
        //~                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ devres-around-bound-registration
        Self::start(dev)
    }
}
`,
      good: `
/// A registration, for as long as the parent is bound.
pub struct Registration<'a, T: Operations> {
    dev: ARef<Device<T>>,
    parent: &'a device::Device<device::Bound>,
    region: Devres<Region>,
}

impl<'a, T: Operations> Registration<'a, T> {
    /// Registers \`dev\`.
    pub fn register(parent: &'a device::Device<device::Bound>, dev: ARef<Device<T>>) -> Result<Self> {
        Self::start(parent, dev)
    }
}
`,
      path: 'rust/kernel/fwctl.rs',
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const known = facts.packs.flatMap(({ registrations }) => registrations ?? []);
    for (const at of file.nodes('generic_type')) {
      if (lastName(file, at) !== 'Devres') continue;
      const list = file.field(at, 'type_arguments');
      const type = file.named(list)[0];
      const path = type === undefined ? undefined : facts.paths.resolve(type)?.path;
      const fact = known.find((each) => each.type !== undefined && path === `kernel::${each.type}`);
      if (type === undefined || fact?.boundParent !== true || !hasLifetime(fact, context)) continue;
      yield {
        at,
        message: `\`${file.textOf(type)}\` borrows its bound parent, so it cannot outlive the binding and \`Devres\` cannot hold it`,
        help: "keep the registration itself in the driver's data, before the fields that its callbacks borrow",
      };
    }
  },
});

/** Whether the definition at hand, in this file, the patch or the tree, carries a lifetime; a pack alone does not know which version is meant. */
function hasLifetime(fact: RegistrationFact, { file, facts }: Context): boolean {
  const type = fact.type?.split('::').at(-1) ?? '';
  if (facts.unit.path === fact.source) {
    const own = facts.structs.find(({ item }) => item.name === type);
    const parameters = own === undefined ? undefined : file.field(own.item.node, 'type_parameters');
    return parameters !== undefined && file.child(parameters, 'lifetime_parameter') !== undefined;
  }
  const text = kernelFileText(fact.source, facts) ?? '';
  return new RegExp(`\\bstruct\\s+${type}\\s*<\\s*'`).test(text);
}
