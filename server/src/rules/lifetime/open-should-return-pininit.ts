// Trait methods that fill in a context through a reference to it.

import { referenceIn } from '../../facts/kernel/callback-objects';
import { parametersOf } from '../../facts/kernel/vtable-callbacks';
import { nameOf, type Type } from '../../facts/types/types';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'open-should-return-pininit',
  summary: 'The method that opens a context fills it in through `&mut` where it could return an initializer.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `When C allocates the context, the driver's part of it does not hold a value yet. A method that gets \`&mut\` to it starts from a reference that
must not exist, and nothing makes the driver fill in every field. An initializer has neither problem: the method returns \`impl PinInit<T, Error>\`,
the abstraction runs it on the memory that C allocated, pinned fields (locks, lists) work as everywhere else in the kernel, and if a field fails,
those already initialised are dropped.`,
  sources: ['rust/kernel/fwctl.rs (Operations::open)', 'rust/pin-init/README.md'],
  examples: [
    {
      bad: `
trait Driver {
    type Session;

    fn begin(session: &mut Session<Self::Session>) -> Result;
   //~ ^^^^^ open-should-return-pininit
}

impl<D: Driver> Table<D> {
    const OPS: bindings::fwctl_ops = bindings::fwctl_ops {
        open_uctx: Some(Self::open),
        ..pin_init::zeroed()
    };

    unsafe extern "C" fn open(raw: *mut bindings::fwctl_uctx) -> c_int {
        from_result(|| D::begin(unsafe { Session::borrow(raw) }).map(|()| 0))
    }
}
`,
      good: `
trait Driver: Send + Sync + 'static {
    fn begin(owner: &mut Setup, parent: &Device<Bound>) -> impl PinInit<Self, Error>;
}

trait Older {
    fn begin(parent: &Device<Bound>) -> Result<impl PinInit<Self, Error>>;
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const seen = new Set<Node>();
    for (const { slot, methods } of facts.callbacks) {
      if (slot.role !== 'open' || slot.object !== 'uninitialised') continue;
      for (const { method, nameNode } of methods) {
        if (seen.has(method) || !fillsIn(method, context)) continue;
        seen.add(method);
        yield {
          at: nameNode,
          message: `should \`${file.textOf(nameNode)}\` return \`impl PinInit<…>\`, so that the context is initialised in place?`,
          help: 'C calls it on memory that is not initialised yet',
        };
      }
    }
  },
});

/** Whether a method takes an exclusive reference and returns only success or failure. */
function fillsIn(method: Node, { file, facts }: Context): boolean {
  const returned = file.field(method, 'return_type');
  if (returned !== undefined && !isEmpty(facts.types.read(returned))) return false;
  return parametersOf(file, method).some(
    (parameter) => referenceIn(facts.types.read(file.field(parameter, 'type')))?.mutable === true,
  );
}

/** `()`, an error code, and a `Result` of nothing. */
function isEmpty(type: Type | undefined): boolean {
  if (type?.kind === 'tuple') return type.elements.length === 0;
  if (type?.kind !== 'path') return false;
  if (nameOf(type) === 'Result') return type.arguments.length === 0 || isEmpty(type.arguments[0]);
  return ['c_int', 'i32'].includes(nameOf(type) ?? '') && type.arguments.length === 0;
}
