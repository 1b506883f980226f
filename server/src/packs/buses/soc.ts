// SoC devices, which tell user space what machine this is.

import { exportedPlainly, subsystem } from '../subsystem';

export const soc = subsystem({
  id: 'soc',
  title: 'SoC devices',
  registrations: [
    {
      type: 'soc::Registration',
      register: ['soc_device_register'],
      unregister: ['soc_device_unregister'],
      boundParent: false,
      tie: 'none',
      summary: 'A SoC device describes the machine and has no parent.',
      source: 'rust/kernel/soc.rs',
    },
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: 'a SoC device belongs to its registration',
    contexts: 'there are no callbacks',
  },
});
