// The two rules about suppression comments. The engine runs them itself, because they depend on what all other rules found.

import type { RuleInfo } from '../rule';

const sources: RuleInfo['sources'] = ['Documentation/rust/coding-guidelines.rst (Lints)'];

export const invalidSuppression: RuleInfo = {
  id: 'invalid-suppression',
  summary: 'A suppression comment names no known rule, gives no reason, or is in a place where it has no effect.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A suppression is a decision that the next reader has to understand: it names the rules that it silences and says why they are
wrong here, as the kernel's guidelines require for \`#[expect]\`. Without a reason it has no effect, and with a typo in the rule's name it
silences nothing while it looks as if it did.

\`// kernel-rust-ignore <rule>[, <rule>]: <reason>\` goes on its own line above a statement, field, arm or item, and above its SAFETY
comment. It covers everything that begins in the statement, field or arm. For an item with a body (a function, an \`impl\`, a \`struct\`)
it covers the head: documentation, attributes and signature. A long reason continues on the following lines, indented by at least two
spaces after the slashes. \`// kernel-rust-ignore-file <rule>: <reason>\` covers the whole file.`,
  sources,
  examples: [
    {
      bad: `
// SPDX-License-Identifier: GPL-2.0

fn program(queue: &Queue, depth: u32) {
    // kernel-rust-ignore as-underscor: the register's width differs by generation
    //~                   ^^^^^^^^^^^^ invalid-suppression
    queue.set_depth(depth as _);
}
`,
      fixed: `
// SPDX-License-Identifier: GPL-2.0

fn program(queue: &Queue, depth: u32) {
    // kernel-rust-ignore as-underscore: the register's width differs by generation
    queue.set_depth(depth as _);
}
`,
    },
    {
      bad: `
// SPDX-License-Identifier: GPL-2.0

fn arm(timer: &Timer, ticks: u64) {
    // kernel-rust-ignore as-underscore
    //~^^^^^^^^^^^^^^^^^^ invalid-suppression
    timer.start(ticks as _);
    // kernel-rust-ignore: the hardware counts in its own unit
    //~^^^^^^^^^^^^^^^^^^ invalid-suppression
    timer.set_period(ticks as _); // kernel-rust-ignore as-underscore: as above
    //~                              ^^^^^^^^^^^^^^^^^^ invalid-suppression
}
`,
      good: `
// SPDX-License-Identifier: GPL-2.0

fn arm(timer: &Timer, ticks: u64) {
    // kernel-rust-ignore as-underscore: the counter is as wide as the bus, which differs by board and which no
    //   type of ours names.
    timer.start(ticks as _);
}
`,
    },
  ],
};

export const unusedSuppression: RuleInfo = {
  id: 'unused-suppression',
  summary: 'A suppression comment silences nothing.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `The code was fixed, or moved away from its comment, and the comment stayed: it now describes a problem that no longer exists, and
would hide the next real one. The kernel prefers \`#[expect]\` to \`#[allow]\` for the same reason.

A suppression of a rule that is switched off for the file, or that is not part of this run, is not reported.`,
  sources,
  examples: [
    {
      bad: `
// SPDX-License-Identifier: GPL-2.0

fn set_width(bus: &Bus, width: u32) {
    // kernel-rust-ignore as-underscore: the width is checked above
    //~< ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression
    bus.program(width as usize);
}
`,
      fixed: `
// SPDX-License-Identifier: GPL-2.0

fn set_width(bus: &Bus, width: u32) {
    bus.program(width as usize);
}
`,
    },
    {
      bad: `
// SPDX-License-Identifier: GPL-2.0

fn open(node: &Node) {
    // kernel-rust-ignore as-underscore, unsafe-semicolon-inside: the layout is shared with C
    //~                                  ^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression
    node.set_mode(node.mode() as _);
}
`,
      fixed: `
// SPDX-License-Identifier: GPL-2.0

fn open(node: &Node) {
    // kernel-rust-ignore as-underscore: the layout is shared with C
    node.set_mode(node.mode() as _);
}
`,
    },
  ],
};

export const suppressionRules: readonly RuleInfo[] = [invalidSuppression, unusedSuppression];
