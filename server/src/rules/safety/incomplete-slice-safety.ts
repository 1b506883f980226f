// SAFETY comments for `slice::from_raw_parts` that leave out most of its conditions.

import { safetyTemplate } from '../../fix/comment-templates';
import { refersElsewhere } from '../../facts/unsafety/demands';
import { placeholderIn } from '../../facts/source/placeholders';
import { rewritten } from '../../fix/skeletons';
import { rule } from '../../rule';

export default rule({
  id: 'incomplete-slice-safety',
  summary: 'A SAFETY comment for `slice::from_raw_parts` or `from_raw_parts_mut` seems to cover few of its conditions.',
  severity: 'information',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A slice is a promise about every byte in it: the pointer is non-null and aligned, the whole range is in one allocation and valid for that
many elements, each element is initialised, nothing else changes (or, for a mutable slice, accesses) them while the slice is alive, and the size
fits into an \`isize\`. "Points to a valid buffer" covers one of these. Memory that C only filled in part, or that another thread can reach, satisfies
such a comment and is still undefined behaviour.

"Valid for reads of \`len\` bytes" covers the pointer, the allocation and the size at once; whether the bytes are initialised and who else has access
must be stated as well. A comment that relies on an invariant or on the contract of its function is not reported.`,
  sources: ['https://doc.rust-lang.org/core/slice/fn.from_raw_parts_mut.html', 'Documentation/rust/coding-guidelines.rst'],
  examples: [
    {
      bad: `
fn answer(buffer: *mut u8, size: usize) {
    // SAFETY: \`buffer\` is a valid buffer of \`size\` bytes.
    let bytes = unsafe { core::slice::from_raw_parts_mut(buffer, size) };
    //~         ^^^^^^ incomplete-slice-safety
    bytes.fill(0);
}
`,
      fixed: `
fn answer(buffer: *mut u8, size: usize) {
    // SAFETY:
    // - \`buffer\` is not null and is aligned, even if \`size\` is 0, because TODO.
    // - \`buffer\` is valid for reads and writes of \`size\` elements, all in one allocation,
    //   because TODO.
    // - Those elements are initialised, because TODO.
    // - Nothing else reads or changes them while the slice is in use, because TODO.
    // - Their size in bytes is at most \`isize::MAX\`, because TODO.
    let bytes = unsafe { core::slice::from_raw_parts_mut(buffer, size) };
    bytes.fill(0);
}
`,
      good: `
use core::slice;

fn answer(buffer: *mut u8, size: usize) {
    // SAFETY: \`buffer\` is valid for reads and writes of \`size\` bytes, the C side zeroed them, and nothing else has a
    // pointer to them until this callback returns.
    let bytes = unsafe { slice::from_raw_parts_mut(buffer, size) };
    bytes.fill(0);
}

fn as_bytes<T: AsBytes + FromBytes>(values: &mut [T]) -> &mut [u8] {
    let size = size_of_val(values);
    // SAFETY: \`T: AsBytes + FromBytes\` lets us treat \`&mut [T]\` as \`&mut [u8]\`.
    unsafe { slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size) }
}

impl Firmware {
    fn data(&self) -> &[u8] {
        // SAFETY: By the type invariants, \`self.data\` holds \`self.size\` bytes.
        unsafe { slice::from_raw_parts(self.data, self.size) }
    }
}

/// # Safety
///
/// The buffer must be readable, initialised and unchanging.
unsafe fn of_caller<'a>(buffer: *const u8, size: usize) -> &'a [u8] {
    // SAFETY: By the safety requirements of this function.
    unsafe { slice::from_raw_parts(buffer, size) }
}

fn name_of(raw: &bindings::i2c_board_info, len: usize) -> &[u8] {
    // SAFETY: The table has \`len\` entries, which are initialised and immutable.
    unsafe { slice::from_raw_parts(raw.entries, len) }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const site of facts.unsafeSites) {
      const comment = facts.safetyComments.of(site);
      if (comment === undefined || refersElsewhere(comment.text) || placeholderIn(comment.text) !== undefined) continue;
      const demands = facts.demandsOf(site);
      for (const demand of demands) {
        const kinds = demand.duties.filter(({ kind }) => kind !== undefined && kind !== 'bound');
        // Three independent conditions: the range, its contents, and who else has access.
        if (!kinds.some(({ kind }) => kind === 'range')) continue;
        const left = kinds.filter(({ state }) => state === 'open');
        if (left.length < 2) continue;
        const claims = left.map(({ claim }) => claim);
        const edit = rewritten(file, { comment, template: safetyTemplate(demands) });
        yield {
          at: site.keyword,
          message: `does the SAFETY comment for \`${demand.of}\` say why ${claims.slice(0, -1).join(', ')} and ${claims.at(-1) ?? ''}?`,
          fix: edit === undefined ? undefined : { title: 'List each condition', kind: 'suggestion', edits: [edit] },
        };
      }
    }
  },
});
