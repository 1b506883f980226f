// Drivers that report another driver's device type, or one that does not exist.

import { lastName } from '../../facts/names/declarations';
import { rule, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'foreign-device-type',
  summary: 'A driver reports the device type of another driver, or a made-up one.',
  severity: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `The device type is part of the user API: programs use it to choose the protocol that they speak with the firmware. A driver that borrows another
driver's value is sent messages that it does not understand, and a number that is transmuted to the enum is undefined behaviour. A new driver adds
its own value to the user API header and to the Rust enum. Values for tests and samples have been rejected, because a number in that header stays
forever.`,
  sources: ['include/uapi/fwctl/fwctl.h (enum fwctl_device_type)', 'rust/kernel/fwctl.rs (DeviceType)'],
  examples: [
    {
      path: 'drivers/fwctl/flash/main.rs',
      bad: `
use kernel::fwctl::{self, DeviceType};

impl fwctl::Operations for Flash {
    const DEVICE_TYPE: DeviceType = DeviceType::Mlx5;
    //~                             ^^^^^^^^^^^^^^^^ foreign-device-type
}

impl fwctl::Operations for OtherFlash {
    // SAFETY: The enum is a \`u32\`.
    const DEVICE_TYPE: DeviceType = unsafe { core::mem::transmute::<u32, DeviceType>(9) };
    //~                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ foreign-device-type
}

impl fwctl::Operations for TestFlash {
    const DEVICE_TYPE: DeviceType = DeviceType::RustFlashTest;
    //~                             ^^^^^^^^^^^^^^^^^^^^^^^^^ foreign-device-type
}
`,
      good: `
use kernel::fwctl::{self, DeviceType};

impl fwctl::Operations for Flash {
    const DEVICE_TYPE: DeviceType = DeviceType::Flash;
}

impl OtherFlash {
    const DEVICE_TYPE: DeviceType = DeviceType::Mlx5;
}
`,
    },
    {
      path: 'drivers/net/ethernet/mellanox/mlx5/fwctl.rs',
      bad: `
use kernel::fwctl;

impl fwctl::Operations for Port {
    const DEVICE_TYPE: fwctl::DeviceType = fwctl::DeviceType::Bnxt;
    //~                                    ^^^^^^^^^^^^^^^^^^^^^^^ foreign-device-type
}
`,
      good: `
use kernel::fwctl;

impl fwctl::Operations for Port {
    const DEVICE_TYPE: fwctl::DeviceType = fwctl::DeviceType::Mlx5;
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { impl, trait, pack } of facts.callbackImpls) {
      const { kind } = trait;
      const value =
        impl.body === undefined || kind === undefined ? undefined : constantIn(file, { body: impl.body, name: kind.name });
      if (value === undefined || kind === undefined) continue;
      const members = pack.enums?.find(({ name }) => name === kind.enum)?.members ?? [];
      const report = judge(file, {
        value,
        variants: members.flatMap(({ variant }) => variant ?? []),
        path: facts.unit.path ?? file.path,
      });
      if (report !== undefined) yield report;
    }
  },
});

function constantIn(file: SourceFile, { body, name }: { body: Node; name: string }): Node | undefined {
  const item = file
    .named(body)
    .find((child) => file.is(child, 'const_item') && lastName(file, file.field(child, 'name')) === name);
  return file.field(item, 'value');
}

interface Announced {
  readonly value: Node;
  readonly variants: readonly string[];
  readonly path: string;
}

function judge(file: SourceFile, { value, variants, path }: Announced): Report | undefined {
  const help = 'add a value for this driver to the user API';
  if (/\btransmute\b|\bas\b/.test(file.textOf(value)))
    return { at: value, message: 'is this number a variant of the enum?', help };
  const variant = lastName(file, value);
  if (variant === undefined) return undefined;
  if (/test|sample|example|dummy/i.test(variant))
    return { at: value, message: `does \`${variant}\`, a value for tests, belong in the user API?`, help };
  if (!variants.includes(variant) || plain(path).includes(plain(variant))) return undefined;
  return { at: value, message: `is this the driver that user space knows as \`${variant}\`?`, help };
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
