// Fields that may keep a `Device<Bound>` for longer than the device is bound.

import { deviceState } from '../../facts/types/device-types';
import { lastName } from '../../facts/names/declarations';
import { rule, type Context, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'bound-device-stored',
  summary: 'A field owns a `Device<Bound>`, or points to one without a lifetime.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`&Device<Bound>\` proves that the device is bound for as long as the reference lives; \`Devres::access()\` and many others rely on it without a
check. A reference count keeps the memory of a device alive, not its binding: an \`ARef<Device<Bound>>\`, a \`&'static Device<Bound>\` or a raw pointer
to one is still there after unbind and claims something that is no longer true. Code that trusts it then uses resources that are gone.

Store \`ARef<Device>\` and take a \`&Device<Bound>\` where it is needed, or store \`&'a Device<Bound>\` in a type that carries the lifetime of the
binding.`,
  sources: ['rust/kernel/device.rs (Bound)', 'rust/kernel/devres.rs', 'rust/kernel/irq/request.rs (IrqRequest)'],
  examples: [
    {
      bad: `
struct Lamp {
    parent: ARef<platform::Device<device::Bound>>,
    //~     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bound-device-stored
    name: CString,
}
`,
      fixed: `
struct Lamp {
    parent: ARef<platform::Device>,
    name: CString,
}
`,
      good: `
struct Lamp {
    parent: ARef<platform::Device>,
}

struct Lit<'a> {
    parent: &'a platform::Device<device::Bound>,
    others: KVec<&'a platform::Device<Core>>,
    switch: fn(&platform::Device<Bound>) -> Result,
    _bound: PhantomData<Device<Bound>>,
}
`,
    },
    {
      bad: `
struct Lamp(&'static Device<Core>, Option<NonNull<pci::Device<Bound>>>);
//~         ^^^^^^^^^^^^^^^^^^^^^ bound-device-stored
//~                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ bound-device-stored

struct Raw {
    parent: *const Device<Bound>,
    //~     ^^^^^^^^^^^^^^^^^^^^ bound-device-stored
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const { item, fields } of facts.structs) {
      for (const { type, name } of fields) {
        for (const at of [type, ...file.descendants(type, 'generic_type', 'reference_type', 'pointer_type')]) {
          const device = keptDevice(at, context);
          if (device === undefined || deviceState(facts.types.read(device)) !== 'bound') continue;
          yield {
            at,
            message: `\`${item.name}::${name}\` claims that its device is bound, but nothing keeps it from outliving the binding`,
            help: 'store an `ARef<Device>`, or borrow the device for the lifetime of the binding',
            fix: fixOf(at, { device, context }),
          };
        }
      }
    }
  },
});

/** What an owner, a raw pointer or a `'static` reference points to. */
function keptDevice(type: Node, { file }: Context): Node | undefined {
  if (file.closest(type, 'function_type') !== undefined) return undefined;
  if (file.is(type, 'pointer_type')) return file.field(type, 'type');
  if (file.is(type, 'reference_type')) {
    const lifetime = file.child(type, 'lifetime');
    return file.textOf(lifetime) === "'static" ? file.field(type, 'type') : undefined;
  }
  if (!file.is(type, 'generic_type') || !['ARef', 'NonNull'].includes(lastName(file, type) ?? '')) return undefined;
  const list = file.field(type, 'type_arguments');
  return file.named(list)[0];
}

/** `ARef<Device<Bound>>` becomes `ARef<Device>`; what to store instead of a pointer is up to the author. */
function fixOf(at: Node, { device, context: { file } }: { device: Node; context: Context }): Fix | undefined {
  const list = file.field(device, 'type_arguments');
  if (lastName(file, at) !== 'ARef' || list === undefined) return undefined;
  return {
    title: 'Store an `ARef<Device>`',
    kind: 'suggestion',
    edits: [{ ...file.span(list), text: '' }],
  };
}
