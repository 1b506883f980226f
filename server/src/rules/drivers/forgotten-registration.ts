// Registrations whose destructor never runs.

import { registrationIn, registrationOfType, type KnownRegistration } from '../../facts/kernel/registrations';
import { rule, type Report } from '../../rule';

export default rule({
  id: 'forgotten-registration',
  summary: 'A registration is forgotten or leaked, so it is never unregistered.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `Dropping a registration unregisters the device. A registration that is forgotten (\`mem::forget\`), wrapped in \`ManuallyDrop\` or leaked stays
registered when the driver is unbound or its module is unloaded: the next callback then runs on freed memory or in unloaded code. If the type
carries the lifetime of the bound device, the \`# Safety\` section of its constructor requires that this does not happen.

Keep a registration that should live as long as the device is bound in the driver data, or in devres.`,
  sources: ['rust/kernel/fwctl.rs (Registration::new)', 'rust/kernel/devres.rs (register)'],
  examples: [
    {
      bad: `
use core::mem;
use kernel::fwctl;

fn publish(parent: &Device<Bound>, dev: &fwctl::Device<Flash>) -> Result {
    // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
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
    // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is stored in
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
  *check({ file, facts }) {
    for (const { kind, path = '', name, arguments: given } of facts.calls) {
      const [argument] = given;
      if (kind !== 'function' || argument === undefined || !forgets.test(path)) continue;
      const held = registrationIn(file, { expression: argument, facts });
      if (held === undefined) continue;
      yield report(held, { at: argument, how: `${name === 'new' ? 'ManuallyDrop::new' : name}()` });
    }
    for (const node of file.nodes('generic_type')) {
      const at = file.field(node, 'type');
      if (at === undefined || !/(?:^|::)ManuallyDrop$/.test(file.textOf(at))) continue;
      const held = registrationOfType(facts.types.read(node), facts.packs);
      if (held !== undefined) yield report(held, { at, how: 'ManuallyDrop' });
    }
  },
});

/** Functions that take a value and do not drop it. */
const forgets = /(?:^|::)(?:mem::forget|ManuallyDrop::new|(?:K|V|KV)?Box::(?:leak|into_raw)|Arc::into_raw)$/;

function report({ name, fact }: KnownRegistration, { at, how }: { at: number; how: string }): Report {
  return {
    at,
    message: `\`${how}\` means that this \`${name}\` is never unregistered`,
    help: 'store it in the driver data, which is dropped when the device is unbound',
    severity: fact.tie === 'lifetime' ? 'error' : 'warning',
  };
}
