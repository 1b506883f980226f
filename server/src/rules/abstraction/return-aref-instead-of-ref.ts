// Getters that return an `ARef` where a borrow would do.

import { callsIn } from '../../facts/names/calls';
import type { Item } from '../../facts/names/items';
import { tailOf } from '../../facts/types/values';
import { rule, type Context, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'return-aref-instead-of-ref',
  summary: 'A getter on `&self` returns an `ARef` where it could return a reference.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `An \`ARef\` costs an atomic increment and decrement, and hides that the object lives as long as \`self\`. If \`self\` keeps the object alive, return \`&T\`:
a caller that needs to keep it longer uses \`.into()\`, and others pay nothing. For a device there is a second reason: \`&Device<Bound>\` can express
that the driver is still bound, \`ARef<Device>\` cannot.

If the object may go away while \`self\` lives (it is read under a lock, or C returns a new reference), \`ARef\` is right.`,
  sources: ['rust/kernel/sync/aref.rs', 'rust/kernel/device.rs'],
  examples: [
    {
      bad: `
impl Port {
    /// The controller of the port.
    pub fn controller(&self) -> ARef<Controller> {
    //~                         ^^^^^^^^^^^^^^^^ return-aref-instead-of-ref
        self.controller.clone()
    }

    /// Its device.
    pub fn device(&self) -> ARef<Device> {
    //~                     ^^^^^^^^^^^^ return-aref-instead-of-ref
        // SAFETY: The device lives as long as the port.
        unsafe { Device::get_device(self.raw_device()) }
    }
}
`,
      fixed: `
impl Port {
    /// The controller of the port.
    pub fn controller(&self) -> &Controller {
        &self.controller
    }

    /// Its device.
    pub fn device(&self) -> &Device {
        // SAFETY: The device lives as long as the port.
        unsafe { Device::from_raw(self.raw_device()) }
    }
}
`,
      good: `
impl Port {
    /// The controller of the port.
    pub fn controller(&self) -> &Controller {
        &self.controller
    }

    /// The current user.
    pub fn user(&self) -> ARef<User> {
        self.inner.lock().user.clone()
    }

    /// Another reference to the port.
    pub fn share(&self) -> ARef<Self> {
        self.into()
    }

    /// C takes a reference.
    pub fn peer(&self) -> ARef<Peer> {
        // SAFETY: The port is alive.
        let raw = unsafe { bindings::port_peer_get(self.as_raw()) };
        // SAFETY: \`port_peer_get()\` transfers a reference to the caller.
        unsafe { ARef::from_raw(NonNull::new_unchecked(raw.cast())) }
    }

    /// Looked up on each call.
    pub fn find(&self, index: u32) -> ARef<Peer> {
        self.peers.get(index)
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const item of facts.items) {
      const target = item.kind === 'fn' && item.visibility === 'pub' ? returned(context, item) : undefined;
      const body = file.field(item.node, 'body');
      if (target === undefined || body === undefined || !isGetter(context, item)) continue;
      if (!isLasting(context, body)) continue;
      const place = file.field(item.node, 'return_type') ?? item.nameNode;
      yield {
        at: place,
        message: `could \`${item.name}()\` return \`&${file.textOf(target)}\`, as \`self\` keeps it alive?`,
        fix: asReference(context, { place, target, body }),
      };
    }
  },
});

/** `T` of `ARef<T>` in the return type. */
function returned({ file, facts }: Context, { node }: Item): Node | undefined {
  const type = file.field(node, 'return_type');
  const read = facts.types.read(type);
  if (type === undefined || read?.kind !== 'path' || read.segments.at(-1) !== 'ARef') return undefined;
  const list = file.field(type, 'type_arguments');
  const target = file.named(list)[0];
  return target === undefined || file.textOf(target) === 'Self' ? undefined : target;
}

/** `fn name(&self)` in the `impl` of a type. */
function isGetter({ file, facts }: Context, { node, owner }: Item): boolean {
  const impl = facts.implAt(owner);
  const parameters = file.field(node, 'parameters');
  const [self, ...others] = file.named(parameters);
  return (
    impl !== undefined && impl.trait === undefined && others.length === 0 && /^&(?:'\w+ )?self$/.test(file.textOf(self) ?? '')
  );
}

/** Whether nothing in the body suggests that the object could go away, or that a reference was transferred. */
function isLasting({ file, facts }: Context, body: Node): boolean {
  return !callsIn(file, { body, calls: facts.calls }).some(({ name, path }) => {
    return /^(?:lock|try_lock|read|try_access|rcu|read_lock|upgrade)$/.test(name) || /(?:^|::)ARef::from_raw$/.test(path ?? '');
  });
}

/** For `self.field.clone()`, and for a single call that takes a reference to a pointer's target. */
function asReference({ file }: Context, { place, target, body }: { place: Node; target: Node; body: Node }): Fix | undefined {
  const tail = tailOf(file, body);
  const inner = file.is(tail, 'unsafe_block') ? tailOf(file, file.child(tail, 'block') ?? tail) : tail;
  const type = { ...file.span(place), text: `&${file.textOf(target)}` };
  const title = `Return \`&${file.textOf(target)}\``;
  if (inner === undefined || tail === undefined || !file.is(inner, 'call_expression')) return undefined;
  const text = file.textOf(inner);
  const cloned = /^(self(?:\.\w+)+)\.clone\(\)$/.exec(text)?.[1];
  if (cloned !== undefined && inner === tail)
    return { title, kind: 'suggestion', edits: [type, { ...file.span(inner), text: `&${cloned}` }] };
  const called = file.field(inner, 'function');
  const name = file.is(called, 'scoped_identifier') ? file.field(called, 'name') : undefined;
  const isTaking = name !== undefined && /^get_\w+$/.test(file.textOf(name)) && inner !== tail;
  return isTaking ? { title, kind: 'suggestion', edits: [type, { ...file.span(name), text: 'from_raw' }] } : undefined;
}
