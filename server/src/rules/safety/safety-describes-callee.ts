// SAFETY comments that say what the called function does instead of why it may be called.

import { reasons, safetyTemplate, type Template } from '../../fix/comment-templates';
import type { Demand } from '../../facts/unsafety/demands';
import { rewritten } from '../../fix/skeletons';
import type { UnsafeOperation } from '../../facts/unsafety/unsafe-operations';
import { rule } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'safety-describes-callee',
  summary: 'A SAFETY comment seems to say what the called function does, not why its conditions hold.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `What a function does or expects is in its own documentation. The comment above the call answers another question: why do the function's
conditions hold here? "\`foo()\` expects a valid pointer" repeats the condition and leaves out the argument, so the reviewer has to find it. The usual
review comment is one word: "why?".

Name the arguments and say where their properties come from: a check above, a borrow, a type invariant, a guarantee of the C side.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'https://github.com/Rust-for-Linux/linux/issues/351'],
  examples: [
    {
      bad: `
fn stop(it: &Channel) {
    // SAFETY: \`dma_channel_stop()\` expects a channel that was started.
    unsafe { bindings::dma_channel_stop(it.raw()) };
    //~< ^^^^^^ safety-describes-callee
}

fn make(count: u32) -> *mut bindings::dma_channel {
    // SAFETY: The function \`bindings::dma_channel_new\` allocates a channel and starts its
    // engine.
    unsafe { bindings::dma_channel_new(count) }
    //~< ^^^^^^ safety-describes-callee
}
`,
      fixed: `
fn stop(it: &Channel) {
    // SAFETY: \`it.raw()\` meets the requirements of \`bindings::dma_channel_stop\`, because TODO.
    unsafe { bindings::dma_channel_stop(it.raw()) };
}

fn make(count: u32) -> *mut bindings::dma_channel {
    // SAFETY: \`count\` meets the requirements of \`bindings::dma_channel_new\`, because TODO.
    unsafe { bindings::dma_channel_new(count) }
}
`,
      good: `
fn stop(channel: &Channel) {
    // SAFETY: \`dma_channel_stop()\` expects a channel that was started, and \`channel\` was started in \`new()\`.
    unsafe { bindings::dma_channel_stop(channel.raw()) };
    // SAFETY: \`dma_channel_reset()\` may be called at any time.
    unsafe { bindings::dma_channel_reset(channel.raw()) };
    // SAFETY: \`dma_channel_name()\` returns a string that lives as long as the channel.
    let name = unsafe { CStr::from_char_ptr(bindings::dma_channel_name(channel.raw())) };
    // SAFETY: \`dma_channel_flush()\` locks the engine itself, because it is called from everywhere.
    unsafe { bindings::dma_channel_flush(channel.raw()) };
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const site of facts.unsafeSites) {
      const comment = facts.safetyComments.of(site);
      if (site.kind !== 'block' || comment === undefined) continue;
      const operations = facts.unsafeOperations.of(site);
      const described = describedBy(file, { text: comment.text, operations });
      if (described === undefined || namesArgument(file, { text: comment.text, operations })) continue;
      const template = templateFor(file, { operation: described, demands: facts.demandsOf(site) });
      const edit = rewritten(file, { comment, template });
      yield {
        at: site.keyword,
        message: `does this SAFETY comment only describe \`${described.name}\`, without saying why it may be called here?`,
        help: 'name the arguments and say why they meet its conditions',
        fix:
          edit === undefined ? undefined : { title: 'Write out the conditions of the call', kind: 'suggestion', edits: [edit] },
      };
    }
  },
});

/** Words that introduce a reason, whatever the comment begins with. */
const givesReason =
  /\b(?:because|since|so|thus|hence|therefore|due to|as (?:long as|the|it|we|this|self)|guarantee\w*|ensure\w*|holds?|any (?:time|context|thread)|no (?:preconditions?|requirements?|safety)|always|invariants?|callers?|contract|requirements?|above|earlier|only (?:if|when)|here)\b|\b(?:is|are|may be|can be) (?:always )?(?:safe|called|fine|ok|sound|valid|unsafe)\b/i;

/** What describes a function: it allocates, expects, takes; `is`, `was` and the like say something of the case at hand. */
const describing =
  /^(?:(?:just|only|simply|will|would|should|must) )?(?:(?:de)?allocat|initiali|expect|requir|releas|free|return|(?:un)?register|tak|creat|mak|drop|destroy|set|get|writ|read|call|(?:in|de)crement|add|remov|convert|cop|wait|start|stop|enabl|disabl|need|want|perform|handl|updat|acquir|(?:un)?lock|open|clos|(?:un)?map|clear|cancel|schedul|queue|wake|send|receiv|process|check|look|find|giv|put)/;

/** The called function of which the first sentence only tells what it does. The uses of its result would be argued by what it returns. */
function describedBy(
  file: SourceFile,
  { text, operations }: { text: string; operations: readonly UnsafeOperation[] },
): UnsafeOperation | undefined {
  const words = text.replace(/\s+/g, ' ').trim();
  if (givesReason.test(words)) return undefined;
  return operations.find(({ call, node }) => {
    const isPassedOn = operations.some(({ operands }) =>
      operands.some(({ start, end }) => start <= file.start(node) && file.end(node) <= end),
    );
    if (call === undefined || isPassedOn) return false;
    const subject = new RegExp(
      `^(?:the |this )?(?:call (?:to|of) |function )?\`?(?:\\w+::)*${call.name}(?:\\(\\))?\`? (.*)$`,
      'i',
    );
    const rest = subject.exec(words)?.[1];
    return rest !== undefined && describing.test(rest);
  });
}

/** Whether the text mentions a variable that is passed. */
function namesArgument(
  file: SourceFile,
  { text, operations }: { text: string; operations: readonly UnsafeOperation[] },
): boolean {
  const names = operations.flatMap(({ operands }) =>
    operands.flatMap(({ start, end }) => file.text.slice(start, end).match(/(?<![\w:.])[a-z_]\w*(?!\w*(?:::|!|\())/g) ?? []),
  );
  return names.some((name) => new RegExp(`(?<![\\w])${name}(?![\\w(])`).test(text));
}

/** A slot for each condition that is known, else for each argument. */
function templateFor(
  file: SourceFile,
  { operation, demands }: { operation: UnsafeOperation; demands: readonly Demand[] },
): Template {
  if (demands.length > 0) return safetyTemplate(demands);
  const named = operation.operands
    .map(({ start, end }) => file.text.slice(start, end).replace(/\s+/g, ' ').trim())
    .filter((operand) => operand.length <= 40 && /[a-z]/.test(operand) && !operand.includes('`'));
  return reasons(
    'SAFETY:',
    named.map((operand) => `\`${operand}\` meets the requirements of \`${operation.name}\``),
  );
}
