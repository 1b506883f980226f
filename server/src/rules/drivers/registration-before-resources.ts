// Registrations made before the resources that their callbacks use.

import type { Facts } from '../../facts/facts';
import type { FieldValue } from '../../facts/types/initializers';
import { moveLines } from '../../fix/line-edits';
import { originOf } from '../../facts/types/locals';
import type { RegistrationCall } from '../../facts/kernel/registrations';
import { rule, type Fix, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'registration-before-resources',
  summary: 'A registration is made before other parts of the driver exist.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `As soon as a device is registered, user space or another driver can find it: callbacks may run before the constructor of the registration returns.
Everything that they use has to be ready by then, so register last, after everything else in the initialiser. If one of those steps could still
fail, user space would see the device appear and vanish.

Fields are initialised in the order of the initialiser and dropped in declaration order, so the registration comes last in the former and first in
the latter.`,
  sources: ['drivers/fwctl/main.c (fwctl_register)', 'Documentation/driver-api/driver-model/design-patterns.rst'],
  examples: [
    {
      bad: `
use kernel::fwctl;

impl<'bound> Flash<'bound> {
    fn new(parent: &'bound Device<Bound>, dev: &fwctl::Device<FlashContext>) -> impl PinInit<Self, Error> + 'bound {
        try_pin_init!(Self {
            // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
            reg: unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? },
            //~< ^^^ registration-before-resources
            parent: parent.into(),
            queue <- Queue::new(parent),
        })
    }
}
`,
      fixed: `
use kernel::fwctl;

impl<'bound> Flash<'bound> {
    fn new(parent: &'bound Device<Bound>, dev: &fwctl::Device<FlashContext>) -> impl PinInit<Self, Error> + 'bound {
        try_pin_init!(Self {
            parent: parent.into(),
            queue <- Queue::new(parent),
            // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
            reg: unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? },
        })
    }
}
`,
      good: `
use kernel::{
    auxiliary,
    fwctl, //
};

impl<'bound> Flash<'bound> {
    fn new(parent: &'bound Device<Bound>, dev: &fwctl::Device<FlashContext>) -> impl PinInit<Self, Error> + 'bound {
        try_pin_init!(Self {
            queue <- Queue::new(parent),
            // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
            reg: unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? },
            child <- auxiliary::Registration::new(parent, c"flash", 0, crate::MODULE_NAME),
            _: {
                dev_dbg!(parent, "published\\n");
            },
            parent: parent.into(),
            count: 0,
            _marker: PhantomData,
        })
    }
}
`,
    },
    {
      bad: `
use kernel::fwctl;

impl<'bound> Flash<'bound> {
    fn probe(parent: &'bound Device<Bound>, dev: &fwctl::Device<FlashContext>) -> Result<Self> {
        // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
        let reg = unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? };
        //~ ^^^ registration-before-resources
        let queue = Queue::new(parent)?;
        Ok(Self { reg, queue })
    }
}
`,
      good: `
use kernel::fwctl;

impl<'bound> Flash<'bound> {
    fn probe(parent: &'bound Device<Bound>, dev: &fwctl::Device<FlashContext>) -> Result<Self> {
        let queue = Queue::new(parent)?;
        // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
        let reg = unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? };
        let id = reg.id();
        Ok(Self { reg, queue, id })
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    const made = facts.registrationCalls;
    if (made.length === 0) return;
    for (const { fields } of facts.constructions) {
      const origins = fields.map((field) => ({ field, origin: originOf(file, { expression: field.value, facts }) }));
      for (const { field, origin } of origins) {
        const registration = made.find(({ call }) => file.contains(origin, call.node));
        if (registration?.fact.startsEarly !== true) continue;
        const later = origins.filter(
          (other) => other.origin > origin && isMadeAlike(file, { one: origin, other: other.origin, field }),
        );
        const resources = later.filter(
          (other) =>
            other.field.name !== '_' &&
            makesSomething(file, other.origin) &&
            !made.some(({ call }) => file.contains(other.origin, call.node)),
        );
        const [first] = resources.filter((other) => !dependsOn(file, { origin: other.origin, name: field.name }));
        if (first !== undefined)
          yield report(file, { field, registration, first: first.field, last: later.at(-1)?.field, facts });
      }
    }
  },
});

/** Whether both are initialisers of the construction, or both `let` values of one block. */
function isMadeAlike(file: SourceFile, { one, other, field }: { one: Node; other: Node; field: FieldValue }): boolean {
  if (file.contains(field.node, one)) return true;
  const [first, second] = [one, other].map((node) => file.parent(node));
  if (first === undefined || second === undefined || !file.is(first, 'let_declaration')) return false;
  return file.is(second, 'let_declaration') && file.parent(first) === file.parent(second);
}

/** A conversion, a copy of a reference, or a constant existed before. */
function makesSomething(file: SourceFile, value: Node): boolean {
  const calls = file.descendants(value, 'call_expression', 'macro_invocation');
  const all = file.is(value, 'call_expression', 'macro_invocation') ? [value, ...calls] : calls;
  return all.some((call) => {
    const callee = file.field(call, 'function') ?? file.field(call, 'macro');
    return callee !== undefined && !/(?:\b|\.)(?:into|clone|from|as_ref|default|Some|Ok)$/.test(file.textOf(callee));
  });
}

/** Anything made from the registration has to come after it. */
const dependsOn = (file: SourceFile, { origin, name }: { origin: Node; name: string }): boolean =>
  file.descendants(origin, 'identifier').some((node) => file.textOf(node) === name);

interface Found {
  readonly field: FieldValue;
  readonly registration: RegistrationCall;
  readonly first: FieldValue;
  readonly last: FieldValue | undefined;
  readonly facts: Facts;
}

function report(file: SourceFile, { field, registration, first, last, facts }: Found): Report {
  const binding = file.contains(field.node, registration.call.node) ? undefined : facts.bindings.of(field.value);
  return {
    at: binding === undefined || binding === 'hidden' ? field.nameNode : binding.name,
    message: `\`${field.name}\` is registered before \`${first.name}\` is initialised, but its callbacks can run at once`,
    help: 'register last, when everything else is ready',
    related: [{ at: first.nameNode, message: 'initialised later' }],
    fix: binding === undefined ? moveToEnd(file, { field, last }) : undefined,
  };
}

function moveToEnd(file: SourceFile, { field, last }: { field: FieldValue; last: FieldValue | undefined }): Fix | undefined {
  const edits = last === undefined ? undefined : moveLines(file, field.node, { after: last.node });
  return edits && { title: `Initialise \`${field.name}\` last`, kind: 'suggestion', edits };
}
