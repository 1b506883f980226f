// `addr_of!` and `addr_of_mut!`, which the `&raw` operators replace.

import type { Import } from '../../facts/names/imports';
import { hasRawBorrows } from '../../facts/names/language';
import { withLayout, type Change } from '../../facts/source/layout';
import type { MacroCall } from '../../facts/source/macro-calls';
import { removal } from '../../fix/use-layout';
import { rule, type Context, type Fix } from '../../rule';
import type { SourceFile, Span } from '../../syntax/source-file';

export default rule({
  id: 'prefer-raw-mut',
  summary: '`addr_of!` or `addr_of_mut!` is used instead of `&raw const` or `&raw mut`.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `\`&raw const place\` and \`&raw mut place\` make a raw pointer without an intermediate reference, which is what \`addr_of!\` and \`addr_of_mut!\`
were made for before the operators existed. The operators need no import, read like the references next to them, and still stand apart from them.
The kernel enabled them for Linux 6.15 and has been replacing the macros since; new code uses the operators.`,
  sources: [
    'https://doc.rust-lang.org/reference/expressions/operator-expr.html#raw-borrow-operators',
    'https://github.com/Rust-for-Linux/linux/issues/1148',
  ],
  examples: [
    {
      bad: `
use core::ptr::{
    addr_of_mut,
    NonNull, //
};

impl Adapter {
    fn device(&self) -> *mut bindings::device {
        // SAFETY: \`self.0\` points to a valid \`bindings::rtc_device\`.
        unsafe { addr_of_mut!((*self.0.as_ptr()).dev) }
        //~      ^^^^^^^^^^^^ prefer-raw-mut
    }
}
`,
      fixed: `
use core::ptr::NonNull;

impl Adapter {
    fn device(&self) -> *mut bindings::device {
        // SAFETY: \`self.0\` points to a valid \`bindings::rtc_device\`.
        unsafe { &raw mut (*self.0.as_ptr()).dev }
    }
}
`,
      good: `
impl Adapter {
    fn irq(&self) -> u32 {
        // SAFETY: \`self.0\` points to a valid \`bindings::rtc_device\`, and C may write to \`irq\` at any time.
        unsafe { (&raw const (*self.0.as_ptr()).irq).read_volatile() }
    }
}
`,
    },
    {
      bad: `
impl File {
    fn flags(&self) -> u32 {
        // SAFETY: The file is valid because the shared reference guarantees a nonzero reference count.
        unsafe { core::ptr::addr_of!((*self.as_ptr()).f_flags).read_volatile() }
        //~      ^^^^^^^^^^^^^^^^^^^ prefer-raw-mut
    }
}

macro_rules! impl_has_timer {
    ($field:ident) => {
        // SAFETY: The caller promises that \`this\` is in bounds of an allocation.
        unsafe { ::core::ptr::addr_of_mut!((*this).$field) }
        //~      ^^^^^^^^^^^^^^^^^^^^^^^^^ prefer-raw-mut
    };
}
`,
      fixed: `
impl File {
    fn flags(&self) -> u32 {
        // SAFETY: The file is valid because the shared reference guarantees a nonzero reference count.
        unsafe { (&raw const (*self.as_ptr()).f_flags).read_volatile() }
    }
}

macro_rules! impl_has_timer {
    ($field:ident) => {
        // SAFETY: The caller promises that \`this\` is in bounds of an allocation.
        unsafe { &raw mut (*this).$field }
    };
}
`,
    },
    {
      bad: `
impl Task {
    fn pid(&self) -> Pid {
        // SAFETY: The process id never changes.
        unsafe { *core::ptr::addr_of!((*self.as_ptr()).pid) }
        //~       ^^^^^^^^^^^^^^^^^^^ prefer-raw-mut
    }
}
`,
      fixed: `
impl Task {
    fn pid(&self) -> Pid {
        // SAFETY: The process id never changes.
        unsafe { (*self.as_ptr()).pid }
    }
}
`,
    },
    {
      bad: `
use core::ptr::addr_of_mut;

fn links(tree: &mut Tree) -> (*mut bindings::rb_root, *mut bindings::rb_node) {
    (addr_of_mut!(tree.root), addr_of_mut!(tree.node))
 //~ ^^^^^^^^^^^^ prefer-raw-mut
    //~                       ^^^^^^^^^^^^ prefer-raw-mut
}
`,
      fixed: `
fn links(tree: &mut Tree) -> (*mut bindings::rb_root, *mut bindings::rb_node) {
    (&raw mut tree.root, &raw mut tree.node)
}
`,
    },
  ],
  *check(context) {
    if (!hasRawBorrows(context.facts.unit)) return;
    const { file, facts } = context;
    const imports = importsOfMacros(context);
    for (const call of facts.macroCalls.filter((call) => isAddressMacro(call, context))) {
      const span = spanOf(file, call);
      const operator = operatorOf(call);
      yield {
        at: { start: span.start, end: file.end(call.nameNode) + 1 },
        message: `\`${call.path}!\` is superseded by \`${operator}\``,
        fix: fixOf(call, { span, operator, imports, context }),
      };
    }
    // What the last fix of several leaves behind.
    for (const { leaf, uses } of imports) {
      if (uses > 0) continue;
      const edit = removal(file, { declaration: leaf.declaration, imports: [leaf] });
      yield {
        at: leaf.node,
        message: `\`${leaf.name ?? ''}!\` is imported but not used`,
        fix: edit && { title: 'Remove the import', kind: 'safe', edits: [edit] },
      };
    }
  },
});

