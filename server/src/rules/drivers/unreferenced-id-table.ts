// Device tables that no driver uses.

import { argumentsOf } from '../../facts/source/macro-calls';
import { holdsInSibling } from '../../facts/names/siblings';
import { rule } from '../../rule';
import type { SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unreferenced-id-table',
  summary: 'A `*_device_table!` declares a table that the driver does not use.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`of_device_table!\` and its siblings turn one list into two things: a table that the bus matches devices against, and an alias from which \`modpost\`
generates the module's device list. The first only works if the driver's \`impl\` returns it, as in \`const OF_ID_TABLE:
Option<of::IdTable<Self::IdInfo>> = Some(&OF_TABLE);\`. Otherwise the module is loaded for the device but never probed; the compiler does not warn,
because the alias uses the table.`,
  sources: [
    'rust/kernel/device_id.rs (module_device_table!)',
    'rust/kernel/of.rs (of_device_table!)',
    'rust/kernel/platform.rs (Driver)',
  ],
  examples: [
    {
      bad: `
kernel::of_device_table!(
    OF_TABLE,
    MODULE_OF_TABLE,
    <FanDriver as platform::Driver>::IdInfo,
    [(of::DeviceId::new(c"acme,fan"), ())]
);

kernel::acpi_device_table!(
    ACPI_TABLE,
    //~< ^^^^^^^^^^ unreferenced-id-table
    MODULE_ACPI_TABLE,
    <FanDriver as platform::Driver>::IdInfo,
    [(acpi::DeviceId::new(c"ACME0001"), ())]
);

impl platform::Driver for FanDriver {
    type IdInfo = ();
    const OF_ID_TABLE: Option<of::IdTable<Self::IdInfo>> = Some(&OF_TABLE);
}
`,
      good: `
kernel::pci_device_table!(
    PCI_TABLE,
    MODULE_PCI_TABLE,
    <TestDriver as pci::Driver>::IdInfo,
    [(pci::DeviceId::from_id(pci::Vendor::REDHAT, 0x5), TestIndex::NO_EVENTFD)]
);

impl pci::Driver for TestDriver {
    type IdInfo = TestIndex;
    const ID_TABLE: pci::IdTable<Self::IdInfo> = &PCI_TABLE;
}
`,
    },
    {
      bad: `
kernel::usb_device_table!(USB_TABLE, MODULE_USB_TABLE, (), [(usb::DeviceId::from_id(0x1234, 0x5678), ())]);
//~                       ^^^^^^^^^ unreferenced-id-table

impl usb::Driver for Dongle {
    type IdInfo = ();
    const ID_TABLE: usb::IdTable<Self::IdInfo> = &USB_TABEL;
}
`,
      good: `
macro_rules! board_device_table {
    ($table:ident, $alias:ident, $entries:expr) => {
        $crate::of_device_table!($table, $alias, (), $entries);
    };
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const call of facts.macroCalls) {
      const bus = /^(\w+)_device_table$/.exec(call.name)?.[1];
      // `module_device_table!` only names a table, it does not declare one.
      if (bus === undefined || bus === 'module') continue;
      const [table, alias, , entries] = argumentsOf(file, call);
      const [name] = table?.nodes ?? [];
      if (alias === undefined || entries === undefined) continue;
      if (table?.nodes.length !== 1 || !file.is(name, 'identifier') || !/^\w+$/.test(file.textOf(name))) continue;
      const text = file.textOf(name);
      if (isUsed(file, text, name) || holdsInSibling(facts.unit, text, (other) => isUsed(other, text, undefined))) continue;
      yield { at: name, message: `the device table \`${text}\` is not used by any driver in this file` };
    }
  },
});

/** Whether the name is used anywhere in the code except where the table is declared; a comment is not a use. */
function isUsed(file: SourceFile, text: string, declared: number | undefined): boolean {
  return file.identifiers(text).some((node) => node !== declared);
}
