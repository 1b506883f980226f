// Devices that are created for one parent and registered with another.

import type { Facts } from '../../facts/facts';
import { originOf } from '../../facts/types/locals';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'different-parent',
  summary: 'A device is created with one parent and registered with another.',
  severity: 'information',
  confidence: 'certain',
  needs: 'file',
  why: `The parent passed to a registration proves that the child device is unregistered before that parent is unbound. It proves nothing if the device was
created for another parent. The constructor compares the two and returns \`EINVAL\`, but only at run time, and older versions do not compare.`,
  sources: ['rust/kernel/fwctl.rs (Registration::new)'],
  examples: [
    {
      bad: `
use kernel::fwctl;

fn publish<'a>(adev: &'a auxiliary::Device<Bound>) -> Result<fwctl::Registration<'a, FlashContext>> {
    let parent = adev.parent();
    let dev = fwctl::Device::<FlashContext>::new(parent)?;
    // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
    unsafe { fwctl::Registration::new(adev.as_ref(), &dev, FlashData::new()) }
    //~                               ^^^^^^^^^^^^^ different-parent
}
`,
      good: `
use kernel::fwctl;

fn publish<'a>(adev: &'a auxiliary::Device<Bound>) -> Result<fwctl::Registration<'a, FlashContext>> {
    let parent: &Device<Bound> = adev.as_ref();
    let dev = fwctl::Device::<FlashContext>::new(adev.as_ref())?;
    // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
    unsafe { fwctl::Registration::new(parent, &dev, FlashData::new()) }
}

fn publish_both<'a>(first: &'a Device<Bound>, second: &'a Device<Bound>) -> Result<Pair<'a>> {
    let dev = fwctl::Device::<FlashContext>::new(first)?;
    let other = fwctl::Device::<FlashContext>::new(second)?;
    // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
    let reg = unsafe { fwctl::Registration::new(first, &dev, FlashData::new())? };
    // SAFETY: As above, for \`other\`.
    let other_reg = unsafe { fwctl::Registration::new(second, &other, FlashData::new())? };
    Ok(Pair { reg, other_reg })
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { fact, call } of facts.registrationCalls) {
      const parent = fact.arguments === undefined ? undefined : call.arguments[fact.arguments.parent];
      const device = fact.arguments?.device === undefined ? undefined : call.arguments[fact.arguments.device];
      if (fact.device === undefined || parent === undefined || device === undefined) continue;
      const made = originOf(file, { expression: device, facts });
      const making = facts.calls.find(
        ({ path, node }) => path === `kernel::${fact.device?.constructor ?? ''}` && file.contains(made, node),
      );
      const before = making?.arguments[fact.device.parent];
      if (before === undefined || isSame(file, { one: before, other: parent, facts })) continue;
      yield {
        at: parent,
        message: `the device was created with \`${file.textOf(before)}\` as its parent, not \`${file.textOf(parent)}\``,
        help: 'pass the same device to both',
        related: [{ at: before, message: 'the parent of the device' }],
      };
    }
  },
});

/** Whether both are views of one object as far as the source shows; what is read from it (`.parent()`) is another. */
function isSame(file: SourceFile, { one, other, facts }: { one: Node; other: Node; facts: Facts }): boolean {
  const [a, b] = [one, other].map((expression) => baseOf(file, { expression, facts }));
  return a === undefined || b === undefined || a === b;
}

/** The place behind references, conversions and locals; `undefined` for what cannot be compared. */
function baseOf(file: SourceFile, { expression, facts }: { expression: Node; facts: Facts }): string | undefined {
  const origin = originOf(file, { expression, facts });
  const text = file
    .textOf(origin)
    .replace(/\s+/g, '')
    .replace(/^[&*]+|\.(?:as_ref|into|deref|clone)\(\)/g, '');
  return /^[\w.]+(?:\(\)(?:\.[\w.]+)?)*$/.test(text) ? text : undefined;
}
