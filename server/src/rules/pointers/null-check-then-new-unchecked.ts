// A null check in front of a `NonNull` that is made without one.

import { deleteLines } from '../../facts/line-edits';
import { ownSafetyComment } from '../../facts/safe-code';
import { argumentsOf } from '../../facts/values';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'null-check-then-new-unchecked',
  summary: 'A pointer is tested for null and then made a `NonNull` by `new_unchecked()`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`NonNull::new()\` tests for null and gives \`None\` then, so the test and the proof that it was made are one expression: no
\`unsafe\`, no SAFETY comment, and nothing that a later change can put between the two. \`ok_or()\` names the error and \`?\` returns it,
as in \`NonNull::new(ptr).ok_or(ENOMEM)?\`.`,
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
    const { file } = context;
    for (const call of file.nodes('call_expression')) {
      const made = uncheckedOf(file, call);
      const guard = made === undefined ? undefined : guardOf(made.pointer, context);
      if (made === undefined || guard === undefined) continue;
      const name = file.textOf(made.pointer);
      yield {
        at: made.callee,
        message: `\`${name}\` is tested for null and then taken by \`NonNull::new_unchecked()\`: \`NonNull::new()\` does both`,
        related: [{ at: guard.test, message: `the test of \`${name}\`` }],
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

interface Guard {
  /** `if p.is_null() { return …; }`. */
  readonly statement: Node;
  readonly test: Node;
  /** The error that is returned; undefined for `None`. */
  readonly error: Node | undefined;
}

function uncheckedOf(file: SourceFile, call: Node): Unchecked | undefined {
  const callee = file.field(call, 'function');
  if (!file.is(callee, 'scoped_identifier') || !/\bNonNull(?:::<[^()]*>)?::new_unchecked$/.test(file.textOf(callee)))
    return undefined;
  const [argument] = argumentsOf(file, call);
  let at = argument;
  // A cast of a null pointer is one.
  for (let depth = 0; file.is(at, 'call_expression') && depth < 8; depth++) {
    const method = file.field(at, 'function');
    if (method === undefined || !/\.cast(?:_mut|_const)?(?:::<[^()]*>)?$/.test(file.textOf(method))) return undefined;
    const receiver = file.is(method, 'generic_function') ? file.field(method, 'function') : method;
    at = receiver === undefined ? undefined : file.field(receiver, 'value');
  }
  return argument !== undefined && file.is(at, 'identifier') ? { callee, argument, pointer: at } : undefined;
}

/** A test further back is another matter. */
const maxDistance = 30;

/** The test in the same function above that returns when the pointer is null, when nothing is assigned to it in between. */
function guardOf(pointer: Node, { file, facts }: Context): Guard | undefined {
  const binding = facts.bindings.of(pointer);
  if (binding === undefined || binding === 'hidden') return undefined;
  let from = pointer;
  for (let steps = 0; steps < maxDistance; steps++) {
    const parent = file.parent(from);
    if (parent === undefined || file.is(parent, 'function_item', 'closure_expression', 'async_block')) return undefined;
    if (file.is(parent, 'block')) {
      let before = file.previous(from);
      for (let distance = 0; before !== undefined && distance < maxDistance; distance++) {
        const guard = readGuard(file, before, file.textOf(pointer));
        const tested = guard === undefined ? undefined : facts.bindings.of(guard.test);
        if (guard !== undefined && tested !== undefined && tested !== 'hidden' && tested.name === binding.name) {
          const between = file.text.slice(file.end(guard.statement), file.start(pointer));
          return new RegExp(`(?<!\\blet\\s+)\\b${file.textOf(pointer)}\\s*=[^=]`).test(between) ? undefined : guard;
        }
        before = file.previous(before);
      }
    }
    from = parent;
  }
  return undefined;
}

function readGuard(file: SourceFile, statement: Node, name: string): Guard | undefined {
  const branch = file.is(statement, 'expression_statement') ? file.named(statement)[0] : undefined;
  if (!file.is(branch, 'if_expression') || file.field(branch, 'alternative') !== undefined) return undefined;
  const condition = file.field(branch, 'condition');
  if (condition === undefined || file.textOf(condition).replace(/\s+/g, '') !== `${name}.is_null()`) return undefined;
  const test = file.descendants(condition, 'identifier')[0];
  const block = file.field(branch, 'consequence');
  const [only, ...others] = block === undefined ? [] : file.children(block).filter((child) => file.isNamed(child));
  const returned = file.is(only, 'expression_statement') ? file.named(only)[0] : only;
  const value = file.is(returned, 'return_expression') ? file.named(returned)[0] : undefined;
  if (test === undefined || others.length > 0 || value === undefined) return undefined;
  if (file.textOf(value) === 'None') return { statement, test, error: undefined };
  const called = file.is(value, 'call_expression') ? file.field(value, 'function') : undefined;
  const [error] = called !== undefined && file.textOf(called) === 'Err' ? argumentsOf(file, value) : [];
  return error === undefined ? undefined : { statement, test, error };
}

function fixOf(call: Node, { made, guard, context }: { made: Unchecked; guard: Guard; context: Context }): Fix | undefined {
  const { file } = context;
  const block = file.parent(call);
  const unsafe = block === undefined ? undefined : file.parent(block);
  // `into()` in front of `?` leaves the type open.
  if (!file.is(unsafe, 'unsafe_block') || file.named(block ?? call).length !== 1) return undefined;
  if (guard.error !== undefined && !file.is(guard.error, 'identifier', 'scoped_identifier')) return undefined;
  const path = file.textOf(made.callee).replace(/_unchecked$/, '');
  const orError = guard.error === undefined ? '' : `.ok_or(${file.textOf(guard.error)})`;
  const text = `${path}(${file.textOf(made.argument)})${orError}?`;
  const edits = editsOf(unsafe, { text, guard, context });
  return edits && { title: 'Replace test and call with `NonNull::new()`', kind: 'suggestion', edits };
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
    // The name means another thing above the `let`.
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

/** Takes one of two blank lines that would meet along. */
function withBlankLine(file: SourceFile, edit: Edit): Edit {
  const before = file.line(edit.start) - 1;
  const after = file.line(edit.end);
  const opens = before < 0 || /^\s*$|\{\s*$/.test(file.lineText(before));
  return opens && file.lineText(after).trim() === '' && after + 1 < file.lineCount
    ? { ...edit, end: file.lineStart(after + 1) }
    : edit;
}
