// Initializers made from a closure that writes nothing.

import { argumentsOf } from '../../facts/values';
import { rule, type Context, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'needless-init-from-closure',
  summary: 'An initializer is made with `unsafe` from a closure that writes nothing.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`init_from_closure(|_| Ok(()))\` tells pin-init that the memory is initialised after a closure that has not touched it. For an empty type that is true, but the
safe macro says the same; for a type that gets a field one day it turns into uninitialised memory, and no compiler will complain. \`try_init!(Self {})\` stops
compiling then.`,
  sources: ['rust/pin-init/src/lib.rs (init_from_closure)'],
  examples: [
    {
      bad: `
impl Session for Empty {
    fn open(_device: &Device) -> impl PinInit<Self, Error> {
        // SAFETY: The type has no fields.
        unsafe { pin_init::init_from_closure(|_| Ok(())) }
        //~      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ needless-init-from-closure
    }
}
`,
      fixed: `
impl Session for Empty {
    fn open(_device: &Device) -> impl PinInit<Self, Error> {
        try_init!(Self {})
    }
}
`,
      good: `
impl Session for Empty {
    fn open(_device: &Device) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {})
    }
}

impl Session for Filled {
    fn open(_device: &Device) -> impl PinInit<Self, Error> {
        // SAFETY: The closure writes the only field.
        unsafe {
            pin_init::init_from_closure(|slot: *mut Self| {
                (&raw mut (*slot).0).write(1);
                Ok(())
            })
        }
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts, unit } = context;
    if (unit.crate === 'host') return;
    for (const call of facts.calls) {
      if (call.kind !== 'function' || !/^(?:pin_)?init_from_closure$/.test(call.name)) continue;
      const [closure, ...others] = argumentsOf(file, call.node);
      if (closure === undefined || others.length > 0 || !writesNothing(file, closure)) continue;
      yield {
        at: call.node,
        message: `\`${call.name}()\` declares memory initialised that its closure does not touch; a safe macro does this for an empty type`,
        fix: asMacro(context, call.node),
      };
    }
  },
});

/** `|_| Ok(())`, also with a type, a block or a named parameter. */
const writesNothing = (file: SourceFile, closure: Node): boolean =>
  file.is(closure, 'closure_expression') &&
  /^(?:move )?\|\s*_?\w*(?:\s*:[^|]*)?\|(?:\s*->[^{]*)?\s*(?:\{\s*)?Ok(?:::<[^()]*>)?\(\(\)\)(?:\s*\})?$/.test(
    file.textOf(closure),
  );

/** The macro in the place of the block, its SAFETY comment gone; where the type of \`Self\` is what is initialised. */
function asMacro({ file, facts }: Context, call: Node): Fix | undefined {
  const site = facts.unsafeSites.find(({ node, kind }) => kind === 'block' && file.contains(node, call));
  const fn = file.closest(call, 'function_item');
  const result = fn === undefined ? undefined : file.field(fn, 'return_type');
  const body = site === undefined ? undefined : file.child(site.node, 'block');
  if (site === undefined || body === undefined || file.named(body)[0] !== call || file.named(body).length !== 1) return undefined;
  if (result === undefined || !/\b(?:Pin)?Init<\s*Self\b/.test(file.textOf(result))) return undefined;
  const comment = facts.safetyComments.of(site);
  const start = comment === undefined ? file.start(site.node) : comment.start;
  if (!/^[\s]*$/.test(comment === undefined ? '' : file.text.slice(comment.end, file.start(site.node)))) return undefined;
  const edits = [{ start, end: file.end(site.node), text: 'try_init!(Self {})' }];
  return { title: 'Use `try_init!`', kind: 'suggestion', edits };
}
