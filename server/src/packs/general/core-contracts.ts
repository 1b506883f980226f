// The conditions of unsafe operations in the language, in `core` and in the kernel's own smart pointers, in our own words.

import type { Contract, Obligation } from '../pack';

const notNull: Obligation = {
  claim: '`{pointer}` is not null',
  words: [
    'non-null',
    'nonnull',
    'not null',
    'never null',
    'not be null',
    'cannot be null',
    "can't be null",
    'null … check',
    'dangling',
  ],
};

const validPointer = [
  'valid pointer',
  'valid out',
  'pointer … valid',
  'is valid',
  'are valid',
  'remains valid',
  'stays valid',
  'live',
  'alive',
];

const aligned = ['align'];

const readable: readonly string[] = [
  'valid for … read',
  'readable',
  'valid for reading',
  'can be read',
  'may be read',
  '&[',
  ...validPointer,
];

const writable: readonly string[] = [
  ...[
    'valid for … writ',
    'writable',
    'writeable',
    'valid for writing',
    'can be written',
    'may be written',
    'just allocated',
    '&mut [',
  ],
  ...validPointer,
];

const initialised: readonly string[] = ['initiali', 'zeroed', 'was written', 'has been written', 'valid value', 'holds a valid'];

const exclusive: readonly string[] = [
  ...['exclusive', 'unique', 'no other', 'nothing else', 'not alias', 'no alias', 'only reference', 'only pointer', 'sole'],
  ...[
    'no concurrent',
    'owns',
    'owned',
    'ownership',
    '&mut self',
    '&mut [',
    'mutable reference',
    'not … accessed',
    'no race',
    'lock',
  ],
];

const unchanging: readonly string[] = [
  ...['not mutated', 'not … modified', 'not … changed', 'never mutated', 'never written', 'immutable', 'read-only', 'no mutable'],
  ...['nobody writes', 'not … written', 'shared reference', '&[', 'only shared', ...exclusive],
];

const lifetime: readonly string[] = ['outlive', 'lifetime', 'as long as', 'for the duration', 'while', 'until', ...validPointer];

const range: readonly string[] = [
  ...[
    'valid for … bytes',
    'valid for … elements',
    'valid for … read',
    'valid for … writ',
    'readable for',
    'at least',
    'in bounds',
  ],
  ...[
    'in-bounds',
    'within bounds',
    'bounds check',
    'same allocat',
    'one allocat',
    'single allocat',
    'contain',
    'has a size',
    'size of',
  ],
  ...['length', 'number of elements', 'points to'],
];

const overflow: readonly string[] = [
  'isize',
  'overflow',
  'wrap around',
  'fits in',
  'address space',
  'rust allocation',
  'existing slice',
];

const core = ['core', 'std'];

/** The crates of smart pointers; `alloc` was the kernel's own until 6.13. */
const kernelCrates = ['kernel', 'alloc', 'crate'];

const pages = 'https://doc.rust-lang.org/core';

const slice = (kind: { name: string; use: string; words: readonly string[]; alone: Obligation }): Contract => ({
  name: `slice::${kind.name}`,
  paths: [`slice::${kind.name}`],
  crates: core,
  parameters: ['data', 'len'],
  obligations: [
    { claim: '`{data}` is not null and is aligned, even if `{len}` is 0', words: [...notNull.words, ...aligned] },
    {
      claim: `\`{data}\` is valid for ${kind.use} of \`{len}\` elements, all in one allocation`,
      words: [...range, ...kind.words],
      kind: 'range',
    },
    { claim: 'those elements are initialised', words: initialised, kind: 'initialised' },
    { ...kind.alone, kind: 'aliasing' },
    { claim: 'their size in bytes is at most `isize::MAX`', words: overflow },
  ],
  source: `${pages}/slice/fn.${kind.name}.html`,
});

const pointerRead = (name: string, options: { aligned: boolean; owns: boolean }): Contract => ({
  name: `ptr::${name}`,
  paths: [`ptr::${name}`],
  crates: core,
  methods: [name],
  parameters: ['source'],
  obligations: [
    { claim: '`{source}` is valid for reads', words: readable },
    ...(options.aligned ? [{ claim: '`{source}` is aligned', words: aligned }] : []),
    { claim: '`{source}` points to an initialised value', words: initialised },
    ...(options.owns
      ? [
          {
            claim: 'only one of the two copies is used from then on, or the type is `Copy`',
            words: [
              'copy',
              'copied',
              'ownership',
              'moved out',
              'not used',
              'never used',
              'not dropped',
              'forget',
              'manuallydrop',
            ],
          },
        ]
      : []),
  ],
  source: `${pages}/ptr/fn.${name}.html`,
});

