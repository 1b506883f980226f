// What a path or name means, as far as its file tells: `ptr::null` is `core::ptr::null` below `use core::ptr`.

import { kindSet, type Node, type SourceFile } from '../../syntax/source-file';
import type { Unit } from '../../crate/unit';
import type { Bindings } from './bindings';
import type { Import, UseDeclaration } from './imports';
import type { Item } from './items';

export type Namespace = 'type' | 'value' | 'macro';

export interface Resolved {
  /**
   * From the crate on: `core::ptr::null`, `kernel::error::Error`; in a crate whose name is not known `crate::…`, and `self::…` for the
   * file's own module there. As written where nothing in the file says more.
   */
  readonly path: string;
  /**
   * What settled it: an import, an item of the file, a path that begins with a crate (or `crate`, `self`, `super`), a local binding or type
   * parameter, `Self`. `glob`: only a glob import can have brought it; `unknown`: nothing in the file does, so the standard prelude may.
   */
  readonly by: 'import' | 'item' | 'root' | 'local' | 'Self' | 'glob' | 'unknown';
  readonly import?: Import;
  /** The glob imports that come before what settled it, the nearest first: one of them may bring the name instead. */
  readonly globs: readonly Import[];
}

export interface LookUp {
  readonly at: Node;
  readonly namespace: Namespace;
  /** As if these imports were not there. */
  readonly without?: ReadonlySet<Import>;
}

export interface Paths {
  /** A path, type or name where it stands; nothing for what is not a path, as `[T]` or `<T as Trait>::f`. */
  resolve(node: Node): Resolved | undefined;
  /** What a path or name would mean at a place. */
  lookUp(path: string, options: LookUp): Resolved;
  /** What an import names, from the crate on. */
  ofImport(leaf: Import): string;
  /** The module that a node stands in: `kernel::sync::arc`, `self::tests`. */
  moduleAt(node: Node): string;
}

/** Crates that kernel code can name without importing them. */
const crates = new Set([
  'core',
  'std',
  'alloc',
  'kernel',
  'bindings',
  'uapi',
  'macros',
  'pin_init',
  'ffi',
  'build_error',
  'proc_macro',
]);

/** Kernel code has no longer `super` chains than this. */
const maxAncestors = 2000;
const maxImportDepth = 8;
const maxSegments = 64;
/** Of one name in one scope, and of globs. */
const maxAlike = 64;

interface Scope {
  readonly items: ReadonlyMap<string, readonly Item[]>;
  readonly imports: ReadonlyMap<string, readonly Import[]>;
  readonly globs: readonly Import[];
}

interface OpenScope extends Scope {
  readonly items: Map<string, Item[]>;
  readonly imports: Map<string, Import[]>;
  readonly globs: Import[];
}

interface Search {
  readonly at: Node;
  readonly namespace: Namespace;
  readonly isHidden: (leaf: Import) => boolean;
  readonly depth: number;
}

