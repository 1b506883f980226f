// Calls that stop the kernel when something is not as hoped.

import { attributesOf } from '../../facts/attributes';
import { sectionOf } from '../../facts/docs';
import type { Comment } from '../../facts/comments';
import type { Facts } from '../../facts/facts';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { Unit } from '../../unit';

export default rule({
  id: 'unwrap-in-kernel',
  summary: '`unwrap()`, `expect()` or `panic!` in code that runs in the kernel.',
  severity: 'information',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A Rust panic in the kernel is a \`BUG()\`: the task dies with its locks held, and often the machine with it. What user space would
report as an error must be one here too: return it with \`?\`, turn \`None\` into an error code with \`ok_or(…)?\`, or shape the types so that
the case cannot arise. Where it really cannot happen, say why in a \`// PANIC:\` comment, or list it under \`# Panics\` where the caller can
prevent it.

Tests, samples, documentation and code that the compiler evaluates may panic.`,
  sources: ['rust/kernel/lib.rs (panic)', 'Documentation/process/deprecated.rst (BUG() and BUG_ON())'],
  examples: [
    {
      bad: `
impl Table {
    fn name_of(&self, index: usize) -> Result<CString> {
        let entry = self.entries.get(index).unwrap();
        //~                                 ^^^^^^ unwrap-in-kernel
        entry.name.try_clone()
    }
}
`,
      good: `
impl Table {
    fn name_of(&self, index: usize) -> Result<CString> {
        let entry = self.entries.get(index).ok_or(ENOENT)?;
        entry.name.try_clone()
    }

    fn first(&self) -> &Entry {
        // PANIC: \`new()\` always adds the default entry.
        self.entries.first().unwrap()
    }

    /// Returns the entry of a channel.
    ///
    /// # Panics
    ///
    /// When \`channel\` is not below [\`Self::CHANNELS\`].
    fn channel(&self, channel: usize) -> &Entry {
        self.entries.get(channel).expect("channel out of range")
    }
}
`,
    },
    {
      bad: `
fn set_mode(mode: Mode) -> Result {
    match mode {
        Mode::Idle => Ok(()),
        Mode::Burst => todo!(),
        //~            ^^^^ unwrap-in-kernel
        Mode::Locked => panic!("mode {mode:?} is set by the firmware"),
        //~             ^^^^^ unwrap-in-kernel
    }
}
`,
      good: `
const DEPTH: NonZeroU32 = NonZeroU32::new(64).unwrap();

const fn align(size: usize) -> usize {
    size.checked_next_power_of_two().unwrap()
}

#[kunit_tests(rust_ring)]
mod tests {
    #[test]
    fn is_empty() {
        assert!(Ring::new(GFP_KERNEL).unwrap().is_empty());
    }
}
`,
    },
  ],
  *check({ file, facts, unit }) {
    if (unit.crate === 'sample' || unit.crate === 'host' || isTestFile(unit)) return;
    const explained = explainedLines(facts);
    for (const { at, name } of panicsOf(file, facts)) {
      if (isExplained(file, at, explained) || documentsPanics(file, facts, at)) continue;
      if (isEvaluatedAtBuild(file, at) || isInTest(file, at)) continue;
      yield {
        at,
        message: `must ${name} be able to stop the kernel here, or can the error be returned?`,
        help: 'return the error, or say in a `// PANIC:` comment why this cannot happen',
      };
    }
  },
});

