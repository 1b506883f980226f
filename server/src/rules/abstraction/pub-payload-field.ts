// Public fields for the driver's data in a wrapper of a C struct.

import { derefImpls } from '../../facts/types/deref-impls';
import { kept } from '../../facts/source/layout';
import type { Field } from '../../facts/types/structs';
import type { Wrapper } from '../../facts/types/wrappers';
import { rule, type Context, type Fix } from '../../rule';

export default rule({
  id: 'pub-payload-field',
  summary: "The driver's data in a wrapper of a C struct is a public field.",
  severity: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A type that puts a C struct and the driver's data side by side is a smart pointer in disguise: drivers use it for the data. With a public field they
write \`context.data.value\`, and the layout of the type becomes part of its API. With a private field and \`Deref\` (and \`DerefMut\`, where exclusive
access is sound) they write \`context.value\`, and the abstraction can still change.`,
  sources: ['rust/kernel/drm/device.rs (Deref for Device<T>)'],
  examples: [
    {
      bad: `
/// An open file of a camera.
#[repr(C)]
pub struct OpenFile<T> {
    raw: Opaque<bindings::cam_file>,
    /// The driver's data for the file.
    pub data: T,
//~     ^^^^ pub-payload-field
}
`,
      fixed: `
/// An open file of a camera.
#[repr(C)]
pub struct OpenFile<T> {
    raw: Opaque<bindings::cam_file>,
    /// The driver's data for the file.
    data: T,
}

impl<T> core::ops::Deref for OpenFile<T> {
    type Target = T;

    fn deref(&self) -> &Self::Target {
        &self.data
    }
}

impl<T> core::ops::DerefMut for OpenFile<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.data
    }
}
`,
      good: `
/// No C struct in it.
pub struct Pair<T> {
    /// Anything.
    pub value: T,
}

/// An open file of a camera.
pub struct OpenFile<T> {
    raw: Opaque<bindings::cam_file>,
    /// Not the driver's data.
    pub index: u32,
    data: T,
}

/// Returns the value together with the error.
pub struct AddError<T> {
    raw: Opaque<bindings::cam_list>,
    /// The value that could not be added.
    pub value: T,
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const wrapper of facts.wrappers) {
      const { item } = wrapper.struct;
      if (item.visibility !== 'pub' || /(?:Error|Adapter)$/.test(item.name)) continue;
      for (const field of wrapper.payloads) {
        if (field.visibility === undefined || file.textOf(field.visibility) !== 'pub') continue;
        yield {
          at: field.nameNode,
          message: `could \`${field.name}\` be private and accessed through \`Deref\` on \`${item.name}\`?`,
          fix: hidden(context, { wrapper, field }),
        };
      }
    }
  },
});

function hidden({ file, facts }: Context, { wrapper, field }: { wrapper: Wrapper; field: Field }): Fix | undefined {
  const { struct, payloads } = wrapper;
  if (field.visibility === undefined || payloads.length !== 1) return undefined;
  const impls = derefImpls(file, { struct, field, mutable: true, impls: facts.impls });
  const end = Math.min(file.start(field.nameNode), file.start(field.type));
  const edits = [
    { start: file.start(field.visibility), end, text: '' },
    ...(impls === undefined ? [] : [kept(file, struct.item.nameNode), impls]),
  ].sort((a, b) => a.start - b.start);
  return { title: 'Make it private and implement `Deref`', kind: 'suggestion', edits };
}
