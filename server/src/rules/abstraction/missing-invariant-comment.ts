// Values of types with `# Invariants` that are constructed without an INVARIANT comment.

import type { Comment } from '../../facts/source/comments';
import type { Facts } from '../../facts/facts';
import { leadingOf } from '../../syntax/attributes';
import { lineAbove, statementOf } from '../../facts/source/statements';
import { rule, type Fix } from '../../rule';
import { countWhile } from '../../syntax/ranges';
import type { Node, NodeKind, SourceFile } from '../../syntax/source-file';

/** Where a search for a comment above ends. */
const items: readonly NodeKind[] = ['function_item', 'const_item', 'static_item', 'impl_item', 'macro_definition', 'mod_item'];

export default rule({
  id: 'missing-invariant-comment',
  summary: 'A value of a type with an `# Invariants` section is constructed without an `// INVARIANT:` comment.',
  severity: 'warning',
  elsewhere: 'information',
  confidence: 'certain',
  needs: 'file',
  why: `An \`# Invariants\` section is a promise about every value of the type, and unsafe code elsewhere relies on it without checking again. The
place where a value is constructed is the only place where the promise can be kept or broken, so that is where a reviewer looks for the reason that it holds. It is
also what a later change of the constructor has to be checked against: without the comment it is easy to forget that there is something to check.

The comment may stand above the statement or the field, or further up in the same function, next to the code that it explains. \`Default\` and
constructors that only call another constructor do not need one.`,
  sources: ['rust/kernel/sync/aref.rs (ARef::from_raw)', 'rust/kernel/device.rs', 'Documentation/rust/coding-guidelines.rst'],
  examples: [
    {
      bad: `
/// A reference to a power domain.
///
/// # Invariants
///
/// \`raw\` points to a live domain to which this object owns one reference.
pub struct DomainRef {
    raw: NonNull<bindings::power_domain>,
}

impl DomainRef {
    /// Takes a reference to \`domain\`.
    pub fn get(domain: &Domain) -> Self {
        // SAFETY: \`domain\` is a live domain, because it is borrowed.
        unsafe { bindings::power_domain_get(domain.as_raw()) };
        let raw = domain.raw;
        Self { raw }
        //~< ^^^^ missing-invariant-comment
    }
}
`,
      fixed: `
/// A reference to a power domain.
///
/// # Invariants
///
/// \`raw\` points to a live domain to which this object owns one reference.
pub struct DomainRef {
    raw: NonNull<bindings::power_domain>,
}

impl DomainRef {
    /// Takes a reference to \`domain\`.
    pub fn get(domain: &Domain) -> Self {
        // SAFETY: \`domain\` is a live domain, because it is borrowed.
        unsafe { bindings::power_domain_get(domain.as_raw()) };
        let raw = domain.raw;
        // INVARIANT: TODO.
        Self { raw }
    }
}
`,
      good: `
/// A reference to a power domain.
///
/// # Invariants
///
/// \`raw\` points to a live domain to which this object owns one reference.
pub struct DomainRef {
    raw: NonNull<bindings::power_domain>,
}

impl DomainRef {
    /// Takes a reference to \`domain\`.
    pub fn get(domain: &Domain) -> Self {
        // SAFETY: \`domain\` is a live domain, because it is borrowed.
        unsafe { bindings::power_domain_get(domain.as_raw()) };
        // INVARIANT: The domain is live and the reference was taken above.
        Self { raw: domain.raw }
    }

    /// Takes a reference to the domain of \`device\`.
    pub fn of(device: &Device) -> Option<Self> {
        device.domain().map(Self::get)
    }
}
`,
    },
    {
      bad: `
/// # Invariants
///
/// The value is below 64.
struct Slot(u32);

fn first_free(mask: u64) -> Option<Slot> {
    let index = mask.trailing_ones();
    (index < 64).then(|| Slot(index))
    //~                  ^^^^ missing-invariant-comment
}
`,
      fixed: `
/// # Invariants
///
/// The value is below 64.
struct Slot(u32);

fn first_free(mask: u64) -> Option<Slot> {
    let index = mask.trailing_ones();
    // INVARIANT: TODO.
    (index < 64).then(|| Slot(index))
}
`,
      good: `
/// A ring of the device.
///
/// # Invariants
///
/// \`pages\` is never empty.
#[pin_data]
struct Ring {
    pages: KVec<Page>,
    #[pin]
    lock: SpinLock<u32>,
}

impl Ring {
    fn new(pages: KVec<Page>) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            // INVARIANT: The caller allocates at least one page.
            pages,
            lock <- new_spinlock!(0),
        })
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    const types = typesWithInvariants(file, facts);
    if (types.size === 0) return;
    const reasons = facts.comments.filter(({ text }) => /^[\s*-]*invariants?\s*:|\bINVARIANTS?:/i.test(text));
    let previous = 0;
    for (const construction of constructionsOf(file, types)) {
      const { node, type, at } = construction;
      const since = previous;
      previous = file.start(node);
      if (inDefault(file, node) || isExplained(file, { node, reasons, since })) continue;
      yield {
        at,
        message: `\`${type}\` is constructed without an \`// INVARIANT:\` comment that says why its invariants hold`,
        fix: skeleton(file, node),
      };
    }
  },
});