const pointerWrite = (name: string, options: { aligned: boolean }): Contract => ({
  name: `ptr::${name}`,
  paths: [`ptr::${name}`],
  crates: core,
  methods: [name],
  parameters: ['destination'],
  obligations: [
    { claim: '`{destination}` is valid for writes', words: writable },
    ...(options.aligned ? [{ claim: '`{destination}` is aligned', words: aligned }] : []),
  ],
  source: `${pages}/ptr/fn.${name}.html`,
});

export const coreContracts: readonly Contract[] = [
  slice({
    name: 'from_raw_parts',
    use: 'reads',
    words: readable,
    alone: { claim: 'nothing changes them while the slice is in use', words: [...unchanging, ...lifetime] },
  }),
  slice({
    name: 'from_raw_parts_mut',
    use: 'reads and writes',
    words: writable,
    alone: { claim: 'nothing else reads or changes them while the slice is in use', words: exclusive },
  }),
  {
    name: 'NonNull::new_unchecked',
    paths: ['NonNull::new_unchecked'],
    crates: core,
    parameters: ['pointer'],
    obligations: [
      {
        ...notNull,
        words: [...notNull.words, 'comes from a reference', 'reference', 'address of', ...validPointer, 'allocated'],
      },
    ],
    source: `${pages}/ptr/struct.NonNull.html#method.new_unchecked`,
  },
  {
    name: 'Pin::new_unchecked',
    paths: ['Pin::new_unchecked'],
    crates: core,
    parameters: ['pointer'],
    obligations: [
      {
        claim: 'what `{pointer}` points to is neither moved nor freed before it is dropped',
        words: [
          'pin',
          'never move',
          'not move',
          'not be moved',
          'never be moved',
          'cannot be moved',
          'will not move',
          'structural',
        ],
      },
    ],
    source: `${pages}/pin/struct.Pin.html#method.new_unchecked`,
  },
  pointerRead('read', { aligned: true, owns: true }),
  pointerRead('read_volatile', { aligned: true, owns: false }),
  pointerRead('read_unaligned', { aligned: false, owns: true }),
  pointerWrite('write', { aligned: true }),
  pointerWrite('write_volatile', { aligned: true }),
  pointerWrite('write_unaligned', { aligned: false }),
  {
    name: '*pointer',
    operators: ['dereference'],
    parameters: ['pointer'],
    obligations: [
      {
        claim: '`{pointer}` is aligned and points to a live value',
        words: [...validPointer, 'points to', 'point to', ...readable],
      },
    ],
    source: 'https://doc.rust-lang.org/reference/behavior-considered-undefined.html',
  },
  {
    name: '&raw (*pointer).field',
    operators: ['raw-borrow'],
    parameters: ['pointer'],
    obligations: [
      {
        claim: '`{pointer}` points to an allocation that holds the whole value',
        words: [...validPointer, 'points to', 'point to', 'in bounds', 'in-bounds', 'allocat', 'dereferenceable', ...readable],
      },
    ],
    source: 'https://doc.rust-lang.org/reference/behavior-considered-undefined.html',
  },
  {
    name: '&*pointer',
    operators: ['shared-borrow'],
    parameters: ['pointer'],
    obligations: [
      { claim: '`{pointer}` is not null and is aligned', words: [...notNull.words, ...aligned, ...validPointer, 'reference'] },
      {
        claim: 'it points to an initialised value, which lives at least as long as the reference',
        words: [...initialised, ...lifetime, 'points to', 'point to'],
      },
      { claim: 'nothing changes that value while the reference is in use', words: [...unchanging, 'opaque', 'unsafecell'] },
    ],
    source: `${pages}/ptr/index.html#pointer-to-reference-conversion`,
  },
  {
    name: '&mut *pointer',
    operators: ['exclusive-borrow'],
    parameters: ['pointer'],
    obligations: [
      { claim: '`{pointer}` is not null and is aligned', words: [...notNull.words, ...aligned, ...validPointer, 'reference'] },
      {
        claim: 'it points to an initialised value, which lives at least as long as the reference',
        words: [...initialised, ...lifetime, 'points to', 'point to'],
      },
      { claim: 'nothing else reads or changes that value while the reference is in use', words: exclusive },
    ],
    source: `${pages}/ptr/index.html#pointer-to-reference-conversion`,
  },
  {
    name: 'container_of!',
    paths: ['container_of'],
    crates: kernelCrates,
    parameters: ['field_pointer', 'container', 'field'],
    obligations: [
      {
        claim: '`{field_pointer}` points to the field `{field}` of a `{container}`',
        words: [
          'field of',
          'field in',
          'embedded',
          'inside',
          'contained in',
          'contained within',
          'same allocation',
          'points to',
          'point to',
          'in-bounds',
          'in bounds',
          'member of',
          'part of',
        ],
      },
    ],
    source: 'rust/kernel/lib.rs',
  },
  {
    name: 'Box::from_raw',
    paths: ['Box::from_raw', 'KBox::from_raw', 'VBox::from_raw', 'KVBox::from_raw'],
    crates: kernelCrates,
    parameters: ['raw'],
    obligations: [
      {
        claim: '`{raw}` points to a valid value in memory of this box’s allocator',
        words: [
          'into_raw',
          'from_raw',
          'allocated',
          'into_foreign',
          'leak',
          'created by',
          'created from',
          'came from',
          'comes from',
          'valid value',
        ],
      },
      {
        claim: 'the box is the only owner of that memory from here on',
        words: ['own', 'only once', 'last', 'no longer used', 'not used', ...exclusive, 'into_raw', 'into_foreign'],
      },
    ],
    source: 'rust/kernel/alloc/kbox.rs',
  },
  {
    name: 'ARef::from_raw',
    paths: ['ARef::from_raw'],
    crates: kernelCrates,
    parameters: ['pointer'],
    obligations: [
      {
        claim: '`{pointer}` points to a live object whose reference count was incremented',
        words: [
          'reference count',
          'refcount',
          'increment',
          'inc_ref',
          'takes a reference',
          'took a reference',
          'holds a reference',
          'get_',
          'into_raw',
        ],
      },
      {
        claim: 'that increment is transferred to the `ARef`',
        words: ['hand', 'pass', 'transfer', 'relinquish', 'ownership', 'own', 'give', 'takes over', 'into_raw', 'forget'],
      },
    ],
    source: 'rust/kernel/sync/aref.rs',
  },
  {
    name: 'Arc::from_raw',
    paths: ['Arc::from_raw'],
    crates: kernelCrates,
    parameters: ['pointer'],
    obligations: [
      {
        claim: '`{pointer}` was returned by `Arc::into_raw()`',
        words: ['into_raw', 'into_foreign', 'returned by', 'came from', 'comes from'],
      },
      {
        claim: 'it is converted back only once for each of those calls',
        words: ['once', 'own', 'only', 'exactly', 'into_foreign', 'not used'],
      },
    ],
    source: 'rust/kernel/sync/arc.rs',
  },
  {
    name: 'ArcBorrow::from_raw',
    paths: ['ArcBorrow::from_raw'],
    crates: kernelCrates,
    parameters: ['pointer'],
    obligations: [
      {
        claim: '`{pointer}` was returned by `Arc::into_raw()` or `Arc::as_ptr()`',
        words: ['into_raw', 'as_ptr', 'into_foreign', 'returned by', 'came from', 'comes from'],
      },
      {
        claim: 'the reference count stays above zero while the borrow lives',
        words: ['reference count', 'refcount', 'outlive', 'lifetime', 'alive', 'keeps', 'for the duration', 'while', 'until'],
      },
      {
        claim: 'no `UniqueArc` refers to the value during that time',
        words: ['uniquearc', 'unique', 'shared', 'into_raw', 'as_ptr'],
      },
    ],
    source: 'rust/kernel/sync/arc.rs',
  },
  {
    name: 'transmute',
    paths: ['mem::transmute', 'transmute'],
    crates: core,
    parameters: ['source'],
    obligations: [
      {
        claim: 'the bytes of `{source}` are a valid value of the target type, including its lifetimes and invariants',
        words: ['valid', 'bit pattern', 'invariant', 'lifetime', 'all values', 'any value', 'range', 'discriminant', 'every bit'],
      },
      {
        claim: 'both types are guaranteed to have the same layout',
        words: [
          'layout',
          'repr(',
          'transparent',
          'same size',
          'same representation',
          'abi',
          'discriminant',
          'frombytes',
          'compatible',
        ],
      },
    ],
    source: `${pages}/mem/fn.transmute.html`,
  },
  {
    name: 'Send',
    traits: ['Send'],
    parameters: ['type'],
    obligations: [
      {
        claim: 'a `{type}` may be used and dropped by a thread other than the one that created it',
        words: ['thread', 'send', 'cpu', 'task', 'context', 'anywhere', 'no interior', 'atomic', 'ownership', 'own'],
      },
    ],
    source: `${pages}/marker/trait.Send.html`,
  },
  {
    name: 'Sync',
    traits: ['Sync'],
    parameters: ['type'],
    obligations: [
      {
        claim: 'several threads may use a `&{type}` at the same time',
        words: [
          'thread',
          'sync',
          'concurrent',
          'lock',
          'atomic',
          'immutable',
          'shared',
          'no interior',
          'read-only',
          'parallel',
          'race',
        ],
      },
    ],
    source: `${pages}/marker/trait.Sync.html`,
  },
];
