// C return values that are turned into a `Result` by hand.

import { isReadAfter } from '../../facts/names/last-uses';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import { anyOf, pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'open-coded-to-result',
  summary: 'A C error code is checked and returned by hand where `to_result()` does it.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `Most C functions of the kernel return zero or a negative error code. \`to_result()\` turns that into a \`Result\`, so \`?\` propagates the error on
the line of the call: no branch to read, and no leftover variable that could be taken for more than an error code. A test for \`!= 0\` is nearly the
same; the difference is that \`to_result()\` lets a positive value pass.`,
  sources: ['rust/kernel/error.rs'],
  examples: [
    {
      bad: `
use kernel::error::to_result;

impl Clock {
    fn enable(&self) -> Result {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        let ret = unsafe { bindings::clk_prepare_enable(self.as_raw()) };
        if ret < 0 {
    //~ ^^^^^^^^^^ open-coded-to-result
            return Err(Error::from_errno(ret));
        }

        Ok(())
    }
}
`,
      fixed: `
use kernel::error::to_result;

impl Clock {
    fn enable(&self) -> Result {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        to_result(unsafe { bindings::clk_prepare_enable(self.as_raw()) })?;

        Ok(())
    }
}
`,
      good: `
impl Clock {
    fn register(&self) -> Result {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        let ret = unsafe { bindings::clk_hw_register(self.as_raw()) };
        if ret != 0 {
            self.put();
            return Err(Error::from_errno(ret));
        }

        // SAFETY: The clock is registered.
        let count = unsafe { bindings::clk_hw_get_num_parents(self.as_raw()) };
        if count < 0 {
            return Err(Error::from_errno(count as i32));
        }
        Ok(())
    }
}
`,
    },
    {
      bad: `
impl Chip {
    fn lines(&self) -> Result<u32> {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        let count = unsafe { bindings::gpiod_count(self.as_raw(), core::ptr::null()) };

        if count < 0 {
    //~ ^^^^^^^^^^^^ open-coded-to-result
            return Err(Error::from_errno(count));
        }

        Ok(count as u32)
    }

    fn reserve(&self) -> Result {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        let ret = unsafe { bindings::gpiochip_reserve(self.as_raw()) };
        if ret != 0 {
    //~ ^^^^^^^^^^^ open-coded-to-result
            return Err(Error::from_errno(ret));
        }
        Ok(())
    }
}
`,
      fixed: `
impl Chip {
    fn lines(&self) -> Result<u32> {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        let count = unsafe { bindings::gpiod_count(self.as_raw(), core::ptr::null()) };

        crate::error::to_result(count)?;

        Ok(count as u32)
    }

    fn reserve(&self) -> Result {
        // SAFETY: \`self.as_raw()\` is valid by the type invariants.
        crate::error::to_result(unsafe { bindings::gpiochip_reserve(self.as_raw()) })?;
        Ok(())
    }
}
`,
    },
    {
      bad: `
use kernel::error;

fn resume(dev: &Device) -> Result {
    // SAFETY: \`dev\` is a valid device, and nothing else resumes it.
    let ret =
        unsafe { bindings::pm_runtime_resume_and_get_with_a_long_name(dev.as_raw(), Mode::ACTIVE) };
    if ret < 0 {
//~ ^^^^^^^^^^ open-coded-to-result
        return Err(Error::from_errno(ret));
    }
    // SAFETY: \`dev\` is a valid device.
    let ret = unsafe { bindings::pm_runtime_set(dev.as_raw()) };
    if ret < 0 {
//~ ^^^^^^^^^^ open-coded-to-result
        return Err(Error::from_errno(ret));
    }
    dev_info!(dev, "resumed: {ret}\\n");
    let checked = || {
        if ret < 0 {
            return Err(Error::from_errno(ret));
        }
        Ok(())
    };
    checked()
}
`,
      fixed: `
use kernel::error;

fn resume(dev: &Device) -> Result {
    // SAFETY: \`dev\` is a valid device, and nothing else resumes it.
    error::to_result(unsafe {
        bindings::pm_runtime_resume_and_get_with_a_long_name(dev.as_raw(), Mode::ACTIVE)
    })?;
    // SAFETY: \`dev\` is a valid device.
    let ret = unsafe { bindings::pm_runtime_set(dev.as_raw()) };
    error::to_result(ret)?;
    dev_info!(dev, "resumed: {ret}\\n");
    let checked = || {
        if ret < 0 {
            return Err(Error::from_errno(ret));
        }
        Ok(())
    };
    checked()
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const { node: branch, code: name } of facts.matches(returned)) {
      if (!isErrorCode(name, context)) continue;
      const operator = file.child(file.field(branch, 'condition'), '<') === undefined ? '!=' : '<';
      const test = { name, code: file.textOf(name), operator } as const;
      const statement = file.parent(branch);
      // `?` returns from the function, as `return` does, but in a closure both are rare enough to leave alone.
      if (!file.is(statement, 'expression_statement') || !file.is(functionAround(file, branch), 'function_item')) continue;
      const condition = file.field(branch, 'condition') ?? branch;
      const at = { start: file.start(branch), end: file.end(condition) };
      const fix = fixOf(statement, { test, context });
      if (test.operator === '<') yield { at, message: `this branch open-codes \`to_result(${test.code})?\``, fix };
      else
        yield {
          at,
          message: `can \`${test.code}\` be positive, or is this an open-coded \`to_result(${test.code})?\`?`,
          confidence: 'likely',
          fix,
        };
    }
  },
});

