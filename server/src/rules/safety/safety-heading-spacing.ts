// `# Safety` headings that have no empty doc line above or below them.

import type { DocBlock, DocLine, DocSection } from '../../facts/source/docs';
import { rule, type Edit } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'safety-heading-spacing',
  summary: 'A `# Safety` heading has no empty doc line above or below it.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'line',
  why: `People look for the requirements of an unsafe item, in the source as often as on the rendered page. Kernel docs separate every heading with
an empty doc line on both sides, so that the section stands out from the summary above it.`,
  sources: ['Documentation/rust/coding-guidelines.rst (Code documentation)'],
  examples: [
    {
      bad: `
impl Ring {
    /// Takes over a ring that firmware left behind.
    /// # Safety
    //~ ^^^^^^^^ safety-heading-spacing
    /// \`base\` must point to the ring's first descriptor.
    pub unsafe fn adopt(base: *mut Descriptor) -> Self {
        Self::at(base)
    }
}
`,
      fixed: `
impl Ring {
    /// Takes over a ring that firmware left behind.
    ///
    /// # Safety
    ///
    /// \`base\` must point to the ring's first descriptor.
    pub unsafe fn adopt(base: *mut Descriptor) -> Self {
        Self::at(base)
    }
}
`,
      good: `
/// # Safety
///
/// The vtable must be that of a framebuffer, as \`fb_deferred_io_init()\` demands.
pub unsafe trait DeferredIo {}

/// A heading inside an example is text.
///
/// \`\`\`
/// # Safety
/// let line = 1;
/// \`\`\`
pub fn draw() {}
`,
    },
    {
      bad: `
/// Implemented by types that the scatter list may be built from.
///
/// # Safety
//~ ^^^^^^^^ safety-heading-spacing
/// * \`addr\` must stay valid until the list is dropped.
/// * Implementers must not move the memory.
pub unsafe trait Mappable {
    /**
     * Gives the address of the first byte.
     * # Safety
    //~^^^^^^^^ safety-heading-spacing
     * The value must be pinned.
     */
    unsafe fn addr(&self) -> usize;
}
`,
      fixed: `
/// Implemented by types that the scatter list may be built from.
///
/// # Safety
///
/// * \`addr\` must stay valid until the list is dropped.
/// * Implementers must not move the memory.
pub unsafe trait Mappable {
    /**
     * Gives the address of the first byte.
     *
     * # Safety
     *
     * The value must be pinned.
     */
    unsafe fn addr(&self) -> usize;
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const block of facts.docs.blocks) {
      for (const section of block.sections) {
        if (!/^(?:implementation )?safety:?$/i.test(section.title)) continue;
        const heading = block.lines[section.firstLine];
        if (heading === undefined || !/^\s?#/.test(heading.text)) continue;
        const above = isText(block.lines[section.firstLine - 1], heading, -1);
        const below = isText(block.lines[section.firstLine + 1], heading, 1);
        if (!above && !below) continue;
        const where = above ? (below ? 'above and below' : 'above') : 'below';
        yield {
          at: section.heading,
          message: `no empty doc line ${where} the heading \`${file.text.slice(section.heading.start, section.heading.end)}\``,
          fix: {
            title: `Insert an empty doc line ${where}`,
            kind: 'safe',
            edits: emptyLines(file, { block, section, above, below }),
          },
        };
      }
    }
  },
});

/** Whether the line is right before or after the heading and is not empty. */
function isText(line: DocLine | undefined, heading: DocLine, distance: 1 | -1): boolean {
  return line !== undefined && line.line === heading.line + distance && line.text.trim() !== '';
}

function emptyLines(
  file: SourceFile,
  { block, section, above, below }: { block: DocBlock; section: DocSection; above: boolean; below: boolean },
): Edit[] {
  const heading = block.lines[section.firstLine];
  if (heading === undefined) return [];
  // The marker of a line or, in a block comment, its indent with or without a star.
  const lineStart = file.lineStart(heading.line);
  const empty = file.text.slice(lineStart, heading.start).trimEnd() + file.lineBreak;
  const edits: Edit[] = [];
  if (above) edits.push({ start: lineStart, end: lineStart, text: empty });
  const next = file.lineStart(heading.line + 1);
  if (below) edits.push({ start: next, end: next, text: empty });
  return edits;
}
