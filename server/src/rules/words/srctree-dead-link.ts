// Dead links into the kernel tree.

import { lookUp, nearestPath, type TreePath } from '../../facts/source/tree-paths';
import { rule, type Edit, type Fix } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'srctree-dead-link',
  summary: 'A `srctree/` link points to a file that does not exist.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`srctree/\` stands for the root of the kernel tree; the documentation build replaces it with the path of the tree. Headers move, and paths are
typed from memory or copied from a neighbour. The compiler does not check them; only \`make rustdoc\` does, and only for links that end up on a page.

With a kernel tree every path is looked up. Without one, the file's own "C header" lines are the reference: a link to a different file of the same
name contradicts them.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'rust/Makefile (rustdoc)'],
  examples: [
    {
      bad: `
//! Support for the generic counter subsystem.
//!
//! C header: [\`include/linux/counter.h\`](srctree/include/linux/counter.h)

/// Wraps a [\`struct counter_device\`].
///
/// [\`struct counter_device\`]: srctree/include/linux/iio/counter.h
//~                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ srctree-dead-link
pub struct Device(Opaque<bindings::counter_device>);
`,
      fixed: `
//! Support for the generic counter subsystem.
//!
//! C header: [\`include/linux/counter.h\`](srctree/include/linux/counter.h)

/// Wraps a [\`struct counter_device\`].
///
/// [\`struct counter_device\`]: srctree/include/linux/counter.h
pub struct Device(Opaque<bindings::counter_device>);
`,
      good: `
//! Files.
//!
//! C headers: [\`include/linux/fs.h\`](srctree/include/linux/fs.h) and
//! [\`include/uapi/linux/fs.h\`](srctree/include/uapi/linux/fs.h).

/// The flags of [\`open\`](srctree/include/uapi/linux/fs.h), see also srctree/Documentation/filesystems/vfs.rst.
pub type Flags = u32;
`,
    },
  ],
  *check({ file, facts }) {
    const { links, headers } = facts.treePaths;
    const paths = new Set(headers.map(({ path }) => path));
    const byName = new Map<string, { header: TreePath; isOnly: boolean }>();
    for (const header of headers) {
      const known = byName.get(fileName(header.path));
      if (known === undefined) byName.set(fileName(header.path), { header, isOnly: true });
      else known.isOnly &&= known.header.path === header.path;
    }
    for (const link of links) {
      const state = lookUp(facts.tree, link.path);
      if (state === 'missing') {
        const nearest = nearestPath(facts.tree, link.path);
        yield { at: link, message: `there is no \`${link.path}\` in the kernel tree`, fix: fixFor(file, link, nearest) };
      }
      if (state !== 'unknown' || paths.has(link.path)) continue;
      const named = byName.get(fileName(link.path));
      if (named === undefined) continue;
      const { header, isOnly } = named;
      yield {
        at: link,
        message: `\`${link.path}\` is not the C header that this file names: \`${header.path}\``,
        related: [{ at: header, message: 'named here' }],
        fix: isOnly ? fixFor(file, link, header.path) : undefined,
      };
    }
  },
});

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Also fixes the link text where it repeats the path. */
function fixFor(file: SourceFile, link: TreePath, path: string | undefined): Fix | undefined {
  if (path === undefined) return undefined;
  const edits: Edit[] = [{ start: link.start, end: link.end, text: path }];
  const before = file.text.slice(file.lineStart(link.line), link.start);
  const label = /\[`?([^\]`]+)`?\]\(srctree\/$/.exec(before);
  if (label?.[1] === link.path) {
    const start = file.lineStart(link.line) + label.index + label[0].indexOf(link.path);
    edits.unshift({ start, end: start + link.path.length, text: path });
  }
  return { title: `Link to \`${path}\``, kind: 'suggestion', edits };
}
