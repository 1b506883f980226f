// Types that C allocates by size, without a compile-time check that the C struct is at offset 0.

import { kept } from '../../facts/source/layout';
import { isAsserted, offsetAssertion } from '../../facts/types/headed-types';
import { hasFixedLayout } from '../../facts/types/wrappers';
import { rule } from '../../rule';

export default rule({
  id: 'missing-offset-assert',
  summary: 'A type that C allocates has no compile-time check that its C struct is at offset 0.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `When C is passed the size of a type and uses its start as its own struct, a C macro checks the offset at compile time. Rust cannot use that macro,
so it has to repeat the check: a field that is later added in front then breaks the build instead of corrupting memory.`,
  sources: ['include/linux/fwctl.h (fwctl_alloc_device)', 'rust/kernel/build_assert.rs (static_assert!, const_assert!)'],
  examples: [
    {
      bad: `
/// Allocated by the core with \`uctx_size\` bytes.
#[repr(C)]
struct Session<T> {
//~    ^^^^^^^ missing-offset-assert
    raw: Opaque<bindings::fwctl_uctx>,
    data: T,
}

#[repr(C)]
struct Node {
//~    ^^^^ missing-offset-assert
    raw: Opaque<bindings::fwctl_device>,
    id: u32,
}

#[repr(C)]
struct Channel<T: Operations> {
//~    ^^^^^^^ missing-offset-assert
    raw: Opaque<bindings::fwctl_uctx>,
    data: T,
}

impl<T: Operations> Channel<T> {
    fn new() -> Result<Self> {
        Err(ENODEV)
    }
}
`,
      fixed: `
/// Allocated by the core with \`uctx_size\` bytes.
#[repr(C)]
struct Session<T> {
    raw: Opaque<bindings::fwctl_uctx>,
    data: T,
}

// C expects its own struct at the start of the allocation.
static_assert!(core::mem::offset_of!(Session<()>, raw) == 0);

#[repr(C)]
struct Node {
    raw: Opaque<bindings::fwctl_device>,
    id: u32,
}

// C expects its own struct at the start of the allocation.
static_assert!(core::mem::offset_of!(Node, raw) == 0);

#[repr(C)]
struct Channel<T: Operations> {
    raw: Opaque<bindings::fwctl_uctx>,
    data: T,
}

impl<T: Operations> Channel<T> {
    fn new() -> Result<Self> {
        // C expects its own struct at the start of the allocation.
        const_assert!(core::mem::offset_of!(Self, raw) == 0);

        Err(ENODEV)
    }
}
`,
      good: `
#[repr(C)]
struct Session<T> {
    raw: Opaque<bindings::fwctl_uctx>,
    data: T,
}

impl<T> Session<T> {
    const HEAD: () = assert!(core::mem::offset_of!(Self, raw) == 0);
}

#[repr(C)]
struct Timer {
    raw: Opaque<bindings::timer_list>,
    due: u64,
}
`,
    },
  ],
  *check({ file, facts }) {
    if (facts.unit.crate === 'host') return;
    for (const headed of facts.headedTypes) {
      const { struct, head, cType, sizedBy, isFirst } = headed;
      if (!isFirst || !hasFixedLayout(struct, 'C') || isAsserted(file, { headed, facts })) continue;
      const edit = offsetAssertion(file, { headed, facts });
      yield {
        at: struct.item.nameNode,
        message: `nothing checks at compile time that \`${head.name}\` is at offset 0 of \`${struct.item.name}\`, where C expects its \`${cType}\` because of \`${sizedBy}\``,
        fix: edit && {
          title: 'Check the offset at compile time',
          kind: 'suggestion',
          edits: [kept(file, struct.item.nameNode), edit],
        },
      };
    }
  },
});