export function pathsOf(
  file: SourceFile,
  facts: { unit: Unit; uses: readonly UseDeclaration[]; items: readonly Item[]; bindings: Bindings },
): Paths {
  const crate = crateName(facts.unit, facts.uses);
  const root = moduleOfFile(facts.unit, crate);
  const scopes = scopesOf(file, facts);
  const importPaths = new Map<Import, string>();
  const scopeAbove = markedAbove(file, scopes.keys());
  const parameters = new Map<Node, ReadonlySet<string>>();
  const modules = new Map<Node, string>();
  const macros = new Set(facts.items.filter(({ kind }) => kind === 'macro').map(({ name }) => name));

  return {
    resolve(node) {
      const path = pathNode(file, node);
      const read = path === undefined ? undefined : readPath(file, path);
      if (path === undefined || read === undefined) return undefined;
      const { segments, rooted, first } = read;
      if (rooted) return { path: segments.join('::'), by: 'root', globs: [] };
      const namespace = segments.length > 1 ? 'type' : namespaceOf(file, path);
      if (segments.length === 1 && namespace === 'value' && facts.bindings.of(first) !== undefined)
        return { path: segments.join('::'), by: 'local', globs: [] };
      return expand(segments, { at: path, namespace, depth: 0, isHidden: () => false });
    },
    lookUp(path, { at, namespace, without }) {
      const segments = path.split('::');
      return expand(segments, {
        at,
        namespace: segments.length > 1 ? 'type' : namespace,
        isHidden: (leaf) => without?.has(leaf) === true,
        depth: 0,
      });
    },
    ofImport: (leaf) => importPath(leaf, 0),
    moduleAt,
  };

  function expand(segments: readonly string[], options: Search): Resolved {
    const [head = '', ...rest] = segments;
    const written = segments.join('::');
    if (head === 'crate' || head === '$crate') return { path: join(crate ?? 'crate', rest), by: 'root', globs: [] };
    if (head === 'self' && rest.length > 0) return { path: join(moduleAt(options.at), rest), by: 'root', globs: [] };
    if (head === 'super') return { path: fromParent(moduleAt(options.at), segments), by: 'root', globs: [] };
    if (head === 'Self') return { path: written, by: 'Self', globs: [] };
    const found = find(head, options);
    // A crate's name is not taken from a glob, unless the glob is known to bring it.
    if (rest.length > 0 && (found.by === 'glob' || found.by === 'unknown'))
      return crates.has(head) ? { path: written, by: 'root', globs: [] } : { ...found, path: written };
    return { ...found, path: join(found.path, rest) };
  }

  function find(name: string, options: Search): Resolved {
    const globs: Import[] = [];
    let steps = 0;
    for (let at: Node | undefined = options.at; at !== undefined && steps < maxAncestors; at = scopeAbove(at), steps++) {
      if (options.namespace === 'type' && hasTypeParameter(at, name)) return { path: name, by: 'local', globs };
      const scope = scopes.get(at);
      if (scope !== undefined) {
        const item = scope.items.get(name)?.find(({ kind }) => isIn(kind, options.namespace));
        if (item !== undefined) return { path: join(moduleAt(item.node), [name]), by: 'item', globs };
        const leaf = scope.imports.get(name)?.find((candidate) => !options.isHidden(candidate));
        if (leaf !== undefined) return { path: importPath(leaf, options.depth), by: 'import', import: leaf, globs };
        globs.push(...scope.globs.filter((candidate) => !options.isHidden(candidate)));
      }
      // A module sees nothing of the one around it.
      if (file.is(at, 'mod_item')) break;
    }
    if (options.namespace === 'macro' && macros.has(name)) return { path: name, by: 'item', globs: [] };
    return { path: name, by: globs.length > 0 ? 'glob' : 'unknown', globs };
  }

  function importPath(leaf: Import, depth: number): string {
    const known = importPaths.get(leaf);
    if (known !== undefined) return known;
    if (leaf.rooted || depth > maxImportDepth) return leaf.path.join('::');
    const found = expand(leaf.path, {
      at: leaf.declaration.node,
      namespace: 'type',
      // What an import brings is not part of its own path.
      isHidden: (candidate) => candidate.declaration === leaf.declaration,
      depth: depth + 1,
    });
    if (depth === 0) importPaths.set(leaf, found.path);
    return found.path;
  }

  function moduleAt(node: Node): string {
    const names: string[] = [];
    const passed: { module: Node; depth: number }[] = [];
    let before = root;
    let at = file.closestIn(node, moduleKinds);
    for (let steps = 0; at !== undefined && steps < maxAncestors; at = file.closestIn(at, moduleKinds), steps++) {
      const body = file.field(at, 'body');
      const name = body !== undefined && file.contains(body, node) ? file.field(at, 'name') : undefined;
      if (name === undefined) continue;
      const known = modules.get(at);
      if (known !== undefined) {
        before = known;
        break;
      }
      names.push(file.textOf(name));
      passed.push({ module: at, depth: names.length });
    }
    names.reverse();
    for (const { module, depth } of passed) modules.set(module, join(before, names.slice(0, names.length - depth + 1)));
    return join(before, names);
  }

  function hasTypeParameter(node: Node, name: string): boolean {
    // A block of many statements is not searched for what it cannot have.
    if (!/_item$|^associated_type$/.test(file.kind(node))) return false;
    const list = file.field(node, 'type_parameters');
    if (list === undefined) return false;
    const known = parameters.get(list);
    if (known !== undefined) return known.has(name);
    const names = file.named(list).flatMap((child) => file.field(child, 'name') ?? []);
    const found = new Set(names.map((parameter) => file.textOf(parameter)));
    parameters.set(list, found);
    return found.has(name);
  }
}

