// Paths into the standard library, which the kernel does not have.

import { attributeOf, attributesOf, type Attribute } from '../../syntax/attributes';
import type { Facts } from '../../facts/facts';
import type { Import, UseDeclaration } from '../../facts/names/imports';
import { isInCore, substituteFor } from '../../packs/core-paths';
import { rule, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'std-in-kernel',
  summary: 'A path begins with `std::` in kernel code.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `The standard library needs an operating system underneath, so kernel crates are \`no_std\` and a path into \`std\` does not compile. Most of what
needs neither allocation nor a system call is in \`core\` under the same path. For the rest the kernel has its own: \`KBox\` and \`KVec\` take allocation
flags, \`kernel::sync\` has locks that lockdep tracks, and \`Error\` carries an errno.`,
  sources: ['Documentation/rust/general-information.rst (no_std)', 'rust/Makefile', 'rust/kernel/prelude.rs'],
  examples: [
    {
      bad: `
use std::mem::MaybeUninit;
//~ ^^^^^^^^^^^^^^^^^^^^^ std-in-kernel

use kernel::prelude::*;

fn quirk_of(id: u16) -> Option<Quirk> {
    match std::num::NonZeroU16::new(id) {
    //~   ^^^^^^^^^^^^^^^^^^^^^^^^^ std-in-kernel
        Some(id) => Quirk::find(id),
        None => None,
    }
}
`,
      fixed: `
use core::mem::MaybeUninit;

use kernel::prelude::*;

fn quirk_of(id: u16) -> Option<Quirk> {
    match core::num::NonZeroU16::new(id) {
        Some(id) => Quirk::find(id),
        None => None,
    }
}
`,
    },
    {
      bad: `
use std::{
    collections::HashMap,
    //~< ^^^^^^^^^^^^^^^^^^^^ std-in-kernel
    fmt, //
    //~< ^^^ std-in-kernel
};

fn reset(chip: &Chip) -> Result<(), std::io::Error> {
    //~                             ^^^^^^^^^^^^^^ std-in-kernel
    chip.write(RESET, 1);
    Ok(())
}
`,
      good: `
use kernel::{
    rbtree::RBTree,
    prelude::*, //
};

/// Resets a chip; unlike [\`std::process::exit\`] this returns.
///
/// \`\`\`
/// use std::io::Read;
/// \`\`\`
fn reset(chip: &Chip) -> Result {
    chip.write(RESET, 1);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
}
`,
    },
    {
      path: 'fan-module/fan_speed.rs',
      bad: `
use kernel::prelude::*;

fn wait() {
    std::thread::yield_now();
    //~< ^^^^^^^^^^^^^^^^^^^^^^ std-in-kernel
}
`,
      good: `
use std::env;

fn main() {
    let name = env::args().nth(1);
}
`,
    },
  ],
  *check({ file, facts }) {
    if (!facts.isKernelCode || file.nodes('extern_crate_declaration').some(isStd(file))) return;
    const isForTests = testScopes(file);
    for (const declaration of facts.uses) {
      const imports = declaration.imports.filter(({ path }) => path[0] === 'std');
      if (imports.length === 0 || !imports.every(isFromStd(facts)) || isForTests(declaration.node)) continue;
      const fix = fixOfUse(file, declaration);
      for (const leaf of imports) {
        const path = segmentsOf(leaf);
        yield { at: leaf.node, message: messageFor(path), help: helpFor(path.slice(1)), fix };
      }
    }
    for (const { head, path } of pathsInStd(file)) {
      if (isForTests(path)) continue;
      const segments = segmentsIn(file, path);
      if (facts.paths.lookUp('std::x', { at: path, namespace: 'type' }).by !== 'root') continue;
      const fix = isInCore(segments.slice(1)) ? fixFor(file, head) : undefined;
      yield { at: path, message: messageFor(segments), help: helpFor(segments.slice(1)), fix };
    }
  },
});

const messageFor = (path: readonly string[]): string =>
  `\`${path.join('::')}\` does not exist in the kernel, which is \`no_std\``;

