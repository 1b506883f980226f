// References of a C type that are taken or put through the object that it embeds.

import { structBehind } from '../../facts/types/c-pointees';
import { cFunctionOf, describedFunction } from '../../facts/names/c-calls';
import type { Call } from '../../facts/names/calls';
import { lastName } from '../../facts/names/declarations';
import type { Pack } from '../../packs/pack';
import type { Refcount } from '../../packs/c-facts';
import { rule, type Context, type Fix } from '../../rule';
import { pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'open-coded-put',
  summary: 'A reference is counted on an embedded object where the type has its own get and put.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A C type that embeds a counted object usually comes with its own get and put functions. Today they do the same as a call on the embedded
object, but that is up to the subsystem: once it counts differently, or has more to do on the last put, code that reached inside is silently wrong.
The type's own function is also the one that people grep for.

Where it is \`static inline\` in C it is not a symbol, and Rust can only call it once \`rust/helpers\` has a function for it. Add that first.`,
  sources: ['include/linux/fwctl.h (fwctl_put)', 'rust/helpers/', 'Documentation/rust/general-information.rst'],
  examples: [
    {
      bad: `
impl Channel {
    fn raw(&self) -> *mut bindings::fwctl_device {
        self.raw.get()
    }

    fn release(&self) {
        // SAFETY: The channel owns a reference and does not use it again.
        unsafe { bindings::put_device(&raw mut (*self.raw()).dev) };
        //~      ^^^^^^^^^^^^^^^^^^^^ open-coded-put
    }
}

fn allocate(parent: &Device<Bound>) -> Result {
    // SAFETY: \`parent\` is bound, the table is static, and the size is that of the C struct.
    let raw = unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), TABLE.get(), SIZE) };
    let channel = NonNull::new(raw).ok_or(ENOMEM)?;
    // SAFETY: \`channel\` was allocated above and nothing else knows it.
    unsafe { bindings::get_device(core::ptr::addr_of_mut!((*channel.as_ptr()).dev)) };
    //~      ^^^^^^^^^^^^^^^^^^^^ open-coded-put
    Ok(())
}
`,
      fixed: `
impl Channel {
    fn raw(&self) -> *mut bindings::fwctl_device {
        self.raw.get()
    }

    fn release(&self) {
        // SAFETY: The channel owns a reference and does not use it again.
        unsafe { bindings::fwctl_put(self.raw()) };
    }
}

fn allocate(parent: &Device<Bound>) -> Result {
    // SAFETY: \`parent\` is bound, the table is static, and the size is that of the C struct.
    let raw = unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), TABLE.get(), SIZE) };
    let channel = NonNull::new(raw).ok_or(ENOMEM)?;
    // SAFETY: \`channel\` was allocated above and nothing else knows it.
    unsafe { bindings::fwctl_get(channel.as_ptr()) };
    Ok(())
}
`,
      good: `
/// # Safety
///
/// The caller must own a reference on \`adapter\`, and on \`dev\`.
unsafe fn release(adapter: *mut bindings::led_classdev, dev: *mut bindings::device) {
    // SAFETY: The caller owns a reference on the parent, by the safety requirements of this function.
    unsafe { bindings::put_device((*adapter).dev) };
    // SAFETY: The caller owns a reference, by the safety requirements of this function.
    unsafe { bindings::put_device(dev) };
}
`,
    },
  ],
  *check(context) {
    const { facts } = context;
    const counted = facts.packs.flatMap(({ refcounts }) => refcounts ?? []);
    for (const call of facts.calls) {
      const name = cFunctionOf(call);
      const [argument, ...others] = call.arguments;
      if (name === undefined || argument === undefined || others.length > 0) continue;
      const inner = counted.filter(({ get, put }) => get === name || put === name);
      const part = inner.length === 0 ? undefined : embeddedPart(argument, context);
      if (part === undefined) continue;
      const own = counted.find(
        ({ struct, base }) =>
          struct === part.struct && base?.field === part.field && inner.some((each) => each.struct === base.struct),
      );
      const better = own === undefined ? undefined : inner.some(({ put }) => put === name) ? own.put : own.get;
      if (own === undefined || better === undefined || better === name) continue;
      yield {
        at: context.file.field(call.node, 'function') ?? call.node,
        message: `\`${name}()\` on the \`${part.field}\` of a \`${own.struct}\` open-codes \`${better}()\``,
        help: helpFor(facts.packs, { better }),
        fix: fixOf(context.file, { call, better, pointer: part.pointer, own }),
      };
    }
  },
});

interface Part {
  /** The expression of the pointer to the whole. */
  readonly pointer: Node;
  readonly struct: string;
  readonly field: string;
}

/** `&raw mut (*pointer).field`, `addr_of_mut!((*pointer).field)`, `&mut (*pointer).field`, with casts to the same. */
function embeddedPart(argument: Node, context: Context): Part | undefined {
  const { file, facts } = context;
  const macro = lastName(file, file.field(argument, 'macro'));
  const place = /^addr_of(?:_mut)?$/.test(macro ?? '')
    ? file.named(file.child(argument, 'token_tree'))[0]
    : file.is(argument, 'reference_expression')
      ? file.field(argument, 'value')
      : undefined;
  const part = facts.match(fieldBehind, place);
  const struct = part && structBehind(part.pointer, { context, depth: 0 });
  return part && struct !== undefined ? { pointer: part.pointer, struct, field: file.textOf(part.field) } : undefined;
}

const fieldBehind = pattern('(*$pointer).$field');

function helpFor(packs: readonly Pack[], { better }: { better: string }): string {
  return describedFunction(packs, better)?.kind === 'static inline'
    ? `\`${better}()\` is \`static inline\`: Rust can call it once \`rust/helpers\` has a function for it`
    : `how its objects are counted is up to the subsystem`;
}

function fixOf(
  file: SourceFile,
  { call, better, pointer, own }: { call: Call; better: string; pointer: Node; own: Refcount },
): Fix | undefined {
  const [argument] = call.arguments;
  if (argument === undefined) return undefined;
  return {
    title: `Use \`${better}()\` on the \`${own.struct}\``,
    kind: 'suggestion',
    edits: [
      { ...file.span(call.nameNode), text: better },
      { ...file.span(argument), text: file.textOf(pointer) },
    ],
  };
}
