// Imports that stand together and take from the same crate or module.

import type { SourceFile } from '../syntax/source-file';
import type { UseDeclaration, UseTree } from '../facts/names/imports';
import { isFreeOfRemarks, standsAlone } from './use-layout';

/** Imports on consecutive lines that begin with the same crate, `crate`, `self` or `super`. */
export function runsOf(file: SourceFile, uses: readonly UseDeclaration[]): UseDeclaration[][] {
  const runs: UseDeclaration[][] = [];
  for (const declaration of uses) {
    const { node, tree } = declaration;
    if (tree === undefined || !isFreeOfRemarks(file, declaration) || !standsAlone(file, declaration)) continue;
    if (file.is(file.previous(node), 'attribute_item')) continue;
    const before = runs.at(-1)?.at(-1);
    const joins =
      before?.tree !== undefined &&
      file.previous(node) === before.node &&
      file.line(file.start(node)) === file.line(file.end(before.node)) + 1 &&
      rootOf(before.tree) === rootOf(tree);
    if (joins) runs.at(-1)?.push(declaration);
    else runs.push([declaration]);
  }
  return runs.filter((run) => run.length > 1);
}

/** `crate`, `::core`; an import of a crate itself has no such beginning. */
function rootOf(tree: UseTree): string | undefined {
  const [first] = tree.segments;
  const isWhole = tree.segments.length === 1 && tree.list === undefined && !tree.glob;
  return first === undefined || isWhole ? undefined : `${tree.rooted ? '::' : ''}${first}`;
}

/** The module that an import or a list takes from; nothing for what comes from the top of a crate. */
export function moduleOf(tree: UseTree | undefined): string | undefined {
  if (tree === undefined) return undefined;
  const segments = tree.list === undefined && !tree.glob ? tree.segments.slice(0, -1) : tree.segments;
  return segments.length < 2 ? undefined : `${tree.rooted ? '::' : ''}${segments.join('::')}`;
}
