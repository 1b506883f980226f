// Unsafe blocks with one statement whose semicolon could be outside.

import { fitsOnLine } from '../../facts/source/layout';
import { rule, type Edit } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unsafe-semicolon-inside',
  summary: 'An `unsafe` block with a single statement has its semicolon inside.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'line',
  why: `rustfmt breaks \`unsafe { f(); }\` over three lines, because such a block holds a statement; \`unsafe { f() };\` holds an expression and stays on
one line. Kernel code puts the semicolon outside: the block is then exactly the operation that its SAFETY comment argues for, and does not invite a
second statement that nothing argues for.

Not reported where the block's value is used, where there is a comment inside, or where the line would be longer than 100 columns.`,
  sources: [
    'rust/kernel/sync/aref.rs (Drop for ARef)',
    'https://rust-lang.github.io/rust-clippy/master/#semicolon_outside_block',
  ],
  examples: [
    {
      bad: `
/// Writes the rate.
///
/// # Safety
///
/// \`rate\` must be valid for writes.
unsafe extern "C" fn recalc_rate(hw: *mut bindings::clk_hw, rate: *mut usize) {
    // SAFETY: \`rate\` is valid for writes by the safety requirements of this function.
    unsafe {
    //~< ^^^^^^ unsafe-semicolon-inside
        *rate = current_rate(hw);
    }
}
`,
      fixed: `
/// Writes the rate.
///
/// # Safety
///
/// \`rate\` must be valid for writes.
unsafe extern "C" fn recalc_rate(hw: *mut bindings::clk_hw, rate: *mut usize) {
    // SAFETY: \`rate\` is valid for writes by the safety requirements of this function.
    unsafe { *rate = current_rate(hw) };
}
`,
      good: `
fn current(state: &State, fallback: *mut u64) -> u64 {
    let ticks = if state.is_running() {
        // SAFETY: \`state.raw\` is valid by the type invariants.
        unsafe { (*state.raw).ticks }
    } else {
        0
    };
    // SAFETY: \`fallback\` points to a counter of this driver, which nothing else writes.
    unsafe {
        // The hardware reads this word, so it is written even when it did not change.
        fallback.write_volatile(ticks);
    }
    ticks
}
`,
    },
    {
      bad: `
impl Drop for Irq {
    fn drop(&mut self) {
        match self.state {
            State::Armed => {
                // SAFETY: \`self.line\` was requested in \`Irq::new\` and is freed only here.
                unsafe {
                //~< ^^^^^^ unsafe-semicolon-inside
                    bindings::free_irq(self.line, self.cookie.cast());
                };
                trace(self);
            }
            // SAFETY: As above; the value of an arm is left as it is.
            State::Idle => unsafe { bindings::synchronize_irq(self.line); },
        }
    }
}
`,
      fixed: `
impl Drop for Irq {
    fn drop(&mut self) {
        match self.state {
            State::Armed => {
                // SAFETY: \`self.line\` was requested in \`Irq::new\` and is freed only here.
                unsafe { bindings::free_irq(self.line, self.cookie.cast()) };
                trace(self);
            }
            // SAFETY: As above; the value of an arm is left as it is.
            State::Idle => unsafe { bindings::synchronize_irq(self.line); },
        }
    }
}
`,
      good: `
fn stop(timer: &Timer, done: impl Fn(u32)) {
    // SAFETY: The arguments are those of a long-running transfer, whose call does not fit on a line.
    unsafe {
        bindings::hrtimer_start_range_ns_and_account(
            timer.raw(),
            timer.expires_after_the_current_period(),
            timer.slack(),
        );
    }
    // SAFETY: \`timer\` is initialised, so its two words may be written.
    unsafe {
        timer.write_low(0);
        timer.write_high(0);
    }
    done(0);
}
`,
    },
  ],
  *check({ file }) {
    for (const block of file.nodes('unsafe_block')) {
      const edit = moveOut(file, block);
      if (edit === undefined) continue;
      yield {
        at: { start: file.start(block), end: file.start(block) + 'unsafe'.length },
        message: 'the semicolon is inside the `unsafe` block',
        fix: { title: 'Move the `;` outside the `unsafe` block', kind: 'safe', edits: [edit] },
      };
    }
  },
});

/** The whole block on one line, followed by its semicolon; undefined if it has to stay as it is. */
function moveOut(file: SourceFile, block: Node): Edit | undefined {
  const expression = onlyExpression(file, block);
  if (expression === undefined) return undefined;
  const place = placeOf(file, block);
  if (place === undefined) return undefined;
  const moved = `unsafe { ${file.textOf(expression)} }`;
  const text = place === 'before a semicolon' ? moved : `${moved};`;
  const span = file.span(block);
  return moved.includes('\n') || !fitsOnLine(file, span, text) ? undefined : { ...span, text };
}

/** What the block's one statement evaluates for its effect; no control flow, no item, nothing beside a comment. */
function onlyExpression(file: SourceFile, block: Node): Node | undefined {
  const body = file.child(block, 'block');
  if (body === undefined || file.hasError(block)) return undefined;
  const [open, statement, close, ...more] = file.children(body);
  if (open === undefined || close === undefined || more.length > 0) return undefined;
  if (!file.is(statement, 'expression_statement') || !file.textOf(statement).endsWith(';')) return undefined;
  const [expression, semicolon, ...rest] = file.children(statement);
  if (semicolon === undefined || rest.length > 0) return undefined;
  const effect = file.is(
    expression,
    'assignment_expression',
    'compound_assignment_expr',
    'call_expression',
    'await_expression',
    'try_expression',
  );
  // Of a macro only the kernel's inline assembly is known to be an expression.
  const assembly = file.is(expression, 'macro_invocation') && /^(?:\w+::)*asm!/.test(file.textOf(expression));
  return effect || assembly ? expression : undefined;
}

/** Where the block stands as a statement of its own or at the end of a block whose value is `()`. */
function placeOf(file: SourceFile, block: Node): 'before a semicolon' | 'statement' | undefined {
  const parent = file.parent(block);
  const statement = file.is(parent, 'expression_statement') ? parent : block;
  const around = file.parent(statement);
  if (!file.is(around, 'block')) return undefined;
  const next = nextOf(file, statement);
  if (file.is(next, 'empty_statement') || file.textOf(statement).endsWith(';')) return 'before a semicolon';
  const isTail = next === undefined || file.textOf(next) === '}';
  return isTail && isValue(file, around) ? undefined : 'statement';
}

function nextOf(file: SourceFile, node: Node): Node | undefined {
  let next = file.next(node);
  while (file.is(next, 'line_comment', 'block_comment')) next = file.next(next);
  return next;
}

/** Whether the last expression of the block may be what a function returns, or what a macro makes of it. */
function isValue(file: SourceFile, block: Node): boolean {
  let at = block;
  for (const ancestor of file.ancestors(block)) {
    if (file.is(ancestor, 'token_tree', 'token_tree_pattern')) return true;
    if (file.is(ancestor, 'function_item')) return file.field(ancestor, 'return_type') !== undefined;
    const next = nextOf(file, at);
    const isLast = next === undefined || file.textOf(next) === '}';
    const passesOn = file.is(
      ancestor,
      'block',
      'unsafe_block',
      'if_expression',
      'else_clause',
      'match_expression',
      'match_block',
      'match_arm',
      'expression_statement',
    );
    if (!passesOn || (file.is(ancestor, 'block') && !isLast)) return false;
    if (file.is(ancestor, 'expression_statement') && file.textOf(ancestor).endsWith(';')) return false;
    at = ancestor;
  }
  return false;
}
