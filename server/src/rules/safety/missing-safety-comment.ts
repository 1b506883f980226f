// Unsafe blocks, impls and attributes without a SAFETY comment.

import { skeletonAbove } from '../../fix/skeletons';
import type { UnsafeSite } from '../../facts/unsafety/unsafe-sites';
import { rule } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'missing-safety-comment',
  summary: 'An unsafe block, `unsafe impl` or `#[unsafe(…)]` attribute has no `// SAFETY:` comment.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  clippy: ['undocumented_unsafe_blocks'],
  why: `\`unsafe\` says that the author, not the compiler, has checked the conditions under which the code is sound. The \`// SAFETY:\` comment is where
the author writes down that check: a reviewer compares it with the \`# Safety\` section of what is called, and anyone who changes the code later sees
what must stay true. The coding guidelines require it for **every** unsafe block, however trivial the reason looks, because writing it down also
shows that there are no further conditions.

The comment may be above the statement, field or match arm that contains the block, above or between attributes, or before the block on the same
line. One comment argues for one statement: two \`unsafe impl\`s in a row need two comments.`,
  sources: [
    'Documentation/rust/coding-guidelines.rst',
    'Makefile (rust_common_flags: -Wclippy::undocumented_unsafe_blocks)',
    'https://rust-lang.github.io/rust-clippy/master/#undocumented_unsafe_blocks',
  ],
  examples: [
    {
      bad: `
impl Mailbox {
    fn pending(&self) -> u32 {
        let count = unsafe { bindings::mbox_pending(self.as_raw()) };
        //~         ^^^^^^ missing-safety-comment
        count
    }
}
`,
      fixed: `
impl Mailbox {
    fn pending(&self) -> u32 {
        // SAFETY: TODO.
        let count = unsafe { bindings::mbox_pending(self.as_raw()) };
        count
    }
}
`,
      good: `
impl Mailbox {
    fn pending(&self) -> u32 {
        // SAFETY: \`self.as_raw()\` points to a live \`struct mbox\` by the type invariants.
        let count = unsafe { bindings::mbox_pending(self.as_raw()) };
        count
    }

    fn is_idle(&self) -> bool {
        // SAFETY: As above, and the mailbox's state may be read at any time.
        #[cfg(CONFIG_MBOX_STATE)]
        let idle = unsafe {
            bindings::mbox_idle(self.as_raw())
        };
        idle
    }

    fn kind(&self) -> Kind {
        Kind {
            // SAFETY: \`self.as_raw()\` is valid by the type invariants.
            id: unsafe { (*self.as_raw()).id },
            depth: /* SAFETY: As above. */ unsafe { (*self.as_raw()).depth },
        }
    }
}
`,
    },
    {
      bad: `
// SAFETY: \`Doorbell\` owns its mapping, which any thread may use.
unsafe impl Send for Doorbell {}
unsafe impl Sync for Doorbell {}
//~< ^^^^^^ missing-safety-comment
`,
      fixed: `
// SAFETY: \`Doorbell\` owns its mapping, which any thread may use.
unsafe impl Send for Doorbell {}
// SAFETY: TODO.
unsafe impl Sync for Doorbell {}
`,
    },
    {
      bad: `
impl Queue {
    fn new(raw: *mut bindings::dma_queue) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            depth: unsafe { (*raw).depth },
            //~    ^^^^^^ missing-safety-comment
            raw,
        })
    }
}
`,
      fixed: `
impl Queue {
    fn new(raw: *mut bindings::dma_queue) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            // SAFETY: TODO.
            depth: unsafe { (*raw).depth },
            raw,
        })
    }
}
`,
    },
    {
      bad: `
/// Called from the entry code in assembly.
#[unsafe(no_mangle)]
//~< ^^^^^^^^^^^^^^^^^^^^ missing-safety-comment
pub extern "C" fn rust_entry_count() -> u32 {
    0
}
`,
      fixed: `
/// Called from the entry code in assembly.
// SAFETY: TODO.
#[unsafe(no_mangle)]
pub extern "C" fn rust_entry_count() -> u32 {
    0
}
`,
      good: `
/// Called from the entry code in assembly.
// SAFETY: The C side declares no other function of this name.
#[unsafe(no_mangle)]
pub extern "C" fn rust_entry_count() -> u32 {
    0
}

#[no_mangle]
pub extern "C" fn rust_entry_reset() {}
`,
    },
    {
      bad: `
macro_rules! read_register {
    ($io:expr, $offset:expr) => {
        unsafe { $io.as_ptr().add($offset).read_volatile() }
        //~< ^^^^^^ missing-safety-comment
    };
}
`,
      fixed: `
macro_rules! read_register {
    ($io:expr, $offset:expr) => {
        // SAFETY: TODO.
        unsafe { $io.as_ptr().add($offset).read_volatile() }
    };
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const site of facts.unsafeSites) {
      if (!wantsComment(site) || facts.safetyComments.of(site) !== undefined) continue;
      const insertion = skeletonAbove(file, site);
      yield {
        at: site.kind === 'attribute' ? site.node : site.keyword,
        message: `${nameOf(file, site)} has no \`// SAFETY:\` comment`,
        fix:
          insertion === undefined
            ? undefined
            : {
                title: 'Add a `// SAFETY:` comment',
                kind: 'suggestion',
                edits: [{ start: insertion.at, end: insertion.at, text: insertion.text }],
              },
      };
    }
  },
});

/** Contracts of unsafe functions and traits are doc sections; what an `unsafe extern` block declares is argued where it is called. */
const wantsComment = (site: UnsafeSite): boolean => site.kind === 'block' || site.kind === 'impl' || site.kind === 'attribute';

function nameOf(file: SourceFile, site: UnsafeSite): string {
  if (site.kind === 'attribute') return `\`${file.textOf(site.node).replace(/\s+/g, ' ')}\``;
  if (site.kind === 'impl' && !site.inTokens) {
    const trait = file.field(site.node, 'trait');
    const type = file.field(site.node, 'type');
    if (trait !== undefined && type !== undefined) {
      return `\`unsafe impl ${file.textOf(trait)} for ${file.textOf(type)}\``.replace(/\s+/g, ' ');
    }
  }
  return site.kind === 'impl' ? 'this `unsafe impl`' : 'this unsafe block';
}
