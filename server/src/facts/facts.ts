// What a file means to the kernel, each part worked out when a rule first asks for it.

import { DeadlineExceeded } from '../syntax/deadline';
import type { Pattern } from '../syntax/pattern';
import type { Node, SourceFile } from '../syntax/source-file';
import type { WorkItemFacts } from '../packs/kernel-facts';
import type { Pack } from '../packs/pack';
import type { Generation } from '../packs/rust-facts';
import { followersOf } from '../syntax/attributes';
import type { KernelTree } from '../tree/kernel-tree';
import type { Unit } from '../crate/unit';
import { bindingsOf, type Bindings } from './names/bindings';
import { callsByName, callsOf, type Call } from './names/calls';
import { castRowsOf, type CastRow } from './types/casts';
import { commentLinesOf, type CommentLines } from './source/comment-lines';
import { commentsOf, type Comment } from './source/comments';
import { declarationsOf, type Declarations } from './names/declarations';
import { docsOf, type Docs } from './source/docs';
import { useDeclarationsOf, type UseDeclaration } from './names/imports';
import { implsOf, itemsOf, publicMethodsOf, type Impl, type Item, type Method } from './names/items';
import { isKernelCode } from './kernel/kernel-code';
import { macroCallsOf, type MacroCall } from './source/macro-calls';
import { lintLevelsOf, type LintLevels } from '../crate/lint-levels';
import { nodesByName } from './names/nodes-by-name';
import { pathsOf, type Paths } from './names/paths';
import { safetyCommentsOf, type SafetyComments } from './unsafety/safety-comments';
import { structsOf, type Struct } from './types/structs';
import { suppressionsOf, type Suppression } from './source/suppressions';
import { treePathsOf, type TreePaths } from './source/tree-paths';
import { pointerCastsOf, type PointerCast } from './types/pointer-casts';
import { typeReaderOf, type TypeReader } from './types/types';
import { unsafeOperationsOf, type UnsafeOperations } from './unsafety/unsafe-operations';
import { unsafeSitesOf, type UnsafeSite } from './unsafety/unsafe-sites';
import { valuesOf, type Values } from './types/values';
import { callbackImplsOf, type CallbackImpl } from './kernel/callbacks';
import { callbacksOf, type Callback } from './kernel/vtable-callbacks';
import { constructionsOf, type Construction } from './types/initializers';
import { demandsOf, type Demand } from './unsafety/demands';
import { explainedLinesOf, panicsOf, type Panic } from './unsafety/panics';
import { functionsWithoutGuardOf } from './flow/guards';
import { generationsOf } from './kernel/generations';
import { hasCharPointers, hasCoreCStr } from './kernel/c-strings';
import { headedTypesOf, type HeadedType } from './types/headed-types';
import { preludeOf, type Prelude } from './names/prelude';
import { registrationCallsOf, type RegistrationCall } from './kernel/registrations';
import { soundPlacesOf, type SoundPlaces } from './source/sound-places';
import { unguardedRegistrationsOf, type UnguardedRegistration } from './flow/unguarded-registrations';
import { workFindersOf, type Finder } from './kernel/work-items';
import { vtablesOf, type VtableValue } from './kernel/vtables';
import { wrappersOf, type Wrapper } from './types/wrappers';

/** What is known of a file beyond its text. */
export interface Around {
  readonly unit: Unit;
  readonly packs: readonly Pack[];
  readonly tree: KernelTree;
}

/** Begins the facts of one file; nothing is computed yet. */
export function factsOf(file: SourceFile, around: Around): Facts {
  return new Facts(file, around);
}

export class Facts implements Around {
  readonly unit: Unit;
  readonly packs: readonly Pack[];
  readonly tree: KernelTree;
  /** Milliseconds that all facts took so far. */
  spent = 0;
  /** Milliseconds that each fact took, without those that it asked for. */
  readonly times = new Map<string, number>();
  /** What the facts took that the one being worked out asked for. */
  private inner = 0;
  private depth = 0;
  private readonly known = new Map<string, unknown>();

  constructor(
    readonly file: SourceFile,
    { unit, packs, tree }: Around,
  ) {
    this.unit = unit;
    this.packs = packs;
    this.tree = tree;
  }

  /** Every comment, doc comments included, in source order. */
  get comments(): readonly Comment[] {
    return this.once('comments', () => commentsOf(this.file));
  }

  /** Which comments stand above a line. */
  get commentLines(): CommentLines {
    return this.once('commentLines', () => commentLinesOf(this.file, this.comments));
  }

  /** Every unsafe site, in source order. */
  get unsafeSites(): readonly UnsafeSite[] {
    return this.once('unsafeSites', () => unsafeSitesOf(this.file));
  }

  /** The SAFETY comments, and which site each argues for. */
  get safetyComments(): SafetyComments {
    return this.once('safetyComments', () =>
      safetyCommentsOf(this.file, {
        comments: this.comments,
        lines: this.commentLines,
        sites: this.unsafeSites,
        suppressions: this.suppressions,
      }),
    );
  }

