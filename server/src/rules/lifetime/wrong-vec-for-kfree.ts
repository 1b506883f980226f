// Memory that a callback passes to C, which frees it with another allocator's function.

import { callsIn } from '../../facts/names/calls';
import { kernelFileText } from '../../facts/names/definitions';
import { nameOf } from '../../facts/types/types';
import type { Callback } from '../../facts/kernel/vtable-callbacks';
import type { AllocatorFact } from '../../packs/c-facts';
import { rule, type Context, type Fix, type Report } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'wrong-vec-for-kfree',
  summary: "A callback gives C memory that C frees with the wrong allocator's function.",
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `Code that gets a buffer by raw pointer has to know how to free it. \`kfree()\` only takes memory from \`kmalloc()\`, which is what \`KVec\` and
\`KBox\` hold. \`KVVec\` falls back to \`vmalloc()\` when the buffer is large or memory is short, and \`VVec\` always uses it: with those, \`kfree()\`
corrupts the allocator, usually on a user's machine and not on yours. \`kvfree()\` takes both kinds.`,
  sources: ['rust/kernel/alloc/allocator.rs', 'drivers/fwctl/main.c (fwctl_cmd_info)', 'rust/kernel/fwctl.rs'],
  examples: [
    {
      bad: `
/// The callbacks of a driver.
pub trait Driver: Send + Sync + 'static {
    /// Describes the device.
    fn describe(&self, parent: &Device<Bound>) -> Result<KVVec<u8>> {
    //~                                                  ^^^^^ wrong-vec-for-kfree
        Ok(KVVec::new())
    }
}

/// # Safety
///
/// \`raw\` must be the head of a \`Session<D>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn describe<D: Driver>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let session = Session::<D>::of(raw);
    match D::describe(session.driver(), session.parent()) {
        Ok(bytes) => {
            let (start, length, _) = bytes.into_raw_parts();
            // SAFETY: \`size\` is valid for writes by the safety requirements.
            unsafe { *size = length };
            start.cast()
        }
        Err(error) => error.to_ptr(),
    }
}

const fn table<D: Driver>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(describe::<D>), ..pin_init::zeroed() }
}
`,
      fixed: `
/// The callbacks of a driver.
pub trait Driver: Send + Sync + 'static {
    /// Describes the device.
    fn describe(&self, parent: &Device<Bound>) -> Result<KVec<u8>> {
        Ok(KVec::new())
    }
}

/// # Safety
///
/// \`raw\` must be the head of a \`Session<D>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn describe<D: Driver>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let session = Session::<D>::of(raw);
    match D::describe(session.driver(), session.parent()) {
        Ok(bytes) => {
            let (start, length, _) = bytes.into_raw_parts();
            // SAFETY: \`size\` is valid for writes by the safety requirements.
            unsafe { *size = length };
            start.cast()
        }
        Err(error) => error.to_ptr(),
    }
}

const fn table<D: Driver>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(describe::<D>), ..pin_init::zeroed() }
}
`,
      good: `
/// The callbacks of a driver.
pub trait Driver: Send + Sync + 'static {
    /// Describes the device; the answer is copied.
    fn describe(&self, parent: &Device<Bound>) -> Result<KVVec<u8>>;
    /// Answers a message, in memory that the core frees with \`kvfree()\`.
    fn answer(&self, parent: &Device<Bound>, message: &[u8]) -> Result<KVVec<u8>>;
}

/// # Safety
///
/// \`raw\` must be the head of a \`Session<D>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn describe<D: Driver>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let session = Session::<D>::of(raw);
    match D::describe(session.driver(), session.parent()) {
        Ok(bytes) => copy_out(&bytes, size),
        Err(error) => error.to_ptr(),
    }
}

/// # Safety
///
/// As for \`fw_rpc\` of \`struct fwctl_ops\`.
unsafe extern "C" fn answer<D: Driver>(
    raw: *mut bindings::fwctl_uctx,
    _scope: u32,
    message: *mut c_void,
    length: usize,
    size: *mut usize,
) -> *mut c_void {
    let session = Session::<D>::of(raw);
    let Ok(bytes) = D::answer(session.driver(), session.parent(), Message::of(message, length)) else {
        return EINVAL.to_ptr();
    };
    let (start, length, _) = bytes.into_raw_parts();
    // SAFETY: \`size\` is valid for writes by the safety requirements.
    unsafe { *size = length };
    start.cast()
}

const fn table<D: Driver>() -> bindings::fwctl_ops {
    bindings::fwctl_ops {
        info: Some(describe::<D>),
        fw_rpc: Some(answer::<D>),
        ..pin_init::zeroed()
    }
}
`,
    },
    {
      bad: `
use kernel::{fwctl, prelude::*};

impl fwctl::Operations for Session {
    fn info(this: Pin<&Self>, _device: &fwctl::Device<Self>, _data: &Data<'_>) -> Result<VVec<u8>> {
        //~                                                                              ^^^^ wrong-vec-for-kfree
        let mut bytes = VVec::with_capacity(this.size(), GFP_KERNEL)?;
        bytes.extend_from_slice(this.name(), GFP_KERNEL)?;
        Ok(bytes)
    }
}
`,
      fixed: `
use kernel::{fwctl, prelude::*};

impl fwctl::Operations for Session {
    fn info(this: Pin<&Self>, _device: &fwctl::Device<Self>, _data: &Data<'_>) -> Result<KVec<u8>> {
        let mut bytes = KVec::with_capacity(this.size(), GFP_KERNEL)?;
        bytes.extend_from_slice(this.name(), GFP_KERNEL)?;
        Ok(bytes)
    }
}
`,
      path: 'drivers/misc/example.rs',
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const allocators = facts.packs.flatMap((pack) => pack.allocators ?? []);
    const seen = new Set<Node>();
    yield* otherVectors(allocators, context);
    for (const { method, freedWith, slot } of methodsOf(context)) {
      const returned = file.field(method, 'return_type');
      if (returned === undefined || seen.has(method)) continue;
      seen.add(method);
      yield* reportsOf(returned, { item: method, freedWith, slot, allocators, context });
    }
    for (const { function: item, slot } of facts.callbacks) {
      if (slot.freedWith === undefined || seen.has(item)) continue;
      seen.add(item);
      for (const call of callsIn(file, { body: item, calls: facts.calls })) {
        const owner = call.kind === 'function' && givesRaw.test(call.name) ? file.field(call.node, 'function') : undefined;
        if (owner !== undefined)
          yield* reportsOf(owner, { item, freedWith: slot.freedWith, slot: slot.name, allocators, context });
      }
    }
  },
});

