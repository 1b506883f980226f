// PCI devices and their drivers.

import { busDriver, exportedPlainly, subsystem } from '../subsystem';

export const pci = subsystem({
  id: 'pci',
  title: 'PCI',
  counted: [
    {
      struct: 'pci_dev',
      noun: 'PCI device',
      get: 'pci_dev_get',
      put: 'pci_dev_put',
      gets: ['get_device'],
      puts: ['put_device'],
      getSignature: 'struct pci_dev *pci_dev_get(struct pci_dev *dev)',
      putSignature: 'void pci_dev_put(struct pci_dev *dev)',
      rust: 'pci::Device',
      base: { field: 'dev', struct: 'device' },
      remark: 'Without `CONFIG_PCI` the get is an inline function that returns null, and the put a macro.',
      putSleeps: true,
      source: 'include/linux/pci.h',
    },
  ],
  registrations: [busDriver('pci', { register: '__pci_register_driver', unregister: 'pci_unregister_driver' })],
  none: { namespace: exportedPlainly, contexts: 'callbacks run in process context and may sleep' },
});
