// The kernel's allocators: which function frees the memory of which, and the Rust types that own it.

import type { AllocatorFact, CFunction } from '../c-facts';
import type { Obligation } from '../pack';
import { readInTree, sleepingCalls } from '../subsystem';

const slab = 'include/linux/slab.h';
const vmalloc = 'include/linux/vmalloc.h';
const allocator = 'rust/kernel/alloc/allocator.rs';

const allocators: readonly AllocatorFact[] = [
  {
    name: 'Kmalloc',
    vec: 'KVec',
    box: 'KBox',
    freedBy: ['kfree', 'kfree_sensitive', 'kvfree', 'kvfree_sensitive'],
    summary: 'Physically contiguous memory from `kmalloc()`; large requests may fail.',
    source: allocator,
  },
  {
    name: 'Vmalloc',
    vec: 'VVec',
    box: 'VBox',
    freedBy: ['vfree', 'kvfree', 'kvfree_sensitive'],
    summary: 'Virtually contiguous memory from `vmalloc()`, in whole pages; never pass it to `kfree()`.',
    source: allocator,
  },
  {
    name: 'KVmalloc',
    vec: 'KVVec',
    box: 'KVBox',
    freedBy: ['kvfree', 'kvfree_sensitive'],
    summary: 'Memory from `kmalloc()` if that succeeds, otherwise from `vmalloc()`: only `kvfree()` takes both.',
    source: allocator,
  },
];

const allocated = (by: string, words: readonly string[]): readonly [Obligation, Obligation] => [
  {
    claim: `\`{pointer}\` came from ${by} and the caller owns it`,
    words: ['alloc', 'own', 'came from', 'returned by', 'into_raw', ...words],
  },
  {
    claim: '`{pointer}` is not used afterwards',
    words: ['not used', 'never used', 'no longer', 'last', 'own', 'freed', 'once', 'only'],
  },
];

const freeing = (
  kind: Pick<CFunction, 'name' | 'signature' | 'summary' | 'context' | 'sleeps' | 'prefer'> & { by: string; source: string },
): CFunction => {
  const { by, ...rest } = kind;
  const parameter = /(\w+)\)$/.exec(kind.signature)?.[1] ?? '';
  const obligations = allocated(by, []).map(({ claim, words }) => ({
    claim: claim.replace('{pointer}', `{${parameter}}`),
    words,
  }));
  const [first, ...others] = obligations;
  return {
    ...rest,
    kind: 'function',
    parameters: [parameter],
    constParameters: [parameter],
    ownership: 'Takes the memory.',
    ...(first === undefined ? {} : { obligations: [first, ...others] }),
  };
};

const functions: readonly CFunction[] = [
  freeing({
    name: 'kfree',
    signature: 'void kfree(const void *objp)',
    by: '`kmalloc()` or one of its relatives',
    summary:
      'Frees memory from `kmalloc()`. Null and the pointer returned for an allocation of size 0 are ignored; passing memory from `vmalloc()`, such as that of a `VVec` or `KVVec`, is an error.',
    context: 'any context except NMI',
    sleeps: false,
    prefer: 'dropping the `KBox` or `KVec`',
    source: slab,
  }),
  freeing({
    name: 'kvfree',
    signature: 'void kvfree(const void *addr)',
    by: '`kvmalloc()`, `kmalloc()` or `vmalloc()`',
    summary: 'Frees memory from both `kmalloc()` and `vmalloc()`: the only function that works for every Rust vector.',
    context: 'process context, may sleep if the memory came from `vmalloc()`, or any interrupt context except NMI',
    sleeps: true,
    prefer: 'dropping the `KVBox` or `KVVec`',
    source: slab,
  }),
  freeing({
    name: 'vfree',
    signature: 'void vfree(const void *addr)',
    by: '`vmalloc()` or one of its relatives',
    summary: 'Frees memory from `vmalloc()`; passing memory from `kmalloc()`, such as that of a `KVec`, is an error.',
    context: 'process context, may sleep; in interrupts it only queues the work',
    sleeps: true,
    prefer: 'dropping the `VBox` or `VVec`',
    source: vmalloc,
  }),
];

export const alloc = readInTree({
  id: 'alloc',
  title: 'allocators and the functions that free their memory',
  sources: ['rust/kernel/alloc/kbox.rs', 'rust/kernel/alloc/kvec.rs'].map((path) => ({
    repository: 'torvalds/linux',
    path,
    version: '7.1.5',
  })),
  functions,
  allocators,
  neverNull: ['KBox', 'VBox', 'KVBox', 'KVec', 'VVec', 'KVVec'].map((name) => `alloc::${name}`),
  sleeping: [
    {
      ...sleepingCalls({ source: 'rust/kernel/alloc.rs' }),
      flags: ['GFP_KERNEL', 'GFP_KERNEL_ACCOUNT'],
      instead: 'GFP_ATOMIC',
    },
  ],
});