  /** What an unsafe site does that needs `unsafe`. */
  get unsafeOperations(): UnsafeOperations {
    return this.once('unsafeOperations', () => unsafeOperationsOf(this.file, this));
  }

  /** Doc comments by the item that they document. */
  get docs(): Docs {
    return this.once('docs', () => docsOf(this.file, this));
  }

  /** Where attributes of the file, and of what it stands in, switch lints off. */
  get lintLevels(): LintLevels {
    return this.once('lintLevels', () => lintLevelsOf(this.file, this));
  }

  /** Every macro invocation, in source order. */
  get macroCalls(): readonly MacroCall[] {
    return this.once('macroCalls', () => macroCallsOf(this.file));
  }

  /** Paths of the kernel tree that comments name. */
  get treePaths(): TreePaths {
    return this.once('treePaths', () => treePathsOf(this.docs, this.comments));
  }

  /** What the file declares and imports, by name. */
  get declarations(): Declarations {
    return this.once('declarations', () => declarationsOf(this.file, this.uses));
  }

  /** Which pattern a local name comes from. */
  get bindings(): Bindings {
    return this.once('bindings', () => bindingsOf(this.file));
  }

  /** What the text of types says. */
  get types(): TypeReader {
    return this.once('types', () => typeReaderOf(this.file, this.declarations));
  }

  /** The types of expressions, as far as the file tells. */
  get values(): Values {
    return this.once('values', () => valuesOf(this.file, this));
  }

  /** Every `as` cast, a row of them taken together, in source order. */
  get castRows(): readonly CastRow[] {
    return this.once('castRows', () => castRowsOf(this.file, this));
  }

  /** Every `use` with the names that it brings, in source order. */
  get uses(): readonly UseDeclaration[] {
    return this.once('uses', () => useDeclarationsOf(this.file));
  }

  /** Every named item in source order, those of `impl` blocks, traits, functions and macros too. */
  get items(): readonly Item[] {
    return this.once('items', () => itemsOf(this.file));
  }

  /** Every `impl`, in source order. */
  get impls(): readonly Impl[] {
    return this.once('impls', () => implsOf(this.file));
  }

  /** Structs with their fields, in source order. */
  get structs(): readonly Struct[] {
    return this.once('structs', () => structsOf(this.file, this));
  }

  /** The structs with a C struct by value in them. */
  get wrappers(): readonly Wrapper[] {
    return this.once('wrappers', () => wrappersOf(this.file, this));
  }

  /** The structs of function pointers that the file fills in for C. */
  get vtables(): readonly VtableValue[] {
    return this.once('vtables', () => vtablesOf(this.file, this));
  }

  /** What paths and names mean, as far as the file tells. */
  get paths(): Paths {
    return this.once('paths', () => pathsOf(this.file, this));
  }

  /** Calls of functions, methods and macros with the full path of what is called, in source order. */
  get calls(): readonly Call[] {
    return this.once('calls', () => callsOf(this.file, this));
  }

  /** The call that a node is. */
  callAt(node: Node | undefined): Call | undefined {
    return node === undefined
      ? undefined
      : this.once('callAt', () => new Map(this.calls.map((call) => [call.node, call]))).get(node);
  }

  /** The `impl` that a node is. */
  implAt(node: Node | undefined): Impl | undefined {
    return node === undefined
      ? undefined
      : this.once('implAt', () => new Map(this.impls.map((impl) => [impl.node, impl]))).get(node);
  }

  /** The matches of a pattern below `within` or in the whole file, in the order of the text; its paths may be imported in part. */
  matches<Found extends { readonly node: Node }>(pattern: Pattern<Found>, within?: Node): Generator<Found> {
    return pattern.find(this.file, { within, resolve: this.resolvePath });
  }

  /** What the holes of a pattern take at one node. */
  match<Found extends { readonly node: Node }>(pattern: Pattern<Found>, node: Node | undefined): Found | undefined {
    return pattern.match(this.file, node, { resolve: this.resolvePath });
  }

  /** Every place in code where a name stands: of types, values, fields and metavariables. */
  named(name: string): readonly Node[] {
    return this.once('named', () => nodesByName(this.file)).get(name) ?? [];
  }

  /** Whether the file runs in the kernel, as far as its place or its text tells. */
  get isKernelCode(): boolean {
    return this.once('isKernelCode', () => isKernelCode(this.file, this));
  }

  /** The casts to raw pointers, with what each changes. */
  get pointerCasts(): readonly PointerCast[] {
    return this.once('pointerCasts', () => pointerCastsOf(this.file, this));
  }

  /** What follows an attribute or comment and is neither. */
  followedBy(node: Node): Node | undefined {
    return this.once('followedBy', () => followersOf(this.file)).get(node);
  }

  /** Where the parser understood the code well enough for it to be changed. */
  get soundPlaces(): SoundPlaces {
    return this.once('soundPlaces', () => soundPlacesOf(this.file, this));
  }

  /** Calls of functions and methods of one name, in source order. */
  callsNamed(name: string): readonly Call[] {
    return this.once('callsNamed', () => callsByName(this.calls)).get(name) ?? [];
  }

