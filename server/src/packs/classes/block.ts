// Block devices on blk-mq: tag sets, disks, and the callbacks that queue requests.

import { exportedPlainly, pinned, subsystem } from '../subsystem';

export const block = subsystem({
  id: 'block',
  title: 'block devices',
  registrations: [
    {
      type: 'block::mq::gen_disk::GenDisk',
      constructors: [],
      register: ['device_add_disk'],
      unregister: ['del_gendisk'],
      boundParent: false,
      tie: 'none',
      startsEarly: true,
      summary:
        'A disk is added by `GenDiskBuilder::build()`, without a parent device, and deleted when the `GenDisk` is dropped.',
      source: 'rust/kernel/block/mq/gen_disk.rs',
    },
  ],
  pinnedTypes: [pinned('rust/kernel/block/mq/tag_set.rs', 'block::mq::TagSet', 'block::mq::tag_set::TagSet')],
  // The tag sets of Rust do not have `BLK_MQ_F_BLOCKING`.
  atomicCallbacks: [
    {
      traits: ['block::mq::Operations', 'block::mq::operations::Operations'],
      method: 'queue_rq',
      because: 'runs inside an RCU read-side section',
      instead: 'a work item',
      source: 'block/blk-mq.h',
    },
  ],
  none: { namespace: exportedPlainly, refcounts: 'Rust itself counts who uses a `Request`' },
});