function* panicsOf(file: SourceFile, facts: Facts): Generator<{ at: Node; name: string }> {
  for (const call of file.nodes('call_expression')) {
    const method = file.field(call, 'function');
    const list = file.field(call, 'arguments');
    const at = file.is(method, 'field_expression') ? file.field(method, 'field') : undefined;
    if (at === undefined || list === undefined) continue;
    const [argument, ...more] = file.named(list);
    if (file.textOf(at) === 'unwrap' && argument === undefined) yield { at, name: '`unwrap()`' };
    // Parsers have an `expect(token)` of their own; Rust's takes a text.
    if (file.textOf(at) === 'expect' && more.length === 0 && isText(file, argument)) yield { at, name: '`expect()`' };
  }
  // Among bare tokens nobody can tell a constant from a statement.
  for (const { name, nameNode, node, tokens } of facts.macroCalls)
    if (node !== tokens && /^(?:panic|todo|unimplemented)$/.test(name)) yield { at: nameNode, name: `\`${name}!\`` };
}

const isText = (file: SourceFile, node: Node | undefined): boolean =>
  file.is(node, 'string_literal', 'raw_string_literal') ||
  (file.is(node, 'macro_invocation') && file.textOf(node).startsWith('concat!'));

const isTestFile = ({ path = '' }: Unit): boolean => /(?:^|[_/])(?:kunit|tests?|selftests?|benchmark)(?:_[^/]*)?\.rs$/.test(path);

/** Constants, `const fn` and what is asserted during the build: a panic there is a compile error. */
function isEvaluatedAtBuild(file: SourceFile, node: Node): boolean {
  for (const outer of file.ancestors(node)) {
    if (file.is(outer, 'const_item', 'static_item', 'const_block', 'array_type', 'enum_variant')) return true;
    if (file.is(outer, 'macro_invocation') && /(?:build|const|static|debug)_assert/.test(headOf(file, outer))) return true;
    if (!file.is(outer, 'function_item')) continue;
    const modifiers = file.child(outer, 'function_modifiers');
    return modifiers !== undefined && /\bconst\b/.test(file.textOf(modifiers));
  }
  return false;
}

function headOf(file: SourceFile, macro: Node): string {
  const name = file.field(macro, 'macro');
  return name === undefined ? '' : file.textOf(name);
}

function isInTest(file: SourceFile, node: Node): boolean {
  for (const outer of file.ancestors(node)) {
    if (!file.is(outer, 'mod_item', 'function_item', 'impl_item')) continue;
    for (const { path, argument = '' } of attributesOf(file, outer)) {
      if (/(?:^|::)(?:test|kunit_tests)$/.test(path)) return true;
      if (path === 'cfg' && /\btest\b|KUNIT/.test(argument) && !/\bnot\b/.test(argument)) return true;
    }
  }
  return false;
}

/** Lines on which a `PANIC:` comment stands, up to the one below it. */
function explainedLines(facts: Facts): Set<number> {
  const lines = new Set<number>();
  let last: Comment | undefined;
  for (const comment of facts.comments) {
    const goesOn = last !== undefined && comment.ownLine && comment.line === last.lastLine + 1 && lines.has(comment.line);
    if (comment.doc === undefined && (goesOn || /^\s*PANICS?:/.test(comment.text)))
      for (let line = comment.line; line <= comment.lastLine + (comment.ownLine ? 1 : 0); line++) lines.add(line);
    last = comment;
  }
  return lines;
}

/** No statement in real code has more lines than this before the call in question. */
const longestStatement = 50;

function isExplained(file: SourceFile, node: Node, explained: ReadonlySet<number>): boolean {
  const last = file.line(file.start(node));
  const first = file.line(file.start(statementOf(file, node)));
  if (explained.has(first)) return true;
  for (let line = last; line > first && line > last - longestStatement; line--) if (explained.has(line)) return true;
  return false;
}

function statementOf(file: SourceFile, node: Node): Node {
  let inner = node;
  for (const outer of file.ancestors(node)) {
    if (file.is(outer, 'block', 'match_block', 'declaration_list', 'source_file', 'token_tree')) break;
    inner = outer;
  }
  return inner;
}

function documentsPanics(file: SourceFile, facts: Facts, node: Node): boolean {
  const fn = file.closest(node, 'function_item');
  return fn !== undefined && sectionOf(facts.docs.of(fn), 'Panics') !== undefined;
}
