// Destructors that unregister while nothing guarantees that the parent is still bound.

import { rule } from '../../rule';

export default rule({
  id: 'unregister-in-unguarded-drop',
  summary: '`Drop` unregisters at a time when the parent may no longer be bound.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A driver can keep a value for as long as it likes: in a global, in an \`Arc\`, in the data of something that outlives \`remove()\`. A plain
\`Drop\` runs when the last owner drops it, which may be long after the parent device was unbound and its resources were released. Where the subsystem
must be told before that, \`Drop\` alone cannot guarantee it, and no SAFETY comment can honestly claim it.

Give the value to \`Devres\`, which drops it on unbind, or tie the type to the binding with a lifetime: \`Registration<'a>\` that borrows a \`&'a
Device<Bound>\`. What \`Drop\` may always do is put a reference.`,
  sources: ['rust/kernel/devres.rs', 'rust/kernel/auxiliary.rs', 'rust/kernel/fwctl.rs', 'include/linux/fwctl.h'],
  examples: [
    {
      bad: `
/// A channel that user space sees.
pub struct Channel {
    raw: NonNull<bindings::fwctl_device>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        // SAFETY: The channel was registered when it was made.
        unsafe { bindings::fwctl_unregister(self.raw.as_ptr()) };
        //~      ^^^^^^^^^^^^^^^^^^^^^^^^^^ unregister-in-unguarded-drop
        self.put();
    }
}
`,
      good: `
/// A channel that user space sees for as long as its parent is bound.
pub struct Channel<'a> {
    raw: Arc<Opaque<bindings::fwctl_device>>,
    parent: &'a Device<Bound>,
}

impl Drop for Channel<'_> {
    fn drop(&mut self) {
        // SAFETY: The channel is registered, and its parent is still bound because it is borrowed as such.
        unsafe { bindings::fwctl_unregister(self.raw.get()) };
    }
}

/// Faux devices need no bound parent.
pub struct Faux(NonNull<bindings::faux_device>);

impl Drop for Faux {
    fn drop(&mut self) {
        // SAFETY: The device was created by \`new\` and is destroyed only here.
        unsafe { bindings::faux_device_destroy(self.0.as_ptr()) };
    }
}
`,
    },
    {
      bad: `
#[pin_data(PinnedDrop)]
struct Light {
    #[pin]
    raw: Opaque<bindings::led_classdev>,
}

impl Light {
    fn switch_off(&self) {
        // SAFETY: \`raw\` is registered.
        unsafe { bindings::led_classdev_unregister(self.raw.get()) };
        //~      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unregister-in-unguarded-drop
    }
}

#[pinned_drop]
impl PinnedDrop for Light {
    fn drop(self: Pin<&mut Self>) {
        self.switch_off();
    }
}
`,
      good: `
#[pin_data(PinnedDrop)]
struct Light {
    #[pin]
    raw: Opaque<bindings::led_classdev>,
}

impl Light {
    fn new(parent: &Device<Bound>) -> impl PinInit<Devres<Self>, Error> + '_ {
        Devres::new(parent, Self::light(parent))
    }
}

#[pinned_drop]
impl PinnedDrop for Light {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: \`raw\` is registered, and devres drops it before the parent is unbound.
        unsafe { bindings::led_classdev_unregister(self.raw.get()) };
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { struct, call, unregister } of facts.unguardedRegistrations) {
      yield {
        at: file.field(call.node, 'function') ?? call.node,
        message: `\`${unregister}()\` needs the parent bound, but a \`${struct.item.name}\` may be dropped after it is unbound`,
        help: `wrap it in \`Devres\`, or tie \`${struct.item.name}\` to the bound parent with a lifetime`,
        related: [{ at: struct.item.nameNode, message: 'has neither a lifetime nor a `Devres` around it' }],
      };
    }
  },
});
