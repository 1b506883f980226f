// Links to C headers with a text but no target.

import type { DocBlock } from '../../facts/source/docs';
import { lookUp } from '../../facts/source/tree-paths';
import { rule } from '../../rule';

export default rule({
  id: 'c-header-link-without-target',
  summary: 'A C header in link brackets has no link target.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `Brackets alone do not make a link: rustdoc looks for a Rust item of that name, finds none, and the page shows the brackets. Abstractions name
the C header that they wrap at the top of the file as a \`srctree/\` link, so that readers of the documentation can get to the C side.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'rust/kernel/print.rs'],
  examples: [
    {
      bad: `
//! LED class devices.
//!
//! C header: [\`include/linux/leds.h\`]
//~           ^^^^^^^^^^^^^^^^^^^^^^^^ c-header-link-without-target
`,
      fixed: `
//! LED class devices.
//!
//! C header: [\`include/linux/leds.h\`](srctree/include/linux/leds.h)
`,
      good: `
//! LED class devices, see [\`include/uapi/linux/uleds.h\`] for the user space side.
//!
//! C header: [\`include/linux/leds.h\`](srctree/include/linux/leds.h)
//!
//! [\`include/uapi/linux/uleds.h\`]: srctree/include/uapi/linux/uleds.h
`,
    },
    {
      bad: `
/// A reset line.
///
/// C headers: [\`include/linux/reset.h\`](srctree/include/linux/reset.h) and
/// [include/linux/reset-controller.h].
//~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ c-header-link-without-target
pub struct Line(Opaque<bindings::reset_control>);
`,
      fixed: `
/// A reset line.
///
/// C headers: [\`include/linux/reset.h\`](srctree/include/linux/reset.h) and
/// [include/linux/reset-controller.h](srctree/include/linux/reset-controller.h).
pub struct Line(Opaque<bindings::reset_control>);
`,
      good: `
/// A reset line, as in \`include/linux/reset.h\`:
///
/// \`\`\`text
/// [include/linux/reset.h]
/// \`\`\`
pub struct Line(Opaque<bindings::reset_control>);
`,
    },
  ],
  *check({ facts }) {
    for (const block of facts.docs.blocks) {
      const defined = definitionsOf(block);
      for (const line of block.lines) {
        if (line.code) continue;
        for (const match of line.text.matchAll(link)) {
          const [whole, , path = ''] = match;
          if (defined.has(path)) continue;
          const start = line.start + match.index;
          const end = start + whole.length;
          const edits = [{ start: end, end, text: `(srctree/${path})` }];
          yield {
            at: { start, end },
            message: `the link to \`${path}\` has no target`,
            fix: lookUp(facts.tree, path) === 'missing' ? undefined : { title: `Add \`(srctree/${path})\``, kind: 'safe', edits },
          };
        }
      }
    }
  },
});

/** A header's path in brackets, with nothing behind that makes it a link or a definition. */
const link = /(?<![\\\]!`])\[(`?)((?:include|arch|drivers)\/(?:[\w.+-]+\/)*[\w.+-]+\.h)\1\](?![([:`])/g;

/** The texts that the documentation gives a target to, as `[text]: target`, without their back-ticks. */
function definitionsOf(block: DocBlock): Set<string> {
  return new Set(block.lines.map(({ text }) => /^\s*\[`?([^\]`]*)`?\]:/.exec(text)?.[1] ?? ''));
}
