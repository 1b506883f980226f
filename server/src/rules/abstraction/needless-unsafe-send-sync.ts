// `unsafe impl Send` or `Sync` for types that are both automatically.

import { nameOf, type Type } from '../../facts/types/types';
import { rule } from '../../rule';

export default rule({
  id: 'needless-unsafe-send-sync',
  summary: '`unsafe impl Send` or `Sync` for a type that is that automatically.',
  severity: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A type whose fields are all \`Send\` is \`Send\` automatically. An \`unsafe impl\` that repeats it needs a SAFETY comment, keeps the compiler from
checking, and still claims it after somebody adds a field that is not.`,
  sources: ['https://doc.rust-lang.org/nomicon/send-and-sync.html'],
  examples: [
    {
      bad: `
/// Counts events.
pub struct Counter {
    hits: AtomicU32,
    limits: [Option<u64>; 4],
    names: KVec<u8>,
}

// SAFETY: Nothing in it is bound to a thread.
unsafe impl Send for Counter {}
//~         ^^^^ needless-unsafe-send-sync
`,
      good: `
/// Counts events.
pub struct Counter {
    hits: AtomicU32,
    raw: *mut bindings::counter,
}

// SAFETY: C locks the counter.
unsafe impl Send for Counter {}

/// A type from another file.
pub struct Other(Hidden);

// SAFETY: It has no thread.
unsafe impl Sync for Other {}

/// Has no fields.
pub struct Empty;

// SAFETY: Nothing in it.
unsafe impl Sync for Empty {}
`,
    },
  ],
  *check({ file, facts }) {
    if (facts.unit.crate === 'host') return;
    for (const { isUnsafe, isNegative, trait, traitName, typeName, node } of facts.impls) {
      if (!isUnsafe || isNegative || trait === undefined || (traitName !== 'Send' && traitName !== 'Sync')) continue;
      const [struct, ...others] = facts.structs.filter(({ item }) => item.name === typeName);
      if (struct === undefined || others.length > 0 || struct.fields.length === 0 || file.inMacro(node)) continue;
      // A field that exists only in some configurations may be the reason.
      if (struct.fields.some(({ attributes }) => attributes.some(({ path }) => path === 'cfg'))) continue;
      if (!struct.fields.every(({ type }) => isPlain(facts.types.read(type)))) continue;
      yield {
        at: trait,
        message: `is this needed, when all fields of \`${struct.item.name}\` are \`${traitName}\`?`,
      };
    }
  },
});

const owners: ReadonlySet<string> = new Set(['Option', 'KBox', 'VBox', 'KVBox', 'Box', 'KVec', 'VVec', 'KVVec', 'Vec', 'Pin']);

/** Certainly both \`Send\` and \`Sync\`. */
function isPlain(type: Type | undefined): boolean {
  switch (type?.kind) {
    case 'path': {
      const name = nameOf(type) ?? '';
      if (owners.has(name)) return type.arguments.length > 0 && type.arguments.every(isPlain);
      return (
        /^(?:[iu](?:8|16|32|64|128|size)|bool|char)$/.test(name) ||
        (type.segments.length === 1 && name === 'CString') ||
        /^Atomic(?:Bool|[IU](?:8|16|32|64|size))$/.test(name)
      );
    }
    case 'array':
      return isPlain(type.element);
    case 'tuple':
      return type.elements.every(isPlain);
    default:
      return false;
  }
}