function helpFor(path: readonly string[]): string | undefined {
  const substitute = substituteFor(path);
  return substitute === undefined ? undefined : `use ${substitute} instead`;
}

function fixFor(file: SourceFile, head: Node): Fix {
  return { title: 'Use `core` instead of `std`', kind: 'suggestion', edits: [{ ...file.span(head), text: 'core' }] };
}

const isFromStd =
  ({ paths }: Facts) =>
  (leaf: Import): boolean =>
    /^std(?:::|$)/.test(paths.ofImport(leaf));

/** One word is all there is to change when everything in the declaration is in `core`. */
function fixOfUse(file: SourceFile, { node, imports }: UseDeclaration): Fix | undefined {
  if (!imports.every((leaf) => leaf.path[0] === 'std' && isInCore(segmentsOf(leaf).slice(1)))) return undefined;
  const heads = file.descendants(node, 'identifier').filter((name) => file.textOf(name) === 'std');
  const [head, ...others] = heads;
  return head === undefined || others.length > 0 ? undefined : fixFor(file, head);
}

const segmentsOf = ({ path, glob }: Import): readonly string[] => (glob ? [...path, '*'] : path);

/** The longest paths that begin with `std`, those in imports left out. */
function* pathsInStd(file: SourceFile): Generator<{ head: Node; path: Node }> {
  for (const node of file.nodes('scoped_identifier', 'scoped_type_identifier')) {
    const before = file.field(node, 'path');
    // `std` of `std::mem`, or of `::std`.
    const head = before ?? file.field(node, 'name');
    if (!file.is(head, 'identifier') || file.textOf(head) !== 'std') continue;
    const path = longestPath(file, node);
    if (file.closest(path, 'use_declaration', 'attribute_item') === undefined) yield { head, path };
  }
}

function longestPath(file: SourceFile, node: Node): Node {
  let at = node;
  for (;;) {
    const parent = file.parent(at);
    if (!file.is(parent, 'scoped_identifier', 'scoped_type_identifier') || file.fieldOf(at) !== 'path') return at;
    at = parent;
  }
}

function segmentsIn(file: SourceFile, path: Node): string[] {
  return file
    .textOf(path)
    .replace(/\s+|^\s*::/g, '')
    .split('::');
}

const isStd =
  (file: SourceFile) =>
  (node: Node): boolean => {
    const name = file.field(node, 'name');
    return file.textOf(name) === 'std';
  };

/** Tells what only tests of the build host compile. KUnit's tests run in the kernel. */
function testScopes(file: SourceFile): (node: Node) => boolean {
  if (file.nodes('inner_attribute_item').some((item) => isForHost(attributeOf(file, item)))) return () => true;
  const known = new Map<Node, boolean>();
  return (node) => {
    for (const outer of [node, ...file.ancestors(node)]) {
      if (!file.is(outer, 'mod_item', 'function_item', 'impl_item', 'use_declaration')) continue;
      const attributes = attributesOf(file, outer);
      if (attributes.some(({ path }) => /(?:^|::)kunit_tests$/.test(path))) return false;
      const found = known.get(outer) ?? attributes.some(isForHost);
      known.set(outer, found);
      if (found && !isInKUnit(file, outer)) return true;
    }
    return false;
  };
}

function isForHost(attribute: Attribute | undefined): boolean {
  if (attribute === undefined) return false;
  const { path, argument = '' } = attribute;
  // Only some builds of such a crate go without `std`.
  if (path === 'cfg_attr') return /\bno_std\b/.test(argument);
  return path === 'test' || (path === 'cfg' && /\btest\b|feature\s*=\s*"std"/.test(argument) && !/\bnot\b/.test(argument));
}

function isInKUnit(file: SourceFile, node: Node): boolean {
  const module = file.closest(node, 'mod_item');
  return module !== undefined && attributesOf(file, module).some(({ path }) => /(?:^|::)kunit_tests$/.test(path));
}
