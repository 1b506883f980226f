// Timers and delays.

import { exportedPlainly, pinned, sleepingCalls, subsystem } from '../subsystem';

export const time = subsystem({
  id: 'time',
  title: 'timers and delays',
  pinnedTypes: [pinned('rust/kernel/time/hrtimer.rs', 'time::hrtimer::HrTimer')],
  sleeping: [
    sleepingCalls({ functions: ['time::delay::fsleep'], source: 'rust/kernel/time/delay.rs' }),
    sleepingCalls({
      bindings: ['fsleep', 'msleep', 'msleep_interruptible', 'ssleep', 'usleep_range', 'usleep_range_state'],
      source: 'include/linux/delay.h',
    }),
  ],
  atomicCallbacks: [
    {
      traits: ['time::hrtimer::HrTimerCallback'],
      method: 'run',
      because: 'runs in interrupt context',
      instead: 'a work item',
      source: 'rust/kernel/time/hrtimer.rs',
    },
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: 'a timer is part of its owner',
    registrations: 'a timer is started, and its handle cancels it',
  },
});
