// Keys that `module!` and its wrappers do not accept.

import { distance } from 'fastest-levenshtein';

import { keyedArgumentsOf, type KeyedArgument, type MacroCall } from '../../facts/source/macro-calls';
import { keysInMacroSource } from '../../facts/kernel/module-keys';
import { moduleKeysOf, moduleMacros, type ModuleKey, type ModuleMacro } from '../../packs/module-macros';
import { rule, type Fix, type Report } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'invalid-module-keys',
  summary: 'A key of `module!` or one of its wrappers is unknown, duplicate, missing or out of order.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`module!\` takes a fixed set of keys, each once and in a fixed order, and the wrappers of the buses (\`module_pci_driver!\`,
\`module_platform_driver!\` …) pass theirs to it. Anything else fails the build, in a macro whose message points at the whole
invocation. The set has changed: \`author\` became \`authors\` (a list) in 6.15 and went in 6.17, \`imports_ns\` and \`params\` came with 6.19.
When a kernel tree is at hand its own \`rust/macros/module.rs\` decides.`,
  sources: ['rust/macros/module.rs', 'rust/kernel/driver.rs (module_driver!)', 'rust/kernel/net/phy.rs (module_phy_driver!)'],
  examples: [
    {
      bad: `
kernel::module_pci_driver! {
    type: TestDriver,
    name: "rust_edu",
    license: "GPL v2",
    // Shown by modinfo.
    description: "QEMU educational device",
    //~< ^^^^^^^^^^^ invalid-module-keys
}
`,
      fixed: `
kernel::module_pci_driver! {
    type: TestDriver,
    name: "rust_edu",
    // Shown by modinfo.
    description: "QEMU educational device",
    license: "GPL v2",
}
`,
      good: `
kernel::module_phy_driver! {
    drivers: [PhyAlpha],
    device_table: [DeviceId::new_with_driver::<PhyAlpha>()],
    name: "alpha_phy",
    license: "GPL",
    firmware: ["alpha.bin"],
}
`,
    },
    {
      bad: `
module! {
    type: Watchdog<Board, Timer>,
    name: "board_wdt",
    licence: "GPL",
    //~< ^^^^^^^ invalid-module-keys
}
`,
      fixed: `
module! {
    type: Watchdog<Board, Timer>,
    name: "board_wdt",
    license: "GPL",
}
`,
    },
    {
      bad: `
kernel::module_pwm_platform_driver! {
    type: Backlight,
    name: "rust_backlight",
    name: "backlight",
    //~< ^^^^ invalid-module-keys
    license: "GPL v2",
    imports_ns: ["PWM"],
    //~< ^^^^^^^^^^ invalid-module-keys
}
`,
      good: `
kernel::module_pwm_platform_driver! {
    type: Backlight,
    name: "backlight",
    license: "GPL v2",
}
`,
    },
    {
      bad: `
module! {
//~< ^^^^^^ invalid-module-keys
    type: Loopback,
    name: "loopback",
}
`,
      good: `
macro_rules! module {
    ($name:ident, $title:literal) => {
        mod $name {}
    };
}

module!(big_endian, "big-endian");

macro_rules! module_board_driver {
    ($($keys:tt)*) => {
        $crate::prelude::module! {
            type: BoardModule,
            $($keys)*
        }
    };
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const call of facts.macroCalls) {
      const macro = moduleMacros.get(call.name);
      if (macro === undefined || facts.items.some(({ kind, name }) => kind === 'macro' && name === call.name)) continue;
      if (file.textOf(call.tokens).includes('$') || file.hasError(call.tokens)) continue;
      const known = keysInMacroSource(facts.tree.read('rust/macros/module.rs') ?? '') ?? moduleKeysOf(facts.unit.kernelVersion);
      yield* judge(file, { call, expected: expectedKeys(macro, known), macro });
    }
  },
});

/** The keys that the caller may write, in order. */
function expectedKeys({ front, adds }: ModuleMacro, known: readonly ModuleKey[]): ModuleKey[] {
  const behind = known.filter(({ key }) => key !== 'type');
  // The wrapper's own key comes last, so no key that follows it in the order is accepted.
  const end = adds === undefined ? -1 : behind.findIndex(({ key }) => key === adds);
  return [...front.map((key) => ({ key, required: true })), ...behind.slice(0, end < 0 ? behind.length : end)];
}

interface Invocation {
  readonly call: MacroCall;
  readonly macro: ModuleMacro;
  readonly expected: readonly ModuleKey[];
}

function* judge(file: SourceFile, { call, macro, expected }: Invocation): Generator<Report> {
  const pairs = keyedArgumentsOf(file, call);
  const given = new Set(pairs.map(({ key }) => key));
  const isKnown = (wanted: string): boolean => expected.some(({ key }) => key === wanted);
  const meant = new Set<string>();
  const seen = new Set<string>();
  let isWhole = true;
  for (const pair of pairs) {
    const { key, keyNode } = pair;
    if (isKnown(key) && !seen.has(key)) {
      seen.add(key);
      continue;
    }
    isWhole = false;
    if (seen.has(key)) {
      yield { at: keyNode, message: `\`${key}\` is given twice, but \`${call.name}!\` accepts each key once` };
    } else if (key === macro.adds) {
      yield { at: keyNode, message: `\`${call.name}!\` adds \`${key}\` itself` };
    } else {
      const better = nearestKey(
        key,
        expected.filter((other) => !given.has(other.key)),
      );
      if (better !== undefined) meant.add(better);
      const fix = better === undefined ? undefined : renaming(file, pair, better);
      yield { at: keyNode, message: `\`${call.name}!\` has no key \`${key}\``, help: listOf(expected), fix };
    }
  }
  const missing = expected.filter(({ key, required }) => required && !given.has(key) && !meant.has(key));
  for (const { key } of missing) yield { at: call.nameNode, message: `\`${call.name}!\` requires the key \`${key}\`` };
  if (!isWhole) return;
  const order = expected.map(({ key }) => key);
  const ordered = [...pairs].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  const first = ordered.find((pair, index) => pair !== pairs[index]);
  const displaced = first === undefined ? undefined : pairs[ordered.indexOf(first)];
  if (first === undefined || displaced === undefined) return;
  yield {
    at: first.keyNode,
    message: `\`${first.key}\` must come before \`${displaced.key}\` in \`${call.name}!\``,
    help: listOf(expected),
    fix: missing.length > 0 ? undefined : reordering(file, { call, pairs, ordered }),
  };
}

