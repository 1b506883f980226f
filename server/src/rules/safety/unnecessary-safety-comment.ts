// SAFETY comments above code that contains nothing unsafe.

import { isUnsafeFn } from '../../facts/names/items';
import type { Facts } from '../../facts/facts';
import { deleteLines } from '../../fix/line-edits';
import type { SafetyComment } from '../../facts/unsafety/safety-comments';
import { rule } from '../../rule';
import { countWhile } from '../../syntax/ranges';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unnecessary-safety-comment',
  summary: 'A `// SAFETY:` comment is above code that contains nothing unsafe.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  clippy: ['unnecessary_safety_comment'],
  why: `A SAFETY comment justifies the unsafe code right below it. Above safe code it justifies nothing: either the unsafe block has moved away
without its comment, or the text is an ordinary remark under the wrong tag. Either way the next reader looks for unsafe code that is not there, and
\`git grep SAFETY:\` no longer lists what has to be checked.

Above an \`unsafe fn\`, put the contract for callers in a \`# Safety\` section of its documentation; the comment tag is for the callers.`,
  sources: [
    'Documentation/rust/coding-guidelines.rst',
    'Makefile (rust_common_flags: -Wclippy::unnecessary_safety_comment)',
    'https://rust-lang.github.io/rust-clippy/master/#unnecessary_safety_comment',
  ],
  examples: [
    {
      bad: `
fn reset(port: &Port) {
    // SAFETY: The port is locked.
    //~< ^^^^^^^^^^ unnecessary-safety-comment
    let speed = port.speed();
    // SAFETY: \`port\` is locked, so nothing else writes its registers.
    unsafe { port.write(RESET, speed) };
}
`,
      fixed: `
fn reset(port: &Port) {
    let speed = port.speed();
    // SAFETY: \`port\` is locked, so nothing else writes its registers.
    unsafe { port.write(RESET, speed) };
}
`,
      good: `
fn reset(port: &Port) {
    // SAFETY: \`port\` is locked, so nothing else writes its registers.
    let old = port.with_clock(|clock| unsafe { port.write(RESET, clock) });
    // SAFETY: The macro expands to an unsafe call, whose condition is the lock.
    write_locked!(port, old);
    unsafe {
        // SAFETY: One of several arguments inside a block.
        port.start();
    }
}
`,
    },
    {
      bad: `
// SAFETY: A port may be sent to another thread.
//~< ^^^^^^^^^^ unnecessary-safety-comment
impl Clone for Port {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}
`,
      fixed: `
impl Clone for Port {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}
`,
      good: `
// SAFETY: A port is a number, which any thread may use.
unsafe impl Send for Port {}

// SAFETY: The table is never changed.
static PORTS: Table = unsafe { Table::new() };

/// Opens a port.
///
/// # Safety
///
/// \`number\` must be one that the firmware lists.
unsafe fn open(number: u32) -> Port {
    Port(number)
}
`,
    },
    {
      bad: `
/// Opens a port.
///
/// # Safety
///
/// \`number\` must be one that the firmware lists.
// SAFETY: The firmware's list must have been read.
//~< ^^^^^^^^^^ unnecessary-safety-comment
unsafe fn open(number: u32) -> Port {
    Port(number)
}
`,
      fixed: `
/// Opens a port.
///
/// # Safety
///
/// \`number\` must be one that the firmware lists.
unsafe fn open(number: u32) -> Port {
    Port(number)
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const comment of facts.safetyComments.all) {
      const what = offence(file, { comment, facts });
      if (what === undefined) continue;
      yield {
        at: { start: comment.start, end: comment.tag.end },
        message: what,
        fix: { title: 'Delete the SAFETY comment', kind: 'suggestion', edits: [deleteLines(file, comment)] },
      };
    }
  },
});

/** What is wrong with the comment; undefined if it is in its place, or if that is not certain. */
function offence(file: SourceFile, { comment, facts }: { comment: SafetyComment; facts: Facts }): string | undefined {
  const first = comment.comments[0];
  const last = comment.comments.at(-1);
  if (first === undefined || last === undefined || first.doc !== undefined || !first.ownLine) return undefined;
  if (facts.safetyComments.sitesOf(comment).length > 0 || file.inMacro(first.node)) return undefined;
  // Only a comment right above a statement or an item is certainly about it.
  const below = facts.followedBy(last.node);
  const parent = file.parent(last.node);
  if (below === undefined || !file.is(parent, 'block', 'source_file', 'declaration_list') || file.isError(below))
    return undefined;
  if (inUnsafeBlock(file, below)) return undefined;
  if (file.is(parent, 'declaration_list') && !file.is(file.parent(parent), 'mod_item')) return undefined;
  if (file.is(below, 'function_item', 'function_signature_item') && isUnsafeFn(file, below)) {
    return `the contract of \`unsafe fn ${nameOf(file, below)}\` belongs in a \`# Safety\` section of its documentation, not in a SAFETY comment`;
  }
  const kind = file.is(below, ...items) ? itemName(file, below) : 'this statement';
  if (kind === undefined || mayHideUnsafe(file, { node: below, facts })) return undefined;
  return `unnecessary SAFETY comment: ${kind} contains no unsafe code`;
}

const items = [
  'function_item',
  'struct_item',
  'enum_item',
  'union_item',
  'trait_item',
  'impl_item',
  'mod_item',
  'type_item',
  'const_item',
  'static_item',
  'use_declaration',
  'extern_crate_declaration',
] as const;

function itemName(file: SourceFile, item: Node): string | undefined {
  if (file.is(item, 'impl_item')) {
    const trait = file.field(item, 'trait');
    // An inherent impl may be headed by a remark about all of its functions.
    return trait === undefined ? undefined : `\`impl ${file.textOf(trait).replace(/\s+/g, ' ')}\``;
  }
  const word = file.kind(item).replace(/_(?:item|declaration)$/, '');
  const short: Record<string, string> = { function: 'fn', extern_crate: 'extern crate' };
  const name = nameOf(file, item);
  return name === '' ? `this \`${short[word] ?? word}\`` : `\`${short[word] ?? word} ${name}\``;
}

function nameOf(file: SourceFile, item: Node): string {
  const name = file.field(item, 'name');
  return name === undefined ? '' : file.textOf(name);
}

function inUnsafeBlock(file: SourceFile, node: Node): boolean {
  return file.closest(node, 'unsafe_block') !== undefined;
}

/** Unsafe code inside, unless it has an argument of its own, and macros, which may expand to anything. A safe function or impl is not argued for from above. */
function mayHideUnsafe(file: SourceFile, { node, facts }: { node: Node; facts: Facts }): boolean {
  if (file.is(node, 'function_item', 'impl_item', 'mod_item', 'struct_item', 'enum_item', 'union_item', 'use_declaration'))
    return false;
  if (file.is(node, 'trait_item')) return file.child(node, 'unsafe') !== undefined;
  if (file.is(node, 'macro_invocation', 'macro_definition') || file.descendants(node, 'macro_invocation').length > 0) return true;
  if (file.descendants(node, 'unsafe').length === 0) return false;
  const sites = facts.unsafeSites;
  const first = countWhile(sites, ({ keyword }) => keyword.start < file.start(node));
  for (let at = first, site = sites[at]; site !== undefined && site.keyword.start < file.end(node); site = sites[++at])
    if (file.contains(node, site.node) && facts.safetyComments.of(site) === undefined) return true;
  return false;
}