const moduleKinds = kindSet('mod_item');

/** The way up from a node over those that can say what a name means: scopes, what has type parameters, modules. */
function markedAbove(file: SourceFile, scopes: Iterable<Node>): (node: Node) => Node | undefined {
  const { count, parents } = file.tree;
  const marked = new Uint8Array(count);
  for (const scope of scopes) marked[scope] = 1;
  for (const list of file.nodes('type_parameters')) marked[file.parent(list) ?? 0] = 1;
  for (const module of file.nodes('mod_item')) marked[module] = 1;
  const above = new Int32Array(count).fill(-1);
  for (let node = 1; node < count; node++) {
    const parent = parents[node] ?? 0;
    above[node] = marked[parent] === 1 ? parent : (above[parent] ?? -1);
  }
  return (node) => {
    const found = above[node] ?? -1;
    return found < 0 ? undefined : found;
  };
}

function scopesOf(
  file: SourceFile,
  { uses, items }: { uses: readonly UseDeclaration[]; items: readonly Item[] },
): Map<Node, Scope> {
  const scopes = new Map<Node, OpenScope>();
  const scopeOf = (node: Node): OpenScope | undefined => {
    const key = containerOf(file, node);
    if (key === undefined) return undefined;
    const scope: OpenScope = scopes.get(key) ?? { items: new Map(), imports: new Map(), globs: [] };
    scopes.set(key, scope);
    return scope;
  };
  for (const item of items) {
    const scope = scopeOf(item.node);
    if (scope !== undefined) push(scope.items, item.name, item);
  }
  for (const { node, imports } of uses) {
    const scope = imports.length === 0 ? undefined : scopeOf(node);
    if (scope === undefined) continue;
    for (const leaf of imports) {
      if (leaf.glob && scope.globs.length < maxAlike) scope.globs.push(leaf);
      else if (leaf.name !== undefined) push(scope.imports, leaf.name, leaf);
    }
  }
  return scopes;
}

/** What makes the names of an item visible: the file, a module's body, a block; nothing for what belongs to an `impl` or trait. */
function containerOf(file: SourceFile, node: Node): Node | undefined {
  const container = file.parent(node) ?? file.root;
  if (!file.is(container, 'declaration_list')) return container;
  const owner = file.parent(container);
  if (file.is(owner, 'mod_item')) return container;
  // What an `extern` block declares is a name of the module around it.
  return file.is(owner, 'foreign_mod_item') ? file.parent(owner) : undefined;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (list.length < maxAlike) list.push(value);
}

function isIn(kind: Item['kind'], namespace: Namespace): boolean {
  switch (kind) {
    case 'fn':
    case 'const':
    case 'static':
      return namespace === 'value';
    case 'macro':
      return namespace === 'macro';
    // A tuple struct is a function too.
    case 'struct':
      return namespace !== 'macro';
    default:
      return namespace === 'type';
  }
}

