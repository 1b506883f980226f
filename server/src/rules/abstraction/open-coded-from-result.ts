// Callbacks that open-code `from_result()`.

import { tailOf } from '../../facts/types/values';
import { rule, type Context, type Fix } from '../../rule';
import { pattern } from '../../syntax/pattern';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'open-coded-from-result',
  summary: 'A callback open-codes `from_result()` with a `match`.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `A C callback returns zero or a negative error code. \`from_result()\` takes a closure in which \`?\` works and converts its result to that code, so
every step of the callback can fail in the same way, and there is no \`match\` to review.`,
  sources: ['rust/kernel/error.rs (from_result)'],
  examples: [
    {
      bad: `
/// # Safety
///
/// \`dev\` is a valid device that has a driver.
unsafe extern "C" fn suspend<T: Driver>(dev: *mut bindings::device) -> c_int {
    // SAFETY: By the safety requirements of this function.
    let driver = unsafe { T::from_raw(dev) };
    match driver.suspend() {
//~ ^^^^^^^^^^^^^^^^^^^^^^^^ open-coded-from-result
        Ok(()) => 0,
        Err(e) => e.to_errno(),
    }
}
`,
      fixed: `
/// # Safety
///
/// \`dev\` is a valid device that has a driver.
unsafe extern "C" fn suspend<T: Driver>(dev: *mut bindings::device) -> c_int {
    // SAFETY: By the safety requirements of this function.
    let driver = unsafe { T::from_raw(dev) };
    crate::error::from_result(|| {
        driver.suspend()?;
        Ok(0)
    })
}
`,
      good: `
use kernel::error::from_result;

extern "C" fn resume(driver: &Driver) -> c_int {
    from_result(|| driver.resume().map(|()| 0))
}

/// Not a callback.
fn to_code(result: Result) -> c_int {
    match result {
        Ok(()) => 0,
        Err(e) => e.to_errno(),
    }
}

extern "C" fn freeze(driver: &Driver) -> c_int {
    match driver.freeze() {
        Ok(()) => 0,
        Err(e) => {
            pr_err!("freezing failed\\n");
            e.to_errno()
        }
    }
}

extern "C" fn thaw(driver: &Driver) -> isize {
    match driver.thaw() {
        Ok(()) => 0,
        Err(e) => e.to_errno() as isize,
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const { node: match, value } of context.facts.matches(byHand)) {
      const around = file.closest(match, 'function_item', 'closure_expression');
      const isCallback = file.textOf(file.child(around, 'function_modifiers'))?.includes('extern') === true;
      if (!isCallback || tailOf(file, file.field(around, 'body')) !== match) continue;
      yield {
        at: { start: file.start(match), end: file.start(file.field(match, 'body') ?? match) + 1 },
        message: 'this `match` open-codes `from_result()`',
        fix: asClosure(context, { match, value }),
      };
    }
  },
});

const byHand = pattern('match $value { Ok(()) => 0, Err($error) => $error.to_errno() }');

function asClosure({ file, facts }: Context, { match, value }: { match: Node; value: Node }): Fix | undefined {
  const text = file.textOf(value);
  // `return` and `?` would leave the closure instead of the function.
  // An unsafe block would be separated from its SAFETY comment.
  const leaves = file.descendants(value, 'return_expression', 'try_expression', 'unsafe_block');
  const comments = file.descendants(match, 'line_comment', 'block_comment');
  if (text.includes('\n') || leaves.length + comments.length > 0) return undefined;
  const indent = file.indent(file.start(match));
  const { path, by } = facts.paths.lookUp('from_result', { at: match, namespace: 'value' });
  const isHere = path === 'kernel::error::from_result' && (by === 'import' || by === 'item');
  const called = isHere ? 'from_result' : `${facts.unit.crate === 'kernel' ? 'crate' : 'kernel'}::error::from_result`;
  const lines = [`${called}(|| {`, `${indent}    ${text}?;`, `${indent}    Ok(0)`, `${indent}})`];
  const edits = [{ ...file.span(match), text: lines.join(file.lineBreak) }];
  return { title: 'Use `from_result()`', kind: 'suggestion', edits };
}
