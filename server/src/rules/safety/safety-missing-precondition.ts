// SAFETY comments that leave out a condition of the called C function.

import { hasBoundDevice } from '../../facts/flow/bound-devices';
import { items } from '../../fix/comment-templates';
import { placeholderIn } from '../../facts/source/placeholders';
import { continued } from '../../fix/skeletons';
import { rule } from '../../rule';

export default rule({
  id: 'safety-missing-precondition',
  summary: 'A SAFETY comment does not mention a condition of the C function that is called.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `What a C function requires is often not in its signature: that the parent device is still bound to its driver, that the same object is not
registered concurrently, that a table stays alive until the object is gone. A SAFETY comment that leaves such a condition out usually means that
nothing in the Rust code guarantees it, and then the review comment is not about the comment but about the design: a function without a
\`&Device<Bound>\` cannot promise that the device is bound.

The conditions of a function come from the pack of its subsystem. When whole files are checked, only the bound device is required, and only where
none is in reach; in new code every condition is.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'rust/kernel/device.rs (Device contexts)', 'drivers/fwctl/main.c'],
  examples: [
    {
      bad: `
impl Port {
    fn publish(&self) -> Result {
        // SAFETY: \`self.raw()\` is a valid device that was allocated in \`Port::new()\`.
        to_result(unsafe { bindings::fwctl_register(self.raw()) })
        //~       ^^^^^^ safety-missing-precondition
    }
}
`,
      fixed: `
impl Port {
    fn publish(&self) -> Result {
        // SAFETY: \`self.raw()\` is a valid device that was allocated in \`Port::new()\`.
        // - The parent device is bound to its driver, because TODO.
        to_result(unsafe { bindings::fwctl_register(self.raw()) })
    }
}
`,
      good: `
impl Port {
    fn publish(&self, parent: &Device<Bound>) -> Result {
        // SAFETY: \`self.raw()\` is a valid device that was allocated in \`Port::new()\` with \`parent\`.
        to_result(unsafe { bindings::fwctl_register(self.raw()) })
    }

    fn publish_again(&self) -> Result {
        // SAFETY: By the type invariants, \`self.raw()\` is a valid device, and it is not registered.
        to_result(unsafe { bindings::fwctl_register(self.raw()) })
    }
}

impl Drop for Published<'_> {
    fn drop(&mut self) {
        // SAFETY: \`self.raw()\` is registered, and only dropped once.
        unsafe { bindings::fwctl_unregister(self.raw()) };
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const site of facts.unsafeSites) {
      const comment = facts.safetyComments.of(site);
      if (comment === undefined || placeholderIn(comment.text) !== undefined) continue;
      for (const demand of facts.demandsOf(site)) {
        if (demand.operation.call?.path?.split('::').at(-2) !== 'bindings') continue;
        const isBound = hasBoundDevice(file, demand.operation.node);
        const left = demand.duties.filter(
          ({ state, kind }) => state === 'open' && (kind === 'bound' ? !isBound : facts.unit.changedLines !== undefined),
        );
        const [first, ...others] = left;
        if (first === undefined) continue;
        const edit = continued(file, { comment, template: items(left.map(({ claim }) => claim)) });
        const more = others.length === 0 ? '' : `, and ${String(others.length)} more`;
        yield {
          at: site.keyword,
          message: `\`${demand.operation.name}\` requires that ${first.claim}${more}; what guarantees it here?`,
          help: left.some(({ kind }) => kind === 'bound')
            ? 'take a `&Device<Bound>`, or tie the type to the binding with a lifetime, and say so in the comment'
            : 'say in the comment why this holds',
          fix:
            edit === undefined
              ? undefined
              : { title: 'Add the missing conditions to the SAFETY comment', kind: 'suggestion', edits: [edit] },
        };
      }
    }
  },
});
