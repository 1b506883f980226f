// Exclusive references to a context in callbacks that run concurrently on it.

import { objectUsesOf, referenceIn } from '../../facts/kernel/callback-objects';
import type { Callback, TraitCall } from '../../facts/kernel/vtable-callbacks';
import { excerpt } from '../../facts/source/excerpt';
import { rule, type Context, type Report } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'mut-ref-in-shared-callback',
  summary: 'A callback that runs concurrently with others on the same context creates or passes on a `&mut` to it.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `C only holds its lock for reading around some callbacks, and readers do not exclude each other: two threads that use one file descriptor run
such callbacks concurrently on the same context. \`&mut\` promises the compiler that nothing else accesses the value, so two of them, or one next to a
\`&\`, are undefined behaviour whatever the code does with them.

Shared callbacks get \`&T\` or \`Pin<&T>\`; state that changes goes into a \`Mutex\` or an atomic in the context. The callbacks that open and close a
context have exclusive access, and there \`&mut\` is right.`,
  sources: ['rust/kernel/fwctl.rs', 'drivers/fwctl/main.c (fwctl_fops_ioctl)'],
  examples: [
    {
      bad: `
trait Driver: Sized {
    type Session;

    fn describe(session: &mut Session<Self::Session>) -> Result<KVec<u8>>;
    //~         ^^^^^^^ mut-ref-in-shared-callback
}

impl<D> Session<D> {
    unsafe fn borrow<'a>(raw: *mut bindings::fwctl_uctx) -> &'a mut Self {
        unsafe { &mut *container_of!(Opaque::cast_from(raw), Self, raw).cast_mut() }
    }
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        info: Some(Self::describe),
        ..pin_init::zeroed()
    };

    unsafe extern "C" fn describe(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
        let session = unsafe { Session::<D::Session>::borrow(raw) };
        //~                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mut-ref-in-shared-callback
        into_raw(D::describe(session), size)
    }
}
`,
      good: `
trait Driver: Sized {
    type Session: Send + Sync + 'static;

    fn leave(session: &mut Session<Self::Session>, parent: &Device<Bound>);
    fn describe(session: &Session<Self::Session>, parent: &Device<Bound>, out: &mut Buffer) -> Result;
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        info: Some(Self::describe),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// \`raw\` must be the head of a \`Session<D::Session>\`, and \`size\` must be valid for writes.
    unsafe extern "C" fn describe(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
        // SAFETY: By the safety requirements of this function; callbacks of a session share it.
        let session = unsafe { &*raw.cast::<Session<D::Session>>() };
        let mut out = Buffer::new();
        D::describe(session, session.parent(), &mut out);
        out.give_away(&mut session.sizes.lock(), size)
    }
}
`,
    },
    {
      bad: `
trait Driver: Sized {
    fn describe(self: Pin<&mut Self>) -> Result<KVec<u8>>;
    //~         ^^^^ mut-ref-in-shared-callback
    fn send(&mut self, message: &mut [u8]) -> Result<usize>;
    //~     ^^^^^^^^^ mut-ref-in-shared-callback
}

unsafe extern "C" fn describe<D: Driver>(raw: *mut bindings::fwctl_uctx, size: *mut usize) -> *mut c_void {
    let mut session = unsafe { Pin::new_unchecked(&mut *raw.cast::<Session<D>>()) };
    //~                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mut-ref-in-shared-callback
    into_raw(D::describe(session.as_mut().project().driver), size)
}

unsafe extern "C" fn send<D: Driver>(
    raw: *mut bindings::fwctl_uctx,
    _scope: u32,
    message: *mut c_void,
    length: usize,
    out: *mut usize,
) -> *mut c_void {
    let driver = unsafe { &raw mut (*raw.cast::<Session<D>>()).driver };
    let message = unsafe { slice::from_raw_parts_mut(message.cast::<u8>(), length) };
    finish(D::send(unsafe { &mut *driver }, message), out)
    //~                     ^^^^^^^^^^^^ mut-ref-in-shared-callback
}

const fn table<D: Driver>() -> bindings::fwctl_ops {
    bindings::fwctl_ops {
        info: Some(describe::<D>),
        fw_rpc: Some(send::<D>),
        ..pin_init::zeroed()
    }
}
`,
    },
  ],
  *check(context) {
    const seen = new Set<Node>();
    for (const callback of context.facts.callbacks) {
      if (callback.slot.object !== 'shared' || callback.object === undefined) continue;
      for (const report of reportsOf(callback, { object: callback.object, context })) {
        if (seen.has(report.at)) continue;
        seen.add(report.at);
        yield report;
      }
    }
  },
});

function reportsOf(
  callback: Callback,
  { object, context }: { object: Node; context: Context },
): (Report & { readonly at: Node })[] {
  const { file, facts } = context;
  const uses = objectUsesOf(file, { item: callback.function, pattern: object, facts });
  const slot = callback.slot.name;
  const made = uses.references
    .filter(({ mutable }) => mutable)
    .map(({ node }) => ({
      at: node,
      message: `\`${excerpt(file.textOf(node))}\` is \`&mut\`, but \`${slot}\` runs concurrently on the same context`,
      help: 'borrow the context with `&`; put state that changes behind a lock or in an atomic',
    }));
  const passed = callback.methods.flatMap((method) =>
    receiversOf(method, context)
      .filter((_, index) => {
        const argument = method.call.arguments[index];
        return argument !== undefined && uses.kindOf(argument) !== undefined;
      })
      .filter(({ mutable }) => mutable)
      .map(({ at }) => ({
        at,
        message: `\`${file.textOf(method.nameNode)}\` takes its context as \`&mut\`, but \`${slot}\` runs concurrently on the same context`,
        help: 'take `&` or `Pin<&…>`; put state that changes behind a lock or in an atomic',
      })),
  );
  return [...made, ...passed];
}

/** What a method takes, `self` first, and whether it is an exclusive reference. */
function receiversOf({ method }: TraitCall, { file, facts }: Context): { at: Node; mutable: boolean }[] {
  const list = file.field(method, 'parameters');
  if (list === undefined) return [];
  return file.named(list).flatMap((parameter) => {
    if (file.is(parameter, 'self_parameter'))
      return [{ at: parameter, mutable: /^&\s*(?:'\w+\s+)?mut\b/.test(file.textOf(parameter)) }];
    if (!file.is(parameter, 'parameter')) return [];
    const type = referenceIn(facts.types.read(file.field(parameter, 'type')));
    return [{ at: file.field(parameter, 'pattern') ?? parameter, mutable: type?.mutable === true }];
  });
}
