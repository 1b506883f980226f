// Accessor methods for the driver's data in a wrapper, where `Deref` would do.

import { leadingOf } from '../../syntax/attributes';
import { derefImpls, hasImpl } from '../../facts/types/deref-impls';
import type { Impl, Method } from '../../facts/names/items';
import { kept } from '../../facts/source/layout';
import type { Field } from '../../facts/types/structs';
import { tailOf } from '../../facts/types/values';
import type { Wrapper } from '../../facts/types/wrappers';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node, SourceFile, Span } from '../../syntax/source-file';

export default rule({
  id: 'accessor-instead-of-deref',
  summary: "A public method returns the driver's data where `Deref` or `DerefMut` would do.",
  severity: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A wrapper that puts a C struct next to the driver's data is used for the data. A method that returns \`&mut self.data\` does the same as \`DerefMut\`,
but a driver author has to find its name and write it at each use. Reviewers prefer the traits, which every Rust reader knows.`,
  sources: ['rust/kernel/drm/device.rs (Deref for Device<T>)'],
  examples: [
    {
      bad: `
/// An open file of a camera.
pub struct OpenFile<T> {
    raw: Opaque<bindings::cam_file>,
    data: T,
}

impl<T> OpenFile<T> {
    /// Of the C side.
    pub fn index(&self) -> u32 {
        0
    }

    /// The driver's data.
    pub fn as_data_mut(&mut self) -> &mut T {
//~        ^^^^^^^^^^^ accessor-instead-of-deref
        &mut self.data
    }
}
`,
      fixed: `
/// An open file of a camera.
pub struct OpenFile<T> {
    raw: Opaque<bindings::cam_file>,
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

impl<T> OpenFile<T> {
    /// Of the C side.
    pub fn index(&self) -> u32 {
        0
    }
}
`,
      good: `
/// An open file of a camera.
pub struct OpenFile<T> {
    raw: Opaque<bindings::cam_file>,
    data: T,
    spare: KVec<T>,
}

impl<T> OpenFile<T> {
    /// Of something else.
    pub fn spare(&self) -> &KVec<T> {
        &self.spare
    }

    fn data(&self) -> &T {
        &self.data
    }
}

/// No C struct in it.
pub struct Pair<T>(T);

impl<T> Pair<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.0
    }
}
`,
    },
  ],
  *check(context) {
    const { facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const wrapper of facts.wrappers) {
      const [field, ...others] = wrapper.payloads;
      if (field === undefined || others.length > 0) continue;
      for (const { method, impl, mutable } of accessorsOf(context, { wrapper, field })) {
        const { name } = wrapper.struct.item;
        if (hasImpl(facts.impls, name, mutable ? 'DerefMut' : 'Deref')) continue;
        yield {
          at: method.nameNode,
          message: `could ${mutable ? '`Deref` and `DerefMut`' : '`Deref`'} on \`${name}\` replace \`${method.name}()\`?`,
          fix: asTraits(context, { wrapper, field, method, impl, mutable }),
        };
      }
    }
  },
});

interface Accessor extends Method {
  readonly mutable: boolean;
}

/** `pub fn name(&mut self) -> &mut T { &mut self.field }`, with or without `mut`. */
function accessorsOf({ file, facts }: Context, { wrapper, field }: { wrapper: Wrapper; field: Field }): Accessor[] {
  return facts.publicMethods(wrapper.struct.item.name).flatMap(({ method, impl }): Accessor[] => {
    const [self, ...rest] = file.named(file.field(method.node, 'parameters'));
    const body = file.field(method.node, 'body');
    const result = facts.types.read(file.field(method.node, 'return_type'));
    if (!file.is(self, 'self_parameter') || rest.length > 0 || file.named(body).length !== 1) return [];
    if (result?.kind !== 'reference' || result.to?.kind !== 'parameter') return [];
    const tail = tailOf(file, body);
    const text = file.textOf(tail)?.replace(/\s+/g, ' ');
    if (text !== `&${result.mutable ? 'mut ' : ''}self.${field.name}`) return [];
    return [{ method, impl, mutable: result.mutable }];
  });
}

/** The impls behind the struct, the method gone; nothing where the file still calls it. */
function asTraits(
  { file, facts }: Context,
  { wrapper, field, method, impl, mutable }: Accessor & { wrapper: Wrapper; field: Field },
): Fix | undefined {
  const isUsed = file
    .nodes('identifier', 'field_identifier')
    .some((node) => node !== method.nameNode && file.textOf(node) === method.name);
  const added = derefImpls(file, { struct: wrapper.struct, field, mutable, impls: facts.impls });
  if (isUsed || added === undefined) return undefined;
  const edits: Edit[] = [kept(file, wrapper.struct.item.nameNode), added, without(file, { impl, method: method.node })].sort(
    (a, b) => a.start - b.start,
  );
  return { title: `Implement ${mutable ? '`DerefMut`' : '`Deref`'} instead`, kind: 'suggestion', edits };
}

/** Deletes a method with its documentation, and its `impl` if that is then empty. */
function without(file: SourceFile, { impl, method }: { impl: Impl; method: Node }): Edit {
  const isOnly = impl.body !== undefined && file.named(impl.body).filter((node) => !file.is(node, 'attribute_item')).length === 1;
  const gone = isOnly ? impl.node : method;
  const span: Span = { start: file.start(leadingOf(file, gone)[0] ?? gone), end: file.end(gone) };
  const before = file.text.slice(0, span.start).trimEnd();
  // Including the blank line above or, for a first method, the one below.
  if (!before.endsWith('{')) return { start: before.length, end: span.end, text: '' };
  const after = /^\s*/.exec(file.text.slice(span.end, span.end + 200))?.[0].length ?? 0;
  return { start: span.start, end: span.end + after, text: '' };
}
