// The files of debugfs, for people who debug.

import { exportedPlainly, pinned, subsystem } from '../subsystem';

export const debugfs = subsystem({
  id: 'debugfs',
  title: 'debugfs',
  pinnedTypes: [pinned('rust/kernel/debugfs.rs', 'debugfs::File', 'debugfs::Scope')],
  none: {
    namespace: exportedPlainly,
    refcounts: 'Rust itself counts who uses a `Dir`',
    registrations: 'entries have no parent device, and are removed when they are dropped',
    contexts: 'callbacks run in process context and may sleep',
  },
});
