// Address spaces of processes.

import { exportedPlainly, subsystem } from '../subsystem';

export const mm = subsystem({
  id: 'mm',
  title: 'address spaces',
  counted: [
    {
      struct: 'mm_struct',
      noun: 'address space',
      get: 'mmgrab',
      put: 'mmdrop',
      getSignature: 'void mmgrab(struct mm_struct *mm)',
      putSignature: 'void mmdrop(struct mm_struct *mm)',
      getKind: 'static inline',
      putKind: 'static inline',
      rust: 'mm::Mm',
      remark:
        'This count (`mm_count`) only keeps the struct alive; the user mappings have their own count, see `mmget()` and `mmput()`.',
      source: 'include/linux/sched/mm.h',
    },
    {
      struct: 'mm_struct',
      noun: 'address space with its user mappings',
      get: 'mmget',
      put: 'mmput',
      gets: ['mmget_not_zero'],
      puts: ['mmput_async'],
      getSignature: 'void mmget(struct mm_struct *mm)',
      putSignature: 'extern void mmput(struct mm_struct *mm)',
      getKind: 'static inline',
      rust: 'mm::MmWithUser',
      remark:
        'This count (`mm_users`) may be zero while the struct is alive: use `mmget_not_zero()` then. The last `mmput()` tears the mappings down and sleeps; use `mmput_async()` where that is not allowed.',
      putSleeps: true,
      source: 'include/linux/sched/mm.h',
    },
  ],
  guards: [
    {
      methods: ['mmap_read_lock', 'mmap_read_trylock', 'lock_vma_under_rcu'],
      whenDropped: 'the lock is released',
      called: 'guard',
      silent: true,
      source: 'rust/kernel/mm.rs',
    },
  ],
  none: {
    namespace: exportedPlainly,
    registrations: 'there is nothing to register',
    contexts: 'its locks may be held while sleeping',
  },
});
