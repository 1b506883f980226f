// Paths of the kernel tree that comments name, and whether they exist.

import { distance } from 'fastest-levenshtein';

import type { Span } from '../../syntax/source-file';
import type { KernelTree } from '../../tree/kernel-tree';
import type { Comment } from './comments';
import type { Docs } from './docs';

/** A path in a comment; the span is the path's own, without `srctree/`. */
export interface TreePath extends Span {
  readonly path: string;
  /** 0-based line in the file. */
  readonly line: number;
}

export interface TreePaths {
  /** What follows `srctree/`, in comments of every kind but not in code blocks of the documentation. */
  readonly links: readonly TreePath[];
  /** C headers named in a paragraph that begins with "C header", as text or as target of a link. */
  readonly headers: readonly TreePath[];
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly line: number;
}

export function treePathsOf(docs: Docs, comments: readonly Comment[]): TreePaths {
  const documented = docs.blocks.map((block) => block.lines.filter(({ code }) => !code));
  const plain = comments
    .filter((comment) => comment.doc === undefined)
    .map(({ text, textStart, line }): Line[] => [{ text, start: textStart, line }]);
  return {
    links: [...documented, ...plain]
      .flat()
      .flatMap((line) => matches(line, /(?<=\bsrctree\/)[\w.+@~-]+(?:\/[\w.+@~-]+)*/g))
      .sort((a, b) => a.start - b.start),
    headers: documented
      .flatMap(headerLines)
      .flatMap((line) => matches(line, /(?<![\w.+-])(?:include|arch|drivers)\/(?:[\w.+-]+\/)*[\w.+-]+\.h\b/g)),
  };
}

/**
 * Whether the tree has the path, as far as the tree can tell: an excerpt or a few files of a patch lack whole folders that the
 * kernel has.
 */
export function lookUp(tree: KernelTree, path: string): 'there' | 'missing' | 'unknown' {
  if (!/^VERSION = \d/m.test(tree.read('Makefile') ?? '')) return 'unknown';
  const parts = path.split('/');
  let folder = '';
  for (const [index, part] of parts.entries()) {
    const entries = tree.list(folder);
    if (!entries.includes(`${part}/`)) {
      const isFile = index === parts.length - 1;
      if (isFile && entries.includes(part)) return 'there';
      // Of a folder that has files, an excerpt has all of them.
      const isCopied = isFile && folder !== '' && entries.some((entry) => !entry.endsWith('/'));
      return isCopied || isWhole(tree) ? 'missing' : 'unknown';
    }
    folder = folder === '' ? part : `${folder}/${part}`;
  }
  return 'there';
}

/** The path that `path` was meant to be: the same file in another folder, or a name with a typo. */
export function nearestPath(tree: KernelTree, path: string): string | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = parts.slice(0, -1).join('/');
  const slips = tree.list(folder).filter((entry) => distance(entry, name) <= Math.max(1, Math.floor(name.length / 6)));
  const slip = nearest(slips, name);
  if (slip !== undefined) return `${folder}/${slip}`;
  for (let depth = parts.length - 1; depth > 0; depth--) {
    const [found, ...more] = filesNamed(tree, { name, below: parts.slice(0, depth).join('/') });
    if (found !== undefined) return more.length === 0 ? found : undefined;
  }
  return undefined;
}

/** The closest candidate; undefined when two are equally close. */
function nearest(candidates: readonly string[], wanted: string): string | undefined {
  const [first, second] = candidates
    .map((candidate) => ({ candidate, away: distance(candidate, wanted) }))
    .sort((a, b) => a.away - b.away);
  return first !== undefined && first.away !== second?.away ? first.candidate : undefined;
}

/** No folder of headers has more subfolders than this; `drivers/` has, and is not worth the wait. */
const mostFolders = 1500;

function filesNamed(tree: KernelTree, { name, below }: { name: string; below: string }): string[] {
  const found: string[] = [];
  const folders = [below];
  for (let index = 0; index < folders.length && index < mostFolders; index++) {
    const folder = folders[index] ?? below;
    for (const entry of tree.list(folder)) {
      if (entry === name) found.push(`${folder}/${entry}`);
      else if (entry.endsWith('/')) folders.push(`${folder}/${entry.slice(0, -1)}`);
    }
  }
  return found;
}

function isWhole(tree: KernelTree): boolean {
  const root = tree.list('');
  return ['Documentation/', 'arch/', 'include/', 'init/', 'kernel/', 'rust/'].every((folder) => root.includes(folder));
}

/** The lines of a documentation's paragraphs that begin with "C header". */
function headerLines(lines: readonly Line[]): Line[] {
  let inside = false;
  return lines.filter(({ text }) => {
    if (/^\s*C headers?\b/i.test(text)) inside = true;
    else if (text.trim() === '') inside = false;
    return inside;
  });
}

function matches({ text, start, line }: Line, pattern: RegExp): TreePath[] {
  return [...text.matchAll(pattern)].map((match) => {
    // The full stop of a sentence is not part of the path.
    const path = match[0].replace(/[.-]+$/, '');
    const from = start + match.index;
    return { path, start: from, end: from + path.length, line };
  });
}
