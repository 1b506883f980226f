// Raw pointer parameters of safe trait functions.

import { lastName } from '../../facts/names/declarations';
import { isPublicTrait, isUnsafeFn } from '../../facts/names/items';
import type { Type } from '../../facts/types/types';
import { rule } from '../../rule';

export default rule({
  id: 'raw-pointer-in-safe-trait',
  summary: 'A safe function of a public trait takes a raw pointer.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `Drivers implement the trait, and a raw pointer parameter makes every driver use \`unsafe\` for work that the abstraction should do once. Worse, a safe
function may be called with any pointer, so nothing in it can rely on the pointer being valid, and a driver may write anything through it. Pass a
reference or a slice, or let the driver return the value: the abstraction then checks and writes it in one place.

A trait that is \`unsafe\` to implement, and functions that are \`unsafe\` to call, can document requirements on the pointer.`,
  sources: ['Documentation/rust/general-information.rst (Abstractions vs. bindings)'],
  examples: [
    {
      bad: `
/// Called for a sound card.
pub trait Operations {
    /// Returns the playback position.
    fn position(&self, frames: *mut u64) -> Result;
//~                    ^^^^^^^^^^^^^^^^ raw-pointer-in-safe-trait

    /// Copies samples in.
    fn copy(source: &*const u8, stream: *mut bindings::pcm_stream) {}
//~         ^^^^^^^^^^^^^^^^^^ raw-pointer-in-safe-trait
//~                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-pointer-in-safe-trait
}
`,
      good: `
/// Called for a sound card.
pub trait Operations {
    /// Returns the playback position.
    fn position(&self) -> Result<u64>;

    /// How large what the pointer points to would be.
    fn size(this: *const Self) -> usize;

    /// Returns a pointer, which is harmless.
    fn as_raw(&self) -> *mut bindings::pcm_stream;

    /// # Safety
    ///
    /// \`stream\` is valid.
    unsafe fn attach(stream: *mut bindings::pcm_stream);
}

/// # Safety
///
/// Implementers pass the pointer on unchanged.
pub unsafe trait Foreign {
    /// Wraps it.
    fn wrap(ptr: *mut u8) -> Self;
}

trait Private {
    fn write(to: *mut u8);
}

/// Of the abstraction itself.
pub struct Stream;

impl Private for Stream {
    fn write(to: *mut u8) {}
}
`,
    },
  ],
  *check({ file, facts }) {
    if (facts.unit.crate === 'host') return;
    for (const item of facts.items) {
      const trait = item.owner;
      if (
        item.kind !== 'fn' ||
        !isPublicTrait(file, trait) ||
        file.child(trait, 'unsafe') !== undefined ||
        isUnsafeFn(file, item.node)
      )
        continue;
      const parameters = file.field(item.node, 'parameters');
      for (const parameter of file.named(parameters)) {
        if (!file.is(parameter, 'parameter') || !isPointer(facts.types.read(file.field(parameter, 'type')))) continue;
        const name = lastName(file, file.field(parameter, 'pattern'));
        yield {
          at: parameter,
          message: `\`${lastName(file, file.field(trait, 'name')) ?? ''}::${item.name}()\` is safe to implement and call, but ${name === undefined ? 'a parameter' : `\`${name}\``} is a raw pointer`,
          help: 'pass a reference or a slice, or let the function return the value instead of writing it',
        };
      }
    }
  },
});

/** A pointer, or a reference to one; a pointer to `Self` serves for its address or size. */
function isPointer(type: Type | undefined): boolean {
  if (type?.kind === 'reference') return isPointer(type.to);
  return type?.kind === 'pointer' && !(type.to?.kind === 'parameter' && type.to.name === 'Self');
}
