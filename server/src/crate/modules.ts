// Which files make up a crate: who declares whom, and the lint levels that a file inherits from its crate root and the modules on the way.

import { derived } from '../derived';
import { attributesOf, attributeOf } from '../syntax/attributes';
import { levelsOfAttribute, type LintLevel } from './lint-levels';
import { parseFile, type Node, type SourceFile } from '../syntax/source-file';
import type { KernelTree } from '../tree/kernel-tree';

/** Another file of the crate or patch. */
export interface Sibling {
  /** As the unit's own. */
  readonly path: string;
  readonly text: string;
  /** Parsed when first asked for, so ask the text before; undefined when that takes too long. */
  readonly parse: () => SourceFile | undefined;
}

/**
 * The outermost first; undefined when no file declares this one and it is no crate root. `path` is relative to the tree's root.
 * What was read is kept as long as the tree is: a tree whose files have changed has to be another object, or `forgetModuleFile` must be told.
 * `startParser()` must have finished.
 */
export function inheritedLintLevels(path: string, tree: KernelTree): LintLevel[] | undefined {
  const modules = modulesOf(tree);
  const chain = modules.chain(path);
  if (chain.length === 0 && !modules.isRoot(path) && !modules.isBuiltAlone(path)) return undefined;
  return chain.reverse().flatMap(({ parent, levels }) => [...modules.levelsOfFile(parent), ...levels]);
}

/** The file that the crate of `path` begins with, undefined when it cannot be told. */
export function crateRootOf(path: string, tree: KernelTree): string | undefined {
  const modules = modulesOf(tree);
  const top = modules.chain(path).at(-1)?.parent ?? path;
  return modules.isRoot(top) || modules.isBuiltAlone(top) ? top : undefined;
}

/**
 * The other files of the crate that `path` belongs to, as far as `mod` and `include!` lead from its root; none when the root cannot be
 * told. `startParser()` must have finished.
 */
export function crateFilesOf(path: string, tree: KernelTree): Sibling[] {
  const modules = modulesOf(tree);
  const root = crateRootOf(path, tree);
  return [...(root === undefined ? [] : modules.filesBelow(root))]
    .filter((other) => other !== path)
    .map((other) => ({ path: other, text: tree.read(other) ?? '', parse: () => modules.file(other) }));
}

/** The text of a file that was there before is another one now, and the tree knows it. */
export function forgetModuleFile(tree: KernelTree, path: string): void {
  modulesOf(tree).forget(path);
}

