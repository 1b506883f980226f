// Unsafe blocks with several unsafe calls whose SAFETY comment speaks of the first.

import { splitBlock } from '../../facts/split-block';
import { unsafeCallsIn, type UnsafeCall } from '../../facts/unsafe-calls';
import { rule } from '../../rule';

export default rule({
  id: 'safety-covers-one-of-many',
  summary: 'An unsafe block makes several unsafe calls, and its SAFETY comment seems to argue for one of them.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `Each unsafe call has conditions of its own. When one comment stands above a block with several of them, the first call usually gets the
argument and the others ride along: a reviewer cannot tell whether their conditions were checked or forgotten. Reviewers therefore ask for one unsafe
block, and one SAFETY comment, per unsafe operation.

A comment that names every call, or that says it speaks of all of them, is enough, and so are several operations within one expression.`,
  sources: [
    'Documentation/rust/coding-guidelines.rst',
    'https://rust-lang.github.io/rust-clippy/master/#multiple_unsafe_ops_per_block',
  ],
  examples: [
    {
      bad: `
impl Drop for Watch {
    fn drop(&mut self) {
        // SAFETY: \`hwmon_watch_stop()\` may be called on a watch that was started.
        unsafe {
        //~< ^^^^^^ safety-covers-one-of-many
            bindings::hwmon_watch_stop(self.raw());
            bindings::hwmon_watch_free(self.raw());
        }
    }
}
`,
      fixed: `
impl Drop for Watch {
    fn drop(&mut self) {
        // SAFETY: \`hwmon_watch_stop()\` may be called on a watch that was started.
        unsafe { bindings::hwmon_watch_stop(self.raw()) };
        // SAFETY: TODO.
        unsafe { bindings::hwmon_watch_free(self.raw()) };
    }
}
`,
      good: `
impl Drop for Watch {
    fn drop(&mut self) {
        // SAFETY: The watch was started in \`Watch::new\`, so it may be stopped.
        unsafe { bindings::hwmon_watch_stop(self.raw()) };
        // SAFETY: The watch was stopped above, and this is the only owner.
        unsafe { bindings::hwmon_watch_free(self.raw()) };
    }
}

fn restart(watch: &Watch) {
    // SAFETY: Both calls are fine with a watch that is alive, and \`watch\` is borrowed.
    unsafe {
        bindings::hwmon_watch_stop(watch.raw());
        bindings::hwmon_watch_start(watch.raw());
    }
    // SAFETY: \`hwmon_watch_lock()\` and \`hwmon_watch_unlock()\` take a watch that is alive.
    unsafe {
        bindings::hwmon_watch_lock(watch.raw());
        bindings::hwmon_watch_unlock(watch.raw());
    }
    // SAFETY: \`watch.raw()\` points to a watch, whose fields only we write.
    unsafe {
        (*watch.raw()).low = 0;
        (*watch.raw()).high = 0;
    }
}
`,
    },
    {
      bad: `
fn name_of(watch: &Watch) -> &CStr {
    // SAFETY: The watch is alive.
    unsafe {
    //~< ^^^^^^ safety-covers-one-of-many
        let name = bindings::hwmon_watch_name(watch.raw());
        bindings::hwmon_watch_touch(watch.raw());
        CStr::from_char_ptr(name)
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    const callAt = new Map(facts.calls.map((call) => [call.node, call]));
    for (const site of facts.unsafeSites) {
      const comment = facts.safetyComments.of(site);
      if (site.kind !== 'block' || site.inTokens || comment === undefined) continue;
      const calls = unsafeCallsIn(file, { block: site.node, calls: callAt });
      const others = uncovered(calls, comment.text);
      const [first] = calls;
      if (first === undefined || others.length === 0) continue;
      const names = others.map((call) => `\`${call.name}()\``).join(' and ');
      yield {
        at: site.keyword,
        message: `does this SAFETY comment also argue for ${names}, or only for \`${first.name}()\`?`,
        help: 'give each unsafe operation a block and a SAFETY comment of its own',
        related: others.map((call) => ({ at: call.node, message: 'a further unsafe call' })),
        fix: splitBlock(file, { block: site.node, comment }),
      };
    }
  },
});

/** Words by which a comment says that it speaks of more than one operation. */
const coversAll =
  /\b(?:both|these|those|all|each|every|any|neither|either|calls|operations|functions|accesses|following|below|block|two|three)\b|^\s*[-*] /im;

/** One call in each further statement, of those that the comment does not name; calls of the same function share an argument. */
function uncovered(calls: readonly UnsafeCall[], text: string): UnsafeCall[] {
  const [first] = calls;
  if (first === undefined || coversAll.test(text)) return [];
  const seen = new Set([first.name]);
  const statements = new Set([first.statement]);
  return calls.filter((call) => {
    if (seen.has(call.name) || statements.has(call.statement) || text.includes(call.name)) return false;
    seen.add(call.name);
    statements.add(call.statement);
    return true;
  });
}