const macros: ReadonlyMap<string, string> = new Map([
  ['addr_of', '&raw const'],
  ['addr_of_mut', '&raw mut'],
]);

const operatorOf = ({ name }: MacroCall): string => macros.get(name) ?? '';

function isAddressMacro(call: MacroCall, { facts }: Context): boolean {
  if (!macros.has(call.name)) return false;
  if (call.path !== call.name) return call.path.endsWith(`ptr::${call.name}`);
  return facts.paths.lookUp(call.name, { at: call.nameNode, namespace: 'macro' }).by !== 'item';
}

/** The invocation with its path, also where only tokens of it are known. */
function spanOf(file: SourceFile, { nameNode, tokens }: MacroCall): Span {
  const start = file.start(nameNode);
  const path = /(?:::\s*)?(?:\$?\w+\s*::\s*)*$/.exec(file.text.slice(Math.max(0, start - 200), start))?.[0] ?? '';
  return { start: start - path.length, end: file.end(tokens) };
}

function fixOf(
  call: MacroCall,
  { span, operator, imports, context }: { span: Span; operator: string; imports: readonly MacroImport[]; context: Context },
): Fix | undefined {
  const { file } = context;
  const place = file.text
    .slice(file.start(call.tokens) + 1, file.end(call.tokens) - 1)
    .trim()
    .replace(/\s*,$/, '');
  if (!isPlace(file, call, place)) return undefined;
  const star = file.parent(call.node);
  if (file.is(star, 'unary_expression') && file.child(star, '*') !== undefined)
    return { title: `Use \`${place}\` itself`, kind: 'suggestion', edits: [{ ...file.span(star), text: place }] };
  const needsParentheses =
    /^\s*(?:\.(?!\.)|\?|\[|\()/.test(file.text.slice(span.end)) || file.text.charAt(span.start - 1) === '&';
  const text = needsParentheses ? `(${operator} ${place})` : `${operator} ${place}`;
  const changes = withLayout(file, call.node, [{ ...span, text }]);
  const last =
    call.path === call.name ? imports.find(({ leaf, uses }) => leaf.name === call.name && uses === 1)?.leaf : undefined;
  const edit: Change | undefined = last && removal(file, { declaration: last.declaration, imports: [last] });
  return {
    title: `Replace with \`${operator}\``,
    // The compiler warns about an unused import.
    kind: last === undefined || edit !== undefined ? 'safe' : 'suggestion',
    edits: edit === undefined ? changes : [...changes, edit].sort((a, b) => a.start - b.start),
  };
}

/** Whether the operator binds as the macro's parentheses did; tokens that are no Rust yet can be a place with a macro's variables. */
function isPlace(file: SourceFile, { tokens }: MacroCall, text: string): boolean {
  const inner = file.child(tokens, 'parenthesized_expression');
  if (inner === undefined) return /^[\w$.:*()\s]+$/.test(text);
  const [place] = file.named(inner);
  return (
    !/\/[/*]/.test(text) &&
    file.is(
      place,
      'identifier',
      'self',
      'scoped_identifier',
      'field_expression',
      'index_expression',
      'unary_expression',
      'parenthesized_expression',
      'call_expression',
      'macro_invocation',
    )
  );
}

interface MacroImport {
  readonly leaf: Import;
  /** How often the file names the macro without a path. */
  readonly uses: number;
}

/** The private imports of the macros. */
function importsOfMacros({ file, facts }: Context): MacroImport[] {
  const uses = new Map([...macros.keys()].map((name) => [name, usesOf(name, file)]));
  return facts.uses
    .filter(({ visibility }) => visibility === undefined)
    .flatMap(({ imports }) =>
      imports
        .filter(({ name, path }) => name !== undefined && macros.has(name) && path.at(-1) === name)
        .map((leaf) => ({ leaf, uses: uses.get(leaf.name ?? '') ?? 0 })),
    );
}

function usesOf(name: string, file: SourceFile): number {
  return file.identifiers(name).filter((node) => {
    if (file.closest(node, 'use_declaration') !== undefined) return false;
    return !/::\s*$/.test(file.text.slice(Math.max(0, file.start(node) - 20), file.start(node)));
  }).length;
}
