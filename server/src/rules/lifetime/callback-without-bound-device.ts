// Callback traits that never pass on the bound parent device, although it is bound whenever they run.

import { hasBoundDevice } from '../../facts/types/device-types';
import { parametersOf } from '../../facts/kernel/vtable-callbacks';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'callback-without-bound-device',
  summary: 'Callbacks run while the parent device is bound, but the driver gets no `&Device<Bound>`.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `Some subsystems unregister a device before its parent is unbound and wait for its callbacks to finish. The parent is then bound while a
callback runs. The abstraction knows this but the driver does not: without a \`&Device<Bound>\` it has to use \`try_access()\` for each resource, with
an error path for a case that cannot happen. With one, \`Devres::access()\` is free. Data with the lifetime of the binding, owned by the registration
and passed to every callback, works as well.`,
  sources: ['rust/kernel/devres.rs (Devres::access)', 'rust/kernel/device.rs (Bound)', 'rust/kernel/fwctl.rs'],
  examples: [
    {
      bad: `
/// The callbacks of a driver.
pub trait Driver: Send + Sync + 'static {
    //~   ^^^^^^ callback-without-bound-device
    /// Describes the device.
    fn describe(&self, device: &Device) -> KVec<u8>;
}

unsafe extern "C" fn describe<D: Driver>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let session = unsafe { Session::<D>::borrow(raw) };
    into_raw(D::describe(&session.driver, session.device()), size)
}

const fn table<D: Driver>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(describe::<D>), ..pin_init::zeroed() }
}
`,
      good: `
/// The callbacks of a driver.
pub trait Driver: Send + Sync + 'static {
    /// Describes the device.
    fn describe(&self, parent: &pci::Device<Bound>) -> KVec<u8>;
}

/// The callbacks of another driver.
pub trait Other: Send + Sync + 'static {
    /// Data that exists while the parent is bound.
    type Resources<'bound>;

    /// Describes the device.
    fn list(&self, resources: &Self::Resources<'_>) -> KVec<u8>;
}

/// # Safety
///
/// \`raw\` must be the head of a \`Session<D>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn describe<D: Driver>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let session = Session::<D>::of(raw);
    into_raw(D::describe(session.driver(), session.parent()), size)
}

/// # Safety
///
/// \`raw\` must be the head of a \`Session<O>\`, and \`size\` must be valid for writes.
unsafe extern "C" fn list<O: Other>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let session = Session::<O>::of(raw);
    into_raw(O::list(session.driver(), session.resources()), size)
}

const fn table<D: Driver>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(describe::<D>), ..pin_init::zeroed() }
}

const fn other_table<O: Other>() -> bindings::fwctl_ops {
    bindings::fwctl_ops { info: Some(list::<O>), ..pin_init::zeroed() }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const callbacks = facts.callbacks.filter(({ pack }) => pack.registrations?.some(({ boundParent }) => boundParent) === true);
    const calls = callbacks.flatMap(({ methods }) => methods);
    // A getter for the bound device works for every callback.
    if (calls.length === 0 || givesBoundDevice(context)) return;
    for (const trait of new Set(calls.map((call) => call.trait))) {
      const methods = [...new Set(calls.filter((call) => call.trait === trait).map(({ method }) => method))];
      const nameNode = file.field(trait, 'name');
      if (nameNode === undefined || hasLifetime(trait, context) || methods.some((method) => takesBoundDevice(method, context)))
        continue;
      yield {
        at: nameNode,
        message: `should the callbacks of \`${file.textOf(nameNode)}\` get a \`&Device<Bound>\`, given that the parent is bound while they run?`,
        help: '`Devres::access()` then needs no error path; data with the lifetime of the binding works as well',
        related: methods.map((method) => ({
          at: file.field(method, 'name') ?? method,
          message: 'called while the parent is bound',
        })),
      };
    }
  },
});

const takesBoundDevice = (method: Node, { file, facts }: Context): boolean =>
  parametersOf(file, method).some((parameter) => hasBoundDevice(facts.types.read(file.field(parameter, 'type'))));

const givesBoundDevice = ({ file, facts }: Context): boolean =>
  facts.items.some(({ kind, node }) => kind === 'fn' && hasBoundDevice(facts.types.read(file.field(node, 'return_type'))));

/** Whether the trait or one of its types carries a lifetime, which may be that of the binding. */
function hasLifetime(trait: Node, { file }: Context): boolean {
  const body = file.field(trait, 'body');
  const types = file.named(body).filter((item) => file.is(item, 'associated_type'));
  return [trait, ...types].some((item) => {
    const list = file.field(item, 'type_parameters');
    return list !== undefined && file.child(list, 'lifetime_parameter') !== undefined;
  });
}
