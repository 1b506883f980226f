// Whether a path in the code means one of the items that a pack names.

import type { Node } from '../../syntax/source-file';
import type { Paths, Resolved } from './paths';

/**
 * Whether a type, trait or function is one of `items`, which are paths from a crate on; those of the kernel crate without `kernel`. A name
 * that nothing in the file brings is taken for none of them, unless its last two segments are those of one.
 */
export function meansOneOf(node: Node, { paths, items }: { paths: Paths; items: readonly string[] }): boolean {
  const resolved = paths.resolve(node);
  if (resolved === undefined) return false;
  const candidates = candidatesOf(resolved, paths);
  return items.some((item) => candidates.some((candidate) => candidate === item || isEndOf(candidate, { item, resolved })));
}

function candidatesOf(resolved: Resolved, paths: Paths): string[] {
  if (resolved.by === 'local' || resolved.by === 'Self') return [];
  const globs = resolved.by === 'glob' ? resolved.globs.map((glob) => `${paths.ofImport(glob)}::${resolved.path}`) : [];
  return [resolved.path, ...globs].map((path) => path.replace(/^kernel::/, ''));
}

/** `sync::Mutex` where nothing tells what `sync` is. */
function isEndOf(written: string, { item, resolved }: { item: string; resolved: Resolved }): boolean {
  if (resolved.by !== 'glob' && resolved.by !== 'unknown') return false;
  return written.split('::').length >= 2 && item.endsWith(`::${written}`);
}
