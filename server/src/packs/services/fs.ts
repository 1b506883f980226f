// Open files and their descriptors.

import { exportedPlainly, subsystem } from '../subsystem';

export const fs = subsystem({
  id: 'fs',
  title: 'files',
  counted: [
    {
      struct: 'file',
      noun: 'open file',
      get: 'get_file',
      put: 'fput',
      getSignature: 'struct file *get_file(struct file *f)',
      putSignature: 'extern void fput(struct file *file)',
      getKind: 'static inline',
      rust: 'fs::File',
      remark: 'The work of the last `fput()` is deferred to a work item or to the return to user space.',
      source: 'include/linux/fs.h',
      putSource: 'include/linux/file.h',
    },
  ],
  guards: [
    {
      functions: ['fs::file::FileDescriptorReservation::get_unused_fd_flags'],
      whenDropped: 'the descriptor is released',
      called: 'reservation',
      silent: true,
      source: 'rust/kernel/fs/file.rs',
    },
  ],
  none: {
    namespace: exportedPlainly,
    registrations: 'Rust registers no file systems yet',
    contexts: 'there are no callbacks',
  },
});