interface Construction {
  readonly node: Node;
  /** The name that builds the value. */
  readonly at: Node;
  /** The type as its definition names it. */
  readonly type: string;
}

/** The types of the file whose docs list invariants, and whether `Type(…)` builds a value of them. */
function typesWithInvariants(file: SourceFile, facts: Facts): Map<string, boolean> {
  const types = new Map<string, boolean>();
  for (const block of facts.docs.blocks) {
    if (!file.is(block.item, 'struct_item', 'union_item', 'enum_item')) continue;
    if (!block.sections.some(({ title }) => /^(?:type )?invariants?:?$/i.test(title))) continue;
    const name = file.field(block.item, 'name');
    const body = file.field(block.item, 'body');
    if (name !== undefined) types.set(file.textOf(name), file.is(body, 'ordered_field_declaration_list'));
  }
  return types;
}

function constructionsOf(file: SourceFile, types: ReadonlyMap<string, boolean>): Construction[] {
  return file.nodes('struct_expression', 'call_expression').flatMap((node) => {
    const isCall = file.is(node, 'call_expression');
    const at = file.field(node, isCall ? 'function' : 'name');
    const type = at === undefined ? undefined : typeNamed(file, at);
    if (at === undefined || type === undefined || !types.has(type)) return [];
    return isCall && types.get(type) === false ? [] : [{ node, at, type }];
  });
}

/** The type that `Type`, `Type::<T>`, `super::Type` or `Self` names; nothing for a path to something in a type. */
function typeNamed(file: SourceFile, name: Node): string | undefined {
  const generic = file.is(name, 'generic_type', 'generic_type_with_turbofish', 'generic_function');
  const plain = generic ? (file.field(name, file.is(name, 'generic_function') ? 'function' : 'type') ?? name) : name;
  const [, path = ''] = /^(?:(?:self|super|crate)::)?(\w+)$/.exec(file.textOf(plain)) ?? [];
  if (path !== 'Self') return path;
  const impl = file.closest(name, 'impl_item', 'trait_item');
  const type = file.field(impl, 'type');
  const base = file.is(type, 'generic_type') ? file.field(type, 'type') : type;
  return file.textOf(base);
}

/**
 * Whether a comment gives the reason: in the statement, above it or above the expression around it, or above an earlier statement on the way
 * to it that no other construction has claimed.
 */
function isExplained(
  file: SourceFile,
  { node, reasons, since }: { node: Node; reasons: readonly Comment[]; since: number },
): boolean {
  const statement = statementOf(file, node);
  const { start, end } = file.span(statement);
  for (let at = countWhile(reasons, (reason) => reason.start < Math.min(since, start)); at < reasons.length; at++) {
    const reason = reasons[at];
    if (reason === undefined || reason.start >= end) break;
    if (reason.start >= start) return true;
    const around = file.parent(reason.node);
    if (around !== undefined && file.contains(around, node) && !file.is(around, 'source_file', 'declaration_list')) return true;
  }
  for (let at: Node | undefined = statement; at !== undefined; at = file.parent(at)) {
    if (leadingOf(file, at).some((leading) => reasons[countWhile(reasons, (reason) => reason.node < leading)]?.node === leading))
      return true;
    if (file.is(at, ...items)) return false;
  }
  return false;
}

function skeleton(file: SourceFile, node: Node): Fix | undefined {
  const place = lineAbove(file, statementOf(file, node));
  if (place === undefined) return undefined;
  const text = `${place.indent}// INVARIANT: TODO.${file.lineBreak}`;
  return { title: 'Add an `// INVARIANT:` comment', kind: 'suggestion', edits: [{ start: place.at, end: place.at, text }] };
}

function inDefault(file: SourceFile, node: Node): boolean {
  const impl = file.closest(node, 'impl_item');
  const trait = file.field(impl, 'trait');
  return trait !== undefined && /(?:^|::)Default$/.test(file.textOf(trait));
}
