// Safe functions and traits with a `# Safety` section.

import { safetySection } from '../../facts/unsafety/safety-sections';
import { rule, type Fix } from '../../rule';
import type { DocBlock, DocSection } from '../../facts/source/docs';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'safety-doc-on-safe-fn',
  summary: 'A safe function or trait has a `# Safety` section.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  clippy: ['unnecessary_safety_doc'],
  why: `A \`# Safety\` section states what callers must guarantee, and \`unsafe\` is what makes them read it. Safe code may call a safe function in any
way, and if that can violate the condition, the function itself is unsound. So one of the two is wrong: either the function has a condition and must
be \`unsafe\`, or it upholds the condition itself, and then the text belongs in a comment at the unsafe block inside or in the type's \`# Invariants\`.`,
  sources: [
    'Documentation/rust/coding-guidelines.rst',
    'Makefile (rust_common_flags: -Wclippy::unnecessary_safety_doc)',
    'https://rust-lang.github.io/rust-clippy/master/#unnecessary_safety_doc',
  ],
  examples: [
    {
      bad: `
impl Clock {
    /// Returns the rate in hertz.
    ///
    /// # Safety
    //~ ^^^^^^^^ safety-doc-on-safe-fn
    ///
    /// The clock must be enabled.
    pub fn rate(&self) -> u64 {
        self.rate
    }
}
`,
      fixed: `
impl Clock {
    /// Returns the rate in hertz.
    pub fn rate(&self) -> u64 {
        self.rate
    }
}
`,
      good: `
impl Clock {
    /// Returns the rate in hertz.
    ///
    /// # Safety
    ///
    /// The clock must be enabled.
    pub unsafe fn rate(&self) -> u64 {
        self.rate
    }
}

/// Clocks that can be set.
///
/// # Safety
///
/// An implementation must not sleep in [\`Settable::set_rate\`].
pub trait Settable {
    /// Sets the rate in hertz.
    ///
    /// # Safety
    ///
    /// The clock must be enabled.
    unsafe fn set_rate(&self, rate: u64);
}

/// A clock, with an example of how not to document one.
///
/// \`\`\`text
/// # Safety
/// \`\`\`
pub fn clock() {}
`,
    },
  ],
  *check({ file, facts }) {
    for (const item of file.nodes('function_item', 'function_signature_item', 'trait_item')) {
      const docs = facts.docs.of(item);
      const section = safetySection(docs);
      const name = file.field(item, 'name');
      if (docs === undefined || section === undefined || name === undefined || file.inMacro(item) || isUnsafe(file, item))
        continue;
      const what = file.is(item, 'trait_item') ? 'trait' : 'fn';
      yield {
        at: section.heading,
        message: `\`${what} ${file.textOf(name)}\` is not \`unsafe\`, but has a \`# Safety\` section`,
        help: 'make it `unsafe` if callers must uphold the condition, otherwise move the text to the unsafe code that relies on it',
        fix: withoutSection(file, { docs, section }),
      };
    }
  },
});

/** Foreign functions are unsafe unless marked otherwise, and a trait may state the contract of its unsafe methods. */
function isUnsafe(file: SourceFile, item: Node): boolean {
  if (file.is(item, 'trait_item') && file.child(item, 'unsafe') !== undefined) return true;
  const modifiers = file.is(item, 'trait_item')
    ? file.descendants(item, 'function_modifiers')
    : [file.child(item, 'function_modifiers')];
  if (modifiers.some((node) => node !== undefined && file.child(node, 'unsafe') !== undefined)) return true;
  return file.is(file.closest(item, 'foreign_mod_item', 'impl_item', 'trait_item', 'mod_item'), 'foreign_mod_item');
}

/** Deletes the section with the empty doc line before it. Nothing for block comments, whose lines carry more than text. */
function withoutSection(file: SourceFile, { docs, section }: { docs: DocBlock; section: DocSection }): Fix | undefined {
  if (docs.comments.some((comment) => comment.kind === 'block')) return undefined;
  const all = docs.lines;
  let first = section.firstLine;
  const atEnd = section.endLine >= all.length;
  while (atEnd && first > 0 && all[first - 1]?.text.trim() === '') first--;
  const from = all[first];
  const to = all[section.endLine - 1];
  if (from === undefined || to === undefined) return undefined;
  const start = file.lineStart(from.line);
  const end = file.lineStart(to.line + 1);
  // Something else between the lines, such as an attribute, would go with them.
  if (to.line - from.line !== section.endLine - 1 - first) return undefined;
  return { title: 'Delete the `# Safety` section', kind: 'suggestion', edits: [{ start, end, text: '' }] };
}
