// Raw constructors and vtables that are public although only the abstraction can use them.

import { pointedCType } from '../../facts/types/c-types';
import { lastName } from '../../facts/names/declarations';
import type { Item } from '../../facts/names/items';
import { hasFixedLayout } from '../../facts/types/wrappers';
import { rule, type Context, type Fix } from '../../rule';

export default rule({
  id: 'needless-pub-raw',
  summary: 'A raw constructor or a vtable of an abstraction is public.',
  severity: 'information',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `Whatever is public in an abstraction may be used by drivers. A function that turns a C pointer into the wrapper, and the vtable that C calls, are
for the abstraction's own callbacks: a driver that uses one bypasses every guarantee of the safe API. Reviewers ask why it is public, and usually it
need not be. Use \`pub(crate)\` for other abstractions in the kernel crate.`,
  sources: ['Documentation/rust/general-information.rst (Abstractions vs. bindings)'],
  examples: [
    {
      bad: `
/// A request of a block device, followed by the driver's data.
#[repr(C)]
pub struct Request<T> {
    raw: Opaque<bindings::blk_request>,
    data: T,
}

impl<T> Request<T> {
    /// # Safety
    ///
    /// \`ptr\` points to the \`raw\` of a \`Request<T>\`.
    pub unsafe fn from_ptr<'a>(ptr: *mut bindings::blk_request) -> &'a Self {
    //~           ^^^^^^^^ needless-pub-raw
        // SAFETY: By the safety requirements of this function.
        unsafe { &*container_of!(Opaque::cast_from(ptr), Self, raw) }
    }
}

/// Called by C.
pub struct Callbacks<T>(PhantomData<T>);

impl<T> Callbacks<T> {
    /// The table.
    pub const TABLE: bindings::blk_ops = bindings::blk_ops {
    //~       ^^^^^ needless-pub-raw
        queue: Some(Self::queue),
    };

    /// # Safety
    ///
    /// \`rq\` is a request that C owns.
    unsafe extern "C" fn queue(rq: *mut bindings::blk_request) {}
}
`,
      fixed: `
/// A request of a block device, followed by the driver's data.
#[repr(C)]
pub struct Request<T> {
    raw: Opaque<bindings::blk_request>,
    data: T,
}

impl<T> Request<T> {
    /// # Safety
    ///
    /// \`ptr\` points to the \`raw\` of a \`Request<T>\`.
    unsafe fn from_ptr<'a>(ptr: *mut bindings::blk_request) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*container_of!(Opaque::cast_from(ptr), Self, raw) }
    }
}

/// Called by C.
pub struct Callbacks<T>(PhantomData<T>);

impl<T> Callbacks<T> {
    /// The table.
    const TABLE: bindings::blk_ops = bindings::blk_ops {
        queue: Some(Self::queue),
    };

    /// # Safety
    ///
    /// \`rq\` is a request that C owns.
    unsafe extern "C" fn queue(rq: *mut bindings::blk_request) {}
}
`,
      good: `
/// The plain wrapper of a C struct: other abstractions create one from a pointer.
#[repr(transparent)]
pub struct Queue(Opaque<bindings::blk_queue>);

impl Queue {
    /// # Safety
    ///
    /// \`ptr\` points to a live queue.
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::blk_queue) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*ptr.cast() }
    }
}

/// A request of a block device, followed by the driver's data.
#[repr(C)]
pub struct Request<T> {
    raw: Opaque<bindings::blk_request>,
    data: T,
}

impl<T> Request<T> {
    /// # Safety
    ///
    /// \`ptr\` points to the \`raw\` of a \`Request<T>\`.
    pub(crate) unsafe fn from_ptr<'a>(ptr: *mut bindings::blk_request) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*container_of!(Opaque::cast_from(ptr), Self, raw) }
    }

    /// # Safety
    ///
    /// The request was started.
    pub unsafe fn end(&self) {}
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const item of facts.items) {
      if (item.visibility !== 'pub' || file.inMacro(item.node)) continue;
      const cType = isRawConstructor(context, item);
      const vtable = cType === undefined ? vtableIn(context, item) : undefined;
      if (cType === undefined && vtable === undefined) continue;
      const message =
        vtable === undefined
          ? `does anything outside this abstraction need \`${item.name}()\`, which takes a raw \`${cType ?? ''}\`?`
          : `does the \`${vtable}\` in \`${item.name}\` have to be public, when only C uses it?`;
      yield { at: item.nameNode, message, fix: asPrivate(context, item) };
    }
  },
});

/** The C type whose pointer a wrapper's constructor takes: the wrapper is `repr(C)` and has the driver's data after the C struct. */
function isRawConstructor({ file, facts }: Context, { node, kind, owner }: Item): string | undefined {
  if (kind !== 'fn' || !file.is(owner, 'impl_item') || file.field(owner, 'trait') !== undefined) return undefined;
  const type = lastName(file, file.field(owner, 'type'));
  const wrapper = facts.wrappers.find(({ struct }) => struct.item.name === type);
  if (wrapper === undefined || wrapper.payloads.length === 0 || !hasFixedLayout(wrapper.struct, 'C')) return undefined;
  const parameters = file.field(node, 'parameters');
  const [first] = file.named(parameters);
  const pointed = file.is(first, 'parameter') ? pointedCType(facts.types.read(file.field(first, 'type'))) : undefined;
  return wrapper.cFields.some(({ cType }) => cType === pointed) ? pointed : undefined;
}

/** The struct of callbacks that a constant or static holds. */
function vtableIn({ file, facts }: Context, { node, kind }: Item): string | undefined {
  if (kind !== 'const' && kind !== 'static') return undefined;
  const table = facts.vtables.find((candidate) => file.field(node, 'value') === candidate.node);
  return table?.slots.some(({ callback }) => callback !== undefined) === true ? table.struct : undefined;
}

function asPrivate({ file }: Context, { node }: Item): Fix | undefined {
  const visibility = file.child(node, 'visibility_modifier');
  const next = file.next(visibility);
  if (visibility === undefined || next === undefined) return undefined;
  const edits = [{ start: file.start(visibility), end: file.start(next), text: '' }];
  return { title: 'Make it private', kind: 'suggestion', edits };
}
