// What rules about drivers make of the files around: other files of the crate, the kernel tree at hand.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Finding } from '../../server/src/rule';
import { rules } from '../../server/src/rules';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { check, siblingsOf, type CheckOptions } from '../check';

before(() => startParser());

const treeOf = (files: Record<string, string>): KernelTree => overlayTree(emptyTree, new Map(Object.entries(files)));

function findingsOf(id: string, text: string, options: CheckOptions = {}): readonly Finding[] {
  const { rule } = rules.find((entry) => entry.rule.id === id) ?? assert.fail(id);
  return check(text, { path: 'drivers/fwctl/lamp.rs', ...options, rule }).findings;
}

describe('missing-imports-ns', () => {
  const module = 'kernel::module_platform_driver! {\n    type: Lamp,\n    name: "lamp",\n    license: "GPL",\n}\n';
  const find = (options: CheckOptions) => findingsOf('missing-imports-ns', module, options).length;

  it('sees what other files of the crate use', () => {
    const using = { 'drivers/fwctl/lamp/ops.rs': 'use kernel::{fwctl, prelude::*};\n' };
    const other = { 'drivers/fwctl/lamp/other.rs': '// Not kernel::fwctl.\nuse kernel::{faux, prelude::*};\n' };
    assert.equal(find({ unit: { siblings: siblingsOf({ ...other, ...using }) } }), 1);
    assert.equal(find({ unit: { siblings: siblingsOf(other) } }), 0);
    assert.equal(find({}), 0);
  });

  it('knows the namespace of every subsystem that has one', () => {
    const using = (name: string): readonly string[] =>
      findingsOf('missing-imports-ns', `use kernel::{${name}, prelude::*};\n${module}`).map(({ message }) => message);
    assert.deepEqual(using('pwm'), ['the module uses PWM but does not import its namespace `PWM`']);
    assert.deepEqual(using('fwctl'), ['the module uses fwctl but does not import its namespace `FWCTL`']);
    assert.deepEqual(using('i2c'), []);
    const imported = module.replace('"GPL",', '"GPL",\n    imports_ns: ["PWM"],');
    assert.deepEqual(findingsOf('missing-imports-ns', `use kernel::{pwm, prelude::*};\n${imported}`), []);
  });

  it('is silent where the macro does not know the key', () => {
    const siblings = siblingsOf({ 'drivers/fwctl/lamp/ops.rs': 'use kernel::fwctl;\n' });
    assert.equal(find({ unit: { siblings, kernelVersion: [6, 18] } }), 0);
    assert.equal(find({ unit: { siblings, kernelVersion: [6, 19] } }), 1);
  });

  it('is silent where the macro imports a namespace by itself', () => {
    const text =
      'use kernel::fwctl;\nkernel::module_pwm_platform_driver! {\n    type: A,\n    name: "a",\n    license: "GPL",\n}\n';
    assert.equal(findingsOf('missing-imports-ns', text).length, 0);
  });
});

describe('sleeping-call-in-irq-handler', () => {
  const messages = (text: string): readonly string[] =>
    findingsOf('sleeping-call-in-irq-handler', text).map(({ message }) => message);

  it('knows the callbacks of other subsystems that must not sleep', () => {
    const text = (trait: string, method: string): string => `use kernel::{block::mq, cpufreq, prelude::*, time::delay::fsleep};
impl ${trait} for Lamp {
    fn ${method}(&self) {
        fsleep(Delta::from_micros(50));
    }
}
`;
    assert.deepEqual(messages(text('mq::Operations', 'queue_rq')), [
      '`fsleep()` may sleep, and `queue_rq` runs inside an RCU read-side section',
    ]);
    assert.deepEqual(messages(text('cpufreq::Driver', 'fast_switch')), [
      '`fsleep()` may sleep, and `fast_switch` is called by the scheduler',
    ]);
    assert.deepEqual(messages(text('cpufreq::Driver', 'target_index')), []);
  });

  it('knows what sleeps in other subsystems', () => {
    const text = (call: string): string => `use kernel::{clk::Clk, irq, prelude::*};
impl irq::Handler for Lamp {
    fn handle(&self, _dev: &Device<Bound>) -> IrqReturn {
        let clock: &Clk = self.clock();
        ${call};
        IrqReturn::Handled
    }
}
`;
    assert.deepEqual(messages(text('clock.prepare_enable()')), [
      '`prepare_enable()` may sleep, and `handle` runs in hard interrupt context',
    ]);
    assert.deepEqual(messages(text('clock.enable()')), []);
  });
});