/** The crate that the file belongs to. Without a place in the tree, a file that imports the crate's own prelude is the kernel crate's. */
function crateName({ path, crate }: Unit, uses: readonly UseDeclaration[]): string | undefined {
  const inRust = /^rust\/(kernel|bindings|uapi|macros|pin-init|ffi)\b/.exec(path ?? '')?.[1];
  if (inRust !== undefined) return inRust.replace('-', '_');
  const hasOwnPrelude =
    crate === undefined &&
    uses.some(({ imports }) => imports.some(({ path: of, glob }) => glob && of.join('::') === 'crate::prelude'));
  return hasOwnPrelude ? 'kernel' : undefined;
}

/** `rust/kernel/sync/arc.rs` is `kernel::sync::arc`; `self` where the place is not known. */
function moduleOfFile({ path }: Unit, crate: string | undefined): string {
  const inCrate = /^rust\/(?:kernel|bindings|uapi|macros|pin-init\/src)\/(.+)\.rs$/.exec(path ?? '')?.[1];
  if (crate === undefined || inCrate === undefined) return path === 'rust/ffi.rs' ? 'ffi' : 'self';
  const parts = inCrate.split('/');
  if (['mod', 'lib'].includes(parts.at(-1) ?? '')) parts.pop();
  return join(crate, parts);
}

const join = (path: string, segments: readonly string[]): string => [path, ...segments].join('::');

/** `super::x` seen from a module. */
function fromParent(module: string, segments: readonly string[]): string {
  const parts = module.split('::');
  const rest = [...segments];
  while (rest[0] === 'super') {
    if (parts.length === 1 && ['self', 'super'].includes(parts[0] ?? '')) {
      // Above the file's own module, whose name is not known.
      if (parts[0] === 'self') parts[0] = 'super';
      else parts.push('super');
    } else if (parts.at(-1) === 'super') parts.push('super');
    else parts.pop();
    rest.shift();
  }
  return [...parts, ...rest].join('::');
}

/** The path in a type, call or macro name. */
function pathNode(file: SourceFile, node: Node): Node | undefined {
  let at: Node | undefined = node;
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    switch (file.kind(at)) {
      case 'identifier':
      case 'type_identifier':
      case 'scoped_identifier':
      case 'scoped_type_identifier':
        return at;
      case 'generic_type':
      case 'generic_type_with_turbofish':
        at = file.field(at, 'type');
        break;
      case 'generic_function':
        at = file.field(at, 'function');
        break;
      case 'macro_invocation':
        at = file.field(at, 'macro');
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** The segments without type arguments; nothing for a path that begins with a type (`<T>::f`) or has a macro's variable in it. */
function readPath(file: SourceFile, path: Node): { segments: string[]; rooted: boolean; first: Node } | undefined {
  const segments: string[] = [];
  let at: Node = path;
  for (let depth = 0; depth < maxSegments; depth++) {
    const name = file.is(at, 'scoped_identifier', 'scoped_type_identifier') ? file.field(at, 'name') : undefined;
    if (name !== undefined) {
      segments.unshift(file.textOf(name));
      const before = file.field(at, 'path');
      if (before === undefined) return valid({ segments, rooted: true, first: name });
      at = before;
    } else if (file.is(at, 'generic_type')) {
      const type = file.field(at, 'type');
      if (type === undefined) return undefined;
      at = type;
    } else if (file.is(at, 'identifier', 'type_identifier', 'primitive_type', 'self', 'super', 'crate', 'metavariable')) {
      segments.unshift(file.textOf(at));
      return valid({ segments, rooted: false, first: at });
    } else return undefined;
  }
  return undefined;
}

function valid<T extends { segments: readonly string[] }>(path: T): T | undefined {
  return path.segments.every((segment, index) => /^[\w#]+$/.test(segment) || (index === 0 && segment === '$crate'))
    ? path
    : undefined;
}

function namespaceOf(file: SourceFile, path: Node): Namespace {
  const parent = file.parent(path);
  if (file.is(parent, 'macro_invocation') && file.fieldOf(path) === 'macro') return 'macro';
  return file.is(path, 'type_identifier', 'scoped_type_identifier') ? 'type' : 'value';
}
