// `AlwaysRefCounted` implementations whose get and put do not belong together.

import { cFunctionOf } from '../../facts/names/c-calls';
import { callsIn, type Call } from '../../facts/names/calls';
import type { Refcount } from '../../packs/c-facts';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'refcount-pair-mismatch',
  summary: '`inc_ref` and `dec_ref` call C functions that do not belong together.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`ARef\` calls \`inc_ref\` for each clone and \`dec_ref\` for each drop, so the two must change the same count by one. A get and a put that do not
belong together leak the object, or free it while a reference is still held. Some types have more than one count (\`mm_struct\` counts its users and
the struct itself), so the names alone may not show it.`,
  sources: ['rust/kernel/sync/aref.rs', 'rust/kernel/mm.rs', 'include/linux/sched/mm.h'],
  examples: [
    {
      bad: `
// SAFETY: The count of the users keeps the space alive.
unsafe impl AlwaysRefCounted for Space {
    fn inc_ref(&self) {
        // SAFETY: \`self\` is a live space.
        unsafe { bindings::mmget(self.as_raw()) };
    }

    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference.
        unsafe { bindings::mmdrop(obj.cast().as_ptr()) };
        //~      ^^^^^^^^^^^^^^^^ refcount-pair-mismatch
    }
}
`,
      good: `
// SAFETY: The count of the users keeps the space alive.
unsafe impl AlwaysRefCounted for Space {
    fn inc_ref(&self) {
        // SAFETY: \`self\` is a live space.
        unsafe { bindings::mmget(self.as_raw()) };
    }

    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference.
        unsafe { bindings::mmput(obj.cast().as_ptr()) };
    }
}

// SAFETY: Lamps are counted by C.
unsafe impl AlwaysRefCounted for Lamp {
    fn inc_ref(&self) {
        // SAFETY: \`self\` is a live lamp.
        unsafe { bindings::lamp_ref(self.as_raw()) };
    }

    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference.
        unsafe { bindings::lamp_unref(obj.cast().as_ptr()) };
    }
}
`,
    },
    {
      bad: `
// SAFETY: Lamps are counted by C.
unsafe impl AlwaysRefCounted for Lamp {
    fn inc_ref(&self) {
        // SAFETY: \`self\` is a live lamp.
        unsafe { bindings::lamp_get(self.as_raw()) };
    }

    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference.
        unsafe { bindings::lamp_free(obj.cast().as_ptr()) };
        //~      ^^^^^^^^^^^^^^^^^^^ refcount-pair-mismatch
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const counted = facts.packs.flatMap(({ refcounts }) => refcounts ?? []);
    for (const { body, traitName } of facts.impls) {
      if (traitName !== 'AlwaysRefCounted' || body === undefined) continue;
      const get = onlyCall(body, { method: 'inc_ref', context });
      const put = onlyCall(body, { method: 'dec_ref', context });
      if (get === undefined || put === undefined) continue;
      const verdict = verdictOn(counted, { get: get.name, put: put.name });
      if (verdict === 'pair') continue;
      yield {
        at: file.field(put.call.node, 'function') ?? put.call.node,
        ...(verdict === 'unknown'
          ? {
              message: `does \`${put.name}()\` drop the reference that \`${get.name}()\` takes?`,
              severity: 'information' as const,
              confidence: 'likely' as const,
            }
          : { message: `\`${put.name}()\` does not drop the reference that \`${get.name}()\` takes` }),
        help: partnersOf(counted, get.name),
        related: [{ at: get.call.node, message: 'the reference is taken here' }],
      };
    }
  },
});

/** The only C function that a method calls; undefined if it does more than that. */
function onlyCall(
  body: Node,
  { method, context }: { method: string; context: Context },
): { call: Call; name: string } | undefined {
  const { file, facts } = context;
  const item = file.named(body).find((node) => {
    const name = file.is(node, 'function_item') ? file.field(node, 'name') : undefined;
    return name !== undefined && file.textOf(name) === method;
  });
  if (item === undefined) return undefined;
  const [only, ...more] = callsIn(file, { body: item, calls: facts.calls }).flatMap((call) => {
    const name = cFunctionOf(call);
    return name === undefined ? [] : [{ call, name }];
  });
  return more.length === 0 ? only : undefined;
}

const takes = ({ get, gets = [] }: Refcount): readonly string[] => [get, ...gets];
const gives = ({ put, puts = [] }: Refcount): readonly string[] => [put, ...puts];

function verdictOn(counted: readonly Refcount[], { get, put }: { get: string; put: string }): 'pair' | 'mismatch' | 'unknown' {
  if (counted.some((fact) => takes(fact).includes(get) && gives(fact).includes(put))) return 'pair';
  const getters = counted.filter((fact) => takes(fact).includes(get));
  const putters = counted.filter((fact) => gives(fact).includes(put));
  // Calling the embedded object's function changes the same count; `open-coded-put` reports it.
  if (getters.some((fact) => putters.some((other) => isSameCount(fact, other)))) return 'pair';
  if (getters.length > 0 && putters.length > 0) return 'mismatch';
  return stemOf(get) === stemOf(put) ? 'pair' : 'unknown';
}

const isSameCount = (one: Refcount, other: Refcount): boolean =>
  one.base?.struct === other.struct || other.base?.struct === one.struct;

/** The name without the word that says which way the count goes. */
const stemOf = (name: string): string =>
  name
    .replace(
      /(?<=^|_)(?:get|put|ref|unref|inc|dec|grab|drop|hold|release|acquire|addref|retain|up|down)(?=_|$)|not_zero|(?:get|put|grab|drop)$/g,
      '',
    )
    .replace(/_+/g, '');

function partnersOf(counted: readonly Refcount[], get: string): string | undefined {
  const names = [...new Set(counted.filter((fact) => takes(fact).includes(get)).map(({ put }) => put))];
  return names.length === 0
    ? undefined
    : `the counterpart of \`${get}()\` is ${names.map((name) => `\`${name}()\``).join(' or ')}`;
}
