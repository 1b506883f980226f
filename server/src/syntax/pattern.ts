// Patterns: Rust with holes, `$x.is_null()`, compiled once and matched on the flat tree.

import { isWithinPath, matchPart, type Captured } from './pattern-matching';
import { contexts, compile, typeContext, type Compiled, type ParseContext } from './pattern-reading';
import type { Node, SourceFile } from './source-file';

/** What the holes of a pattern took, by their names: a node for `$x`, nodes for `$...xs`. */
export type Captures<Text extends string> = Simple<{
  readonly [Hole in HolesOf<Text> as Hole extends `...${infer Name}` ? Name : Hole]: Hole extends `...${string}`
    ? readonly Node[]
    : Node;
}>;

/** The captures, and the node that is the whole. */
export type Match<Text extends string> = Captures<Text> & { readonly node: Node };

export interface MatchOptions {
  /** What a path means from the crate on (`kernel::error::Error`); without it paths are compared as they are written. */
  readonly resolve?: ((path: Node) => string | undefined) | undefined;
}

export interface Pattern<Found extends { readonly node: Node } = { readonly node: Node }> {
  /** As it was written. */
  readonly text: string;
  /** Reads the pattern, once; throws for one that is wrong. `match` and `find` do it when they are first called. */
  compile(): void;
  /** What the holes took when `node` is what the pattern says; never throws for what stands in the file. */
  match(file: SourceFile, node: Node | undefined, options: MatchOptions): Found | undefined;
  /** Every match below `within`, or in the whole file, in the order of the text. */
  find(file: SourceFile, options: MatchOptions & { readonly within?: Node | undefined }): Generator<Found>;
}

type Simple<T> = { [K in keyof T]: T[K] };
type HolesOf<Text extends string> = Text extends `${string}$${infer Rest}` ? HoleIn<Rest> | HolesOf<Rest> : never;
type HoleIn<Rest extends string> = Rest extends `...${infer Name}` ? `...${NameIn<Name>}` : NameIn<Rest>;
type NameIn<Text extends string, Name extends string = ''> = Text extends `${infer First}${infer Rest}`
  ? First extends Letter | Uppercase<Letter>
    ? NameIn<Rest, `${Name}${First}`>
    : Name
  : Name;
// prettier-ignore
type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z';

const written: Pattern[] = [];

/** Every pattern that was made so far, for a test to compile. */
export const allPatterns = (): readonly Pattern[] => written;

/**
 * A pattern for an expression, a statement, an item or a type: the first as which its text can be read. `docs/patterns.md` says
 * what holes there are and what counts as the same.
 */
export const pattern = <const Text extends string>(text: Text): Pattern<Match<Text>> => made(text, contexts);

/** A pattern for a type whose text could be an expression, too: `&mut $T`. */
export const typePattern = <const Text extends string>(text: Text): Pattern<Match<Text>> => made(text, [typeContext]);

/** What matches one of several patterns, the first of them that does. */
export function anyOf<Found extends { readonly node: Node }>(...patterns: readonly Pattern<Found>[]): Pattern<Found> {
  const match: Pattern<Found>['match'] = (file, node, options) => {
    for (const each of patterns) {
      const found = each.match(file, node, options);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    text: patterns.map(({ text }) => text).join(' | '),
    compile: () => {
      for (const each of patterns) each.compile();
    },
    match,
    *find(file, options) {
      const found = patterns.flatMap((each) => [...each.find(file, options)]).sort((a, b) => a.node - b.node);
      for (const [index, each] of found.entries()) if (each.node !== found[index - 1]?.node) yield each;
    },
  };
}

function made<Text extends string>(text: Text, tried: readonly ParseContext[]): Pattern<Match<Text>> {
  let compiled: Compiled | undefined;
  const ready = (): Compiled => (compiled ??= compile(text, tried));
  const result: Pattern<Match<Text>> = {
    text,
    compile: () => void ready(),
    match(file, node, options) {
      if (node === undefined) return undefined;
      const { root, holes } = ready();
      const captures: Captured[] = [];
      if (!matchPart({ file, captures, resolve: options.resolve }, { part: root, node, inBody: false })) return undefined;
      const found: Record<string, Captured> = { node };
      for (const [number, { name }] of holes.entries()) found[name] = captures[number] ?? [];
      // The names in the text are the names in its type.
      return found as unknown as Match<Text>;
    },
    *find(file, options) {
      const { root, rootKinds, anchor } = ready();
      if (!file.text.includes(anchor)) return;
      const candidates = options.within === undefined ? file.nodes(...rootKinds) : file.descendants(options.within, ...rootKinds);
      for (const node of candidates) {
        if (root.path !== undefined && isWithinPath(file, node)) continue;
        const found = result.match(file, node, options);
        if (found !== undefined) yield found;
      }
    },
  };
  written.push(result);
  return result;
}
