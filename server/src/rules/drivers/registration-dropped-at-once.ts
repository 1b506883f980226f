// Registrations that are dropped in the statement or function that makes them.

import type { Facts } from '../../facts/facts';
import type { RegistrationCall } from '../../facts/kernel/registrations';
import { rule, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'registration-dropped-at-once',
  summary: 'A registration is dropped where it is made, so nothing stays registered.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `A registration lasts as long as its Rust value. \`let _ = …\` and a bare statement drop the value at the end of the statement, and a local that is not
stored is dropped when the function returns: the device is registered and unregistered again before anyone can use it. The compiler does not warn,
and \`let _\` even silences \`#[must_use]\`. If the constructor returns an initializer, dropping it means that nothing was ever registered.

Store the registration in the driver data, or pass it to devres.`,
  sources: ['rust/kernel/fwctl.rs (Registration)', 'rust/kernel/auxiliary.rs (Registration)'],
  examples: [
    {
      bad: `
use kernel::{
    auxiliary,
    faux, //
};

fn announce(parent: &Device<Bound>) -> Result {
    let _ = faux::Registration::new(c"lamp-bus", None)?;
    //~     ^^^^^^^^^^^^^^^^^^^^^^^ registration-dropped-at-once
    faux::Registration::new(c"lamp", Some(parent)).inspect_err(|_| pr_warn!("no lamp\\n"))?;
    //~< ^^^^^^^^^^^^^^^^^^^^^^^ registration-dropped-at-once
    _ = auxiliary::Registration::new(parent, c"lamp", 0, crate::MODULE_NAME);
    //~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ registration-dropped-at-once
    Ok(())
}
`,
      good: `
use kernel::{
    auxiliary,
    devres,
    faux, //
};

#[pin_data]
struct Lamp {
    #[pin]
    child: Devres<auxiliary::Registration>,
    bus: faux::Registration,
}

impl Lamp {
    fn new(parent: &Device<Bound>) -> impl PinInit<Self, Error> + '_ {
        try_pin_init!(Self {
            child <- auxiliary::Registration::new(parent, c"lamp", 0, crate::MODULE_NAME),
            bus: faux::Registration::new(c"lamp-bus", None)?,
        })
    }

    fn probe(parent: &Device<Bound>) -> Result<Pin<KBox<Self>>> {
        let reg = faux::Registration::new(c"lamp-test", None)?;
        devres::register(parent, reg, GFP_KERNEL)?;
        KBox::pin_init(Self::new(parent), GFP_KERNEL)
    }
}

fn self_test() -> Result {
    let _bus = faux::Registration::new(c"lamp-test", None)?;
    let reg = faux::Registration::new(c"other", None);
    match reg {
        Ok(_) => run_self_test(),
        Err(e) => Err(e),
    }
}

fn bus() -> Result<faux::Registration> {
    faux::Registration::new(c"lamp-bus", None)
}
`,
    },
    {
      bad: `
use kernel::{
    fwctl,
    platform, //
};

struct Flash {
    parent: ARef<Device>,
}

impl platform::Driver for Flash {
    type IdInfo = ();

    fn probe(pdev: &platform::Device<Core>, _info: Option<&()>) -> impl PinInit<Self, Error> {
        let dev = fwctl::Device::<FlashContext>::new(pdev.as_ref())?;
        // SAFETY: \`dev\` is fresh and not registered, nothing else registers it, and the registration is never leaked.
        let _reg = unsafe { fwctl::Registration::new(pdev.as_ref(), &dev, FlashData::new())? };
        //~ ^^^^ registration-dropped-at-once
        Ok(Self { parent: pdev.as_ref().into() })
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const made of facts.registrationCalls) {
      const report = judge(file, { made, facts });
      if (report !== undefined) yield report;
    }
  },
});

function judge(file: SourceFile, { made, facts }: { made: RegistrationCall; facts: Facts }): Report | undefined {
  const { value, call, name } = made;
  const parent = file.parent(value);
  const help = 'store it in the driver data';
  const called = file.field(call.node, 'function');
  if (parent === undefined || called === undefined) return undefined;
  if (isDiscarded(file, { value, parent }))
    return { at: called, message: `this \`${name}\` is dropped in the same statement, so nothing stays registered`, help };
  const pattern = file.is(parent, 'let_declaration') ? file.field(parent, 'pattern') : undefined;
  const fn = file.closest(parent, 'function_item');
  if (!file.is(pattern, 'identifier') || fn === undefined || !makesSelf(file, fn)) return undefined;
  if (isNamedAgain(file, { pattern, from: parent, fn, facts })) return undefined;
  return {
    at: pattern,
    message: `\`${file.textOf(pattern)}\` is dropped when \`${functionName(file, fn)}\` returns, which unregisters the \`${name}\``,
    help,
    severity: 'warning',
  };
}

/** `let _ = value;`, `_ = value;`, `value;`. */
function isDiscarded(file: SourceFile, { value, parent }: { value: Node; parent: Node }): boolean {
  if (file.is(parent, 'expression_statement')) return file.textOf(parent).endsWith(';');
  const isAssigned = file.is(parent, 'assignment_expression') && file.field(parent, 'right') === value;
  const target = isAssigned
    ? file.field(parent, 'left')
    : file.is(parent, 'let_declaration')
      ? file.field(parent, 'pattern')
      : undefined;
  return file.textOf(target) === '_';
}

/** A function that only registers for a while, a self-test for example, returns no value of the driver's own type. */
function makesSelf(file: SourceFile, fn: Node): boolean {
  const type = file.field(fn, 'return_type');
  return type !== undefined && /\bSelf\b/.test(file.textOf(type));
}

/** Anything that could be a use counts, including a format string. */
function isNamedAgain(
  file: SourceFile,
  { pattern, from, fn, facts }: { pattern: Node; from: Node; fn: Node; facts: Facts },
): boolean {
  const name = file.textOf(pattern);
  const code = file.text.slice(file.end(from), file.end(fn));
  if (!new RegExp(`\\b${name}\\b`).test(code)) return false;
  const inComments = facts.comments
    .filter(({ start, end }) => start >= file.end(from) && end <= file.end(fn))
    .reduceRight((text, { start, end }) => text.slice(0, start - file.end(from)) + text.slice(end - file.end(from)), code);
  return new RegExp(`\\b${name}\\b`).test(inComments);
}

function functionName(file: SourceFile, fn: Node): string {
  const name = file.field(fn, 'name');
  return name === undefined ? 'it' : `${file.textOf(name)}()`;
}