const listOf = (keys: readonly ModuleKey[]): string =>
  `the keys are, in order: ${keys.map(({ key }) => `\`${key}\``).join(', ')}`;

function nearestKey(key: string, candidates: readonly ModuleKey[]): string | undefined {
  return candidates
    .map((candidate) => candidate.key)
    .find((candidate) => distance(key, candidate) <= Math.max(1, key.length / 4));
}

function renaming(file: SourceFile, { keyNode, value }: KeyedArgument, key: string): Fix {
  const [only, ...more] = value;
  const becomesList = key === 'authors' && more.length === 0 && file.is(only, 'string_literal');
  const edits = [{ ...file.span(keyNode), text: key }];
  if (becomesList) edits.push({ ...file.span(only), text: `[${file.textOf(only)}]` });
  return { title: `Rename to \`${key}\``, kind: 'suggestion', edits };
}

interface Order {
  readonly call: MacroCall;
  readonly pairs: readonly KeyedArgument[];
  readonly ordered: readonly KeyedArgument[];
}

/** Moves each pair with the comments above it; nothing if there is a comment elsewhere, because its pair is unknown. */
function reordering(file: SourceFile, { call, pairs, ordered }: Order): Fix | undefined {
  const starts = new Map(pairs.map((pair) => [pair, pair.start]));
  let waiting: number | undefined;
  for (const node of file.children(call.tokens)) {
    const pair = pairs.find(({ keyNode }) => keyNode === node);
    if (file.is(node, 'line_comment', 'block_comment')) {
      if (file.column(file.start(node)) > file.indent(file.start(node)).length) return undefined;
      waiting ??= file.start(node);
    } else if (pair !== undefined && waiting !== undefined) {
      starts.set(pair, waiting);
      waiting = undefined;
    } else if (waiting !== undefined) return undefined;
  }
  const startOf = (pair: KeyedArgument | undefined): number => (pair === undefined ? 0 : (starts.get(pair) ?? pair.start));
  const first = pairs[0];
  const last = pairs.at(-1);
  if (first === undefined || last === undefined || pairs.some(({ value }) => value.length === 0)) return undefined;
  const text = ordered
    .map((pair, index) => {
      const next = pairs[index + 1];
      const between = next === undefined ? '' : file.text.slice(pairs[index]?.end, startOf(next));
      return file.text.slice(startOf(pair), pair.end) + between;
    })
    .join('');
  return { title: 'Put the keys in order', kind: 'safe', edits: [{ start: startOf(first), end: last.end, text }] };
}
