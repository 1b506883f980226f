// Fields that hold a reference-counted C object as a raw pointer.

import { pointedCType } from '../../facts/types/c-types';
import type { Struct } from '../../facts/types/structs';
import type { Refcount } from '../../packs/c-facts';
import { refcountOf } from '../../facts/names/c-knowledge';
import { rule, type Context } from '../../rule';

export default rule({
  id: 'raw-refcounted-field',
  summary: 'A field holds a reference-counted C object as a raw pointer.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `A raw pointer to a reference-counted object says nothing about the reference: whether the struct owns one, what drops it, and what happens when the
struct is cloned or sent to another thread. \`ARef<T>\` of a wrapper type that implements \`AlwaysRefCounted\` puts this in the type, drops the
reference automatically, and derefs to the wrapper, so the unsafe calls are written once, in the wrapper.

A type that only borrows the object (it has a lifetime), or that is the object's sole owner, is fine as it is.`,
  sources: ['rust/kernel/sync/aref.rs', 'rust/kernel/device.rs (AlwaysRefCounted for Device)'],
  examples: [
    {
      bad: `
/// A client of a firmware device.
pub struct Client<T> {
    target: NonNull<bindings::fwctl_device>,
//~ ^^^^^^ raw-refcounted-field
    _marker: PhantomData<T>,
}

impl<T> Drop for Client<T> {
    fn drop(&mut self) {
        // SAFETY: The client owns a reference.
        unsafe { bindings::fwctl_put(self.target.as_ptr()) };
    }
}

struct Cache(Option<NonNull<bindings::fwctl_device>>);
//~          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-refcounted-field

impl Cache {
    fn fill(&mut self, device: &Device<()>) {
        // SAFETY: The device is borrowed, so it is alive.
        self.0 = NonNull::new(unsafe { bindings::fwctl_get(device.as_raw()) });
    }
}
`,
      good: `
/// A client of a firmware device.
pub struct Client<T> {
    target: ARef<Device<T>>,
    other: NonNull<bindings::something_else>,
}

/// The wrapper itself.
#[repr(transparent)]
pub struct Device<T>(Opaque<bindings::fwctl_device>, PhantomData<T>);

/// Borrows.
struct Borrowed<'a> {
    target: NonNull<bindings::fwctl_device>,
    _marker: PhantomData<&'a ()>,
}

/// The device before it is registered; holds the only reference.
struct Fresh {
    target: NonNull<bindings::fwctl_device>,
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // SAFETY: This is the only reference.
        unsafe { bindings::fwctl_put(self.target.as_ptr()) };
    }
}

/// Owns no reference.
struct Name(*mut bindings::fwctl_device);
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const struct of facts.structs) {
      if (file.inMacro(struct.item.node) || borrows(context, struct) || isSoleOwner(context, struct)) continue;
      for (const field of struct.fields) {
        const cType = pointedCType(facts.types.read(field.type));
        const count = cType === undefined ? undefined : refcountOf(facts.packs, cType);
        if (cType === undefined || count === undefined || !counts(context, { struct, count })) continue;
        const wrapper = count.rust ?? 'a wrapper type';
        yield {
          at: field.nameNode,
          message: `does \`${struct.item.name}\` own a reference to its \`${cType}\`, and could an \`ARef\` hold it?`,
          help: `\`ARef<T>\` of ${count.rust === undefined ? wrapper : `\`${wrapper}\``}, whose \`AlwaysRefCounted\` calls \`${count.get}()\` and \`${count.put}()\`, drops the reference automatically`,
        };
      }
    }
  },
});

/** Whether a method of the type takes or drops a reference; otherwise it has none, or C does the counting. */
function counts({ file, facts }: Context, { struct, count }: { struct: Struct; count: Refcount }): boolean {
  const base = count.base === undefined ? undefined : refcountOf(facts.packs, count.base.struct);
  const names = new Set(
    [count, ...(base === undefined ? [] : [base])].flatMap(({ get, put, gets = [], puts = [] }) => [get, put, ...gets, ...puts]),
  );
  const own = facts.impls.filter(({ typeName }) => typeName === struct.item.name);
  return facts.calls.some(({ name, node }) => names.has(name) && own.some((impl) => file.contains(impl.node, node)));
}

const borrows = ({ file }: Context, { item }: Struct): boolean => {
  const parameters = file.field(item.node, 'type_parameters');
  return parameters !== undefined && file.descendants(parameters, 'lifetime').length > 0;
};

/** According to its own documentation. */
function isSoleOwner({ facts }: Context, { item }: Struct): boolean {
  const text = (facts.docs.of(item.node)?.lines ?? []).map((line) => line.text).join(' ');
  return /\b(?:only|sole|single|unique|exclusive(?:ly)?|last) (?:reference|owner|owns?|owned)|\b(?:uniquely|exclusively) own|\bborrow/i.test(
    text,
  );
}
