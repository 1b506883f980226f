// Modules that call functions of a symbol namespace without importing it.

import { derived } from '../../derived';
import { useDeclarationsOf } from '../../facts/names/imports';
import { keyedArgumentsOf, type KeyedArgument, type MacroCall } from '../../facts/source/macro-calls';
import { keysInMacroSource } from '../../facts/kernel/module-keys';
import { holdsInSibling } from '../../facts/names/siblings';
import { moduleKeysOf, moduleMacros } from '../../packs/module-macros';
import { rule, type Fix } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

const key = 'imports_ns';

export default rule({
  id: 'missing-imports-ns',
  summary: 'A module uses a subsystem that exports its functions in a namespace, but does not import the namespace.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'crate',
  why: `Some subsystems export their functions in a symbol namespace, as fwctl does in \`FWCTL\`. The Rust abstraction is generic, so the calls end up in the
driver's object file, and \`modpost\` checks that file for the import: without \`imports_ns\`, the module does not build or does not load. A driver that
is only ever built in does not notice.`,
  sources: ['rust/macros/module.rs', 'Documentation/core-api/symbol-namespaces.rst', 'drivers/fwctl/main.c'],
  examples: [
    {
      path: 'drivers/fwctl/flash.rs',
      bad: `
use kernel::{
    fwctl,
    prelude::*, //
};

kernel::module_platform_driver! {
//~     ^^^^^^^^^^^^^^^^^^^^^^ missing-imports-ns
    type: FlashDriver,
    name: "flash_fwctl",
    authors: ["Someone"],
    description: "Firmware control of flash controllers",
    license: "GPL",
    params: {
        quiet: u8 {
            default: 0,
            description: "Say less",
        },
    },
}
`,
      fixed: `
use kernel::{
    fwctl,
    prelude::*, //
};

kernel::module_platform_driver! {
    type: FlashDriver,
    name: "flash_fwctl",
    authors: ["Someone"],
    description: "Firmware control of flash controllers",
    license: "GPL",
    imports_ns: ["FWCTL"],
    params: {
        quiet: u8 {
            default: 0,
            description: "Say less",
        },
    },
}
`,
      good: `
use kernel::{
    fwctl,
    prelude::*, //
};

kernel::module_platform_driver! {
    type: FlashDriver,
    name: "flash_fwctl",
    license: "GPL",
    imports_ns: ["PWM", "FWCTL"],
}
`,
    },
    {
      path: 'drivers/fwctl/flash.rs',
      bad: `
fn publish(parent: &Device<Bound>) -> Result<ARef<kernel::fwctl::Device<Flash>>> {
    kernel::fwctl::Device::new(parent)
}

module! {
//~< ^^^^^^ missing-imports-ns
    type: Flash,
    name: "flash_fwctl",
    license: "GPL",
    imports_ns: ["PWM"]
}
`,
      fixed: `
fn publish(parent: &Device<Bound>) -> Result<ARef<kernel::fwctl::Device<Flash>>> {
    kernel::fwctl::Device::new(parent)
}

module! {
    type: Flash,
    name: "flash_fwctl",
    license: "GPL",
    imports_ns: ["PWM", "FWCTL"]
}
`,
      good: `
use kernel::prelude::*;

/// Not about \`kernel::fwctl\`.
mod fwctl {}
use self::fwctl as local;

module! {
    type: Flash,
    name: "flash",
    license: "GPL",
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const call of facts.macroCalls) {
      const macro = moduleMacros.get(call.name);
      if (macro === undefined || macro.adds === key || file.textOf(call.tokens).includes('$') || file.hasError(call.tokens))
        continue;
      const known = keysInMacroSource(facts.tree.read('rust/macros/module.rs') ?? '') ?? moduleKeysOf(facts.unit.kernelVersion);
      if (!known.some((candidate) => candidate.key === key)) continue;
      const pairs = keyedArgumentsOf(file, call);
      const given = pairs.find((pair) => pair.key === key);
      for (const { namespace, module, title } of facts.packs) {
        if (namespace === undefined || module === undefined) continue;
        if (given !== undefined && file.text.slice(given.start, given.end).includes(`"${namespace}"`)) continue;
        const isUsed = (one: SourceFile): boolean => namesModule(one, module);
        if (!isUsed(file) && !holdsInSibling(facts.unit, module, isUsed)) continue;
        yield {
          at: call.nameNode,
          message: `the module uses ${title} but does not import its namespace \`${namespace}\``,
          fix: importing(file, { call, pairs, given, namespace, order: known.map((candidate) => candidate.key) }),
        };
      }
    }
  },
});

/** Whether a file of the crate names a module of the kernel crate. */
function namesModule(file: SourceFile, module: string): boolean {
  const known = named(file);
  const answer = known.get(module) ?? looksFor(file, module);
  known.set(module, answer);
  return answer;
}

const named = derived<SourceFile, Map<string, boolean>>(() => new Map());

function looksFor(file: SourceFile, module: string): boolean {
  const begins = new RegExp(`^kernel::${module}(?:::|$)`);
  return (
    useDeclarationsOf(file).some(({ imports }) => imports.some(({ path }) => begins.test(path.join('::')))) ||
    file.nodes('scoped_identifier', 'scoped_type_identifier').some((node) => begins.test(file.textOf(node)))
  );
}

interface Place {
  readonly call: MacroCall;
  readonly pairs: readonly KeyedArgument[];
  readonly given: KeyedArgument | undefined;
  readonly namespace: string;
  /** The keys of the macro. */
  readonly order: readonly string[];
}

function importing(file: SourceFile, { pairs, given, namespace, order }: Place): Fix | undefined {
  const title = `Import \`${namespace}\``;
  if (given !== undefined) {
    const bracket = file.text.lastIndexOf(']', given.end);
    const isList = bracket > given.start && /\[\s*"\w+"(?:\s*,\s*"\w+")*\s*\]$/.test(file.text.slice(given.start, given.end));
    return isList
      ? { title, kind: 'suggestion', edits: [{ start: bracket, end: bracket, text: `, "${namespace}"` }] }
      : undefined;
  }
  const place = order.indexOf(key);
  const before = pairs.findLast((pair) => order.indexOf(pair.key) < place);
  if (before === undefined) return undefined;
  const comma = /^\s*,/.exec(file.text.slice(before.end))?.[0];
  const at = before.end + (comma?.length ?? 0);
  const text = `${comma === undefined ? ',' : ''}${file.lineBreak}${file.indent(before.start)}${key}: ["${namespace}"],`;
  return { title, kind: 'suggestion', edits: [{ start: at, end: at, text }] };
}
