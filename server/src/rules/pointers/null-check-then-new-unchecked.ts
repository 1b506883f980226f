// Null checks followed by `NonNull::new_unchecked()`.

import { withBlankLine } from '../../fix/line-edits';
import { type Guard, guardOf } from '../../facts/types/null-checks';
import { deleteLines } from '../../fix/line-edits';
import { castCall } from '../../facts/types/pointer-casts';
import { ownSafetyComment } from '../../facts/unsafety/safe-code';
import type { Facts } from '../../facts/facts';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import { pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'null-check-then-new-unchecked',
  summary: 'A pointer is tested for null and then passed to `NonNull::new_unchecked()`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`NonNull::new()\` tests for null and returns \`None\` then, so the test and its result are one expression: no \`unsafe\`, no SAFETY comment, and
no room for a later change between the two. \`ok_or()\` names the error and \`?\` returns it, as in \`NonNull::new(ptr).ok_or(ENOMEM)?\`.`,
  sources: ['https://doc.rust-lang.org/core/ptr/struct.NonNull.html#method.new', 'Documentation/rust/coding-guidelines.rst'],
  examples: [
    {
      bad: `
impl Shrinker {
    fn new(name: &CStr) -> Result<Self> {
        // SAFETY: \`name\` is a valid C string.
        let shrinker = unsafe { bindings::shrinker_alloc(0, name.as_char_ptr()) };
        if shrinker.is_null() {
            return Err(ENOMEM);
        }

        // SAFETY: \`shrinker\` was just checked.
        let shrinker = unsafe { NonNull::new_unchecked(shrinker) };
        //~                     ^^^^^^^^^^^^^^^^^^^^^^ null-check-then-new-unchecked

        Ok(Self { shrinker })
    }
}
`,
      fixed: `
impl Shrinker {
    fn new(name: &CStr) -> Result<Self> {
        // SAFETY: \`name\` is a valid C string.
        let shrinker = unsafe { bindings::shrinker_alloc(0, name.as_char_ptr()) };
        let shrinker = NonNull::new(shrinker).ok_or(ENOMEM)?;

        Ok(Self { shrinker })
    }
}
`,
      good: `
impl Shrinker {
    fn from_private(private: *mut c_void) -> NonNull<Shrinker> {
        // SAFETY: \`private\` was set from a reference.
        unsafe { NonNull::new_unchecked(private.cast()) }
    }

    fn find(&self) -> Result<NonNull<bindings::node>> {
        let mut node = self.first();
        if node.is_null() {
            return Err(ENOENT);
        }
        node = self.next(node);
        // SAFETY: \`next()\` wraps around at the end.
        Ok(unsafe { NonNull::new_unchecked(node) })
    }
}
`,
    },
    {
      bad: `
impl Buddy {
    fn create(size: usize) -> Result<Self> {
        // SAFETY: There are no requirements.
        let block = unsafe { bindings::gpu_block_alloc(size) };

        if block.is_null() {
            return Err(ENOMEM);
        }

        // SAFETY: \`block\` is not null.
        Ok(Self(unsafe { NonNull::new_unchecked(block.cast::<Block>()) }))
        //~              ^^^^^^^^^^^^^^^^^^^^^^ null-check-then-new-unchecked
    }

    fn parent(&self) -> Option<NonNull<Block>> {
        let parent = self.raw_parent();
        if parent.is_null() {
            return None;
        }

        self.count(parent);

        // SAFETY: Checked above.
        let found = unsafe { NonNull::new_unchecked(parent) };
        //~                  ^^^^^^^^^^^^^^^^^^^^^^ null-check-then-new-unchecked

        Some(found)
    }
}
`,
      fixed: `
impl Buddy {
    fn create(size: usize) -> Result<Self> {
        // SAFETY: There are no requirements.
        let block = unsafe { bindings::gpu_block_alloc(size) };

        Ok(Self(NonNull::new(block.cast::<Block>()).ok_or(ENOMEM)?))
    }

    fn parent(&self) -> Option<NonNull<Block>> {
        let parent = self.raw_parent();
        let found = NonNull::new(parent)?;

        self.count(parent);

        Some(found)
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const { node: call, argument } of facts.matches(unchecked)) {
      const pointer = withoutCasts(argument, facts);
      const guard = file.is(pointer, 'identifier') ? guardOf(pointer, context) : undefined;
      const callee = file.field(call, 'function');
      if (callee === undefined || guard === undefined) continue;
      const made = { callee, argument, pointer };
      const name = file.textOf(made.pointer);
      yield {
        at: made.callee,
        message: `\`${name}\` is tested for null and then passed to \`NonNull::new_unchecked()\`: \`NonNull::new()\` does both`,
        related: [{ at: guard.test, message: `\`${name}\` is tested here` }],
        fix: fixOf(call, { made, guard, context }),
      };
    }
  },
});

