// Work items without a `HasWork` that locates their work struct.

import { type Finder, idOf, isSameId, fieldId } from '../../facts/kernel/work-items';
import { leadingOf } from '../../syntax/attributes';
import type { Impl } from '../../facts/names/items';
import { typeParametersOf } from '../../facts/names/declarations';
import { meansOneOf } from '../../facts/names/named-items';
import { factsOf } from '../../facts/facts';
import { holdsInSibling } from '../../facts/names/siblings';
import type { Struct } from '../../facts/types/structs';
import type { WorkItemFacts } from '../../packs/kernel-facts';
import { rule, type Context, type Fix, type Report } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'work-item-without-has-work',
  summary: 'A type implements `WorkItem`, but has no `HasWork` that names its work field, or one that names a missing field.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `A work queue refers to a work item by the \`work_struct\` inside it and has to get from there to the containing object. \`WorkItem\` defines what to
run; \`HasWork\`, which \`impl_has_work!\` (\`impl_has_delayed_work!\` for a \`DelayedWork\`) implements, says where the field is. Without it the item
cannot be queued, but the compiler only complains where that is tried, and about \`Arc<…>\` and \`RawWorkItem\`. A type with several work fields needs
both traits for each ID.`,
  sources: ['rust/kernel/workqueue.rs'],
  examples: [
    {
      bad: `
use kernel::workqueue::{self, Work, WorkItem};

#[pin_data]
struct Refill {
    amount: u32,
    #[pin]
    refill_work: Work<Self>,
}

impl WorkItem for Refill {
    //~           ^^^^^^ work-item-without-has-work
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        pr_info!("refill {}\\n", this.amount);
    }
}
`,
      fixed: `
use kernel::workqueue::{self, Work, WorkItem};

#[pin_data]
struct Refill {
    amount: u32,
    #[pin]
    refill_work: Work<Self>,
}

kernel::impl_has_work! {
    impl HasWork<Self> for Refill { self.refill_work }
}

impl WorkItem for Refill {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        pr_info!("refill {}\\n", this.amount);
    }
}
`,
      good: `
use kernel::workqueue::{self, impl_has_delayed_work, impl_has_work, DelayedWork, Work, WorkItem};

#[pin_data]
struct Refill<T> {
    #[pin]
    first: Work<Refill<T>, 1>,
    #[pin]
    second: DelayedWork<Refill<T>, 2>,
    data: T,
}

impl_has_work! {
    impl{T} HasWork<Self, 1> for Refill<T> { self.first }
}

impl_has_delayed_work! {
    impl{T} HasDelayedWork<Self, 2> for Refill<T> { self.second }
}

impl<T> WorkItem<1> for Refill<T> {
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}

impl<T> WorkItem<2> for Refill<T> {
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}
`,
      path: 'drivers/char/refill.rs',
    },
    {
      bad: `
use kernel::workqueue::{impl_has_work, Work, WorkItem};

#[pin_data]
struct Flush {
    #[pin]
    now: Work<Self>,
    #[pin]
    later: Work<Self, 1>,
}

impl_has_work! {
    impl HasWork<Self> for Flush { self.work }
    //~                                 ^^^^ work-item-without-has-work
}

impl WorkItem for Flush {
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}

impl WorkItem<1> for Flush {
    //~              ^^^^^ work-item-without-has-work
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}
`,
      fixed: `
use kernel::workqueue::{impl_has_work, Work, WorkItem};

#[pin_data]
struct Flush {
    #[pin]
    now: Work<Self>,
    #[pin]
    later: Work<Self, 1>,
}

impl_has_work! {
    impl HasWork<Self> for Flush { self.work }
}

impl WorkItem for Flush {
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}

impl_has_work! {
    impl HasWork<Self, 1> for Flush { self.later }
}

impl WorkItem<1> for Flush {
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}
`,
      good: `
use kernel::workqueue::{HasWork, Work, WorkItem};

struct Outer<T>(T);

impl<T, const ID: u64> WorkItem<ID> for Outer<T> {
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}

// SAFETY: Both functions are those of \`T\`.
unsafe impl<T, const ID: u64> HasWork<Outer<T>, ID> for Outer<T> {}

/// An item of something else.
trait Item {}

impl Item for Outer<u8> {}
`,
      path: 'drivers/char/flush.rs',
    },
    {
      bad: `
use crate::tank::Tank;
use kernel::workqueue::WorkItem;

impl WorkItem for Tank {
    //~           ^^^^ work-item-without-has-work
    type Pointer = Arc<Self>;

    fn run(_this: Arc<Self>) {}
}
`,
      path: 'drivers/char/refill.rs',
    },
  ],
  *check(context) {
    const { packs, tree } = context.facts;
    for (const known of packs.flatMap((pack) => pack.workItems ?? [])) {
      const finders = context.facts.workFindersOf(known);
      for (const finder of finders) yield* lackingField(context, finder);
      for (const impl of context.facts.impls) {
        const { trait, typeName } = impl;
        if (trait === undefined || typeName === undefined) continue;
        if (!meansOneOf(trait, { paths: context.facts.paths, items: known.traits })) continue;
        const id = idOf(context.file, trait);
        if (finders.some((finder) => finder.type === typeName && isSameId(finder.id, id))) continue;
        const isFound = (other: SourceFile): boolean =>
          factsOf(other, { unit: {}, packs, tree })
            .workFindersOf(known)
            .some(({ type }) => type === typeName);
        if (!holdsInSibling(context.facts.unit, typeName, isFound)) yield missing(context, { impl, typeName, id, known });
      }
    }
  },
});

