// Types of the kernel crate that must not move, the traits that say what a type's bytes are, and the items of work queues.

import type { PinnedType } from './kernel-facts';
import type { Pack } from './pack';

const type = (source: string, ...paths: string[]): PinnedType => ({ paths, source });

const pinnedTypes: readonly PinnedType[] = [
  type('rust/pin-init/internal/src/pin_data.rs', 'core::marker::PhantomPinned'),
  type('rust/kernel/sync/lock.rs', 'sync::lock::Lock'),
  type('rust/kernel/sync/lock/mutex.rs', 'sync::Mutex', 'sync::lock::mutex::Mutex'),
  type('rust/kernel/sync/lock/spinlock.rs', 'sync::SpinLock', 'sync::lock::spinlock::SpinLock'),
  type('rust/kernel/sync/condvar.rs', 'sync::CondVar', 'sync::condvar::CondVar'),
  type('rust/kernel/sync/poll.rs', 'sync::poll::PollCondVar'),
  type('rust/kernel/sync/completion.rs', 'sync::Completion', 'sync::completion::Completion'),
  type('rust/kernel/workqueue.rs', 'workqueue::Work'),
  type('rust/kernel/workqueue.rs', 'workqueue::DelayedWork'),
  type('rust/kernel/time/hrtimer.rs', 'time::hrtimer::HrTimer'),
  type('rust/kernel/irq/request.rs', 'irq::Registration', 'irq::request::Registration'),
  type('rust/kernel/irq/request.rs', 'irq::ThreadedRegistration', 'irq::request::ThreadedRegistration'),
  type('rust/kernel/driver.rs', 'driver::Registration'),
  type('rust/kernel/miscdevice.rs', 'miscdevice::MiscDeviceRegistration'),
  type('rust/kernel/revocable.rs', 'revocable::Revocable'),
  type('rust/kernel/xarray.rs', 'xarray::XArray'),
  type('rust/kernel/maple_tree.rs', 'maple_tree::MapleTree', 'maple_tree::MapleTreeAlloc'),
  type('rust/kernel/configfs.rs', 'configfs::Subsystem', 'configfs::Group'),
  type('rust/kernel/debugfs.rs', 'debugfs::File', 'debugfs::Scope'),
  type('rust/kernel/list.rs', 'list::ListLinks', 'list::ListLinksSelfPtr'),
  type('rust/kernel/list/arc.rs', 'list::AtomicTracker', 'list::arc::AtomicTracker'),
  type('rust/kernel/interop/list.rs', 'interop::list::CListHead'),
  type('rust/kernel/block/mq/tag_set.rs', 'block::mq::TagSet', 'block::mq::tag_set::TagSet'),
];

export const pinning: Pack = {
  id: 'pinning',
  title: 'pinned types, bytes as values, and work items',
  sources: [
    { repository: 'linux', path: 'rust/pin-init/internal/src/pin_data.rs', version: '7.1.5' },
    { repository: 'linux', path: 'rust/kernel/transmute.rs', version: '7.1.5' },
    { repository: 'linux', path: 'rust/kernel/workqueue.rs', version: '7.1.5' },
    { repository: 'linux', path: 'rust/kernel/{sync,irq,time,list,debugfs,configfs,xarray,maple_tree}.rs', version: '7.1.5' },
  ],
  pinnedTypes,
  neverNull: [
    'core::ptr::NonNull',
    ...['NonZero', 'NonZeroU8', 'NonZeroU16', 'NonZeroU32', 'NonZeroU64', 'NonZeroUsize'].map((name) => `core::num::${name}`),
    ...['KBox', 'VBox', 'KVBox', 'KVec', 'VVec', 'KVVec'].map((name) => `alloc::${name}`),
    ...['Arc', 'ArcBorrow', 'UniqueArc'].flatMap((name) => [`sync::${name}`, `sync::arc::${name}`]),
    'sync::aref::ARef',
    'types::ARef',
  ],
  byteTraits: [
    { paths: ['transmute::FromBytes'], fromBytes: true, source: 'rust/kernel/transmute.rs' },
    { paths: ['transmute::AsBytes'], fromBytes: false, source: 'rust/kernel/transmute.rs' },
  ],
  workItems: [
    {
      traits: ['workqueue::WorkItem'],
      finders: ['workqueue::HasWork', 'workqueue::HasDelayedWork'],
      macros: [
        { name: 'impl_has_work', trait: 'HasWork', field: ['workqueue::Work'] },
        { name: 'impl_has_delayed_work', trait: 'HasDelayedWork', field: ['workqueue::DelayedWork'] },
      ],
      source: 'rust/kernel/workqueue.rs',
    },
  ],
};
