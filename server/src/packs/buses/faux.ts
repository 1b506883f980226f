// Faux devices, for what is no device but needs one.

import { exportedPlainly, subsystem } from '../subsystem';

export const faux = subsystem({
  id: 'faux',
  title: 'faux devices',
  registrations: [
    {
      type: 'faux::Registration',
      register: ['faux_device_create'],
      unregister: ['faux_device_destroy'],
      boundParent: false,
      tie: 'none',
      summary: 'A faux device may have a parent, on which the core holds a reference; it need not be bound.',
      source: 'rust/kernel/faux.rs',
    },
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: 'a faux device belongs to its registration',
    contexts: 'there are no callbacks in Rust',
  },
});