function* lackingField({ facts, file }: Context, { type, field }: Finder): Generator<Report> {
  const struct = facts.structs.find(({ item }) => item.name === type && item.node === facts.declarations.type(type));
  if (field === undefined || struct === undefined || struct.fields.length === 0) return;
  const name = file.textOf(field);
  if (struct.fields.some((other) => other.name === name)) return;
  yield {
    at: field,
    message: `\`${type}\` has no field \`${name}\``,
    related: [{ at: struct.item.nameNode, message: 'declared here' }],
  };
}

interface Missing {
  readonly impl: Impl;
  readonly typeName: string;
  readonly id: string | undefined;
  readonly known: WorkItemFacts;
}

function missing(context: Context, { impl, typeName, id, known }: Missing): Report {
  const { facts } = context;
  const struct = facts.structs.find(({ item }) => item.name === typeName && item.node === facts.declarations.type(typeName));
  const number = id === undefined || id === '0' ? '' : ` with the number ${id}`;
  const message = `\`${typeName}\` is a work item${number}, but no \`HasWork\` names its work field`;
  if (struct !== undefined) return { at: impl.type, message, fix: skeleton(context, { impl, id, known, struct }) };
  const question = `is there an \`impl_has_work!\` for \`${typeName}\`${number} elsewhere?`;
  return { at: impl.type, message: question, severity: 'information', confidence: 'likely' };
}

/** The macro call above the `impl`, if exactly one field can be meant. */
function skeleton(
  { file, facts }: Context,
  { impl, id, known, struct }: Omit<Missing, 'typeName'> & { struct: Struct },
): Fix | undefined {
  const candidates = struct.fields.flatMap(({ name, type }) =>
    known.macros
      .filter(({ field }) => meansOneOf(type, { paths: facts.paths, items: field }))
      .filter(() => isSameId(fieldId(file, type), id))
      .map((macro) => ({ name, macro })),
  );
  const [only, ...more] = candidates;
  const start = file.start(impl.node);
  if (only === undefined || more.length > 0 || id === undefined || leadingOf(file, impl.node).length > 0) return undefined;
  if (typeParametersOf(file, impl.node).length > 0 || file.field(impl.node, 'type_parameters') !== undefined) return undefined;
  if (file.column(start) > 0) return undefined;
  const { name, macro } = only;
  const isImported = facts.declarations.imported(macro.name) !== undefined;
  const path = isImported ? macro.name : `${facts.unit.crate === 'kernel' ? 'crate' : 'kernel'}::${macro.name}`;
  const number = id === '0' ? '' : `, ${id}`;
  const lines = [
    `${path}! {`,
    `    impl ${macro.trait}<Self${number}> for ${file.textOf(impl.type)} { self.${name} }`,
    '}',
    '',
    '',
  ];
  const text = lines.join(file.lineBreak);
  return {
    title: `Declare \`${name}\` as the work field with \`${macro.name}!\``,
    kind: 'suggestion',
    edits: [{ start, end: start, text }],
  };
}
