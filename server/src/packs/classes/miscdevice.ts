// Misc devices: a file in /dev with the callbacks of its driver.

import { exportedPlainly, pinned, subsystem } from '../subsystem';

export const miscdevice = subsystem({
  id: 'miscdevice',
  title: 'misc devices',
  registrations: [
    {
      type: 'miscdevice::MiscDeviceRegistration',
      constructors: ['register'],
      register: ['misc_register'],
      unregister: ['misc_deregister'],
      boundParent: false,
      tie: 'none',
      startsEarly: true,
      summary: 'A misc device has no bound parent: the registration lives as long as its owner, usually the module.',
      source: 'rust/kernel/miscdevice.rs',
    },
  ],
  pinnedTypes: [pinned('rust/kernel/miscdevice.rs', 'miscdevice::MiscDeviceRegistration')],
  guards: [
    {
      functions: ['miscdevice::MiscDeviceRegistration::register'],
      whenDropped: 'the device is not registered',
      called: 'registration',
      initializer: true,
      source: 'rust/kernel/miscdevice.rs',
    },
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: 'a misc device belongs to its registration',
    contexts: 'callbacks run in process context and may sleep',
  },
});
