// The auxiliary bus, on which a driver offers a part of its device to another driver.

import { busDriver, exportedPlainly, subsystem } from '../subsystem';

export const auxiliary = subsystem({
  id: 'auxiliary',
  title: 'the auxiliary bus',
  counted: [
    {
      struct: 'auxiliary_device',
      noun: 'auxiliary device',
      get: 'get_device',
      put: 'put_device',
      rust: 'auxiliary::Device',
      base: { field: 'dev', struct: 'device' },
      source: 'include/linux/auxiliary_bus.h',
    },
  ],
  registrations: [
    {
      type: 'auxiliary::Registration',
      arguments: { parent: 0 },
      register: ['__auxiliary_device_add'],
      unregister: ['auxiliary_device_delete', 'auxiliary_device_uninit'],
      boundParent: true,
      tie: 'devres',
      startsEarly: true,
      summary:
        'The child must be gone before its parent is unbound, because its driver may use the bound parent; the constructor only returns the registration in a `Devres`.',
      source: 'rust/kernel/auxiliary.rs',
    },
    busDriver('auxiliary', { register: '__auxiliary_driver_register', unregister: 'auxiliary_driver_unregister' }),
  ],
  none: { namespace: exportedPlainly, contexts: 'callbacks run in process context and may sleep' },
});