interface Unchecked {
  /** `NonNull::new_unchecked`. */
  readonly callee: Node;
  readonly argument: Node;
  /** The name that the argument is, or that it casts. */
  readonly pointer: Node;
}

const unchecked = pattern('NonNull::new_unchecked($argument)');

/** A cast of a null pointer is one. */
function withoutCasts(argument: Node, facts: Facts): Node {
  let at = argument;
  for (let cast = facts.match(castCall, at); cast !== undefined; cast = facts.match(castCall, at)) at = cast.pointer;
  return at;
}

function fixOf(call: Node, { made, guard, context }: { made: Unchecked; guard: Guard; context: Context }): Fix | undefined {
  const { file } = context;
  const block = file.parent(call);
  const unsafe = file.parent(block);
  // `into()` in front of `?` leaves the type open.
  if (!file.is(unsafe, 'unsafe_block') || file.named(block ?? call).length !== 1) return undefined;
  if (guard.error !== undefined && !file.is(guard.error, 'identifier', 'scoped_identifier')) return undefined;
  const path = file.textOf(made.callee).replace(/_unchecked$/, '');
  const orError = guard.error === undefined ? '' : `.ok_or(${file.textOf(guard.error)})`;
  const text = `${path}(${file.textOf(made.argument)})${orError}?`;
  const edits = editsOf(unsafe, { text, guard, context });
  return edits && { title: 'Use `NonNull::new()`', kind: 'suggestion', edits };
}

function editsOf(unsafe: Node, { text, guard, context }: { text: string; guard: Guard; context: Context }): Edit[] | undefined {
  const { file } = context;
  const whole = file.parent(unsafe);
  const comment = ownSafetyComment(context.file, unsafe, context.facts);
  const isLet = file.is(whole, 'let_declaration') && file.field(whole, 'value') === unsafe;
  if (isLet && file.parent(whole) === file.parent(guard.statement)) {
    const pattern = file.field(whole, 'pattern');
    const start = comment === undefined ? file.start(whole) : Math.min(comment.start, file.start(whole));
    const between = file.text.slice(file.end(guard.statement), start);
    const made = `${file.text.slice(file.start(whole), file.start(unsafe))}${text};`;
    if (/^\s*$/.test(between)) return [{ start: file.start(guard.statement), end: file.end(whole), text: made }];
    // Above the `let` the name means something else.
    if (pattern === undefined || new RegExp(`\\b${file.textOf(pattern)}\\b`).test(between)) return undefined;
    return [
      { ...file.span(guard.statement), text: made },
      withBlankLine(file, deleteLines(file, { start, end: file.end(whole) })),
    ];
  }
  const next = nextStatement(file, guard.statement);
  if (next === undefined || !file.contains(next, unsafe)) return undefined;
  return [
    withBlankLine(file, deleteLines(file, file.span(guard.statement))),
    ...(comment === undefined ? [] : [deleteLines(file, comment)]),
    { ...file.span(unsafe), text },
  ];
}

function nextStatement(file: SourceFile, statement: Node): Node | undefined {
  let at = file.next(statement);
  while (file.is(at, 'line_comment', 'block_comment')) at = file.next(at);
  return at;
}
