// Public fields whose type comes from the bindings.

import { mentionedCType } from '../../facts/types/c-types';
import type { Field } from '../../facts/types/structs';
import { rule, type Fix } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'pub-bindings-field',
  summary: 'A public field of a public type has a type from the C bindings.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `An abstraction exists so that drivers need no C types and no \`unsafe\`. A public field with a type of \`bindings\` exposes the C struct to everyone: safe
code can then read what C writes concurrently, overwrite a pointer that unsafe code follows, or swap two structs that C has on a list. Whatever the
type promises about the field, nothing upholds it any more. Keep it private and add methods for what drivers need; \`pub(crate)\` is fine for
other abstractions.`,
  sources: ['Documentation/rust/general-information.rst (Abstractions vs. bindings)', 'rust/kernel/types.rs (Opaque)'],
  examples: [
    {
      bad: `
/// A watchdog.
pub struct Watchdog {
    /// Its C side.
    pub wdd: bindings::watchdog_device,
//~     ^^^ pub-bindings-field
    /// Its timer.
    pub timer: NonNull<bindings::timer_list>,
//~     ^^^^^ pub-bindings-field
}

/// A firmware handle.
pub struct Handle(pub *mut bindings::fw_handle);
//~                   ^^^^^^^^^^^^^^^^^^^^^^^^ pub-bindings-field
`,
      fixed: `
/// A watchdog.
pub struct Watchdog {
    /// Its C side.
    wdd: bindings::watchdog_device,
    /// Its timer.
    timer: NonNull<bindings::timer_list>,
}

/// A firmware handle.
pub struct Handle(*mut bindings::fw_handle);
`,
      good: `
/// A watchdog.
pub struct Watchdog {
    pub(crate) wdd: Opaque<bindings::watchdog_device>,
    /// A type from the kernel crate.
    pub timeout: Delta,
}

struct Private {
    pub raw: *mut bindings::watchdog_device,
}
`,
    },
  ],
  *check({ file, facts }) {
    if (facts.unit.crate === 'host') return;
    for (const { item, fields } of facts.structs) {
      if (item.visibility !== 'pub' || file.inMacro(item.node)) continue;
      for (const field of fields) {
        if (field.visibility === undefined || file.textOf(field.visibility) !== 'pub') continue;
        const cType = mentionedCType(facts.types.read(field.type));
        if (cType === undefined) continue;
        yield {
          at: field.nameNode,
          message: `${nameOf(field)} of \`${item.name}\` is public and exposes \`bindings::${cType}\``,
          fix: asPrivate(file, field),
        };
      }
    }
  },
});

const nameOf = ({ name }: Field): string => (/^\d+$/.test(name) ? `field ${name}` : `\`${name}\``);

function asPrivate(file: SourceFile, { visibility, type, nameNode }: Field): Fix | undefined {
  if (visibility === undefined) return undefined;
  const end = Math.min(file.start(nameNode), file.start(type));
  return { title: 'Make it private', kind: 'suggestion', edits: [{ start: file.start(visibility), end, text: '' }] };
}
