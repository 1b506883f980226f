// The calls inside an unsafe block that are certain to need it.

import type { Node, SourceFile } from '../syntax/source-file';
import type { Call } from './calls';

export interface UnsafeCall {
  readonly node: Node;
  /** What is called, as a comment would name it: `fwctl_register`, `from_raw`. */
  readonly name: string;
  /** The statement of the block that it is part of. */
  readonly statement: Node;
}

/** Unsafe functions of `core` whose names are theirs alone, and methods of raw pointers. */
const unsafeNames: ReadonlySet<string> = new Set([
  ...[
    'from_raw_parts',
    'from_raw_parts_mut',
    'new_unchecked',
    'get_unchecked',
    'get_unchecked_mut',
    'unwrap_unchecked',
    'assume_init',
  ],
  ...[
    'read_volatile',
    'write_volatile',
    'read_unaligned',
    'write_unaligned',
    'copy_nonoverlapping',
    'drop_in_place',
    'transmute',
  ],
]);

/**
 * The calls of C functions, of unsafe functions that the file declares, and of well-known unsafe functions of `core`, in the statements of an
 * unsafe block. Calls in an inner unsafe block are that block's. `calls` are those
 * of the file by their node.
 */
export function unsafeCallsIn(file: SourceFile, { block, calls }: { block: Node; calls: ReadonlyMap<Node, Call> }): UnsafeCall[] {
  const body = file.child(block, 'block');
  if (body === undefined) return [];
  const statements = file.named(body);
  return file.descendants(body, 'call_expression').flatMap((node) => {
    const call = calls.get(node);
    if (call === undefined || !needsUnsafe(file, call) || file.closest(node, 'unsafe_block') !== block) return [];
    const statement = statements.find((candidate) => file.contains(candidate, node));
    return statement === undefined ? [] : [{ node, name: call.name, statement }];
  });
}

/** Whether a call is certain to need an unsafe block, as far as its name tells. */
export function needsUnsafe(file: SourceFile, call: Call): boolean {
  if (call.kind === 'macro') return false;
  const called = file.field(call.node, 'function');
  const text = call.path ?? (called === undefined ? '' : file.textOf(called));
  if (call.kind === 'function' && /(?:^|::)bindings::/.test(text))
    return /[a-z]/.test(call.name[0] ?? '') || call.name.startsWith('_');
  return unsafeNames.has(call.name);
}
