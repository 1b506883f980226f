// SAFETY comments that have not been written yet.

import { plainText } from '../../fix/comment-templates';
import { placeholderIn } from '../../facts/source/placeholders';
import type { SafetyComment } from '../../facts/unsafety/safety-comments';
import { skeletonInstead } from '../../fix/skeletons';
import { rule, type Context, type Fix } from '../../rule';

export default rule({
  id: 'placeholder-safety-comment',
  summary: 'A SAFETY comment is empty, a TODO, or only says that the code is safe.',
  severity: 'warning',
  elsewhere: 'information',
  confidence: 'certain',
  needs: 'file',
  why: `A SAFETY comment answers one question: why do the conditions of the unsafe operation hold here? \`TODO\`, an empty comment or "this is safe" do
not answer it, yet they silence every tool that only looks for the comment. What a new patch leaves open stays open once it is merged, because
nothing asks again.

Say what each condition rests on: a type invariant, a check above, a borrow, the contract of the enclosing function, or a guarantee of the C side.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'https://github.com/Rust-for-Linux/linux/issues/351'],
  examples: [
    {
      bad: `
fn level(sensor: &Sensor) -> u32 {
    // SAFETY: TODO.
    //~< ^^^^^^^^^^^^^^^^ placeholder-safety-comment
    unsafe { bindings::iio_read_level(sensor.raw()) }
}

// SAFETY: This is safe.
//~< ^^^^^^^^^^^^^^^^^^^^^^^^ placeholder-safety-comment
unsafe impl Send for Sensor {}

// SAFETY:
//~< ^^^^^^^^^^ placeholder-safety-comment
unsafe impl Sync for Sensor {}

// SAFETY: Any thread may use a \`Channel\`, because TODO.
//~< ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ placeholder-safety-comment
unsafe impl Sync for Channel {}
`,
      fixed: `
fn level(sensor: &Sensor) -> u32 {
    // SAFETY: TODO.
    unsafe { bindings::iio_read_level(sensor.raw()) }
}

// SAFETY: A \`Sensor\` may be used and dropped by a thread other than the one that created it,
// because TODO.
unsafe impl Send for Sensor {}

// SAFETY: Several threads may use a \`&Sensor\` at the same time, because TODO.
unsafe impl Sync for Sensor {}

// SAFETY: Any thread may use a \`Channel\`, because TODO.
unsafe impl Sync for Channel {}
`,
      good: `
fn level(sensor: &Sensor) -> u32 {
    // SAFETY: \`sensor.raw()\` points to a registered sensor by the type invariants.
    unsafe { bindings::iio_read_level(sensor.raw()) }
}

// SAFETY:
// - The sensor belongs to no thread.
// - TODO comments elsewhere in the text do not matter.
unsafe impl Send for Sensor {}
`,
    },
    {
      bad: `
fn first(samples: *const u32, count: usize) -> Option<u32> {
    // SAFETY: TODO.
    //~< ^^^^^^^^^^^^^^^^ placeholder-safety-comment
    let samples = unsafe { core::slice::from_raw_parts(samples, count) };
    samples.first().copied()
}
`,
      fixed: `
fn first(samples: *const u32, count: usize) -> Option<u32> {
    // SAFETY:
    // - \`samples\` is not null and is aligned, even if \`count\` is 0, because TODO.
    // - \`samples\` is valid for reads of \`count\` elements, all in one allocation, because TODO.
    // - Those elements are initialised, because TODO.
    // - Nothing changes them while the slice is in use, because TODO.
    // - Their size in bytes is at most \`isize::MAX\`, because TODO.
    let samples = unsafe { core::slice::from_raw_parts(samples, count) };
    samples.first().copied()
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const comment of facts.safetyComments.all) {
      const what = placeholderIn(comment.text);
      if (what === undefined) continue;
      yield {
        at: { start: comment.start, end: comment.end },
        message: `${what}: say why the conditions of the unsafe code hold here`,
        fix: skeletonFor(comment, { file, facts }),
      };
    }
  },
});

/** The conditions written out, each with a slot for its reason, if the conditions of the code are known. */
function skeletonFor(comment: SafetyComment, { file, facts }: Context): Fix | undefined {
  const demands = facts.safetyComments.sitesOf(comment).flatMap((site) => facts.demandsOf(site));
  const skeleton = skeletonInstead(file, { comment, demands });
  if (skeleton === undefined) return undefined;
  const { start, end, template } = skeleton;
  return { title: 'Write out the conditions', kind: 'suggestion', edits: [{ start, end, text: plainText(template) }] };
}
