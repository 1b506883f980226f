// Locks, conditions, RCU and references that are counted.

import { landed, pinned, readInTree, signature, sleepingCalls } from '../subsystem';

const spinLocks = ['sync::SpinLock', 'sync::lock::spinlock::SpinLock'];
const mutexes = ['sync::Mutex', 'sync::lock::mutex::Mutex'];
const conditions = ['sync::CondVar', 'sync::condvar::CondVar', 'sync::poll::PollCondVar'];
const completions = ['sync::Completion', 'sync::completion::Completion'];

const aref = 'rust/kernel/sync/aref.rs';
const rcu = 'rust/kernel/sync/rcu.rs';

export const sync = readInTree({
  id: 'sync',
  title: 'locks, conditions, RCU and counted references',
  generations: landed,
  items: [
    {
      path: 'sync::aref::ARef',
      aliases: ['types::ARef'],
      kind: 'struct',
      signatures: signature('pub struct ARef<T: AlwaysRefCounted>'),
      summary:
        'Owns one reference to a reference-counted object, usually a C object: cloning takes another reference, dropping puts it. `.into()` turns a `&T` into an `ARef<T>`.',
      notes: ['Return `&T` where the caller may borrow, and let the caller decide whether to take a reference.'],
      source: aref,
    },
    {
      path: 'sync::aref::ARef::from_raw',
      aliases: ['types::ARef::from_raw'],
      kind: 'fn',
      signatures: signature('pub unsafe fn from_raw(ptr: NonNull<T>) -> Self'),
      summary: 'Takes over an existing reference: there is no increment here.',
      notes: ['The caller owns a reference on the object and must not put it itself.'],
      source: aref,
    },
    {
      path: 'sync::aref::AlwaysRefCounted',
      aliases: ['types::AlwaysRefCounted'],
      kind: 'trait',
      signatures: signature(
        'pub unsafe trait AlwaysRefCounted {\n    fn inc_ref(&self);\n    unsafe fn dec_ref(obj: NonNull<Self>);\n}',
      ),
      summary:
        'For types of which every instance is reference counted. `inc_ref` and `dec_ref` call the get and the put of the same count.',
      notes: ['`dec_ref` may free the object: do not use `obj` afterwards.'],
      source: aref,
    },
  ],
  pinnedTypes: [
    pinned('rust/kernel/sync/lock.rs', 'sync::lock::Lock'),
    pinned('rust/kernel/sync/lock/mutex.rs', ...mutexes),
    pinned('rust/kernel/sync/lock/spinlock.rs', ...spinLocks),
    pinned('rust/kernel/sync/condvar.rs', 'sync::CondVar', 'sync::condvar::CondVar'),
    pinned('rust/kernel/sync/poll.rs', 'sync::poll::PollCondVar'),
    pinned('rust/kernel/sync/completion.rs', ...completions),
  ],
  neverNull: [
    ...['Arc', 'ArcBorrow', 'UniqueArc'].flatMap((name) => [`sync::${name}`, `sync::arc::${name}`]),
    'sync::aref::ARef',
    'types::ARef',
  ],
  guards: [
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
  ],
  atomicGuards: [
    { methods: ['lock', 'try_lock'], receivers: spinLocks, holds: 'a spinlock', source: 'rust/kernel/sync/lock/spinlock.rs' },
    { functions: ['sync::rcu::read_lock', 'sync::rcu::Guard::new'], holds: 'the RCU read-side lock', source: rcu },
  ],
  sleeping: [
    sleepingCalls({ methods: [{ name: 'lock', receivers: mutexes }], source: 'rust/kernel/sync/lock/mutex.rs' }),
    sleepingCalls({
      methods: ['wait', 'wait_interruptible', 'wait_interruptible_freezable', 'wait_interruptible_timeout'].map((name) => ({
        name,
        receivers: conditions,
      })),
      source: 'rust/kernel/sync/condvar.rs',
    }),
    sleepingCalls({
      methods: [{ name: 'wait_for_completion', receivers: completions }],
      source: 'rust/kernel/sync/completion.rs',
    }),
    sleepingCalls({ bindings: ['mutex_lock'], source: 'include/linux/mutex.h' }),
    sleepingCalls({ bindings: ['synchronize_rcu'], source: 'include/linux/rcupdate.h' }),
    sleepingCalls({ bindings: ['wait_for_completion'], source: 'include/linux/completion.h' }),
  ],
});
