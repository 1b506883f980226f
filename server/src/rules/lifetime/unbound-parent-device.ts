// Functions that take any device where C needs a bound one.

import { referenceIn } from '../../facts/kernel/callback-objects';
import { boundArgument, cFunctionOf } from '../../facts/names/c-calls';
import { deviceState } from '../../facts/types/device-types';
import { isUnsafeFn } from '../../facts/names/items';
import type { Type } from '../../facts/types/types';
import { rule, type Context, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'unbound-parent-device',
  summary: 'A function passes C a parent that must be bound, but takes any `&Device`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `Many C functions need the device that the calling driver is bound to: its resources are freed on unbind, its name appears in the log,
callbacks rely on its data. A \`&Device\` can be any device, including one that was unbound long ago or never bound, so with a plain \`&Device\` the
caller cannot argue that the condition holds. \`&Device<Bound>\` is that argument: it only exists while the device is bound, the compiler checks it,
and the SAFETY comment can refer to it.`,
  sources: ['rust/kernel/device.rs (Bound)', 'rust/kernel/auxiliary.rs', 'rust/kernel/fwctl.rs'],
  examples: [
    {
      bad: `
use kernel::{bindings, device};

impl Channel {
    /// Makes a channel below \`above\`.
    pub fn open(above: &device::Device, ops: &'static Table) -> Result<Self> {
    //~                ^^^^^^^^^^^^^^^ unbound-parent-device
        let size = size_of::<Self>();
        let raw_parent = above.as_raw();
        // SAFETY: \`ops\` is static, and \`size\` is that of a type that begins with the C struct.
        let raw = unsafe { bindings::_fwctl_alloc_device(raw_parent, ops.raw(), size) };
        Self::from_c(raw)
    }
}
`,
      fixed: `
use kernel::{bindings, device};

impl Channel {
    /// Makes a channel below \`above\`.
    pub fn open(above: &device::Device<device::Bound>, ops: &'static Table) -> Result<Self> {
        let size = size_of::<Self>();
        let raw_parent = above.as_raw();
        // SAFETY: \`ops\` is static, and \`size\` is that of a type that begins with the C struct.
        let raw = unsafe { bindings::_fwctl_alloc_device(raw_parent, ops.raw(), size) };
        Self::from_c(raw)
    }
}
`,
      good: `
use kernel::{bindings, device::{Bound, Device}, pci};

impl Channel {
    /// Makes a channel below \`above\`.
    pub fn open(above: &pci::Device<Bound>, other: &Device) -> Result<Self> {
        let size = size_of::<Self>();
        dev_info!(other, "opens a channel\\n");
        // SAFETY: \`above\` is bound, the table is static, and \`size\` is that of a type that begins with the C struct.
        let raw = unsafe { bindings::_fwctl_alloc_device(above.as_ref().as_raw(), Table::raw(), size) };
        Self::from_c(raw)
    }

    /// # Safety
    ///
    /// \`above\` must be bound to its driver.
    pub unsafe fn open_below(above: &Device) -> Result<Self> {
        // SAFETY: By the safety requirements of this function; the table is static, and the size is that of this type.
        let raw = unsafe { bindings::_fwctl_alloc_device(above.as_raw(), Table::raw(), size_of::<Self>()) };
        Self::from_c(raw)
    }
}
`,
    },
    {
      bad: `
use crate::{bindings, device, prelude::*};

impl Lamp {
    /// Makes the lamp visible to user space.
    pub fn register(parent: Option<&device::Device>, raw: *mut bindings::led_classdev) -> Result {
    //~                     ^^^^^^^^^^^^^^^^^^^^^^^ unbound-parent-device
        let parent = parent.map_or(core::ptr::null_mut(), device::Device::as_raw);
        // SAFETY: \`raw\` points to an initialised LED that is not registered yet.
        to_result(unsafe { bindings::led_classdev_register_ext(parent, raw, core::ptr::null_mut()) })
    }

    /// Switches the supply on until the device is unbound.
    pub fn power(dev: &device::Device, name: &CStr) -> Result {
    //~               ^^^^^^^^^^^^^^^ unbound-parent-device
        // SAFETY: Both are borrowed for the call.
        to_result(unsafe { bindings::devm_regulator_get_enable(dev.as_raw(), name.as_char_ptr()) })
    }
}
`,
      fixed: `
use crate::{bindings, device, prelude::*};

impl Lamp {
    /// Makes the lamp visible to user space.
    pub fn register(parent: Option<&device::Device>, raw: *mut bindings::led_classdev) -> Result {
        let parent = parent.map_or(core::ptr::null_mut(), device::Device::as_raw);
        // SAFETY: \`raw\` points to an initialised LED that is not registered yet.
        to_result(unsafe { bindings::led_classdev_register_ext(parent, raw, core::ptr::null_mut()) })
    }

    /// Switches the supply on until the device is unbound.
    pub fn power(dev: &device::Device<device::Bound>, name: &CStr) -> Result {
        // SAFETY: Both are borrowed for the call.
        to_result(unsafe { bindings::devm_regulator_get_enable(dev.as_raw(), name.as_char_ptr()) })
    }
}
`,
    },
    {
      bad: `
use crate::device::Device;

fn open(above: &Device) -> *mut crate::bindings::fwctl_device {
//~            ^^^^^^^ unbound-parent-device
    // SAFETY: The table is static, and the size is that of the C struct.
    unsafe { crate::bindings::_fwctl_alloc_device(above.as_raw(), TABLE.get(), SIZE) }
}
`,
      fixed: `
use crate::device::Device;

fn open(above: &Device<crate::device::Bound>) -> *mut crate::bindings::fwctl_device {
    // SAFETY: The table is static, and the size is that of the C struct.
    unsafe { crate::bindings::_fwctl_alloc_device(above.as_raw(), TABLE.get(), SIZE) }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const seen = new Set<Node>();
    for (const call of facts.calls) {
      const name = cFunctionOf(call);
      const position = boundArgument(facts.packs, name);
      const given = position === undefined ? undefined : call.arguments[position];
      const type = given === undefined ? undefined : parameterType(given, { context, depth: 0 });
      const device = type === undefined ? undefined : referenceIn(withoutOption(facts.types.read(type)))?.to;
      if (type === undefined || seen.has(type) || deviceState(device) !== 'plain' || isExcused(type, context)) continue;
      seen.add(type);
      yield {
        at: type,
        message: `\`${name ?? ''}()\` needs a device that is bound to its driver, but \`${file.textOf(type)}\` may not be bound`,
        help: 'take a `&Device<Bound>`, which only exists while the device is bound',
        fix: fixOf(type, context),
      };
    }
  },
});

