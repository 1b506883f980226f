// Lists, trees and arrays of the kernel crate.

import { pinned, readInTree } from '../subsystem';

export const collections = readInTree({
  id: 'collections',
  title: 'lists, trees and arrays',
  pinnedTypes: [
    pinned('rust/kernel/xarray.rs', 'xarray::XArray'),
    pinned('rust/kernel/maple_tree.rs', 'maple_tree::MapleTree', 'maple_tree::MapleTreeAlloc'),
    pinned('rust/kernel/list.rs', 'list::ListLinks', 'list::ListLinksSelfPtr'),
    pinned('rust/kernel/list/arc.rs', 'list::AtomicTracker', 'list::arc::AtomicTracker'),
    pinned('rust/kernel/interop/list.rs', 'interop::list::CListHead'),
  ],
});
