// Guards, calls that may sleep, and contexts in which they must not.

import type { AtomicCallback, AtomicGuard, Guard, SleepingCalls } from './kernel-facts';
import type { Pack } from './pack';

const guards: readonly Guard[] = [
  {
    methods: ['lock', 'try_lock'],
    whenDropped: 'the lock is released',
    called: 'guard',
    source: 'rust/kernel/sync/lock.rs',
  },
  {
    functions: ['sync::rcu::read_lock', 'sync::rcu::Guard::new'],
    whenDropped: 'the RCU read-side section ends',
    called: 'rcu',
    silent: true,
    source: 'rust/kernel/sync/rcu.rs',
  },
  {
    methods: ['try_access'],
    whenDropped: 'the access to the object ends',
    called: 'guard',
    silent: true,
    source: 'rust/kernel/revocable.rs',
  },
  {
    methods: ['mmap_read_lock', 'mmap_read_trylock', 'lock_vma_under_rcu'],
    whenDropped: 'the lock is released',
    called: 'guard',
    silent: true,
    source: 'rust/kernel/mm.rs',
  },
  {
    functions: ['types::ScopeGuard::new', 'types::ScopeGuard::new_with_data'],
    whenDropped: 'the cleanup runs',
    called: 'guard',
    silent: true,
    source: 'rust/kernel/types.rs',
  },
  {
    functions: ['devres::Devres::new'],
    whenDropped: 'the resource is released',
    called: 'resource',
    silent: true,
    source: 'rust/kernel/devres.rs',
  },
  {
    functions: ['fs::file::FileDescriptorReservation::get_unused_fd_flags'],
    whenDropped: 'the descriptor is released',
    called: 'reservation',
    silent: true,
    source: 'rust/kernel/fs/file.rs',
  },
  {
    methods: ['request_irq', 'request_threaded_irq'],
    whenDropped: 'the interrupt is not requested',
    called: 'irq',
    initializer: true,
    source: 'rust/kernel/pci/irq.rs, rust/kernel/platform.rs',
  },
  {
    functions: ['miscdevice::MiscDeviceRegistration::register'],
    whenDropped: 'the device is not registered',
    called: 'registration',
    initializer: true,
    source: 'rust/kernel/miscdevice.rs',
  },
];

const spinLocks = ['sync::SpinLock', 'sync::lock::spinlock::SpinLock'];
const mutexes = ['sync::Mutex', 'sync::lock::mutex::Mutex'];
const conditions = ['sync::CondVar', 'sync::condvar::CondVar', 'sync::poll::PollCondVar'];
const completions = ['sync::Completion', 'sync::completion::Completion'];

const atomicGuards: readonly AtomicGuard[] = [
  { methods: ['lock', 'try_lock'], receivers: spinLocks, holds: 'a spinlock', source: 'rust/kernel/sync/lock/spinlock.rs' },
  {
    functions: ['sync::rcu::read_lock', 'sync::rcu::Guard::new'],
    holds: 'the RCU read-side lock',
    source: 'rust/kernel/sync/rcu.rs',
  },
  { methods: ['try_access'], holds: 'the RCU read-side lock', source: 'rust/kernel/revocable.rs' },
];

const sleeping: SleepingCalls = {
  functions: ['time::delay::fsleep', 'task::might_sleep', 'io::poll::read_poll_timeout'],
  methods: [
    { name: 'lock', receivers: mutexes },
    { name: 'wait', receivers: conditions },
    { name: 'wait_interruptible', receivers: conditions },
    { name: 'wait_interruptible_freezable', receivers: conditions },
    { name: 'wait_interruptible_timeout', receivers: conditions },
    { name: 'wait_for_completion', receivers: completions },
  ],
  flags: ['GFP_KERNEL', 'GFP_KERNEL_ACCOUNT'],
  instead: 'GFP_ATOMIC',
  bindings: [
    '__might_sleep',
    'cancel_delayed_work_sync',
    'cancel_work_sync',
    'flush_work',
    'fsleep',
    'kthread_stop',
    'msleep',
    'msleep_interruptible',
    'mutex_lock',
    'schedule',
    'schedule_timeout',
    'ssleep',
    'synchronize_rcu',
    'usleep_range',
    'usleep_range_state',
    'wait_for_completion',
  ],
  source: 'rust/kernel/{alloc,task,time/delay,io/poll,sync/lock/mutex,sync/condvar,sync/completion}.rs',
};

const hardInterrupt = 'runs in hard interrupt context';

const atomicCallbacks: readonly AtomicCallback[] = [
  {
    traits: ['irq::Handler', 'irq::request::Handler'],
    method: 'handle',
    because: hardInterrupt,
    instead: 'the `handle_threaded` of a `ThreadedHandler`',
    source: 'rust/kernel/irq/request.rs',
  },
  {
    traits: ['irq::ThreadedHandler', 'irq::request::ThreadedHandler'],
    method: 'handle',
    because: hardInterrupt,
    instead: '`handle_threaded`',
    source: 'rust/kernel/irq/request.rs',
  },
  {
    traits: ['time::hrtimer::HrTimerCallback'],
    method: 'run',
    because: 'runs in interrupt context',
    instead: 'a work item',
    source: 'rust/kernel/time/hrtimer.rs',
  },
];

export const contexts: Pack = {
  id: 'contexts',
  title: 'guards and sleeping',
  sources: [
    { repository: 'linux', path: 'rust/kernel/{types,devres,revocable,mm}.rs', version: '7.1.5' },
    { repository: 'linux', path: 'rust/kernel/{sync,irq,time,io,task,alloc}.rs and below', version: '7.1.5' },
    { repository: 'linux', path: 'include/linux/{delay,workqueue,kthread,mutex,sched,rcupdate,completion}.h', version: '7.1.5' },
  ],
  guards,
  atomicGuards,
  sleeping: [sleeping],
  atomicCallbacks,
};
