// Registrations that their own callbacks can drop.

import { sharedTypesOf } from '../../facts/kernel/callbacks';
import { lastName } from '../../facts/names/declarations';
import { registrationOfType } from '../../facts/kernel/registrations';
import { rule } from '../../rule';

export default rule({
  id: 'registration-in-context',
  summary: 'A registration is stored in the context or the data of its own callbacks.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `Dropping a registration waits until no callback is running. A registration, or an \`Arc\` of one, that is stored in data of the callbacks may be
dropped by a callback, which then waits for itself: a deadlock. If nothing drops it there, the data keeps the registration alive and the
registration keeps the data alive, so neither is ever freed.

Keep the registration in the driver data, next to what the callbacks borrow.`,
  sources: ['drivers/fwctl/main.c (fwctl_unregister)', 'rust/kernel/fwctl.rs'],
  examples: [
    {
      bad: `
use kernel::fwctl;

struct FlashData<'a> {
    bar: &'a Bar,
    reg: Mutex<Option<Arc<fwctl::Registration<'a, FlashContext>>>>,
    //~< ^^^ registration-in-context
}

struct FlashContext {
    parent: Option<Arc<fwctl::Registration<'static, FlashContext>>>,
    //~< ^^^^^^ registration-in-context
}

impl fwctl::Operations for FlashContext {
    type RegistrationData<'a> = FlashData<'a>;
}
`,
      good: `
use kernel::{
    faux,
    fwctl, //
};

struct Flash<'bound> {
    reg: fwctl::Registration<'bound, FlashContext>,
    bar: Bar<'bound>,
}

struct FlashData<'a> {
    bar: &'a Bar<'a>,
    emulated: faux::Registration,
}

struct FlashContext {
    opened: Instant,
}

impl fwctl::Operations for FlashContext {
    type RegistrationData<'a> = FlashData<'a>;
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const callbacks of facts.callbackImpls) {
      for (const type of sharedTypesOf(callbacks)) {
        const struct = facts.structs.find(({ item }) => item.name === lastName(file, type));
        for (const field of struct?.fields ?? []) {
          const held = registrationOfType(facts.types.read(field.type), facts.packs);
          if (struct === undefined || held?.pack !== callbacks.pack) continue;
          yield {
            at: field.nameNode,
            message: `\`${field.name}\` holds a \`${held.name}\`, and a callback that drops it waits for itself`,
            help: 'keep the registration in the driver data',
            related: [{ at: callbacks.impl.type, message: `the callbacks use \`${struct.item.name}\`` }],
          };
        }
      }
    }
  },
});
