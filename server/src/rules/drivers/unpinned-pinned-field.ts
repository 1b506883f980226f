// Unpinned fields of pinned structs whose type must not move.

import { meansOneOf } from '../../facts/names/named-items';
import { startsLine } from '../../facts/source/statements';
import type { Field } from '../../facts/types/structs';
import { rule, type Fix } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unpinned-pinned-field',
  summary: 'A field of a `#[pin_data]` struct has a type that must not move, without `#[pin]`.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`#[pin_data]\` pins only the fields that are marked \`#[pin]\`. All others may be moved: \`project()\` returns \`&mut\` to them, and the initializer only
accepts plain values for them. C refers to a lock, a work item, a timer or a registration by its address, so its constructors return a \`PinInit\`,
which only a pinned field accepts; and a \`PhantomPinned\` that is not itself pinned has no effect. The compiler errors only mention generated traits.`,
  sources: ['rust/pin-init/internal/src/pin_data.rs', 'rust/kernel/sync/lock.rs (Lock)', 'rust/kernel/workqueue.rs (Work)'],
  examples: [
    {
      bad: `
use kernel::sync::{CondVar, SpinLock};

/// Samples that wait for a reader.
#[pin_data]
struct Samples {
    /// Wakes the reader.
    ready: CondVar,
    //~< ^^^^^ unpinned-pinned-field
    #[pin]
    buffer: SpinLock<KVec<u16>>,
    rate: u32,
}
`,
      fixed: `
use kernel::sync::{CondVar, SpinLock};

/// Samples that wait for a reader.
#[pin_data]
struct Samples {
    /// Wakes the reader.
    #[pin]
    ready: CondVar,
    #[pin]
    buffer: SpinLock<KVec<u16>>,
    rate: u32,
}
`,
      good: `
use kernel::sync::{Arc, Mutex};
use kernel::workqueue::Work;

#[pin_data]
struct Samples {
    shared: Arc<Mutex<u32>>,
    owned: Pin<KBox<Mutex<u32>>>,
    #[pin]
    work: Work<Self>,
}

/// Without \`#[pin_data]\` nothing is pinned through the struct.
struct Borrowed<'a> {
    lock: &'a Mutex<u32>,
}
`,
    },
    {
      bad: `
use core::marker::PhantomPinned;
use kernel::{irq, sync};

#[pin_data(PinnedDrop)]
pub(crate) struct Port<T: irq::Handler> {
    pub(crate) lock: sync::Mutex<()>,
    //~        ^^^^ unpinned-pinned-field
    irq: irq::Registration<T>,
    //~< ^^^ unpinned-pinned-field
    _pin: PhantomPinned,
    //~< ^^^^ unpinned-pinned-field
}

#[pinned_drop]
impl<T: irq::Handler> PinnedDrop for Port<T> {
    fn drop(self: Pin<&mut Self>) {
        self.reset();
    }
}
`,
      fixed: `
use core::marker::PhantomPinned;
use kernel::{irq, sync};

#[pin_data(PinnedDrop)]
pub(crate) struct Port<T: irq::Handler> {
    #[pin]
    pub(crate) lock: sync::Mutex<()>,
    #[pin]
    irq: irq::Registration<T>,
    #[pin]
    _pin: PhantomPinned,
}

#[pinned_drop]
impl<T: irq::Handler> PinnedDrop for Port<T> {
    fn drop(self: Pin<&mut Self>) {
        self.reset();
    }
}
`,
      good: `
/// A dummy lock.
struct Mutex<T>(T);

#[pin_data]
struct Port {
    lock: Mutex<u32>,
    #[cfg_attr(CONFIG_SMP, pin)]
    other: kernel::sync::SpinLock<u32>,
}
`,
    },
  ],
  *check({ file, facts }) {
    const items = facts.packs.flatMap((pack) => pack.pinnedTypes ?? []).flatMap(({ paths }) => paths);
    for (const { item, fields } of facts.structs) {
      if (!item.attributes.some(({ path }) => /(?:^|::)pin_data$/.test(path))) continue;
      for (const field of fields) {
        const isPinned = field.attributes.some(({ path, argument }) => path === 'pin' || /\bpin\b/.test(argument ?? ''));
        if (isPinned || !meansOneOf(field.type, { paths: facts.paths, items })) continue;
        yield {
          at: field.nameNode,
          message: `\`${field.name}\` of type \`${file.textOf(field.type)}\` must not move, but has no \`#[pin]\``,
          fix: pinning(file, field),
        };
      }
    }
  },
});

/** The attribute goes right above the field, below the existing attributes; nothing if the field does not start its line. */
function pinning(file: SourceFile, { node }: Field): Fix | undefined {
  const start = file.start(node);
  if (!startsLine(file, start)) return undefined;
  const text = `#[pin]${file.lineBreak}${file.indent(start)}`;
  return { title: 'Add `#[pin]`', kind: 'suggestion', edits: [{ start, end: start, text }] };
}