const withoutOption = (type: Type | undefined): Type | undefined =>
  type?.kind === 'path' && type.segments.at(-1) === 'Option' ? type.arguments[0] : type;

/** The type of the function's parameter that an argument is made from: `&Device` of `parent.as_raw()`. */
function parameterType(given: Node, { context, depth }: { context: Context; depth: number }): Node | undefined {
  const { file, facts } = context;
  const names = file.is(given, 'identifier') ? [given] : file.descendants(given, 'identifier');
  for (const name of names) {
    const binding = facts.bindings.of(name);
    if (binding === undefined || binding === 'hidden') continue;
    if (binding.kind === 'parameter') return binding.type;
    if (binding.kind === 'let' && binding.value !== undefined && depth < 4)
      return parameterType(binding.value, { context, depth: depth + 1 });
  }
  return undefined;
}

/** Whether the caller of an unsafe function vouches for the binding, or the type that is made carries a lifetime. */
function isExcused(type: Node, { file, facts }: Context): boolean {
  const item = file.closest(type, 'function_item');
  if (item === undefined) return true;
  if (isUnsafeFn(file, item) && facts.docs.of(item)?.lines.some(({ text }) => /\bbound\b/i.test(text)) === true) return true;
  const impl = file.closest(item, 'impl_item');
  const owner = facts.implAt(impl)?.typeName;
  const struct = facts.structs.find((each) => each.item.name === owner)?.item.node;
  const parameters = file.field(struct, 'type_parameters');
  return parameters !== undefined && file.child(parameters, 'lifetime_parameter') !== undefined;
}

function fixOf(type: Node, context: Context): Fix | undefined {
  const { file } = context;
  const device = file.is(type, 'reference_type') ? file.field(type, 'type') : undefined;
  if (device === undefined) return undefined;
  const list = file.field(device, 'type_arguments');
  const span = list === undefined ? { start: file.end(device), end: file.end(device) } : file.span(list);
  return { title: 'Take a `&Device<Bound>`', kind: 'suggestion', edits: [{ ...span, text: `<${pathOfBound(type, context)}>` }] };
}

/** The path by which `Bound` can be named. */
function pathOfBound(at: Node, { facts }: Context): string {
  const bare = facts.paths.lookUp('Bound', { at, namespace: 'type' });
  if (bare.path === 'kernel::device::Bound' && (bare.by === 'import' || bare.by === 'item')) return 'Bound';
  const module = facts.paths.lookUp('device', { at, namespace: 'type' });
  if (module.path === 'kernel::device' && module.by === 'import') return 'device::Bound';
  return facts.unit.crate === 'kernel' ? 'crate::device::Bound' : 'kernel::device::Bound';
}