const returned = anyOf(
  pattern('if $code:ident < 0 { return Err(Error::from_errno($code)); }'),
  pattern('if $code:ident != 0 { return Err(Error::from_errno($code)); }'),
);

interface Test {
  readonly name: Node;
  readonly code: string;
  readonly operator: '<' | '!=';
}

/** Whether the type of the code is `c_int`, or open. */
function isErrorCode(name: Node, { facts }: Context): boolean {
  const type = facts.values.typeOf(name);
  return type === undefined || (type.kind === 'path' && ['c_int', 'i32', '{integer}'].includes(type.segments.at(-1) ?? ''));
}

const functionAround = (file: SourceFile, node: Node): Node | undefined =>
  file.closest(node, 'function_item', 'closure_expression', 'async_block', 'const_block', 'macro_definition');

function fixOf(statement: Node, { test, context }: { test: Test; context: Context }): Fix | undefined {
  const { file } = context;
  const block = file.field(file.named(statement)[0] ?? statement, 'consequence') ?? statement;
  if (file.descendants(block, 'line_comment', 'block_comment').length > 0) return undefined;
  const path = pathTo(statement, context);
  const folded = foldedEdits(statement, { test, path, context });
  const edits: readonly Edit[] = folded ?? [{ ...file.span(statement), text: `${path}(${test.code})?;` }];
  const safe = test.operator === '<' && !isLastUseOfError(context);
  return { title: `Use \`${path.split('::').at(-1) ?? ''}()\``, kind: safe ? 'safe' : 'suggestion', edits };
}

/** The path by which `to_result` can be called. */
function pathTo(at: Node, { facts }: Context): string {
  const bare = facts.paths.lookUp('to_result', { at, namespace: 'value' });
  if (bare.path === 'kernel::error::to_result' && (bare.by === 'import' || bare.by === 'item')) return 'to_result';
  const module = facts.paths.lookUp('error', { at, namespace: 'type' });
  if (module.path === 'kernel::error' && module.by === 'import') return 'error::to_result';
  return facts.unit.crate === 'kernel' ? 'crate::error::to_result' : 'kernel::error::to_result';
}

/** The call of the `let` above put into `to_result()`, when nothing else uses its variable; the comment above the `let` stays above. */
function foldedEdits(
  statement: Node,
  { test, path, context }: { test: Test; path: string; context: Context },
): readonly Edit[] | undefined {
  const { file, facts } = context;
  const binding = facts.bindings.known(test.name);
  const before = file.previous(statement);
  const value = file.is(before, 'let_declaration') ? file.field(before, 'value') : undefined;
  if (binding === undefined || before === undefined || value === undefined) return undefined;
  if (file.field(before, 'pattern') !== binding.name || binding.value !== value) return undefined;
  if (file.field(before, 'alternative') !== undefined || file.child(before, 'mutable_specifier') !== undefined) return undefined;
  if (/\/[/*]/.test(file.text.slice(file.end(value), file.start(statement))) || isReadAfter(statement, { binding, context }))
    return undefined;
  const text = file.textOf(value);
  const indent = file.indent(file.start(before));
  const line = `${path}(${text})?;`;
  const startsBelow = file.line(file.start(value)) !== file.line(file.start(before));
  if (text.includes('\n') && startsBelow) return undefined;
  const span = { start: file.start(before), end: file.end(statement) };
  if (text.includes('\n') || indent.length + line.length <= 100)
    return [
      { start: span.start, end: file.start(value), text: `${path}(` },
      { start: file.end(value), end: span.end, text: ')?;' },
    ];
  const inner = file.is(value, 'unsafe_block') ? file.child(value, 'block') : undefined;
  if (inner === undefined) return undefined;
  const body = file.textOf(inner).slice(1, -1).trim();
  const newLine = file.lineBreak;
  return [{ ...span, text: `${path}(unsafe {${newLine}${indent}    ${body}${newLine}${indent}})?;` }];
}

/** Whether an import of `Error` would become unused. */
function isLastUseOfError({ file, facts }: Context): boolean {
  const isImported = facts.uses.some(({ imports }) => imports.some(({ name }) => name === 'Error'));
  if (!isImported) return false;
  const isUse = (node: Node): boolean => file.closest(node, 'use_declaration') === undefined;
  const names = file.identifiers('Error');
  return names.findIndex(isUse) === names.findLastIndex(isUse);
}
