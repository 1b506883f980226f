// Registrations whose destructor is kept from running.

import { registrationIn, registrationOfType, type KnownRegistration } from '../../facts/registrations';
import { rule, type Report } from '../../rule';

export default rule({
  id: 'forgotten-registration',
  summary: 'A registration is forgotten or leaked, so nothing ever unregisters it.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `Dropping a registration is what takes the device away from its users. A registration that is forgotten (\`mem::forget\`), wrapped in
\`ManuallyDrop\` or leaked stays registered when the driver is unbound or its module unloaded: the next callback then runs on memory, or in code, that is
gone. Where the type carries the lifetime of the bound device, its constructor asks in its \`# Safety\` section for exactly this not to happen.

A registration that should live as long as the device is bound belongs in the driver's own data, or into devres.`,
  sources: ['rust/kernel/fwctl.rs (Registration::new)', 'rust/kernel/devres.rs (register)'],
  examples: [
    {
      bad: `
use core::mem;
use kernel::fwctl;

fn publish(parent: &Device<Bound>, dev: &fwctl::Device<Flash>) -> Result {
    // SAFETY: \`dev\` is fresh and not registered, nobody else registers it, and the registration is never leaked.
    let reg = unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? };
    mem::forget(reg);
    //~         ^^^ forgotten-registration
    Ok(())
}
`,
      good: `
use core::mem;
use kernel::{
    fwctl,
    miscdevice::MiscDeviceRegistration, //
};

struct Flash<'bound> {
    reg: fwctl::Registration<'bound, FlashContext>,
}

fn publish<'a>(parent: &'a Device<Bound>, dev: &fwctl::Device<FlashContext>) -> Result<Flash<'a>> {
    let guard = ScopeGuard::new(|| pr_debug!("not published\\n"));
    // SAFETY: \`dev\` is fresh and not registered, nobody else registers it, and the registration is stored in
    // \`Flash\`, which is dropped before \`parent\` is unbound and never leaked.
    let reg = unsafe { fwctl::Registration::new(parent, dev, FlashData::new())? };
    mem::forget(guard);
    Ok(Flash { reg })
}

fn swap(old: Pin<KBox<MiscDeviceRegistration<Flash>>>, buffer: KBox<Buffer>) -> *mut Buffer {
    drop(old);
    KBox::into_raw(buffer)
}
`,
    },
    {
      bad: `
use core::mem::ManuallyDrop;
use kernel::{
    auxiliary,
    fwctl::Registration, //
};

struct Flash<'bound> {
    reg: ManuallyDrop<Registration<'bound, FlashContext>>,
    //~  ^^^^^^^^^^^^ forgotten-registration
}

struct Child(Option<auxiliary::Registration>);

fn forget_child(child: Child) -> Result {
    let boxed = KBox::new(child.0, GFP_KERNEL)?;
    let _ = KBox::leak(boxed);
    Ok(())
}

fn detach(child: Option<auxiliary::Registration>) -> ManuallyDrop<Option<auxiliary::Registration>> {
    //~                                              ^^^^^^^^^^^^ forgotten-registration
    ManuallyDrop::new(child)
    //~               ^^^^^ forgotten-registration
}
`,
    },
  ],
  *check({ file, facts, packs }) {
    for (const { kind, path = '', name, arguments: given } of facts.calls) {
      const [argument] = given;
      if (kind !== 'function' || argument === undefined || !forgets.test(path)) continue;
      const held = registrationIn(file, { expression: argument, facts, packs });
      if (held === undefined) continue;
      yield report(held, { at: argument, how: `${name === 'new' ? 'ManuallyDrop::new' : name}()` });
    }
    for (const node of file.nodes('generic_type')) {
      const at = file.field(node, 'type');
      if (at === undefined || !/(?:^|::)ManuallyDrop$/.test(file.textOf(at))) continue;
      const held = registrationOfType(facts.types.read(node), packs);
      if (held !== undefined) yield report(held, { at, how: 'ManuallyDrop' });
    }
  },
});

/** Functions that take a value and do not drop it. */
const forgets = /(?:^|::)(?:mem::forget|ManuallyDrop::new|(?:K|V|KV)?Box::(?:leak|into_raw)|Arc::into_raw)$/;

function report({ name, fact }: KnownRegistration, { at, how }: { at: number; how: string }): Report {
  return {
    at,
    message: `\`${how}\` keeps this \`${name}\` from ever being unregistered`,
    help: 'store it in the data of the driver, which is dropped when the device is unbound',
    severity: fact.tie === 'lifetime' ? 'error' : 'warning',
  };
}
