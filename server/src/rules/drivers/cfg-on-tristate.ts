// Conditions on Kconfig options that can be modules.

import { attributesOf } from '../../syntax/attributes';
import { optionKind } from '../../facts/kernel/kconfig';
import { rule, type Context } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'cfg-on-tristate',
  summary: 'Built-in code depends on an option that may be a module.',
  severity: 'warning',
  elsewhere: 'information',
  confidence: 'certain',
  needs: 'line',
  why: `For a tristate option, Kconfig sets \`CONFIG_X\` for both \`=y\` and \`=m\`, and additionally \`CONFIG_X = "y"\` or \`CONFIG_X = "m"\`. The \`kernel\` crate is
always built in: if one of its modules is also compiled for \`=m\`, it calls functions that live in a loadable module, and the link fails, or works
only as long as all calls are in generic code. Write \`CONFIG_X = "y"\`, or add an option for the abstraction that depends on \`X=y\`.

\`CONFIG_X_MODULE\` exists only in C. Rust code never sees it.`,
  sources: [
    'scripts/kconfig/confdata.c (print_symbol_for_rustccfg)',
    'Documentation/rust/general-information.rst',
    'rust/kernel/lib.rs',
  ],
  examples: [
    {
      path: 'rust/kernel/lib.rs',
      bad: `
#[cfg(CONFIG_FWCTL)]
//~   ^^^^^^^^^^^^ cfg-on-tristate
pub mod fwctl;

#[cfg(all(CONFIG_PCI, CONFIG_FWCTL))]
//~                   ^^^^^^^^^^^^ cfg-on-tristate
mod fwctl_pci;
`,
      fixed: `
#[cfg(CONFIG_FWCTL = "y")]
pub mod fwctl;

#[cfg(all(CONFIG_PCI, CONFIG_FWCTL = "y"))]
mod fwctl_pci;
`,
      good: `
#[cfg(CONFIG_FWCTL = "y")]
pub mod fwctl;
#[cfg(CONFIG_RUST_FWCTL_ABSTRACTIONS)]
pub mod fwctl;
#[cfg(all(CONFIG_FWCTL, CONFIG_RUST_FWCTL_ABSTRACTIONS))]
pub mod fwctl;
#[cfg(CONFIG_PCI)]
pub mod pci;
#[cfg(not(CONFIG_FWCTL))]
mod no_fwctl;
`,
    },
    {
      path: 'drivers/gpio/lamp.rs',
      bad: `
#[cfg(any(CONFIG_FWCTL, CONFIG_FWCTL_MODULE))]
//~                     ^^^^^^^^^^^^^^^^^^^ cfg-on-tristate
fn publish() -> Result {
    if cfg!(CONFIG_HWMON_MODULE) {
        //~ ^^^^^^^^^^^^^^^^^^^ cfg-on-tristate
        return Err(ENODEV);
    }
    Ok(())
}
`,
      good: `
#[cfg(CONFIG_FWCTL)]
fn publish() -> Result {
    if cfg!(CONFIG_HWMON = "m") || cfg!(CONFIG_MODULES) {
        return Err(ENODEV);
    }
    Ok(())
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const attributes = file
      .nodes('attribute_item', 'inner_attribute_item')
      .filter((node) => /^#!?\[cfg(?:_attr)?\b/.test(file.textOf(node)));
    const macros = facts.macroCalls.filter(({ name }) => name === 'cfg').map(({ tokens }) => tokens);
    for (const node of [...attributes, ...macros]) {
      for (const option of optionsIn(file, node)) {
        // A symbol may itself have this name.
        if (!option.name.endsWith('_MODULE') || optionKind(facts.tree, option.name) !== undefined) continue;
        const own = `CONFIG_${option.name.replace(/_MODULE$/, '')}`;
        yield {
          at: option,
          message: `\`CONFIG_${option.name}\` is never set for Rust`,
          help: `\`${own}\` is set for \`=y\` and \`=m\`, \`${own} = "m"\` for a module only`,
        };
      }
    }
    if (facts.unit.path?.startsWith('rust/kernel/') !== true) return;
    for (const item of file.nodes('mod_item')) {
      for (const { item: attribute, path } of attributesOf(file, item)) {
        const text = file.textOf(attribute);
        if (path !== 'cfg' || /ABSTRACTIONS|_MODULE\b|\bnot\b/.test(text)) continue;
        for (const option of optionsIn(file, attribute)) {
          if (option.hasValue || !isTristate(context, option.name)) continue;
          yield {
            at: option,
            message: `\`CONFIG_${option.name}\` is set for \`=m\` too, but the kernel crate is built in`,
            fix: {
              title: 'Compare with `"y"`',
              kind: 'suggestion',
              edits: [{ start: option.end, end: option.end, text: ' = "y"' }],
            },
          };
        }
      }
    }
  },
});

interface Option {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `CONFIG_X = "y"` */
  readonly hasValue: boolean;
}

function optionsIn(file: SourceFile, node: Node): Option[] {
  const start = file.start(node);
  return [...file.textOf(node).matchAll(/\bCONFIG_(\w+)(\s*=)?/g)].map(({ index, 1: name = '', 2: value }) => ({
    name,
    start: start + index,
    end: start + index + 'CONFIG_'.length + name.length,
    hasValue: value !== undefined,
  }));
}

/** According to the tree's Kconfig, or to the packs if there is no tree. */
function isTristate({ facts }: Context, name: string): boolean {
  const kind = optionKind(facts.tree, name);
  if (kind !== undefined) return kind === 'tristate';
  return facts.packs.some(({ tristates }) => tristates?.includes(name) === true);
}
