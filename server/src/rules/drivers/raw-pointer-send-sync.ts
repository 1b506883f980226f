// Raw pointers in data that callbacks share, with a manual `Send` or `Sync`.

import { sharedTypesOf } from '../../facts/kernel/callbacks';
import { lastName } from '../../facts/names/declarations';
import type { Type } from '../../facts/types/types';
import { rule } from '../../rule';

export default rule({
  id: 'raw-pointer-send-sync',
  summary: 'Data that callbacks share holds a raw pointer and has a manual `Send` or `Sync`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A raw pointer into the driver data says nothing about how long it is valid, and with \`unsafe impl Send\` and \`Sync\` the compiler no longer checks.
The callbacks have to end before the pointer's target is dropped, and only the field order in some other struct ensures that. The data of a
registration may borrow for as long as the parent is bound: a plain reference, \`&'a Queue\`, needs no \`unsafe\`, and the compiler checks that the
queue can be shared.`,
  sources: ['rust/kernel/fwctl.rs (Operations::RegistrationData)', 'Documentation/rust/coding-guidelines.rst'],
  examples: [
    {
      bad: `
use kernel::fwctl;

struct FlashData {
    queue: NonNull<Queue>,
    //~< ^^^^^ raw-pointer-send-sync
    size: usize,
}

// SAFETY: The queue outlives the registration.
unsafe impl Send for FlashData {}
// SAFETY: The queue has a lock of its own.
unsafe impl Sync for FlashData {}

impl fwctl::Operations for FlashContext {
    type RegistrationData<'a> = FlashData;
}
`,
      good: `
use kernel::fwctl;

struct FlashData<'a> {
    queue: &'a Queue,
    raw: *mut bindings::mtd_info,
}

// SAFETY: \`raw\` points to an object of C that any thread may use.
unsafe impl Send for FlashData<'_> {}
// SAFETY: As above.
unsafe impl Sync for FlashData<'_> {}

struct Ring {
    head: NonNull<Entry>,
}

// SAFETY: The ring owns its entries.
unsafe impl Send for Ring {}

impl fwctl::Operations for FlashContext {
    type RegistrationData<'a> = FlashData<'a>;
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const callbacks of facts.callbackImpls) {
      // Versions without the type have nowhere to put a reference.
      if (callbacks.data === undefined) continue;
      for (const type of sharedTypesOf(callbacks)) {
        const struct = facts.structs.find(({ item }) => item.name === lastName(file, type));
        const field = struct?.fields.find((candidate) => isPointer(facts.types.read(candidate.type)));
        const byHand = facts.impls.filter(
          ({ isUnsafe, isNegative, traitName, typeName }) =>
            isUnsafe && !isNegative && /^(?:Send|Sync)$/.test(traitName ?? '') && typeName === struct?.item.name,
        );
        if (struct === undefined || field === undefined || byHand.length === 0) continue;
        yield {
          at: field.nameNode,
          message: `\`${field.name}\` is a raw pointer in data that callbacks share, and nothing keeps its target alive`,
          help: 'borrow with the lifetime of the data, and remove the `unsafe impl`',
          related: byHand.map(({ node }) => ({ at: node, message: 'implemented manually here' })),
        };
      }
    }
  },
});

/** To a Rust object: C objects are accessed through pointers, and bytes are not an object. */
function isPointer(type: Type | undefined): boolean {
  const to =
    type?.kind === 'pointer'
      ? type.to
      : type?.kind === 'path' && type.segments.at(-1) === 'NonNull'
        ? type.arguments[0]
        : undefined;
  return to?.kind === 'path' && !to.segments.includes('bindings') && !/^(?:u8|c_void)$/.test(to.segments.at(-1) ?? '');
}
