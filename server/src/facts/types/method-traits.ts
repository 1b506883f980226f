// Whether the methods of a trait can be called at a place.

import type { Context } from '../facts';
import type { Node, SourceFile } from '../../syntax/source-file';
import { isPrelude } from '../names/prelude';

/** Methods of a trait cannot be called there. */
export function isConst(file: SourceFile, node: Node): boolean {
  for (const outer of file.ancestors(node)) {
    if (file.is(outer, 'const_item', 'static_item', 'const_block')) return true;
    if (file.is(outer, 'closure_expression')) return false;
    if (!file.is(outer, 'function_item')) continue;
    const modifiers = file.child(outer, 'function_modifiers');
    return modifiers !== undefined && /\bconst\b/.test(file.textOf(modifiers));
  }
  return false;
}

/** Whether the trait with the kernel's methods is in scope: by the prelude, or by an import of its own. */
export function hasMethods(context: Context, at: Node): boolean {
  const { paths } = context.facts;
  const { by, globs } = paths.lookUp('CStrExt', { at, namespace: 'type' });
  const isImported =
    by === 'import' ||
    context.facts.uses.some(({ imports, node }) =>
      imports.some((leaf) => leaf.name === undefined && leaf.path.at(-1) === 'CStrExt' && isAround(context.file, { node, at })),
    );
  if (isImported) return true;
  const hasPrelude = globs.some((glob) => isPrelude(paths.ofImport(glob)));
  return hasPrelude && context.facts.prelude.bringsMethodsOf('kernel::str::CStrExt') !== undefined;
}

/** Whether what an import brings can be seen from a place. */
function isAround(file: SourceFile, { node, at }: { node: Node; at: Node }): boolean {
  const scope = file.parent(node);
  return scope !== undefined && file.contains(scope, at) && file.closest(at, 'mod_item') === file.closest(node, 'mod_item');
}
