// SAFETY comments that have not been written yet.

import { placeholderIn } from '../../facts/placeholders';
import { rule } from '../../rule';

export default rule({
  id: 'placeholder-safety-comment',
  summary: 'A SAFETY comment is empty, a TODO, or says no more than that the code is safe.',
  severity: 'warning',
  elsewhere: 'information',
  confidence: 'certain',
  needs: 'file',
  why: `A SAFETY comment answers one question: why do the conditions of the unsafe operation hold here? \`TODO\`, an empty comment or "this is safe"
do not answer it, yet they silence every tool that only looks for the comment. What is left open in a new patch stays open once it is merged, because
nothing asks again.

Say what each condition rests on: a type invariant, a check above, a borrow, the contract of the function at hand, or what the C side guarantees.`,
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
      good: `
fn level(sensor: &Sensor) -> u32 {
    // SAFETY: \`sensor.raw()\` points to a registered sensor by the type invariants.
    unsafe { bindings::iio_read_level(sensor.raw()) }
}

// SAFETY:
// - The sensor belongs to no thread.
// - TODO comments elsewhere in the text are nobody's business.
unsafe impl Send for Sensor {}
`,
    },
  ],
  *check({ facts }) {
    for (const comment of facts.safetyComments.all) {
      const what = placeholderIn(comment.text);
      if (what === undefined) continue;
      yield {
        at: { start: comment.start, end: comment.end },
        message: `${what}: say why the conditions of the unsafe code hold here`,
      };
    }
  },
});