/** Vectors put into a variant that takes one of another allocator in the kernel at hand. */
function* otherVectors(allocators: readonly AllocatorFact[], { facts }: Context): Generator<Report> {
  const variants = facts.packs.flatMap(({ items }) => items ?? []).filter(({ kind }) => kind === 'variant');
  for (const { path, arguments: given } of facts.calls) {
    const variant = variants.find((item) => path === `kernel::${item.path}`);
    const [argument, ...others] = given;
    if (variant === undefined || argument === undefined || others.length > 0) continue;
    const name = variant.path.split('::').at(-1) ?? '';
    const text = kernelFileText(variant.source, facts);
    const wanted = text === undefined ? undefined : new RegExp(`^\\s*${name}\\((\\w+)<`, 'm').exec(text)?.[1];
    const got = nameOf(facts.values.typeOf(argument));
    const isVector = (type: string | undefined): boolean => allocators.some(({ vec }) => vec === type);
    if (wanted === undefined || got === undefined || wanted === got || !isVector(wanted) || !isVector(got)) continue;
    yield {
      at: argument,
      message: `\`${name}\` takes a \`${wanted}\` in this kernel, but this is a \`${got}\``,
      help: `make it a \`${wanted}\` where it is created`,
    };
  }
}

const givesRaw = /^(?:into_raw(?:_parts)?|leak)$/;

interface Freed {
  readonly method: Node;
  readonly slot: string;
  readonly freedWith: string;
}

/** The methods whose memory a callback gives to C as it is: declared in the file's own trait, or written for a trait of a pack. */
function methodsOf(context: Context): Freed[] {
  const { facts } = context;
  const own = facts.callbacks.flatMap((callback): Freed[] => {
    const { freedWith, name } = callback.slot;
    if (freedWith === undefined || !givesAway(callback, context)) return [];
    return callback.methods.map(({ method }) => ({ method, slot: name, freedWith }));
  });
  const implemented = facts.callbackImpls.flatMap(({ trait, methods }) => {
    const slots = facts.packs.flatMap(({ vtables }) => vtables ?? []).find(({ struct }) => struct === trait.vtable)?.slots;
    return methods.flatMap(({ node, known }): Freed[] => {
      const freedWith = slots?.find(({ name }) => name === known.slot)?.freedWith;
      return freedWith === undefined ? [] : [{ method: node, slot: known.slot, freedWith }];
    });
  });
  return [...own, ...implemented];
}

const givesAway = ({ function: item }: Callback, { file, facts }: Context): boolean =>
  callsIn(file, { body: item, calls: facts.calls }).some(({ name }) => givesRaw.test(name));

function* reportsOf(
  place: Node,
  {
    item,
    freedWith,
    slot,
    allocators,
    context,
  }: Omit<Freed, 'method'> & { item: Node; allocators: readonly AllocatorFact[]; context: Context },
): Generator<Report> {
  const { file } = context;
  for (const at of [place, ...file.descendants(place, 'type_identifier', 'identifier')]) {
    if (!file.is(at, 'type_identifier', 'identifier')) continue;
    const name = file.textOf(at);
    const wrong = allocators.find(({ vec, box }) => vec === name || box === name);
    if (wrong === undefined || wrong.freedBy.includes(freedWith)) continue;
    const right = allocators.find(({ freedBy }) => freedBy.includes(freedWith));
    const better = right === undefined ? undefined : name === wrong.vec ? right.vec : right.box;
    yield {
      at,
      message: `C frees what \`${slot}\` returns with \`${freedWith}()\`, which cannot free the memory of a \`${name}\``,
      help: better === undefined ? undefined : `use \`${better}\``,
      fix: better === undefined ? undefined : fixOf(item, { name, better, context }),
    };
  }
}

/** Replaces the name in the whole function. */
function fixOf(item: Node, { name, better, context: { file } }: { name: string; better: string; context: Context }): Fix {
  const names = file.descendants(item, 'type_identifier', 'identifier').filter((node) => file.textOf(node) === name);
  return {
    title: `Use \`${better}\``,
    kind: 'suggestion',
    edits: names.map((node) => ({ ...file.span(node), text: better })),
  };
}