  /** What `kernel::prelude::*` brings. */
  get prelude(): Prelude {
    return this.once('prelude', () => preludeOf(this));
  }

  /** Whether `kernel::str::CStr` is core's, the type of `c"…"`; undefined when neither the tree nor its version is known. */
  get hasCoreCStr(): boolean | undefined {
    return this.once('hasCoreCStr', () => hasCoreCStr(this));
  }

  /** Whether there is `as_char_ptr()` for the type of `c"…"`; undefined when neither the tree nor its version is known. */
  get hasCharPointers(): boolean | undefined {
    return this.once('hasCharPointers', () => hasCharPointers(this));
  }

  /** Every `Name { … }` expression, in source order. */
  get constructions(): readonly Construction[] {
    return this.once('constructions', () => constructionsOf(this.file, this));
  }

  /** The types with more than a C struct in them whose memory C allocates, in source order. */
  get headedTypes(): readonly HeadedType[] {
    return this.once('headedTypes', () => headedTypesOf(this));
  }

  /** The public functions in the `impl` blocks of a type, those of traits left out, in source order. */
  publicMethods(type: string): readonly Method[] {
    return this.once('publicMethods', () => publicMethodsOf(this)).get(type) ?? [];
  }

  /** The conditions of what an unsafe site does, as far as packs or the file's own documentation tell, each once, in source order. */
  demandsOf(site: UnsafeSite): readonly Demand[] {
    return this.onceFor('demandsOf', { key: site, compute: () => demandsOf(this, site) });
  }

  /** Calls that panic, in no particular order. */
  get panics(): readonly Panic[] {
    return this.once('panics', () => panicsOf(this.file, this));
  }

  /** The lines whose comment says why the code there cannot panic, the line below it included; 0-based. */
  get explainedLines(): ReadonlySet<number> {
    return this.once('explainedLines', () => explainedLinesOf(this.comments));
  }

  /** The functions of a name that give no guard, the first two at most. */
  functionsWithoutGuard(name: string): readonly Node[] {
    return this.once('functionsWithoutGuard', () => functionsWithoutGuardOf(this.file)).get(name) ?? [];
  }

  /** The types whose destructor unregisters what needs the parent bound, without anything that guarantees it, in source order. */
  get unguardedRegistrations(): readonly UnguardedRegistration[] {
    return this.once('unguardedRegistrations', () => unguardedRegistrationsOf(this.file, this));
  }

  /** The calls that make a registration, in source order. */
  get registrationCalls(): readonly RegistrationCall[] {
    return this.once('registrationCalls', () => registrationCallsOf(this.file, this));
  }

  /** Every `impl` of a callback trait, in source order. */
  get callbackImpls(): readonly CallbackImpl[] {
    return this.once('callbackImpls', () => callbackImplsOf(this.file, this));
  }

  /** The functions that C calls through a vtable, in the order of the text; one that fills several slots comes once for each. */
  get callbacks(): readonly Callback[] {
    return this.once('callbacks', () => callbacksOf(this.file, this));
  }

  /** The versions of a subsystem's API that the code may be written against, from the oldest to the newest: one where it is known. */
  generationsOf(pack: Pack): readonly Generation[] {
    return this.onceFor('generationsOf', { key: pack, compute: () => generationsOf(this, pack) });
  }

  /** What says in which field of a type the work queue finds its work. */
  workFindersOf(known: WorkItemFacts): readonly Finder[] {
    return this.onceFor('workFindersOf', { key: known, compute: () => workFindersOf(this, known) });
  }

  /** Comments that silence rules, in source order. */
  get suppressions(): readonly Suppression[] {
    return this.once('suppressions', () => suppressionsOf(this.file, this.comments));
  }

  private readonly resolvePath = (path: Node): string | undefined => {
    const meant = this.paths.resolve(path);
    return meant?.by === 'local' ? undefined : meant?.path;
  };

  private once<T>(name: string, compute: () => T): T {
    if (this.known.has(name)) return this.known.get(name) as T;
    const value = this.timed(name, compute);
    this.known.set(name, value);
    return value;
  }

  /** The same for an answer to each of several questions. */
  private onceFor<T>(name: string, { key, compute }: { key: unknown; compute: () => T }): T {
    const answers = this.once(name, () => new Map<unknown, T>());
    if (answers.has(key)) return answers.get(key) as T;
    const answer = this.timed(name, compute);
    answers.set(key, answer);
    return answer;
  }

  private timed<T>(name: string, compute: () => T): T {
    const began = performance.now();
    const innerBefore = this.inner;
    this.inner = 0;
    this.depth++;
    try {
      return compute();
    } catch (error) {
      if (error instanceof DeadlineExceeded) error.fact ??= name;
      throw error;
    } finally {
      this.depth--;
      const took = performance.now() - began;
      this.times.set(name, (this.times.get(name) ?? 0) + took - this.inner);
      this.inner = innerBefore + took;
      // Facts that another fact asked for are in its time.
      if (this.depth === 0) this.spent += took;
    }
  }
}

/** What a rule is given: a file, and what it means with all that is known around it. */
export interface Context {
  readonly file: SourceFile;
  readonly facts: Facts;
}
