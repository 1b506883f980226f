// Cells in data that callbacks share.

import { sharedTypesOf } from '../../facts/kernel/callbacks';
import { lastName } from '../../facts/names/declarations';
import type { Type } from '../../facts/types/types';
import { rule } from '../../rule';

export default rule({
  id: 'interior-mutability-in-context',
  summary: 'Data that callbacks share has a field of a cell type.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `Callbacks run concurrently on one context: two threads may use one open file. \`Cell\`, \`RefCell\` and \`UnsafeCell\` are for a single thread, and a type
with such a field is not \`Sync\`, so either the compiler rejects it or an \`unsafe impl Sync\` hides a data race. Use a \`Mutex\`, a \`SpinLock\` or an
atomic.`,
  sources: ['drivers/fwctl/main.c (fwctl_fops_ioctl)', 'rust/kernel/sync/lock.rs', 'rust/kernel/sync/atomic.rs'],
  examples: [
    {
      bad: `
use core::cell::Cell;
use kernel::fwctl;

struct FlashContext {
    opened: Instant,
    requests: Cell<u32>,
    //~< ^^^^^^^^ interior-mutability-in-context
}

impl fwctl::Operations for FlashContext {
    type RegistrationData<'a> = FlashData<'a>;
}
`,
      good: `
use core::cell::Cell;
use kernel::fwctl;

#[pin_data]
struct FlashContext {
    requests: Atomic<u32>,
    #[pin]
    last: Mutex<Cell<u32>>,
}

struct Scratch {
    count: Cell<u32>,
}

impl fwctl::Operations for FlashContext {
    type RegistrationData<'a> = FlashData<'a>;
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const callbacks of facts.callbackImpls) {
      for (const type of sharedTypesOf(callbacks)) {
        const struct = facts.structs.find(({ item }) => item.name === lastName(file, type));
        for (const field of struct?.fields ?? []) {
          const cell = cellIn(facts.types.read(field.type));
          if (cell === undefined) continue;
          yield {
            at: field.nameNode,
            message: `\`${field.name}\` is a \`${cell}\`, but concurrent callbacks share it`,
            help: 'use a `Mutex`, a `SpinLock` or an atomic',
          };
        }
      }
    }
  },
});

/** The cell that a type is, or holds without a lock around it. */
function cellIn(type: Type | undefined): string | undefined {
  if (type?.kind !== 'path') return undefined;
  const name = type.segments.at(-1) ?? '';
  if (/^(?:Cell|RefCell|UnsafeCell|OnceCell)$/.test(name)) return name;
  return /^(?:Option|[KV]*Box|Pin|Arc)$/.test(name) ? type.arguments.map(cellIn).find((cell) => cell !== undefined) : undefined;
}
