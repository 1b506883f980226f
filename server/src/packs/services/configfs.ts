// The objects of configfs, which user space makes by making directories.

import { exportedPlainly, pinned, subsystem } from '../subsystem';

export const configfs = subsystem({
  id: 'configfs',
  title: 'configfs',
  tristates: ['CONFIGFS_FS'],
  registrations: [
    {
      type: 'configfs::Subsystem',
      register: ['configfs_register_subsystem'],
      unregister: ['configfs_unregister_subsystem'],
      boundParent: false,
      tie: 'none',
      startsEarly: true,
      summary: 'A configfs subsystem belongs to its module and has no parent device.',
      source: 'rust/kernel/configfs.rs',
    },
  ],
  pinnedTypes: [pinned('rust/kernel/configfs.rs', 'configfs::Subsystem', 'configfs::Group')],
  none: {
    namespace: exportedPlainly,
    refcounts: 'the abstraction keeps the items of configfs to itself',
    contexts: 'callbacks run in process context and may sleep',
  },
});
