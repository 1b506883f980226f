// Devices that are registered a second time.

import { originOf } from '../../facts/types/locals';
import type { RegistrationCall } from '../../facts/kernel/registrations';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'registered-twice',
  summary: 'One device is registered more than once.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `The constructor of the registration requires a device that is not registered. A second call links the same object into the driver core again, and
when both registrations are dropped it is unregistered twice. A device cannot be reused after unregistering either: its callbacks are gone for good.
Create a device for each registration.`,
  sources: ['rust/kernel/fwctl.rs (Registration::new)', 'drivers/fwctl/main.c (fwctl_unregister)'],
  examples: [
    {
      bad: `
use kernel::fwctl;

fn publish<'a>(parent: &'a Device<Bound>) -> Result<Pair<'a>> {
    let dev = fwctl::Device::<FlashContext>::new(parent)?;
    // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
    let reg = unsafe { fwctl::Registration::new(parent, &dev, FlashData::new())? };
    let again = &*dev;
    // SAFETY: As above.
    let spare = unsafe { fwctl::Registration::new(parent, again, FlashData::new())? };
    //~                                                   ^^^^^ registered-twice
    Ok(Pair { reg, spare })
}

fn publish_all<'a>(parent: &'a Device<Bound>, regs: &mut KVec<Reg<'a>>) -> Result {
    let dev = fwctl::Device::<FlashContext>::new(parent)?;
    for channel in 0..4 {
        // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
        let reg = unsafe { fwctl::Registration::new(parent, &dev, FlashData::on(channel))? };
        //~                                                 ^^^^ registered-twice
        regs.push(reg, GFP_KERNEL)?;
    }
    Ok(())
}
`,
      good: `
use kernel::fwctl;

fn publish<'a>(parent: &'a Device<Bound>, is_safe_mode: bool) -> Result<Reg<'a>> {
    let dev = fwctl::Device::<FlashContext>::new(parent)?;
    if is_safe_mode {
        // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
        return unsafe { fwctl::Registration::new(parent, &dev, FlashData::safe()) };
    }
    // SAFETY: As above.
    unsafe { fwctl::Registration::new(parent, &dev, FlashData::new()) }
}

fn publish_all<'a>(parent: &'a Device<Bound>, regs: &mut KVec<Reg<'a>>) -> Result {
    for channel in 0..4 {
        let dev = fwctl::Device::<FlashContext>::new(parent)?;
        // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
        let reg = unsafe { fwctl::Registration::new(parent, &dev, FlashData::on(channel))? };
        regs.push(reg, GFP_KERNEL)?;
    }
    Ok(())
}
`,
    },
  ],
  *check({ file, facts }) {
    const earlier: { device: Node; made: RegistrationCall }[] = [];
    for (const made of facts.registrationCalls) {
      const position = made.fact.arguments?.device;
      const argument = position === undefined ? undefined : made.call.arguments[position];
      if (argument === undefined) continue;
      const device = originOf(file, { expression: argument, facts });
      // Only the value of a `let`, so both calls use one object; a field may have been replaced in between.
      if (!file.is(file.parent(device), 'let_declaration')) continue;
      const first = earlier.find(
        (other) => other.device === device && isAlwaysBefore(file, { first: other.made.call.node, second: made.call.node }),
      );
      earlier.push({ device, made });
      if (first === undefined && !isRepeated(file, { call: made.call.node, device })) continue;
      yield {
        at: argument,
        message:
          first === undefined
            ? `each iteration of the loop registers the same device \`${file.textOf(argument)}\``
            : `\`${file.textOf(argument)}\` has already been registered`,
        help: 'create a new device for each registration',
        related: first === undefined ? [] : [{ at: first.made.call.node, message: 'registered here' }],
      };
    }
  },
});

/** Whether every way to the second call goes through the first: the first is not inside a branch, arm or closure. */
function isAlwaysBefore(file: SourceFile, { first, second }: { first: Node; second: Node }): boolean {
  for (const outer of file.ancestors(first)) {
    if (file.contains(outer, second)) return file.is(outer, 'block');
    if (file.is(outer, 'if_expression', 'match_expression', 'closure_expression', 'else_clause')) return false;
  }
  return false;
}

/** Whether the call is in a loop and the device was created before the loop. */
function isRepeated(file: SourceFile, { call, device }: { call: Node; device: Node }): boolean {
  for (const outer of file.ancestors(call)) {
    if (file.contains(outer, device)) return false;
    if (file.is(outer, 'for_expression', 'while_expression', 'loop_expression'))
      return !/\b(?:break|return)\b/.test(file.textOf(outer));
  }
  return false;
}
