// Unsafe functions that make a `&mut` from a raw pointer without requiring exclusive access.

import { isUnsafeFn } from '../../facts/names/items';
import { safetySection } from '../../facts/unsafety/safety-sections';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unsafe-mut-without-exclusivity',
  summary:
    'An unsafe function turns a raw pointer into a `&mut`, but its `# Safety` section does not seem to require exclusive access.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `A \`&mut\` promises that nothing else reads or writes the value for as long as the reference lives. A raw pointer promises nothing of the kind,
and where the lifetime is a free parameter the caller may choose any. So it is not enough that the pointer is valid: two callers that follow such a
contract to the letter can hold two \`&mut\` to one object, which is undefined behaviour although neither did anything wrong.`,
  sources: ['https://doc.rust-lang.org/core/ptr/index.html#pointer-to-reference-conversion', 'rust/kernel/types.rs'],
  examples: [
    {
      bad: `
impl Slot {
    /// Finds the slot of a C pointer.
    ///
    /// # Safety
    ///
    /// \`raw\` must point to a valid \`struct slot\`.
    unsafe fn of<'a>(raw: *mut bindings::slot) -> &'a mut Self {
    //~       ^^ unsafe-mut-without-exclusivity
        // SAFETY: The caller passes a valid slot.
        unsafe { &mut *raw.cast() }
    }
}
`,
      fixed: `
impl Slot {
    /// Finds the slot of a C pointer.
    ///
    /// # Safety
    ///
    /// \`raw\` must point to a valid \`struct slot\`.
    /// The caller must have exclusive access to it for the duration of \`'a\`.
    unsafe fn of<'a>(raw: *mut bindings::slot) -> &'a mut Self {
        // SAFETY: The caller passes a valid slot.
        unsafe { &mut *raw.cast() }
    }
}
`,
      good: `
impl Slot {
    /// Finds the slot of a C pointer.
    ///
    /// # Safety
    ///
    /// - \`raw\` must point to a valid \`struct slot\`.
    /// - No other reference to the slot may exist for the duration of \`'a\`.
    unsafe fn of<'a>(raw: *mut bindings::slot) -> Pin<&'a mut Self> {
        // SAFETY: The caller passes a valid slot that nothing else uses.
        unsafe { Pin::new_unchecked(&mut *raw.cast()) }
    }

    /// # Safety
    ///
    /// \`raw\` must point to a valid \`struct slot\`.
    unsafe fn shared<'a>(raw: *mut bindings::slot) -> &'a Self {
        // SAFETY: The caller passes a valid slot.
        unsafe { &*raw.cast() }
    }

    /// # Safety
    ///
    /// \`index\` must be in bounds.
    unsafe fn entry(&mut self, index: usize) -> &mut Entry {
        // SAFETY: The caller stays in bounds.
        unsafe { self.entries.get_unchecked_mut(index) }
    }
}
`,
    },
    {
      bad: `
/// # Safety
///
/// * \`raw\` must point to a live queue.
unsafe fn queue<'a, T>(raw: *mut bindings::queue) -> Pin<&'a mut Queue<T>> {
//~       ^^^^^ unsafe-mut-without-exclusivity
    // SAFETY: The caller passes a live queue, which never moves.
    unsafe { Pin::new_unchecked(&mut *raw.cast()) }
}
`,
      fixed: `
/// # Safety
///
/// * \`raw\` must point to a live queue.
/// * The caller must have exclusive access to it for the duration of \`'a\`.
unsafe fn queue<'a, T>(raw: *mut bindings::queue) -> Pin<&'a mut Queue<T>> {
    // SAFETY: The caller passes a live queue, which never moves.
    unsafe { Pin::new_unchecked(&mut *raw.cast()) }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { node, kind, nameNode, name, owner } of facts.items) {
      if (kind !== 'fn' || !isUnsafeFn(file, node)) continue;
      // The contract of a trait method is on the trait.
      if (owner !== undefined && file.is(owner, 'impl_item') && file.field(owner, 'trait') !== undefined) continue;
      const lifetime = mutableLifetime(file, node);
      const pointer = rawParameter(file, node);
      if (lifetime === undefined || pointer === undefined || !isFree(file, { item: node, lifetime })) continue;
      const block = facts.docs.of(node);
      const section = safetySection(block);
      if (block === undefined || section === undefined) continue;
      const lines = block.lines.slice(section.firstLine + 1, section.endLine).filter(({ text }) => text.trim() !== '');
      const last = lines.at(-1);
      if (last === undefined || asksForExclusivity(lines.map(({ text }) => text).join(' '))) continue;
      const item = lines.map(({ text }) => /^\s*([-*])\s/.exec(text)?.[1]).find((sign) => sign !== undefined);
      const at = file.lineEnd(last.line);
      const sentence = `The caller must have exclusive access to it for the duration of \`${lifetime}\`.`;
      yield {
        at: nameNode,
        message: `\`${name}\` makes a \`&${lifetime} mut\` from \`${pointer}\`: should its \`# Safety\` section require exclusive access?`,
        fix: {
          title: 'Require exclusive access',
          kind: 'suggestion',
          edits: [
            {
              start: at,
              end: at,
              text: `${file.lineBreak}${file.indent(at)}/// ${item === undefined ? '' : `${item} `}${sentence}`,
            },
          ],
        },
      };
    }
  },
});

const asksForExclusivity = (text: string): boolean =>
  /exclusiv|uniqu|alias|\bno (?:other|one|concurrent)|nobody|nothing else|only (?:reference|pointer|owner)|\bsole\b|concurrent|\bown(?:s|ed|ership)\b|data race|mutabl|\block|\bborrow|synchroni|(?:not|only) be (?:accessed|used)/i.test(
    text,
  );

/** `'a` of `&'a mut T` and `Pin<&'a mut T>` as what the function gives. */
function mutableLifetime(file: SourceFile, item: Node): string | undefined {
  const type = file.field(item, 'return_type');
  if (type === undefined) return undefined;
  return /^(?:(?:\w+::)*Pin\s*<\s*)?&\s*('\w+)\s+mut\b/.exec(file.textOf(type))?.[1];
}

/** The name of the first parameter that is a raw pointer. */
function rawParameter(file: SourceFile, item: Node): string | undefined {
  const parameters = file.field(item, 'parameters');
  for (const parameter of file.named(parameters)) {
    const type = file.field(parameter, 'type');
    const pattern = file.field(parameter, 'pattern');
    if (type !== undefined && pattern !== undefined && /^(?:\*(?:mut|const)\b|(?:\w+::)*NonNull\b)/.test(file.textOf(type)))
      return file.textOf(pattern);
  }
  return undefined;
}

/** Whether the caller chooses the lifetime: it is a parameter of the function, and no argument has it. */
function isFree(file: SourceFile, { item, lifetime }: { item: Node; lifetime: string }): boolean {
  if (lifetime === "'static") return false;
  const parameters = file.field(item, 'parameters');
  const has = (node: Node | undefined): boolean =>
    node !== undefined && file.descendants(node, 'lifetime').some((other) => file.textOf(other) === lifetime);
  return has(file.field(item, 'type_parameters')) && !has(parameters);
}
