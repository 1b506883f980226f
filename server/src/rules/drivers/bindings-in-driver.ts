// Drivers that bypass a subsystem's abstraction.

import { rule, type Report } from '../../rule';
import { derived } from '../../derived';
import type { Pack } from '../../packs/pack';

export default rule({
  id: 'bindings-in-driver',
  summary: 'A driver uses the bindings of a subsystem that has an abstraction.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `Bindings are for the abstractions in \`rust/kernel\`. A driver that calls them has to uphold on its own what the abstraction guarantees once for
everyone, in \`unsafe\` code that the subsystem's maintainers never see. If the abstraction lacks something, extend it.`,
  sources: ['Documentation/rust/general-information.rst (Abstractions vs. bindings)', 'rust/bindings/lib.rs'],
  examples: [
    {
      path: 'drivers/fwctl/flash.rs',
      bad: `
use kernel::{
    bindings,
    bindings::fwctl_put,
    fwctl, //
};

fn release(raw: *mut bindings::fwctl_device) {
    //~                        ^^^^^^^^^^^^ bindings-in-driver
    // SAFETY: The caller owned the reference.
    unsafe { fwctl_put(raw) };
    //~      ^^^^^^^^^ bindings-in-driver
}

const KIND: u32 = kernel::bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_MLX5;
//~                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bindings-in-driver
`,
      good: `
use kernel::{
    bindings,
    fwctl, //
};

fn raw_of(dev: &Device) -> *mut bindings::my_vendor_device {
    crate::bindings::fwctl_register(dev)
}

fn release(dev: ARef<fwctl::Device<Flash>>) {
    drop(dev);
}
`,
    },
    {
      path: 'samples/rust/flash.rs',
      bad: `
use kernel::bindings;

fn answer(device: &Device) -> c_int {
    // SAFETY: The device is allocated and not registered.
    unsafe { bindings::fwctl_register(device.raw()) }
    //~                ^^^^^^^^^^^^^^ bindings-in-driver
}
`,
    },
  ],
  *check({ file, facts }) {
    if (facts.unit.crate !== 'driver' && facts.unit.crate !== 'sample') return;
    const known = namesOf(facts.packs);
    if (!/\bbindings\b/.test(file.text)) return;
    const seen = new Set<number>();
    const nodes = file.nodes('scoped_identifier', 'scoped_type_identifier', 'identifier', 'type_identifier');
    for (const node of nodes) {
      const at = file.field(node, 'name') ?? node;
      if (seen.has(at) || !known.has(file.textOf(at)) || file.closest(node, 'use_declaration') !== undefined) continue;
      seen.add(at);
      const path = facts.paths.resolve(node)?.path;
      if (path !== `kernel::bindings::${file.textOf(at)}`) continue;
      yield report(file.textOf(at), { at, prefer: known.get(file.textOf(at)) });
    }
  },
});

function report(name: string, { at, prefer }: { at: number; prefer: string | undefined }): Report {
  return {
    at,
    message: `\`bindings::${name}\` is for the abstraction, not for drivers`,
    help: prefer === undefined ? 'use the items of the abstraction, or extend it' : `use \`${prefer.replace(/`/g, '')}\``,
  };
}

/** The names in the bindings of a subsystem with an abstraction, and what to use instead. */
const namesOf = derived((packs: readonly Pack[]): ReadonlyMap<string, string | undefined> => {
  const names = new Map<string, string | undefined>();
  for (const { module, functions = [], structs = [], enums = [] } of packs) {
    if (module === undefined) continue;
    for (const { name, prefer } of functions) names.set(name, prefer);
    for (const { name } of structs) names.set(name, undefined);
    for (const { name, rust, members } of enums)
      for (const member of [name, ...members.map((one) => `${name}_${one.name}`)]) names.set(member, rust);
  }
  return names;
});
