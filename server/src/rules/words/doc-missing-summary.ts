// Documentation that begins with a section instead of a summary.

import { attributesOf } from '../../syntax/attributes';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'doc-missing-summary',
  summary: 'The documentation of a public item begins with a section heading instead of a summary.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `rustdoc shows the first paragraph in every list and search result. When a doc comment begins with \`# Safety\` or \`# Examples\`, the lists show
nothing, and a reader sees the conditions before the purpose. Start with one short sentence in the third person, then a blank line, then the
sections.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'https://doc.rust-lang.org/rustdoc/how-to-write-documentation.html'],
  examples: [
    {
      bad: `
impl Regulator {
    /// # Safety
    //~ ^^^^^^^^ doc-missing-summary
    ///
    /// \`ptr\` must point to a valid \`struct regulator\`.
    pub unsafe fn from_raw(ptr: *mut bindings::regulator) -> Self {
        Self(ptr)
    }
}
`,
      good: `
impl Regulator {
    /// Takes over a reference to a regulator.
    ///
    /// # Safety
    ///
    /// \`ptr\` must point to a valid \`struct regulator\`.
    pub unsafe fn from_raw(ptr: *mut bindings::regulator) -> Self {
        Self(ptr)
    }

    /// # Safety
    ///
    /// The regulator must be enabled.
    unsafe fn voltage_unchecked(&self) -> Voltage {
        self.voltage
    }
}
`,
    },
    {
      bad: `
/// A clock that a driver provides.
pub trait Provider {
    /// # Examples
    //~ ^^^^^^^^^^ doc-missing-summary
    ///
    /// \`\`\`
    /// # use kernel::clk;
    /// \`\`\`
    fn rate(&self) -> Hertz;
}
`,
      good: `
/// A clock that a driver provides.
pub trait Provider {
    /// Returns the current rate.
    ///
    /// # Examples
    ///
    /// \`\`\`
    /// # use kernel::clk;
    /// \`\`\`
    fn rate(&self) -> Hertz;
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { kind, item, lines, sections } of facts.docs.blocks) {
      const [first] = sections;
      if (kind !== 'outer' || item === undefined || first === undefined) continue;
      if (lines.findIndex(({ text }) => text.trim() !== '') !== first.firstLine) continue;
      if (!isPublic(file, item) || hasOtherDocs(file, item)) continue;
      yield {
        at: first.heading,
        message: `the documentation of ${nameOf(file, item)} has no summary before \`# ${first.title}\``,
      };
    }
  },
});

/** `pub` without restriction, a member of such a trait, or an exported macro. */
function isPublic(file: SourceFile, item: Node): boolean {
  const visibility = file.child(item, 'visibility_modifier');
  if (visibility !== undefined) return file.textOf(visibility) === 'pub';
  if (file.is(item, 'macro_definition')) return attributesOf(file, item).some(({ path }) => path === 'macro_export');
  const list = file.parent(item);
  const owner = file.parent(list);
  return file.is(owner, 'trait_item') && isPublic(file, owner);
}

/** `#[doc = …]` may hold the summary, `#[doc(hidden)]` keeps the item off the pages. */
const hasOtherDocs = (file: SourceFile, item: Node): boolean => attributesOf(file, item).some(({ path }) => path === 'doc');

function nameOf(file: SourceFile, item: Node): string {
  const name = file.field(item, 'name');
  return name === undefined ? 'this item' : `\`${file.textOf(name)}\``;
}
