// What `use` declarations bring into scope, one entry for each name.

import type { Node, SourceFile } from '../../syntax/source-file';

/** A path in a `use`, or a list of them: `a::b as c`, `a::b::*`, `a::b::{…}`. */
export interface UseTree {
  /** What is written before `*`, the alias or the braces. */
  readonly segments: readonly string[];
  /** With `::` before the first segment. */
  readonly rooted: boolean;
  readonly glob: boolean;
  readonly alias: string | undefined;
  readonly list: readonly UseTree[] | undefined;
  /** The `{…}`, where there is one. */
  readonly braces: Node | undefined;
  readonly node: Node;
}

export interface UseDeclaration {
  readonly node: Node;
  /** `pub`, `pub(crate)`; undefined for a private one. */
  readonly visibility: string | undefined;
  /** Undefined when it is half typed or nested too deeply. */
  readonly tree: UseTree | undefined;
  readonly imports: readonly Import[];
}

/** One leaf of a `use`. */
export interface Import {
  readonly declaration: UseDeclaration;
  readonly node: Node;
  /** As written, the parts before the braces included; for a glob the module. `fmt::{self}` has the path `fmt`. */
  readonly path: readonly string[];
  readonly rooted: boolean;
  readonly glob: boolean;
  /** The name that it binds; undefined for a glob and for `as _`. */
  readonly name: string | undefined;
}

const maxDepth = 32;

/** Every `use` in source order, those in macros too. */
export function useDeclarationsOf(file: SourceFile): UseDeclaration[] {
  return file.nodes('use_declaration').map((node) => declarationOf(file, node));
}

function declarationOf(file: SourceFile, node: Node): UseDeclaration {
  const visibility = file.child(node, 'visibility_modifier');
  const argument = file.field(node, 'argument');
  const imports: Import[] = [];
  const tree = argument === undefined || file.hasError(node) ? undefined : treeOf(file, { node: argument, depth: 0 });
  const declaration: UseDeclaration = {
    node,
    visibility: visibility === undefined ? undefined : file.textOf(visibility),
    tree,
    imports,
  };
  if (tree !== undefined) collect(tree, { before: [], rooted: tree.rooted, declaration, imports });
  return declaration;
}

function treeOf(file: SourceFile, { node, depth }: { node: Node; depth: number }): UseTree | undefined {
  if (depth > maxDepth) return undefined;
  switch (file.kind(node)) {
    case 'use_list':
      return listTree(file, { node, path: undefined, braces: node, depth });
    case 'scoped_use_list':
      return listTree(file, { node, path: file.field(node, 'path'), braces: file.field(node, 'list'), depth });
    case 'use_as_clause': {
      const alias = file.field(node, 'alias');
      return alias === undefined ? undefined : leaf(file, { node, path: file.field(node, 'path'), alias: file.textOf(alias) });
    }
    case 'use_wildcard':
      return { ...leaf(file, { node, path: file.named(node)[0], alias: undefined }), glob: true };
    default:
      return leaf(file, { node, path: node, alias: undefined });
  }
}

function leaf(
  file: SourceFile,
  { node, path, alias }: { node: Node; path: Node | undefined; alias: string | undefined },
): UseTree {
  return { ...segmentsOf(file, path), glob: false, alias, list: undefined, braces: undefined, node };
}

function listTree(
  file: SourceFile,
  { node, path, braces, depth }: { node: Node; path: Node | undefined; braces: Node | undefined; depth: number },
): UseTree | undefined {
  if (braces === undefined) return undefined;
  const list: UseTree[] = [];
  for (const child of file.named(braces)) {
    const tree = treeOf(file, { node: child, depth: depth + 1 });
    if (tree === undefined) return undefined;
    list.push(tree);
  }
  const { segments, rooted } = segmentsOf(file, path);
  // `::{…}` has the separator and no path.
  const first = file.children(node)[0];
  return {
    segments,
    rooted: rooted || (path === undefined && file.is(first, '::')),
    glob: false,
    alias: undefined,
    list,
    braces,
    node,
  };
}

/** The segments of a path without type arguments. */
export function segmentsOf(file: SourceFile, path: Node | undefined): { segments: string[]; rooted: boolean } {
  const parts =
    path === undefined
      ? []
      : file
          .textOf(path)
          .replace(/\s+|\/\/[^\n]*/g, '')
          .split('::');
  const rooted = parts.length > 1 && parts[0] === '';
  return { segments: rooted ? parts.slice(1) : parts, rooted };
}

function collect(
  tree: UseTree,
  into: { before: readonly string[]; rooted: boolean; declaration: UseDeclaration; imports: Import[] },
): void {
  const { rooted, declaration, imports } = into;
  if (tree.list !== undefined) {
    const before = [...into.before, ...tree.segments];
    for (const inner of tree.list) collect(inner, { ...into, before });
    return;
  }
  const isSelf = into.before.length > 0 && tree.segments.length === 1 && tree.segments[0] === 'self';
  const path = isSelf ? into.before : [...into.before, ...tree.segments];
  const name = tree.glob || tree.alias === '_' ? undefined : (tree.alias ?? path.at(-1));
  imports.push({ declaration, node: tree.node, path, rooted, glob: tree.glob, name });
}
