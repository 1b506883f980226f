// Registrations that outlive the fields that their callbacks borrow.

import type { Facts } from '../../facts/facts';
import type { FieldValue } from '../../facts/types/initializers';
import { moveLines } from '../../fix/line-edits';
import { originOf } from '../../facts/types/locals';
import { registrationOfType, type HeldRegistration } from '../../facts/kernel/registrations';
import type { Field, Struct } from '../../facts/types/structs';
import { rule, type Fix } from '../../rule';
import { pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'registration-declared-last',
  summary: 'A registration is declared after a field that its callbacks borrow, so that field is dropped first.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `Rust drops the fields of a struct in declaration order. Callbacks may run until the registration is dropped, so it has to be declared before
everything that they borrow: otherwise a register mapping or a command queue is gone while the last callbacks still use it. The borrow checker does
not see this, because fields of one struct borrow from each other only through \`unsafe\`.

*Initialisation* order is the reverse: what callbacks need comes first. A registration held by devres is dropped earlier anyway.`,
  sources: ['rust/kernel/fwctl.rs (Registration)', 'https://doc.rust-lang.org/reference/destructors.html'],
  examples: [
    {
      bad: `
use kernel::fwctl;

#[pin_data]
struct Flash<'bound> {
    bar: Bar<'bound>,
    // Commands for the firmware.
    #[pin]
    queue: Queue<'bound>,
    /// The node in \`/dev/fwctl\`.
    reg: fwctl::Registration<'bound, FlashContext>,
    //~< ^^^ registration-declared-last
    opened: u32,
}

impl<'bound> Flash<'bound> {
    fn new(pdev: &'bound pci::Device<Core<'_>>) -> impl PinInit<Self, Error> + 'bound {
        try_pin_init!(&this in Self {
            bar: pdev.iomap_region(0)?,
            queue <- Queue::new(pdev),
            reg: {
                let dev = fwctl::Device::new(pdev.as_ref())?;
                // SAFETY: \`queue\` was initialised above and is pinned.
                let queue = unsafe { &*(&raw const (*this.as_ptr()).queue) };
                // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
                unsafe { fwctl::Registration::new(pdev.as_ref(), &dev, FlashData::new(queue))? }
            },
            opened: 0,
        })
    }
}
`,
      fixed: `
use kernel::fwctl;

#[pin_data]
struct Flash<'bound> {
    bar: Bar<'bound>,
    /// The node in \`/dev/fwctl\`.
    reg: fwctl::Registration<'bound, FlashContext>,
    // Commands for the firmware.
    #[pin]
    queue: Queue<'bound>,
    opened: u32,
}

impl<'bound> Flash<'bound> {
    fn new(pdev: &'bound pci::Device<Core<'_>>) -> impl PinInit<Self, Error> + 'bound {
        try_pin_init!(&this in Self {
            bar: pdev.iomap_region(0)?,
            queue <- Queue::new(pdev),
            reg: {
                let dev = fwctl::Device::new(pdev.as_ref())?;
                // SAFETY: \`queue\` was initialised above and is pinned.
                let queue = unsafe { &*(&raw const (*this.as_ptr()).queue) };
                // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
                unsafe { fwctl::Registration::new(pdev.as_ref(), &dev, FlashData::new(queue))? }
            },
            opened: 0,
        })
    }
}
`,
      good: `
use kernel::{
    auxiliary,
    fwctl, //
};

#[pin_data]
struct Flash<'bound> {
    child: auxiliary::Registration<'bound, ForLt!(())>,
    index: u32,
    events: Arc<Events>,
    reg: fwctl::Registration<'bound, FlashContext>,
    #[pin]
    queue: Queue<'bound>,
    bar: Bar<'bound>,
}

impl<'bound> Flash<'bound> {
    fn new(pdev: &'bound pci::Device<Core<'_>>, index: u32) -> impl PinInit<Self, Error> + 'bound {
        try_pin_init!(Self {
            index,
            bar: pdev.iomap_region(0)?,
            // SAFETY: \`bar\` is initialised, pinned and declared after \`queue\`.
            queue <- Queue::new(pdev, unsafe { &*core::ptr::from_ref(bar) }),
            events: Arc::new(Events::new(), GFP_KERNEL)?,
            reg: {
                let dev = fwctl::Device::new(pdev.as_ref())?;
                let data = FlashData::new(&*queue, bar, events.clone(), Arc::clone(events), *index);
                // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
                unsafe { fwctl::Registration::new(pdev.as_ref(), &dev, data)? }
            },
            child: auxiliary::Registration::new(pdev.as_ref(), c"flash", *index, crate::MODULE_NAME, ())?,
        })
    }
}

#[pin_data]
struct OldFlash {
    queue: Queue,
    #[pin]
    reg: Devres<fwctl::Registration<FlashContext>>,
}

impl OldFlash {
    fn new(parent: &Device<Bound>) -> impl PinInit<Self, Error> + '_ {
        try_pin_init!(Self {
            queue: Queue::new()?,
            reg <- fwctl::Registration::new(parent, FlashData::new(queue)),
        })
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    const registrations = facts.structs.map((struct) => ({
      struct,
      own: struct.fields.filter(({ type }) => endsWithField(registrationOfType(facts.types.read(type), facts.packs))),
    }));
    const holders = new Map(registrations.filter(({ own }) => own.length > 0).map(({ struct, own }) => [struct, own]));
    if (holders.size === 0) return;
    for (const { struct, fields } of facts.constructions) {
      for (const field of (struct === undefined ? undefined : holders.get(struct)) ?? []) {
        const made = fields.find(({ name }) => name === field.name);
        if (struct === undefined || made === undefined) continue;
        const [first, ...more] = borrowedBefore(file, { field, struct, made, facts }).filter(
          ({ type }) => registrationOfType(facts.types.read(type), facts.packs) === undefined,
        );
        if (first === undefined) continue;
        const names = [first, ...more].map(({ name }) => `\`${name}\``).join(' and ');
        yield {
          at: field.nameNode,
          message: `\`${field.name}\` is declared after ${names}, so what its callbacks borrow is dropped before it`,
          related: [{ at: first.nameNode, message: 'dropped first' }],
          fix: moveUp(file, { field, first }),
        };
      }
    }
  },
});

