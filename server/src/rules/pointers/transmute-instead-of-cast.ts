// `transmute()` between pointers where a cast does the same.

import { excerpt } from '../../facts/source/excerpt';
import { deleteLines } from '../../fix/line-edits';
import { withLayout } from '../../facts/source/layout';
import { isPostfix } from '../../fix/pointer-replacement';
import { ownSafetyComment } from '../../facts/unsafety/safe-code';
import { isSameType, nameOf, type Type } from '../../facts/types/types';
import { rule, type Context, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'transmute-instead-of-cast',
  summary: '`transmute()` converts between pointers where a cast does it without `unsafe`.',
  severity: 'information',
  confidence: 'likely',
  needs: 'line',
  clippy: ['transmute_ptr_to_ptr', 'transmutes_expressible_as_ptr_casts'],
  why: `\`transmute()\` reinterprets any bits as any type of the same size, so every use has to be justified, and a change to either type can make it
wrong without an error. Between raw pointers, and between \`NonNull\`s, a cast does the same: it is safe, and it stops compiling when one side is no
longer a pointer. References are left alone, because there the lifetime may be what changes.`,
  sources: ['https://doc.rust-lang.org/core/mem/fn.transmute.html#alternatives', 'rust/kernel/list/arc.rs'],
  examples: [
    {
      bad: `
impl Mailbox {
    fn raw(&self, message: NonNull<Message>) -> *mut bindings::mbox_msg {
        // SAFETY: \`Message\` is a transparent wrapper.
        let raw = unsafe { core::mem::transmute::<*mut Message, *mut bindings::mbox_msg>(message.as_ptr()) };
        //~                           ^^^^^^^^^ transmute-instead-of-cast
        raw
    }

    fn first(&self, queue: NonNull<bindings::list_head>) -> NonNull<Message> {
        // SAFETY: The list head is the first field.
        unsafe { mem::transmute(queue) }
        //~           ^^^^^^^^^ transmute-instead-of-cast
    }
}
`,
      fixed: `
impl Mailbox {
    fn raw(&self, message: NonNull<Message>) -> *mut bindings::mbox_msg {
        let raw = message.as_ptr().cast::<bindings::mbox_msg>();
        raw
    }

    fn first(&self, queue: NonNull<bindings::list_head>) -> NonNull<Message> {
        queue.cast()
    }
}
`,
      good: `
impl Mailbox {
    fn forever<'a>(&'a self) -> &'static Self {
        // SAFETY: The mailbox is never freed.
        unsafe { core::mem::transmute::<&'a Self, &'static Self>(self) }
    }

    fn callback(&self, raw: *const c_void) -> fn(u32) {
        // SAFETY: \`raw\` was created from a function of this type.
        unsafe { core::mem::transmute::<*const c_void, fn(u32)>(raw) }
    }

    fn bytes(&self, raw: *const [u8]) -> *const str {
        // SAFETY: Both are a pointer and a length.
        unsafe { core::mem::transmute(raw) }
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const call of facts.calls) {
      const [argument, ...others] = call.arguments;
      if (
        call.kind !== 'function' ||
        !/(?:^|mem::)transmute$/.test(call.path ?? '') ||
        argument === undefined ||
        others.length > 0
      )
        continue;
      const [from, to] = typesOf(call.node, { argument, context });
      const words = wordsFor(from, to);
      if (words === undefined || !isThin(from, { to, context })) continue;
      yield {
        at: call.nameNode,
        message: `would \`${words.map((word) => `${word}()`).join('.')}\` do what \`transmute()\` of \`${excerpt(file.textOf(argument))}\` does here?`,
        fix: fixOf(call.node, { argument, words, context }),
      };
    }
  },
});

/** The types of a call, from its type arguments or from what stands around. */
function typesOf(
  call: Node,
  { argument, context }: { argument: Node; context: Context },
): readonly [Type | undefined, Type | undefined] {
  const { file, facts } = context;
  const [from, to] = typeArgumentsOf(file, call).map((node) => facts.types.read(node));
  const expected = facts.values.expectedAt(call);
  return [from ?? facts.values.typeOf(argument), to ?? (expected === 'free' ? undefined : expected)];
}

function typeArgumentsOf(file: SourceFile, call: Node): readonly Node[] {
  const called = file.field(call, 'function');
  return file.is(called, 'generic_function') ? file.named(file.field(called, 'type_arguments')) : [];
}

/** The methods that do the same, in their order; nothing when one of the types is no pointer, or both are the same. */
function wordsFor(from: Type | undefined, to: Type | undefined): string[] | undefined {
  const before = pointeeOf(from);
  const after = pointeeOf(to);
  if (before === undefined || after === undefined) return undefined;
  const cast = isSameType(before.type, after.type) ? [] : ['cast'];
  if (before.kind === 'NonNull' && after.kind === 'NonNull') return cast.length === 0 ? undefined : cast;
  // A pointer may be null.
  if (after.kind === 'NonNull') return undefined;
  const first = before.kind === 'NonNull' ? ['as_ptr'] : [];
  const mutable = before.kind !== 'const';
  const constness = mutable === (after.kind === 'mut') ? [] : mutable ? ['cast_const'] : ['cast_mut'];
  const words = [...first, ...constness, ...cast];
  return words.length === 0 ? undefined : words;
}

function pointeeOf(type: Type | undefined): { kind: 'const' | 'mut' | 'NonNull'; type: Type | undefined } | undefined {
  if (type?.kind === 'pointer') return { kind: type.mutable ? 'mut' : 'const', type: type.to };
  return type?.kind === 'path' && nameOf(type) === 'NonNull' ? { kind: 'NonNull', type: type.arguments[0] } : undefined;
}

/** Whether a cast can give the type: not to one without a size, and not where both may be without. */
function isThin(from: Type | undefined, { to, context }: { to: Type | undefined; context: Context }): boolean {
  const { types } = context.facts;
  return types.isSized(pointeeOf(to)?.type) ?? types.isSized(pointeeOf(from)?.type) === true;
}

function fixOf(call: Node, { argument, words, context }: { argument: Node; words: readonly string[]; context: Context }): Fix {
  const { file, facts } = context;
  const target = typeArgumentsOf(file, call)[1];
  const [argumentType] = file.named(file.field(target, 'type_arguments'));
  const pointee = file.is(target, 'pointer_type') ? file.field(target, 'type') : argumentType;
  const turbofish = pointee === undefined || file.textOf(pointee) === '_' ? '' : `::<${file.textOf(pointee)}>`;
  const operand = isPostfix(file, argument) ? file.textOf(argument) : `(${file.textOf(argument)})`;
  const text = operand + words.map((word) => `.${word}${word === 'cast' ? turbofish : ''}()`).join('');
  const block = file.parent(call);
  const unsafe = file.parent(block);
  const isAlone = file.is(unsafe, 'unsafe_block') && file.is(block, 'block') && file.named(block).length === 1;
  const whole = isAlone ? unsafe : call;
  const comment = isAlone ? ownSafetyComment(file, unsafe, facts) : undefined;
  const edits = withLayout(file, whole, [
    ...(comment === undefined ? [] : [deleteLines(file, comment)]),
    { ...file.span(whole), text },
  ]);
  return { title: `Use ${words.map((word) => `\`${word}()\``).join(' and ')}`, kind: 'suggestion', edits };
}
