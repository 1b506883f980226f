// Unsafe functions and traits without a `# Safety` section.

import { attributesOf } from '../../syntax/attributes';
import type { Facts } from '../../facts/facts';
import { hasSafetySection } from '../../facts/unsafety/safety-sections';
import { lineAbove } from '../../facts/source/statements';
import type { UnsafeSite } from '../../facts/unsafety/unsafe-sites';
import { rule, type Fix } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unsafe-fn-without-safety-doc',
  summary: 'An `unsafe fn` or `unsafe trait` has no `# Safety` section in its documentation.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  clippy: ['missing_safety_doc'],
  why: `\`unsafe fn\` says that the function is only sound under conditions that its caller must guarantee. Without a \`# Safety\` section the SAFETY
comments of its callers have nothing to answer, and every caller makes up its own conditions. The same goes for an \`unsafe trait\` and its
implementers. The kernel requires the section on private items too (\`check-private-items\` in its \`.clippy.toml\`), including C callbacks: there it
says what the C side guarantees.

Methods of a trait implementation are not reported, because the trait holds their contract.`,
  sources: [
    'Documentation/rust/coding-guidelines.rst',
    '.clippy.toml (check-private-items)',
    'https://rust-lang.github.io/rust-clippy/master/#missing_safety_doc',
  ],
  examples: [
    {
      bad: `
impl Channel {
    /// Wraps the channel that C passed in.
    unsafe fn from_raw(raw: *mut bindings::mbox_chan) -> Self {
    //~< ^^^^^^^^^^^^^^^^^^ unsafe-fn-without-safety-doc
        Self(raw)
    }
}
`,
      fixed: `
impl Channel {
    /// Wraps the channel that C passed in.
    ///
    /// # Safety
    ///
    /// TODO.
    unsafe fn from_raw(raw: *mut bindings::mbox_chan) -> Self {
        Self(raw)
    }
}
`,
      good: `
impl Channel {
    /// Wraps the channel that C passed in.
    ///
    /// # Safety
    ///
    /// \`raw\` must point to a channel that the caller owns.
    unsafe fn from_raw(raw: *mut bindings::mbox_chan) -> Self {
        Self(raw)
    }
}

impl Client for Channel {
    unsafe fn received(&self, message: *mut c_void) {
        self.queue(message);
    }
}

extern "C" {
    fn mbox_poll(chan: *mut bindings::mbox_chan) -> bool;
}
`,
    },
    {
      bad: `
#[inline]
unsafe extern "C" fn tx_done(client: *mut bindings::mbox_client, status: c_int) {
//~< ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unsafe-fn-without-safety-doc
    report(client, status);
}

/// Types that may be handed to the mailbox.
pub unsafe trait Message {}
//~< ^^^^^^^^^^^^^^^^^^^^^^^^ unsafe-fn-without-safety-doc
`,
      fixed: `
/// # Safety
///
/// TODO.
#[inline]
unsafe extern "C" fn tx_done(client: *mut bindings::mbox_client, status: c_int) {
    report(client, status);
}

/// Types that may be handed to the mailbox.
///
/// # Safety
///
/// TODO.
pub unsafe trait Message {}
`,
    },
  ],
  *check({ file, facts }) {
    for (const site of facts.unsafeSites) {
      const name = file.field(site.node, 'name');
      if (name === undefined || !ownsContract(file, site) || documented(file, { site, facts })) continue;
      const what = site.kind === 'trait' ? 'unsafe trait' : 'unsafe fn';
      const whose = site.kind === 'trait' ? 'an implementation' : 'a caller';
      yield {
        at: { start: file.start(site.node), end: file.end(name) },
        message: `\`${what} ${file.textOf(name)}\` has no \`# Safety\` section that says what ${whose} must guarantee`,
        fix: section(file, { site, facts }),
      };
    }
  },
});

/** Declarations of C functions have their contract in C, methods of an implementation in the trait, and what a macro makes where the macro is used. */
function ownsContract(file: SourceFile, site: UnsafeSite): boolean {
  if ((site.kind !== 'fn' && site.kind !== 'trait') || file.inMacro(site.node)) return false;
  const around = file.closest(site.node, 'impl_item', 'foreign_mod_item', 'trait_item', 'function_item', 'mod_item');
  if (file.is(around, 'foreign_mod_item')) return false;
  return !file.is(around, 'impl_item') || file.field(around, 'trait') === undefined;
}

function documented(file: SourceFile, { site, facts }: { site: UnsafeSite; facts: Facts }): boolean {
  if (hasSafetySection(facts.docs.of(site.node))) return true;
  // Text from an attribute cannot be read here, and hidden items have no readers.
  return attributesOf(file, site.node).some(
    ({ path, item }) => path === 'doc' || (path === 'cfg_attr' && /\bdoc\b/.test(file.textOf(item))),
  );
}

function section(file: SourceFile, { site, facts }: { site: UnsafeSite; facts: Facts }): Fix | undefined {
  const place = lineAbove(file, site.node);
  if (place === undefined) return undefined;
  const docs = facts.docs.of(site.node);
  const last = docs?.comments.at(-1);
  if (last?.kind === 'block' || docs?.endsInCode === true) return undefined;
  const lines = [...(docs === undefined ? [] : ['///']), '/// # Safety', '///', '/// TODO.'];
  const at = last === undefined ? place.at : file.lineStart(last.line + 1);
  const text = lines.map((line) => `${place.indent}${line}${file.lineBreak}`).join('');
  return { title: 'Add a `# Safety` section', kind: 'suggestion', edits: [{ start: at, end: at, text }] };
}
