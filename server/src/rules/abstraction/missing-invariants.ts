// Types without an `# Invariants` section whose unsafe code relies on a raw pointer field or cites type invariants.

import { isRawPointer } from '../../facts/types/c-types';
import type { Field, Struct } from '../../facts/types/structs';
import { rule, type Context } from '../../rule';
import type { Node, Span } from '../../syntax/source-file';

export default rule({
  id: 'missing-invariants',
  summary: "A type's unsafe code relies on its raw pointer or cites its invariants, but there is no `# Invariants` section.",
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `Unsafe code in a method cannot see where a pointer in \`self\` came from: it relies on something that holds for every value of the type. An \`#
Invariants\` section makes that citable ("by the type invariants"), checkable where values are constructed, and visible to anyone who changes the
constructor. Without it every SAFETY comment argues from what some other function does, and one that cites "the type invariants" cites nothing.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'rust/kernel/sync/aref.rs (ARef)'],
  examples: [
    {
      bad: `
/// A connection to the firmware.
pub struct Connection {
//~        ^^^^^^^^^^ missing-invariants
    raw: NonNull<bindings::fw_connection>,
}

impl Connection {
    fn as_raw(&self) -> *mut bindings::fw_connection {
        self.raw.as_ptr()
    }

    /// Sends a message.
    pub fn send(&self, message: u32) -> Result {
        // SAFETY: The connection was opened by \`fw_connect()\`.
        to_result(unsafe { bindings::fw_send(self.as_raw(), message) })
    }
}
`,
      good: `
/// A connection to the firmware.
///
/// # Invariants
///
/// \`raw\` points to an open connection that this object owns.
pub struct Connection {
    raw: NonNull<bindings::fw_connection>,
}

impl Connection {
    /// Sends a message.
    pub fn send(&self, message: u32) -> Result {
        // SAFETY: By the type invariants.
        to_result(unsafe { bindings::fw_send(self.raw.as_ptr(), message) })
    }
}

/// Only compares addresses.
pub struct Address(*const u8);

impl Address {
    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }
}

struct Private(*mut bindings::fw_connection);

impl Drop for Private {
    fn drop(&mut self) {
        // SAFETY: The connection is open.
        unsafe { bindings::fw_close(self.0) };
    }
}
`,
    },
    {
      bad: `
/// Walks over the nodes of a tree.
struct Cursor<'a> {
//~    ^^^^^^ missing-invariants
    tree: &'a Tree,
    current: NonNull<bindings::rb_node>,
}

impl Cursor<'_> {
    fn advance(&mut self) {
        // SAFETY: \`current\` points to a node by the type invariants.
        let next = unsafe { bindings::rb_next(self.current.as_ptr()) };
        self.set(next);
    }
}
`,
      good: `
/// Walks over the nodes of a tree.
///
/// # Invariants
///
/// \`current\` points to a node of a tree.
struct RawCursor {
    current: NonNull<bindings::rb_node>,
}

/// Walks over the values.
struct Values(RawCursor);

impl Values {
    fn advance(&mut self) {
        // SAFETY: By the type invariant, \`current\` points to a node.
        let next = unsafe { bindings::rb_next(self.0.current.as_ptr()) };
        // SAFETY: \`next\` is a node by the type invariants of \`Tree\`.
        self.0.set(unsafe { Tree::node(next) });
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    const cited = citedTypes(context);
    for (const struct of facts.structs) {
      const { item } = struct;
      if (file.inMacro(item.node) || hasInvariants(context, item.node)) continue;
      const citation = cited.get(item.name);
      if (citation !== undefined && !holdsAnother(context, struct)) {
        yield {
          at: item.nameNode,
          message: `which type invariants of \`${item.name}\` does a SAFETY comment cite, when it has no \`# Invariants\` section?`,
          related: [{ at: citation, message: 'cited here' }],
        };
        continue;
      }
      if (item.visibility !== 'pub') continue;
      const pointer = struct.fields.find((field) => isRawPointer(facts.types.read(field.type)));
      const use = pointer === undefined ? undefined : unsafeUse(context, { struct, field: pointer });
      if (pointer === undefined || use === undefined) continue;
      yield {
        at: item.nameNode,
        message: `can an \`# Invariants\` section say what holds for ${nameOf(pointer)} in every \`${item.name}\`?`,
        related: [{ at: use, message: `relies on ${nameOf(pointer)}` }],
      };
    }
  },
});

const nameOf = ({ name }: Field): string => (/^\d+$/.test(name) ? `field ${name}` : `\`${name}\``);

function hasInvariants({ facts }: Context, item: Node): boolean {
  return facts.docs.of(item)?.sections.some(({ title }) => /\binvariants?\b/i.test(title)) === true;
}

/** The types of the file whose `impl`s have a SAFETY comment that cites "the type invariants", with the first such comment. */
function citedTypes({ file, facts }: Context): Map<string, Span> {
  const cited = new Map<string, Span>();
  for (const comment of facts.safetyComments.all) {
    const words = citation.exec(comment.text);
    if (words === null) continue;
    const whose = words.groups?.['whose'] ?? 'Self';
    const [site] = facts.safetyComments.sitesOf(comment);
    const type = site === undefined ? undefined : facts.implAt(file.closest(site.node, 'impl_item'))?.typeName;
    if (type === undefined || cited.has(type) || !['Self', 'self', type].includes(whose)) continue;
    cited.set(type, { start: comment.start, end: comment.end });
  }
  return cited;
}

/** "By the type invariants", "per the type invariant of `Self`"; with the type's name if it is given. */
const citation =
  /\b(?:by|due to|from|per|because of|according to) (?:the |its )?type(?:'s)? invariants?\b(?:\s+(?:of|on|in|for)\s+`?(?<whose>[\w:]+))?/i;

/** Whether it has a type of this file inside whose invariants are written down, so that those can be meant. */
function holdsAnother(context: Context, { fields }: Struct): boolean {
  const { file, facts } = context;
  const names = new Set(
    fields.flatMap(({ type }) => [type, ...file.descendants(type, 'type_identifier')]).map((type) => file.textOf(type)),
  );
  return facts.structs.some(({ item }) => names.has(item.name) && hasInvariants(context, item.node));
}

/** The first unsafe block in the type's `impl`s that uses the pointer, directly or through a method that returns it. */
function unsafeUse({ file, facts }: Context, { struct, field }: { struct: Struct; field: Field }): Span | undefined {
  const own = facts.impls.filter(({ typeName }) => typeName === struct.item.name);
  const isUsed = new RegExp(`\\bself\\.${field.name}\\b(?!\\s*\\()`);
  const givers = facts.items
    .filter(({ kind, owner, node }) => kind === 'fn' && own.some((impl) => impl.node === owner) && handsOut(node))
    .map(({ name }) => name);
  const isGiven = givers.length === 0 ? undefined : new RegExp(`\\bself\\.(?:${givers.join('|')})\\(\\)`);
  return facts.unsafeSites.find(({ kind, node }) => {
    if (kind !== 'block' || !own.some((impl) => file.contains(impl.node, node))) return false;
    const text = file.textOf(node);
    return isUsed.test(text) || isGiven?.test(text) === true;
  })?.keyword;

  function handsOut(fn: Node): boolean {
    const body = file.field(fn, 'body');
    const type = file.field(fn, 'return_type');
    return body !== undefined && isRawPointer(facts.types.read(type)) && isUsed.test(file.textOf(body));
  }
}
