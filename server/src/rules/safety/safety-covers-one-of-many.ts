// Unsafe blocks with several unsafe calls whose SAFETY comment only argues for the first.

import { splitBlock } from '../../fix/split-block';
import type { Facts } from '../../facts/facts';
import type { UnsafeSite } from '../../facts/unsafety/unsafe-sites';
import { rule } from '../../rule';
import type { Node, SourceFile, Span } from '../../syntax/source-file';

export default rule({
  id: 'safety-covers-one-of-many',
  summary: 'An unsafe block makes several unsafe calls, but its SAFETY comment seems to argue for only one.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `Each unsafe call has its own conditions. When one comment covers a block with several calls, usually only the first call is justified: a
reviewer cannot tell whether the conditions of the others were checked or forgotten. Reviewers therefore ask for one unsafe block, with one SAFETY
comment, per unsafe operation.

A comment that names every call, or that says it covers all of them, is enough; several operations within one expression are not reported.`,
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

fn restart(watch: &Watch, limit: u32) {
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
    // SAFETY: \`watch\` is alive, and \`limit\` is a limit of its sensor.
    unsafe {
        bindings::hwmon_watch_touch(watch.raw());
        bindings::hwmon_watch_limit(watch.raw(), limit);
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
    for (const site of facts.unsafeSites) {
      const comment = facts.safetyComments.of(site);
      if (site.kind !== 'block' || site.inTokens || comment === undefined) continue;
      const calls = callsAt(file, { site, facts });
      const others = uncovered(file, { calls, text: comment.text });
      const [first] = calls;
      if (first === undefined || others.length === 0) continue;
      const names = others.map((call) => `\`${call.name}()\``).join(' and ');
      yield {
        at: site.keyword,
        message: `does this SAFETY comment also cover ${names}, or only \`${first.name}()\`?`,
        help: 'give each unsafe operation its own block and SAFETY comment',
        related: others.map((call) => ({ at: call.node, message: 'another unsafe call' })),
        fix: splitBlock(file, { block: site.node, comment }),
      };
    }
  },
});

/** Words that show that a comment covers more than one operation. */
const coversAll =
  /\b(?:both|these|those|all|each|every|any|neither|either|calls|operations|functions|accesses|following|below|block|two|three)\b|^\s*[-*] /im;

interface UnsafeCall {
  readonly node: Node;
  readonly name: string;
  readonly operands: readonly Span[];
  /** The statement of the block that it is part of. */
  readonly statement: Node;
}

/** The calls in the statements of an unsafe block that are certain to need it. */
function callsAt(file: SourceFile, { site, facts }: { site: UnsafeSite; facts: Facts }): UnsafeCall[] {
  const body = file.child(site.node, 'block');
  const statements = file.named(body);
  if (statements.length < 2) return [];
  return facts.unsafeOperations.of(site).flatMap(({ kind, isCertain, call, node, operands }) => {
    const statement = statements.find((candidate) => file.contains(candidate, node));
    const counts = kind === 'call' && isCertain && call !== undefined && statement !== undefined;
    return counts ? [{ node, name: call.name, operands, statement }] : [];
  });
}

/**
 * One call in each further statement, of those that the comment names neither by the function nor by an argument of theirs alone; calls of the
 * same function share an argument.
 */
function uncovered(file: SourceFile, { calls, text }: { calls: readonly UnsafeCall[]; text: string }): UnsafeCall[] {
  const [first] = calls;
  if (first === undefined || coversAll.test(text)) return [];
  const seen = new Set([first.name]);
  const statements = new Set([first.statement]);
  const argued = new Set(text.match(/\w+/g));
  const known = wordsOf(file, first);
  return calls.filter((call) => {
    if (seen.has(call.name) || statements.has(call.statement) || argued.has(call.name)) return false;
    if ([...wordsOf(file, call)].some((word) => argued.has(word) && !known.has(word))) return false;
    seen.add(call.name);
    statements.add(call.statement);
    return true;
  });
}

const wordsOf = (file: SourceFile, { operands }: UnsafeCall): Set<string> =>
  new Set(operands.flatMap(({ start, end }) => file.text.slice(start, end).match(/[a-z_]\w*/g) ?? []));
