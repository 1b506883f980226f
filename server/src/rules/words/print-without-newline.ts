// Log messages without a trailing newline.

import type { Facts } from '../../facts/facts';
import { argumentsOf, literalOf, type MacroCall } from '../../facts/source/macro-calls';
import { printingMacro } from '../../packs/printing-macros';
import { rule, type Edit } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'print-without-newline',
  summary: 'A kernel log message does not end in `\\n`.',
  severity: 'warning',
  elsewhere: 'information',
  confidence: 'certain',
  needs: 'file',
  why: `The printing macros pass the text on unchanged. Without \`\\n\` the record stays open, because a \`pr_cont!\` might still follow: the message
only shows up when something else is printed, and after a crash perhaps never. The core terminates \`dev_*!\` messages itself, so there the newline is
a convention that kernel drivers follow.

Not reported where a later \`pr_cont!\` in the function ends the line, or where the whole message is a single \`{}\` whose text is built elsewhere.`,
  sources: ['rust/kernel/print.rs', 'kernel/printk/printk.c (vprintk_store)', 'Documentation/core-api/printk-basics.rst'],
  examples: [
    {
      bad: `
fn init(index: u32) {
    pr_info!("loopback {index} registered");
    //~      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ print-without-newline
}
`,
      fixed: `
fn init(index: u32) {
    pr_info!("loopback {index} registered\\n");
}
`,
      good: `
fn dump(registers: &[u32]) {
    pr_debug!("status:");
    for register in registers {
        pr_cont!(" {:08x}", register);
    }
    pr_cont!("\\n");
}

fn forward(text: &CStr) {
    pr_warn!("{}", text);
}
`,
    },
    {
      bad: `
fn probe(pdev: &pci::Device<Core>, revision: u8) -> Result {
    if revision < 2 {
        dev_err!(pdev, "the mailbox of revision {revision} cannot be reset while the firmware owns it");
        //~            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ print-without-newline
        return Err(ENODEV);
    }
    Ok(())
}
`,
      fixed: `
fn probe(pdev: &pci::Device<Core>, revision: u8) -> Result {
    if revision < 2 {
        dev_err!(
            pdev,
            "the mailbox of revision {revision} cannot be reset while the firmware owns it\\n"
        );
        return Err(ENODEV);
    }
    Ok(())
}
`,
    },
    {
      bad: `
macro_rules! report {
    ($ring:expr) => {
        $crate::pr_err!("ring {} stalled", $ring)
        //~             ^^^^^^^^^^^^^^^^^ print-without-newline
    };
}
`,
      fixed: `
macro_rules! report {
    ($ring:expr) => {
        $crate::pr_err!("ring {} stalled\\n", $ring)
    };
}
`,
      good: `
macro_rules! report {
    ($text:literal) => {
        $crate::pr_err!(concat!("ring: ", $text, "\\n"))
    };
}
`,
    },
  ],
  *check({ file, facts }) {
    const continuations = continuationsOf(file, facts);
    for (const call of facts.macroCalls) {
      const macro = printingMacro(call.name);
      if (macro === undefined || macro.kind === 'continuation') continue;
      const literal = literalOf(file, argumentsOf(file, call)[macro.format]);
      if (!file.is(literal, 'string_literal') || endsLine(file, literal)) continue;
      if (/^"\{\w*\}"$/.test(file.textOf(literal))) continue;
      // What continues the line also ends it.
      if ((continuations.get(scopeOf(file, call)) ?? -1) > call.nameNode) continue;
      yield {
        at: literal,
        message:
          macro.kind === 'plain'
            ? `the message of \`${call.name}!\` does not end in \`\\n\`, so the line stays open until something else is printed`
            : `the message of \`${call.name}!\` does not end in \`\\n\``,
        ...(macro.kind === 'device' ? { severity: 'hint' } : {}),
        fix: { title: 'End the message with `\\n`', kind: 'safe', edits: editsFor(file, call, literal) },
      };
    }
  },
});

/** Whether the text ends in a line break, however it is written; an empty text counts. */
function endsLine(file: SourceFile, literal: Node): boolean {
  const parts = file.children(literal).filter((part) => file.is(part, 'string_content', 'escape_sequence'));
  const joint = /^\\\r?\n/;
  while (parts.length > 0) {
    const last = parts.pop() ?? literal;
    const text = file.textOf(last);
    const before = parts.at(-1);
    // A backslash at the end of a line swallows the indentation of the next.
    if (joint.test(text) || (text.trim() === '' && before !== undefined && joint.test(file.textOf(before)))) continue;
    return file.is(last, 'escape_sequence') ? /^\\(?:n|x0a|u\{0*a\})$/i.test(text) : text.endsWith('\n');
  }
  return true;
}

/** The last `pr_cont!` of each function. */
function continuationsOf(file: SourceFile, facts: Facts): Map<Node | undefined, Node> {
  const calls = facts.macroCalls.filter(({ name }) => name === 'pr_cont');
  return new Map(calls.map((call) => [scopeOf(file, call), call.nameNode]));
}

const scopeOf = (file: SourceFile, call: MacroCall): Node | undefined => file.closest(call.node, 'function_item', 'macro_rule');

/** Adds the line break, and lays the arguments out as rustfmt does where the line would become too long. */
function editsFor(file: SourceFile, call: MacroCall, literal: Node): Edit[] {
  const at = file.end(literal) - 1;
  const plain: Edit[] = [{ start: at, end: at, text: '\\n' }];
  const line = file.line(file.start(call.node));
  const text = file.lineText(line);
  if (text.length > 4 * width) return plain;
  const code =
    text.slice(0, file.end(call.node) - file.lineStart(line)) + (/^[;,]/.exec(file.text.slice(file.end(call.node)))?.[0] ?? '');
  if (file.line(file.end(call.node)) !== line || code.length + 2 <= width) return plain;
  const before = text.slice(0, file.start(call.node) - file.lineStart(line));
  if (!/^\s*(?:.* => )?$/.test(before) || file.descendants(call.node, 'line_comment', 'block_comment').length > 0) return plain;
  const indent = file.indent(file.start(call.node));
  const parts = argumentsOf(file, call).map(({ start, end }) =>
    start <= at && at < end ? `${file.text.slice(start, at)}\\n"` : file.text.slice(start, end),
  );
  const lines = parts.map((part, index) => `${indent}    ${part}${index < parts.length - 1 ? ',' : ''}`);
  if (lines.some((part) => part.length > width)) return plain;
  const { start, end } = file.span(call.tokens);
  return [{ start: start + 1, end: end - 1, text: ['', ...lines, indent].join(file.lineBreak) }];
}

const width = 100;
