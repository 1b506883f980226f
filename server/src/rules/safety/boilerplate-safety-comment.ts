// One SAFETY sentence repeated above several unsafe sites that names none of their callees' conditions.

import { refersElsewhere, type Demand } from '../../facts/unsafety/demands';
import type { Facts } from '../../facts/facts';
import { placeholderIn } from '../../facts/source/placeholders';
import type { SafetyComment } from '../../facts/unsafety/safety-comments';
import { rule } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

/** This many alike are not a coincidence. */
const least = 3;

/** Two sentences with more words of their own are two sentences. */
const mostApart = 2;

export default rule({
  id: 'boilerplate-safety-comment',
  summary:
    'The same sentence is repeated above several unsafe sites and seems to argue for none of the conditions of what is called.',
  severity: 'information',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A sentence that fits everywhere is not an argument. "Guaranteed by the subsystem to be a valid pointer" is true of most pointers that C
passes to a callback, but it does not say whether the object is embedded in the type that the function expects, whether anything else is using it,
or how long it lives. When one such sentence is copied above every call, the author has not looked at the callee's \`# Safety\` section, and the
reviewer has to.

Comments that name a condition of the callee, an invariant, or the contract of their own function are not reported, however often they are repeated.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'https://github.com/Rust-for-Linux/linux/issues/351'],
  examples: [
    {
      bad: `
impl Port {
    /// # Safety
    ///
    /// \`raw\` is embedded in a \`Port\` on which the caller holds the lock.
    unsafe fn of<'a>(raw: *mut bindings::serio) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*container_of!(raw, Self, inner) }
    }
}

fn interrupt(serio: *mut bindings::serio) {
    // SAFETY: \`serio\` is valid in the serio core.
    //~< ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ boilerplate-safety-comment
    let port = unsafe { Port::of(serio) };
    port.wake();
}

fn connect(serio: *mut bindings::serio) {
    // SAFETY: \`serio\` is valid in the serio core.
    let port = unsafe { Port::of(serio) };
    port.start();
}

fn disconnect(old: *mut bindings::serio) {
    // SAFETY: \`old\` is valid in the serio core.
    let port = unsafe { Port::of(old) };
    port.stop();
}
`,
      good: `
impl Port {
    /// # Safety
    ///
    /// \`raw\` is embedded in a \`Port\` on which the caller holds the lock.
    unsafe fn of<'a>(raw: *mut bindings::serio) -> &'a Self {
        // SAFETY: By the safety requirements of this function.
        unsafe { &*container_of!(raw, Self, inner) }
    }
}

fn interrupt(serio: *mut bindings::serio) {
    // SAFETY: The core calls this with the lock held, for a port of ours.
    let port = unsafe { Port::of(serio) };
    port.wake();
}

fn connect(serio: *mut bindings::serio) {
    // SAFETY: The core calls this with the lock held, for a port of ours.
    let port = unsafe { Port::of(serio) };
    port.start();
}

fn disconnect(serio: *mut bindings::serio) {
    // SAFETY: The core calls this with the lock held, for a port of ours.
    let port = unsafe { Port::of(serio) };
    port.stop();
}
`,
    },
  ],
  *check({ facts }) {
    for (const alike of groupsOf(argued(facts))) {
      const [first, ...others] = alike;
      if (first === undefined || alike.length < least) continue;
      const callees = [...new Set(alike.flatMap(({ demands }) => demands.map(({ of }) => `\`${of}\``)))];
      yield {
        at: first.comment,
        message: `the same sentence is used for ${String(alike.length)} unsafe blocks: which of the conditions of ${callees.slice(0, 2).join(' and ')} does it argue for?`,
        help: 'say in each comment why the conditions of that call hold',
        related: others.map(({ comment }) => ({ at: comment, message: 'almost the same words' })),
      };
    }
  },
});

interface Argued {
  readonly comment: SafetyComment;
  readonly words: readonly string[];
  readonly demands: readonly Demand[];
}

/** The comments of calls with known conditions that mention none of them. */
function argued(facts: Facts): Argued[] {
  return facts.safetyComments.all.flatMap((comment): Argued[] => {
    const [site, ...more] = facts.safetyComments.sitesOf(comment);
    if (site?.kind !== 'block' || more.length > 0) return [];
    if (givesReason.test(comment.text) || refersElsewhere(comment.text) || placeholderIn(comment.text) !== undefined) return [];
    const demands = facts.demandsOf(site);
    if (demands.length === 0 || demands.some((demand) => names(facts.file, { text: comment.text, demand }))) return [];
    return [{ comment, words: wordsOf(comment.text), demands }];
  });
}

/** Words that introduce a reason. */
const givesReason =
  /\b(?:because|since|so that|thus|therefore|always|never|previously|implies|(?:set|created|made|initiali[sz]ed|allocated) (?:in|by|above)|comes? from|okay|fine|when)\b/i;

/**
 * Where the words for a condition are not known, one distinctive word in common is enough, but not the name of what is passed; a condition without
 * such a word cannot be missed.
 */
function names(file: SourceFile, { text, demand }: { text: string; demand: Demand }): boolean {
  const passed = new Set(demand.operation.operands.flatMap(({ start, end }) => wordsOf(file.text.slice(start, end))));
  return demand.duties.some(({ state, claim }) => {
    if (state !== 'unclear') return state !== 'open';
    const telling = tellingWords(claim).filter((word) => !passed.has(word));
    return telling.length === 0 || telling.some((word) => has(text, word));
  });
}

const common = new Set(
  'must caller callers ensure that this with from have been null pointer pointers valid when which function returned they their into because will guaranteed there only does not'.split(
    ' ',
  ),
);

const tellingWords = (text: string): string[] => wordsOf(text).filter((word) => word.length > 3 && !common.has(word));

const has = (text: string, word: string): boolean => wordsOf(text).includes(word);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\w']+/g) ?? [];

/** Those that are at most a few words from the first of their group. */
function groupsOf(comments: readonly Argued[]): Argued[][] {
  const groups: Argued[][] = [];
  for (const comment of comments) {
    const near = groups.find(([first]) => first !== undefined && distance(first.words, comment.words) <= mostApart);
    if (near === undefined) groups.push([comment]);
    else near.push(comment);
  }
  return groups;
}

/** How many words have to be put in, left out or replaced. */
function distance(a: readonly string[], b: readonly string[]): number {
  if (Math.abs(a.length - b.length) > mostApart) return mostApart + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, word] of a.entries()) {
    const next = [index + 1];
    for (const [other, candidate] of b.entries())
      next.push(Math.min((next[other] ?? 0) + 1, (row[other + 1] ?? 0) + 1, (row[other] ?? 0) + (word === candidate ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
