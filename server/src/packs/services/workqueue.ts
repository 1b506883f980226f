// Work queues and their items.

import { exportedPlainly, pinned, sleepingCalls, subsystem } from '../subsystem';

const source = 'rust/kernel/workqueue.rs';

export const workqueue = subsystem({
  id: 'workqueue',
  title: 'work queues',
  pinnedTypes: [pinned(source, 'workqueue::Work'), pinned(source, 'workqueue::DelayedWork')],
  sleeping: [
    sleepingCalls({
      bindings: ['cancel_delayed_work_sync', 'cancel_work_sync', 'flush_work'],
      source: 'include/linux/workqueue.h',
    }),
  ],
  workItems: [
    {
      traits: ['workqueue::WorkItem'],
      finders: ['workqueue::HasWork', 'workqueue::HasDelayedWork'],
      macros: [
        { name: 'impl_has_work', trait: 'HasWork', field: ['workqueue::Work'] },
        { name: 'impl_has_delayed_work', trait: 'HasDelayedWork', field: ['workqueue::DelayedWork'] },
      ],
      source,
    },
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: 'the queue holds the `Arc` or the box of an item',
    registrations: 'items are queued, not registered',
  },
});
