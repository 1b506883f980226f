// Unsafe initialiser closures that initialise nothing.

import { lastName } from '../../facts/names/declarations';
import { deleteLines } from '../../fix/line-edits';
import type { Facts } from '../../facts/facts';
import type { Struct } from '../../facts/types/structs';
import { rule, type Fix } from '../../rule';
import { anyOf, pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'needless-init-from-closure',
  summary: 'An unsafe initialiser closure does nothing.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`init_from_closure()\` and \`pin_init_from_closure()\` are unsafe because the closure has to initialise every field. For a type without fields,
\`try_init!(Self {})\` or \`try_pin_init!(Self {})\` does the same in safe code, and stays correct when a field is added: the closure would then
silently leave it uninitialised.`,
  sources: ['rust/pin-init/src/lib.rs (init_from_closure)', 'Documentation/rust/coding-guidelines.rst'],
  examples: [
    {
      bad: `
struct Context;

impl Context {
    fn open() -> Result<impl PinInit<Self, Error>, Error> {
        // SAFETY: \`Context\` has no fields.
        Ok(unsafe { pin_init::init_from_closure(move |_slot: *mut Self| Ok(())) })
        //~                   ^^^^^^^^^^^^^^^^^ needless-init-from-closure
    }
}

#[pin_data]
struct Pinned {}

impl Pinned {
    fn open() -> impl PinInit<Self, Error> {
        // SAFETY: There is nothing to initialise.
        unsafe { pin_init::pin_init_from_closure::<Self, Error>(|_| Ok(())) }
        //~                ^^^^^^^^^^^^^^^^^^^^^ needless-init-from-closure
    }
}
`,
      fixed: `
struct Context;

impl Context {
    fn open() -> Result<impl PinInit<Self, Error>, Error> {
        Ok(try_init!(Self {}))
    }
}

#[pin_data]
struct Pinned {}

impl Pinned {
    fn open() -> impl PinInit<Self, Error> {
        try_pin_init!(Self {})
    }
}
`,
      good: `
#[pin_data]
struct Context {
    count: u32,
}

impl Context {
    fn open() -> impl PinInit<Self, Error> {
        // SAFETY: The closure initialises the only field.
        unsafe {
            pin_init::pin_init_from_closure(|slot: *mut Self| {
                (&raw mut (*slot).count).write(0);
                Ok(())
            })
        }
    }

    fn fail() -> impl PinInit<Self, Error> {
        // SAFETY: On error there is nothing to clean up.
        unsafe { pin_init::pin_init_from_closure(|_| Err(ENODEV)) }
    }

    fn unset<T>() -> impl Init<MaybeUninit<T>> {
        // SAFETY: The value may be left as it is.
        unsafe { pin_init::init_from_closure(|_| Ok(())) }
    }
}
`,
    },
    {
      bad: `
use pin_init::init_from_closure;

struct Context {
    count: u32,
}

impl Context {
    fn open() -> impl Init<Self, Error> {
        // SAFETY: There is nothing to initialise.
        unsafe { init_from_closure(|_| Ok(())) }
        //~      ^^^^^^^^^^^^^^^^^ needless-init-from-closure
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const call of facts.calls) {
      const [closure] = call.arguments;
      if (call.kind !== 'function' || !/^(?:pin_)?init_from_closure$/.test(call.name) || !file.is(closure, 'closure_expression'))
        continue;
      if (facts.match(nothing, file.field(closure, 'body')) === undefined) continue;
      const struct = structMeant(file, { call: call.node, facts });
      if (struct === undefined) continue;
      const field = struct === 'elsewhere' ? undefined : struct.fields[0];
      yield {
        at: call.nameNode,
        message:
          field === undefined
            ? `\`${call.name}()\` with an empty closure is an unsafe way to initialise a type without fields`
            : `the closure leaves \`${field.name}\` of \`${nameOf(struct)}\` uninitialised`,
        fix:
          field === undefined && struct !== 'elsewhere' ? plainInitialiser(file, { call: call.node, struct, facts }) : undefined,
      };
    }
  },
});

const nothing = anyOf(pattern('Ok(())'), pattern('{ Ok(()) }'));

/**
 * The type that the closure or the return type names. Undefined for a type with its own notion of initialisation, such as
 * `MaybeUninit<T>`; `elsewhere` for the type of an `impl` that another file declares.
 */
function structMeant(file: SourceFile, { call, facts }: { call: Node; facts: Facts }): Struct | 'elsewhere' | undefined {
  const fn = file.closest(call, 'function_item');
  const returned = file.field(fn, 'return_type');
  const slot = file.descendants(call, 'pointer_type')[0];
  const initialiser = file
    .descendants(returned, 'generic_type')
    .find((type) => ['Init', 'PinInit'].includes(lastName(file, type) ?? ''));
  const list = file.field(initialiser, 'type_arguments');
  const meant = slot === undefined ? list && file.named(list)[0] : file.field(slot, 'type');
  const written = file.is(meant, 'type_identifier', 'generic_type') ? lastName(file, meant) : undefined;
  const name = written === 'Self' ? facts.implAt(file.closest(call, 'impl_item'))?.typeName : written;
  return facts.structs.find(({ item }) => item.name === name) ?? (written === 'Self' ? 'elsewhere' : undefined);
}

const nameOf = (struct: Struct | 'elsewhere'): string => (struct === 'elsewhere' ? 'Self' : struct.item.name);

interface Place {
  readonly call: Node;
  readonly struct: Struct;
  readonly facts: Facts;
}

/** Replaces the whole block and its SAFETY comment. */
function plainInitialiser(file: SourceFile, { call, struct, facts }: Place): Fix | undefined {
  const block = file.parent(call);
  const unsafe = file.parent(block);
  if (!file.is(unsafe, 'unsafe_block') || file.named(block ?? call).length !== 1 || struct.isTuple) return undefined;
  const isPinned = struct.item.attributes.some(({ path }) => /(?:^|::)pin_data$/.test(path));
  const site = facts.unsafeSites.find(({ node }) => node === unsafe);
  const comment = site === undefined ? undefined : facts.safetyComments.of(site);
  const text = `${isPinned ? 'try_pin_init' : 'try_init'}!(Self {})`;
  const edits = [...(comment === undefined ? [] : [deleteLines(file, comment)]), { ...file.span(unsafe), text }];
  return { title: `Replace with \`${text}\``, kind: 'suggestion', edits: edits.sort((a, b) => a.start - b.start) };
}
