// Thin wrappers in the kernel crate without `#[inline]`.

import type { Item } from '../../facts/names/items';
import { tailOf } from '../../facts/types/values';
import { rule, type Context } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'missing-inline',
  summary: 'A thin wrapper in the kernel crate is not `#[inline]`.',
  severity: 'hint',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `Drivers are crates of their own, and the compiler inlines a function across crates only if it is generic or marked \`#[inline]\`. Without the
attribute, a method that makes one C call costs an extra call and an exported symbol. Reviewers expect \`#[inline]\` on abstraction functions that are
a single call or field access; drivers do not need it, because no other crate calls into them.`,
  sources: ['rust/kernel/device.rs', 'rust/kernel/clk.rs'],
  examples: [
    {
      bad: `
impl Clock {
    /// The clock's number.
    pub fn id(&self) -> u32 {
    //~    ^^ missing-inline
        // SAFETY: The clock is valid by the type invariants.
        unsafe { bindings::clk_id(self.as_raw()) }
    }

    /// Returns the raw pointer.
    pub fn as_raw(&self) -> *mut bindings::clk {
    //~    ^^^^^^ missing-inline
        self.0.get()
    }
}
`,
      fixed: `
impl Clock {
    /// The clock's number.
    #[inline]
    pub fn id(&self) -> u32 {
        // SAFETY: The clock is valid by the type invariants.
        unsafe { bindings::clk_id(self.as_raw()) }
    }

    /// Returns the raw pointer.
    #[inline]
    pub fn as_raw(&self) -> *mut bindings::clk {
        self.0.get()
    }
}
`,
      good: `
impl Clock {
    /// The clock's number.
    #[inline(always)]
    pub fn id(&self) -> u32 {
        // SAFETY: The clock is valid by the type invariants.
        unsafe { bindings::clk_id(self.as_raw()) }
    }

    /// More than one step.
    pub fn restart(&self) -> Result {
        self.stop()?;
        self.start()
    }

    /// Generic: compiled where it is used.
    pub fn name_or<'a, T: AsRef<CStr>>(&'a self, other: &'a T) -> &'a CStr {
        self.name().unwrap_or(other.as_ref())
    }

    /// Another call for each argument.
    pub fn compare(&self, other: &Self) -> bool {
        self.rate(Unit::Hertz) == other.rate(Unit::Hertz)
    }

    fn private(&self) -> u32 {
        self.id()
    }
}

impl<T> Owner<T> {
    /// Of a generic type.
    pub fn clock(&self) -> &Clock {
        self.clock.get()
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate !== 'kernel') return;
    for (const item of facts.items) {
      if (item.kind !== 'fn' || item.visibility !== 'pub' || file.inMacro(item.node) || isInlined(item)) continue;
      const body = file.field(item.node, 'body');
      if (body === undefined || isGeneric(context, item) || !handsOn(file, body)) continue;
      const at = file.start(item.node);
      yield {
        at: item.nameNode,
        message: `could \`${item.name}()\`, a thin wrapper, be \`#[inline]\`?`,
        fix: {
          title: 'Add `#[inline]`',
          kind: 'suggestion',
          edits: [{ start: at, end: at, text: `#[inline]${file.lineBreak}${file.indent(at)}` }],
        },
      };
    }
  },
});

const isInlined = ({ attributes }: Item): boolean =>
  attributes.some(
    ({ path, argument }) => /^(?:inline|cold|no_mangle|export)$/.test(path) || argument?.includes('inline') === true,
  );

/** Then it is compiled where it is used. */
function isGeneric({ file }: Context, { node, owner }: Item): boolean {
  const isType = (item: Node): boolean => {
    const list = file.field(item, 'type_parameters');
    return list !== undefined && file.named(list).some((parameter) => !file.is(parameter, 'lifetime', 'lifetime_parameter'));
  };
  const modifiers = file.child(node, 'function_modifiers');
  const parameters = file.field(node, 'parameters');
  return (
    (modifiers !== undefined && /\b(?:const|extern|async)\b/.test(file.textOf(modifiers))) ||
    isType(node) ||
    (file.is(owner, 'impl_item') && isType(owner)) ||
    file.is(owner, 'trait_item') ||
    (parameters !== undefined && file.descendants(parameters, 'abstract_type').length > 0)
  );
}

/** One call of a C function, or of a method on `self` or a field of it, with no computed arguments. */
function handsOn(file: SourceFile, body: Node): boolean {
  if (file.named(body).length !== 1) return false;
  const tail = tailOf(file, body);
  const only = file.is(tail, 'unsafe_block') ? tailOf(file, file.child(tail, 'block') ?? tail) : tail;
  if (!file.is(only, 'call_expression') || file.textOf(only).includes('\n')) return false;
  const called = file.textOf(file.field(only, 'function') ?? only).replace(/\s+/g, '');
  if (!/^(?:(?:crate|kernel)::)?bindings::\w+$|^self(?:\.\w+)+$/.test(called)) return false;
  const calls = [only, ...file.descendants(only, 'call_expression')];
  const isHard =
    file.descendants(only, 'closure_expression', 'macro_invocation', 'binary_expression', 'try_expression').length > 0;
  // `self.as_raw()` among the arguments costs nothing.
  return !isHard && calls.length <= 3;
}