/** Whether the text registers a kernel module: `module! { … }`, `module_platform_driver! { … }`, `kernel::module_phy_driver! { … }`. */
export function registersModule(text: string): boolean {
  return /^(?:\w+::)*module(?:_\w+)?!\s*[{(]/m.test(text);
}

/** How a module file is declared, with the levels that attributes of the declaration and of inline modules around it set. */
interface Declaration {
  readonly parent: string;
  readonly levels: readonly LintLevel[];
}

/** A `mod name;` or `include!("…")`. Which file it names depends on which of `paths` is there: the first one that is. */
interface Mention {
  readonly paths: readonly string[];
  readonly levels: readonly LintLevel[];
}

/** Longer chains of modules than this are no kernel code but a trap. */
const maxDepth = 64;

/** Nova, the largest driver, has a hundred. */
const maxFiles = 1000;

/** The kernel's own limit of a path's length. */
const maxPath = 4096;

const parseBudget = 5000;

const modulesOf = derived((tree: KernelTree) => new ModuleIndex(tree));

/** Who declares whom. Every file is read at most once and only parsed when a regular expression says that it may be the one. */
class ModuleIndex {
  private readonly declarations = new Map<string, Declaration | undefined>();
  private readonly mentions = new Map<string, readonly Mention[]>();
  private readonly files = new Map<string, SourceFile | undefined>();
  private readonly folders = new Map<string, ReadonlySet<string>>();
  private readonly named = new Map<string, ReadonlyMap<string, readonly string[]>>();
  private readonly roots = new Map<string, boolean>();
  private readonly crates = new Map<string, ReadonlySet<string>>();
  private readonly ownLevels = new Map<string, readonly LintLevel[]>();

  constructor(private readonly tree: KernelTree) {}

  /** Drops what was read from a file, and what follows from how files declare each other, which costs little to find again. */
  forget(path: string): void {
    for (const known of [this.mentions, this.files, this.roots, this.ownLevels]) known.delete(path);
    this.named.delete(folderOf(path));
    this.declarations.clear();
    this.crates.clear();
  }

  /** The declarations on the way from the file to its crate root, the file's own first. */
  chain(path: string): Declaration[] {
    const chain: Declaration[] = [];
    const seen = new Set([path]);
    for (let at = path; chain.length < maxDepth;) {
      const declaration = this.declarationOf(at);
      if (declaration === undefined || seen.has(declaration.parent)) break;
      chain.push(declaration);
      at = declaration.parent;
      seen.add(at);
    }
    return chain;
  }

  isRoot(path: string): boolean {
    return once(this.roots, path, () => {
      if (/(?:^|\/)(?:lib|main)\.rs$/.test(path)) return true;
      const text = this.tree.read(path);
      if (text === undefined) return false;
      return (
        registersModule(text) ||
        /^#!\[(?:no_std|no_main|no_core|feature|crate_name|crate_type|recursion_limit)\b/m.test(text) ||
        /^(?:pub )?fn main\(/m.test(text)
      );
    });
  }

  /** Whether the Makefile beside it names the file's object: each of those is a crate of its own. */
  isBuiltAlone(path: string): boolean {
    const object = `${baseName(path).replace(/\.rs$/, '')}.o`;
    return ['Makefile', 'Kbuild'].some((name) =>
      (this.tree.read(join(folderOf(path), name)) ?? '').split(/[\s:=]+/).includes(object),
    );
  }

  /** What inner attributes set for the whole file. */
  levelsOfFile(path: string): readonly LintLevel[] {
    return once(this.ownLevels, path, () => {
      const file = this.file(path);
      return file === undefined ? [] : innerLevels(file, file.root);
    });
  }

  /** A file and all that it and the files below it declare. */
  filesBelow(root: string): ReadonlySet<string> {
    return once(this.crates, root, () => this.findBelow(root));
  }

  private findBelow(root: string): ReadonlySet<string> {
    const found = new Set([root]);
    for (const path of found) {
      if (found.size >= maxFiles || namesIn(this.tree.read(path) ?? '').size === 0) continue;
      for (const { paths } of this.mentionsOf(path)) {
        const there = paths.find((candidate) => this.exists(candidate));
        if (there !== undefined) found.add(there);
      }
    }
    return found;
  }

  private declarationOf(path: string): Declaration | undefined {
    return once(this.declarations, path, () => (this.isRoot(path) ? undefined : this.findDeclaration(path)));
  }

  private findDeclaration(path: string): Declaration | undefined {
    for (const parent of this.candidates(path)) {
      if (parent === path) continue;
      const mention = this.mentionsOf(parent).find(({ paths }) => this.names(paths, path));
      if (mention !== undefined) return { parent, levels: mention.levels };
    }
    return undefined;
  }

  /** The first of the paths that is there is meant. `path` itself counts as there, even when it has not been saved yet. */
  private names(paths: readonly string[], path: string): boolean {
    const index = paths.indexOf(path);
    return index >= 0 && !paths.slice(0, index).some((other) => this.exists(other));
  }

  /** Files that may declare this one, the likely ones first: they stand in its folder or in one above. */
  private *candidates(path: string): Generator<string> {
    const stem = baseName(path).replace(/\.rs$/, '');
    const keys = [stem === 'mod' ? baseName(folderOf(path)) : stem, baseName(path)];
    let folder = folderOf(path);
    for (let depth = 0; depth < maxDepth; depth++) {
      const mentioning = new Set(keys.flatMap((key) => this.namedIn(folder).get(key) ?? []));
      const usual = ['mod.rs', 'lib.rs', 'main.rs'].map((name) => join(folder, name)).filter((file) => mentioning.delete(file));
      yield* usual;
      if (folder === '') return yield* mentioning;
      const above = folderOf(folder);
      const sibling = `${folder}.rs`;
      if (keys.some((key) => this.namedIn(above).get(key)?.includes(sibling) === true)) yield sibling;
      yield* mentioning;
      folder = above;
    }
  }

  /** By module name, or by file name for `#[path]` and `include!`: the files in a folder whose text seems to declare it. */
  private namedIn(folder: string): ReadonlyMap<string, readonly string[]> {
    return once(this.named, folder, () => {
      const found = new Map<string, string[]>();
      for (const name of this.folder(folder)) {
        if (!name.endsWith('.rs')) continue;
        const path = join(folder, name);
        for (const key of namesIn(this.tree.read(path) ?? '')) {
          const paths = found.get(key);
          if (paths === undefined) found.set(key, [path]);
          else paths.push(path);
        }
      }
      return found;
    });
  }

  private mentionsOf(path: string): readonly Mention[] {
    return once(this.mentions, path, () => {
      const file = this.file(path);
      return file === undefined ? [] : mentionsIn(file, { path, isRoot: this.isRoot(path) });
    });
  }

  file(path: string): SourceFile | undefined {
    return once(this.files, path, () => {
      const text = this.tree.read(path);
      return text === undefined ? undefined : parseFile(text, { path, budget: parseBudget });
    });
  }

  private folder(folder: string): ReadonlySet<string> {
    return once(this.folders, folder, () => new Set(this.tree.list(folder)));
  }

  private exists(path: string): boolean {
    return this.folder(folderOf(path)).has(baseName(path));
  }
}

function once<T>(known: Map<string, T>, key: string, compute: () => T): T {
  if (!known.has(key)) known.set(key, compute());
  return known.get(key) as T;
}

const declaring =
  /\bmod\s+(?:r#)?(\w+)\s*;|#\s*\[\s*path\s*=\s*"([^"\n]+)"|\binclude!\s*[({[]\s*(?:concat!\s*\(\s*env!\s*\(\s*"OBJTREE"\s*\)\s*,\s*)?"([^"\n]+)"/g;

/** The names of modules and files that the text seems to declare; comments may fool it. */
function namesIn(text: string): Set<string> {
  if (!/\bmod\s|\binclude!/.test(text)) return new Set();
  return new Set([...text.matchAll(declaring)].map(([, module, path, included]) => module ?? baseName(path ?? included ?? '')));
}

function mentionsIn(file: SourceFile, { path, isRoot }: { path: string; isRoot: boolean }): Mention[] {
  const mentions: Mention[] = [];
  const places = new Map<Node, Place>([[file.root, { folders: childFolders(path, isRoot), inline: false, levels: [] }]]);
  for (const node of file.nodes('mod_item', 'macro_invocation')) {
    const isModule = file.is(node, 'mod_item');
    if (!isModule && !isInclude(file, node)) continue;
    const place = placeAround(file, { node, path, places });
    if (!isModule) mentions.push(...includes(file, { node, path, place }));
    else if (file.field(node, 'body') === undefined) mentions.push(...moduleFile(file, { node, path, place }));
  }
  return mentions;
}

/** What an inline module, or the file, means for the `mod` declarations in it. */
interface Place {
  /** Where their files are looked for, the likelier folder first. */
  readonly folders: readonly string[];
  readonly inline: boolean;
  readonly levels: readonly LintLevel[];
}

function placeAround(file: SourceFile, at: { node: Node; path: string; places: Map<Node, Place> }): Place {
  const module = file.closest(at.node, 'mod_item') ?? file.root;
  const known = at.places.get(module);
  if (known !== undefined) return known;
  // A module stands before what is in it, so the one around has been asked for before, unless modules are nested in a trap.
  const outer = at.places.get(file.closest(module, 'mod_item') ?? file.root) ?? { folders: [], inline: true, levels: [] };
  const name = pathAttribute(file, module) ?? moduleName(file, module);
  const bases = pathAttribute(file, module) === undefined || outer.inline ? outer.folders : [folderOf(at.path)];
  const body = file.field(module, 'body');
  const place: Place = {
    folders: bases.map((base) => join(base, name)).filter((folder) => folder.length < maxPath),
    inline: true,
    levels: [...outer.levels, ...outerLevels(file, module), ...(body === undefined ? [] : innerLevels(file, body))],
  };
  at.places.set(module, place);
  return place;
}

function moduleFile(file: SourceFile, { node, path, place }: { node: Node; path: string; place: Place }): Mention[] {
  const named = pathAttribute(file, node);
  const name = moduleName(file, node);
  const levels = [...place.levels, ...outerLevels(file, node)];
  if (named === undefined)
    return [{ paths: place.folders.flatMap((folder) => [join(folder, `${name}.rs`), join(folder, `${name}/mod.rs`)]), levels }];
  return [{ paths: (place.inline ? place.folders : [folderOf(path)]).map((folder) => join(folder, named)), levels }];
}

function includes(file: SourceFile, { node, path, place }: { node: Node; path: string; place: Place }): Mention[] {
  const text = file.textOf(node);
  const [, , , included] = [...text.matchAll(declaring)][0] ?? [];
  if (included === undefined) return [];
  const parent = file.parent(node);
  const statement = file.is(parent, 'expression_statement') ? parent : node;
  // What is built lies in the object tree, which is the source tree unless `O=` says otherwise.
  const paths = [text.includes('OBJTREE') ? join('', included.replace(/^\/+/, '')) : join(folderOf(path), included)];
  return [{ paths, levels: [...place.levels, ...outerLevels(file, statement)] }];
}

function isInclude(file: SourceFile, node: Node): boolean {
  const name = file.field(node, 'macro');
  return name !== undefined && file.textOf(name) === 'include';
}

/** `mod.rs` and crate roots have their modules beside them, others in a folder of their name; a root that does not look like one too. */
function childFolders(path: string, isRoot: boolean): string[] {
  const beside = folderOf(path);
  const below = path.replace(/\.rs$/, '');
  if (/(?:^|\/)(?:mod|lib|main)\.rs$/.test(path)) return [beside];
  return isRoot ? [beside, below] : [below, beside];
}

const moduleName = (file: SourceFile, module: Node): string => {
  const name = file.field(module, 'name');
  return name === undefined ? '' : file.textOf(name).replace(/^r#/, '');
};

function pathAttribute(file: SourceFile, module: Node): string | undefined {
  for (const { item, path } of attributesOf(file, module)) {
    const value = path === 'path' ? /=\s*"([^"\n]+)"/.exec(file.textOf(item))?.[1] : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

const outerLevels = (file: SourceFile, node: Node): LintLevel[] =>
  attributesOf(file, node).flatMap(({ item }) => levelsOfAttribute(file, item));

const innerLevels = (file: SourceFile, inside: Node): LintLevel[] =>
  file
    .children(inside)
    .filter((child) => file.is(child, 'inner_attribute_item') && attributeOf(file, child) !== undefined)
    .flatMap((item) => levelsOfAttribute(file, item));

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Joins and takes `.` and `..` out; what leaves the tree names no file of it. */
function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