describe('unchecked-inplace-length', () => {
  it('knows callbacks under the names that they had before', () => {
    const text = (trait: string): string => `use kernel::{fwctl, prelude::*};
impl fwctl::${trait} for Lamp {
    fn fw_rpc(_uctx: &mut Uctx, _scope: u32, _rpc_in: &mut [u8], _out_len: *mut usize) -> Result<Option<KVec<u8>>, Error> {
        Ok(None)
    }
}
`;
    for (const trait of ['FwCtlOps', 'Operations']) assert.equal(findingsOf('unchecked-inplace-length', text(trait)).length, 1);
    assert.equal(findingsOf('unchecked-inplace-length', text('Unknown')).length, 0);
  });
});

describe('enotsupp-to-userspace', () => {
  const text = `use kernel::fwctl;
impl fwctl::Operations for Lamp {
    fn info<'a>(_this: Pin<&Self>, _device: &D, _data: &Data<'a>) -> Result<KVec<u8>> {
        Err(ENOTSUPP)
    }
}
`;

  it('names the other number where the kernel crate has it', () => {
    const withCode = treeOf({ 'rust/kernel/error.rs': 'declare_err!(EOPNOTSUPP, "Operation not supported.");' });
    const [found] = findingsOf('enotsupp-to-userspace', text, { tree: withCode });
    assert.deepEqual(
      found?.fix?.edits.map((edit) => edit.text),
      ['EOPNOTSUPP'],
    );
    assert.equal(findingsOf('enotsupp-to-userspace', text)[0]?.fix, undefined);
  });
});

describe('renamed-api', () => {
  const text = 'use kernel::fwctl;\nimpl fwctl::FwCtlOps for Lamp {}\n';

  it('is silent in a tree of the generation that has the old name', () => {
    const old = treeOf({ 'rust/kernel/fwctl.rs': 'pub trait FwCtlOps: Sized {}' });
    const merged = treeOf({ 'rust/kernel/fwctl.rs': 'pub trait Operations: Sized {}\nstruct UserCtx;' });
    assert.equal(findingsOf('renamed-api', text, { tree: old }).length, 0);
    assert.equal(findingsOf('renamed-api', text, { tree: merged }).length, 1);
  });
});

describe('cfg-on-tristate', () => {
  const text = '#[cfg(CONFIG_LAMP)]\npub mod lamp;\n#[cfg(CONFIG_FWCTL)]\npub mod fwctl;\n#[cfg(CONFIG_LAMP_MODULE)]\nmod a;\n';
  const find = (kconfig: string) =>
    findingsOf('cfg-on-tristate', text, { path: 'rust/kernel/lib.rs', tree: treeOf({ 'drivers/Kconfig': kconfig }) }).map(
      ({ message }) => /`CONFIG_\w+`/.exec(message)?.[0],
    );

  it('believes the tree more than what is known of the newest kernel', () => {
    assert.deepEqual(find('config LAMP\n\ttristate\nconfig FWCTL\n\tbool\n'), ['`CONFIG_LAMP`', '`CONFIG_LAMP_MODULE`']);
    assert.deepEqual(find('config LAMP\n\tbool\nconfig LAMP_MODULE\n\tbool\n'), ['`CONFIG_FWCTL`']);
  });

  it('does not mind modules of a driver', () => {
    const driver = findingsOf('cfg-on-tristate', '#[cfg(CONFIG_FWCTL)]\nmod ctl;\n');
    assert.equal(driver.length, 0);
  });
});
