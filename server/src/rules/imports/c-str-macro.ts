// `c_str!` calls that a C string literal can replace.

import type { Call } from '../../facts/names/calls';
import type { Import } from '../../facts/names/imports';
import { argumentsOf, literalOf } from '../../facts/source/macro-calls';
import { removal } from '../../fix/use-layout';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'c-str-macro',
  summary: '`c_str!` is used where a `c"…"` literal does the same.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `\`c_str!\` predates C string literals. Since 6.19 the kernel's \`CStr\` is \`core::ffi::CStr\`, so \`c"…"\` has the type that the macro returns; the
compiler terminates it and checks it for NUL, and it needs no import. The macro is still needed where the argument is not a literal: \`concat!\`,
\`stringify!\`, a variable of another macro.`,
  sources: ['rust/kernel/str.rs (c_str)', 'rust/ffi.rs'],
  examples: [
    {
      bad: `
use kernel::{
    c_str,
    prelude::*,
    str::CStr, //
};

const NAME: &CStr = c_str!("clk-gate");
//~                 ^^^^^ c-str-macro

fn label() -> &'static CStr {
    c_str!("gate \\u{2116}\\n")
    //~< ^^^^^ c-str-macro
}
`,
      fixed: `
use kernel::{
    prelude::*,
    str::CStr, //
};

const NAME: &CStr = c"clk-gate";

fn label() -> &'static CStr {
    c"gate \\u{2116}\\n"
}
`,
    },
    {
      bad: `
use kernel::c_str;

fn open(dir: &Dir) {
    dir.add(kernel::c_str!("regs"), 0o400);
    //~     ^^^^^^^^^^^^^ c-str-macro
    dir.add(c_str!(concat!("bank", 0)), 0o400);
}
`,
      fixed: `
use kernel::c_str;

fn open(dir: &Dir) {
    dir.add(c"regs", 0o400);
    dir.add(c_str!(concat!("bank", 0)), 0o400);
}
`,
      good: `
use kernel::c_str;

macro_rules! entry {
    ($name:literal) => {
        Entry::new(c_str!($name), c_str!(stringify!($name)))
    };
}

fn path() -> &'static CStr {
    c_str!(r"\\\\server")
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (!file.text.includes('c_str') || !facts.isKernelCode) return;
    const isCores = context.facts.hasCoreCStr;
    if (isCores === false) return;
    if (facts.items.some(({ kind, name }) => kind === 'macro' && name === 'c_str')) return;
    const calls = facts.calls.filter(isMacro).map((call) => literalCall(context, call));
    const found = calls.filter((call) => call !== undefined);
    const rest = leftImport(context, found);
    for (const call of found) {
      const { macro, text } = call;
      yield {
        at: { start: file.start(call.node), end: file.end(macro.nameNode) },
        message: `\`${macro.path}!\` is not needed: write \`${text.length > 40 ? 'c"…"' : text}\``,
        fix: fixFor(call, { context, found, rest, isSure: isCores === true }),
        // Without a tree, only new code is sure to target a recent kernel.
        ...(isCores === undefined ? { elsewhere: 'hint' } : {}),
      };
    }
  },
});

type MacroCall = Call & { readonly macro: NonNullable<Call['macro']> };

interface LiteralCall {
  readonly macro: MacroCall['macro'];
  readonly node: Node;
  /** What replaces it. */
  readonly text: string;
}

const isMacro = (call: Call): call is MacroCall => call.macro !== undefined && call.name === 'c_str';

function literalCall({ file }: Context, { macro, path, node }: MacroCall): LiteralCall | undefined {
  // The macro of this name is the kernel's unless the file says otherwise.
  const isKernels = path === 'kernel::c_str' || path === 'crate::c_str' || path === 'c_str';
  const [argument, ...others] = argumentsOf(file, macro);
  const literal = literalOf(file, argument);
  if (!isKernels || others.length > 0 || !file.is(node, 'macro_invocation') || !file.is(literal, 'string_literal'))
    return undefined;
  // An interior NUL fails to build either way.
  if (/\0|\\(?:0|x00|u\{0+\})/.test(file.textOf(literal).replaceAll('\\\\', ''))) return undefined;
  if (file.descendants(macro.tokens, 'line_comment', 'block_comment').length > 0) return undefined;
  return { macro, node, text: `c${file.textOf(literal)}` };
}

/** The import of the macro, when nothing but these calls uses it. */
function leftImport({ file, facts }: Context, found: readonly LiteralCall[]): Import | undefined {
  const replaced = new Set(found.map(({ macro }) => macro.nameNode));
  const leaf = facts.uses
    .flatMap(({ imports }) => imports)
    .find((candidate) => candidate.name === 'c_str' && facts.paths.ofImport(candidate) === 'kernel::c_str');
  if (leaf === undefined || leaf.declaration.visibility !== undefined) return undefined;
  const others = file
    .identifiers('c_str')
    .filter((name) => !replaced.has(name) && !file.contains(leaf.node, name))
    .filter((name) => !file.is(file.parent(name), 'scoped_identifier'));
  return others.length > 0 ? undefined : leaf;
}

function fixFor(
  call: LiteralCall,
  options: { context: Context; found: readonly LiteralCall[]; rest: Import | undefined; isSure: boolean },
): Fix {
  const { context, found, rest, isSure } = options;
  const { file } = context;
  const isLast = call === found.at(-1) && rest !== undefined;
  const import_ = isLast ? removal(file, { declaration: rest.declaration, imports: [rest] }) : undefined;
  // The import can only go together with all that needs it.
  const calls = import_ === undefined ? [call] : found;
  const edits: Edit[] = calls.map(({ node, text }) => ({ ...file.span(node), text }));
  // Another macro may take a literal for something else.
  const isSafe = isSure && calls.every(({ node }) => !file.inMacro(node));
  return {
    title: calls.length > 1 ? 'Replace every `c_str!` of a literal with `c"…"`' : `Replace with \`${call.text}\``,
    kind: isSafe ? 'safe' : 'suggestion',
    edits: [...edits, ...(import_ === undefined ? [] : [import_])].sort((a, b) => a.start - b.start),
  };
}