/** Whether dropping the field unregisters, rather than devres before that. */
const endsWithField = (held: HeldRegistration | undefined): boolean =>
  held !== undefined && !held.within.includes('Devres') && (held.hasLifetime || held.fact.tie !== 'devres');

interface Place {
  readonly field: Field;
  readonly struct: Struct;
  readonly made: FieldValue;
  readonly facts: Facts;
}

/** The fields before the registration that its initialiser uses other than by value. */
function borrowedBefore(file: SourceFile, { field, struct, made, facts }: Place): Field[] {
  const value = originOf(file, { expression: made.value, facts });
  const before = struct.fields.slice(0, struct.fields.indexOf(field));
  const used = new Set(
    [
      ...file.descendants(value, 'identifier').filter((name) => isField(facts, name) && isBorrowed(file, name)),
      ...file
        .descendants(value, 'field_identifier')
        .filter((name) => isFieldOfThis(facts, name, file.parent(name)) && isBorrowed(file, file.parent(name) ?? name)),
    ].map((name) => file.textOf(name)),
  );
  return before.filter(({ name, type }) => used.has(name) && !file.is(type, 'primitive_type', 'reference_type'));
}

/** In pin-init macros a field that was initialised further up can be used by name, if no local has that name. */
const isField = (facts: Facts, name: Node): boolean => facts.bindings.of(name) === 'hidden';

/** `(*this.as_ptr()).queue`. */
const isFieldOfThis = (facts: Facts, name: Node, owner: Node | undefined): boolean =>
  facts.match(fieldOfThis, owner)?.name === name;

const fieldOfThis = pattern('(*$this:ident.as_ptr()).$name');

/** A clone has its own owner, and `*index` is a copy. */
function isBorrowed(file: SourceFile, name: Node): boolean {
  const parent = file.parent(name);
  if (file.is(parent, 'unary_expression')) return file.is(file.parent(parent), 'reference_expression');
  const method =
    file.is(parent, 'field_expression') && file.field(parent, 'value') === name ? file.field(parent, 'field') : undefined;
  if (method !== undefined && /^(?:clone|into)$/.test(file.textOf(method))) return false;
  const call = file.is(parent, 'arguments') ? file.parent(parent) : undefined;
  const called = file.field(call, 'function');
  return called === undefined || !/::(?:clone|from)$/.test(file.textOf(called));
}

function moveUp(file: SourceFile, { field, first }: { field: Field; first: Field }): Fix | undefined {
  const edits = moveLines(file, field.node, { before: first.node });
  return edits && { title: `Declare \`${field.name}\` before \`${first.name}\``, kind: 'suggestion', edits };
}
