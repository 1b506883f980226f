// The shape of a pack: what is known about one subsystem.

import type { AllocatorFact, CEnum, CFunction, CIoctl, CStruct, Refcount, RegistrationFact, Vtable } from './c-facts';
import type { AtomicCallback, AtomicGuard, ByteTrait, Guard, PinnedType, SleepingCalls, WorkItemFacts } from './kernel-facts';
import type { CallbackTrait, Generation, Rename, RustItem } from './rust-facts';
import type { Snippet } from './snippets';

/** Where a fact was read: `linux/rust/kernel/prelude.rs at 7.1.5`. */
export interface Source {
  readonly repository: string;
  readonly path: string;
  readonly version: string;
}

/** What `kernel::prelude::*` brings from a version of the kernel on, until the next table. */
export interface PreludeTable {
  readonly since: readonly [number, number];
  /**
   * Full paths of what comes under its own name, and every other path under which the same item can be imported: `kernel::alloc::KBox`.
   * A glob ends in `::*`, a trait that comes without a name in ` as _`.
   */
  readonly paths: readonly string[];
}

/** One condition of an unsafe operation that the code around it has to meet. */
export interface Obligation {
  /** A clause that is true when it is met; `{name}` stands for what is given for that parameter. */
  readonly claim: string;
  /**
   * Phrases that count as a mention in a SAFETY comment, in lower case. They match from the beginning of a word on, so `align` finds
   * "aligned"; ` … ` stands for a few words between.
   */
  readonly words: readonly string[];
  /** By which rules find conditions of this kind, whatever their claim says. */
  readonly kind?: 'bound' | 'range' | 'initialised' | 'aliasing';
}

/** What an operator does with a raw pointer: `*p`, `&*p`, `&mut *p`, `&raw const (*p).field`. */
export type PointerOperator = 'dereference' | 'shared-borrow' | 'exclusive-borrow' | 'raw-borrow';

/** What an unsafe operation requires of the code that performs it. */
export interface Contract {
  /** As a comment would call it: `slice::from_raw_parts`. */
  readonly name: string;
  /** The last two segments of the paths of functions, methods that are called by path, and macros. */
  readonly paths?: readonly string[];
  /** Crates in which those are; a path whose beginning is not known counts too. */
  readonly crates?: readonly string[];
  /** Methods of raw pointers; the pointer is the first parameter then. */
  readonly methods?: readonly string[];
  readonly operators?: readonly PointerOperator[];
  /** Traits that an `unsafe impl` is for. */
  readonly traits?: readonly string[];
  readonly parameters: readonly string[];
  readonly obligations: readonly [Obligation, ...Obligation[]];
  /** Where it can be read: an address, or a path in the kernel tree. */
  readonly source: string;
}

/** What every subsystem may have; `contexts` are callbacks, guards and calls that say where code may sleep. */
export type Aspect = 'namespace' | 'refcounts' | 'registrations' | 'contexts';

export interface Pack {
  readonly id: string;
  /** As prose names it: "fwctl", "the auxiliary bus". */
  readonly title: string;
  readonly sources: readonly Source[];
  /** Of a subsystem, in a few words, why it has nothing of a kind. */
  readonly none?: Readonly<Partial<Record<Aspect, string>>>;
  readonly contracts?: readonly Contract[];
  readonly preludes?: readonly PreludeTable[];
  /** Clippy's lints outside of `clippy::all` that the kernel did not switch on from the beginning. */
  readonly lintsSwitchedOn?: readonly string[];
  /** The module of the kernel crate that this is about: `fwctl`. */
  readonly module?: string;
  /** The symbol namespace that the crate of a driver has to import. */
  readonly namespace?: string;
  /** Tristate options of Kconfig, without `CONFIG_`. */
  readonly tristates?: readonly string[];
  readonly functions?: readonly CFunction[];
  /** By the prefix of their name, C functions that need a bound device as the argument at that position. */
  readonly managedFunctions?: { readonly prefix: string; readonly device: number };
  readonly structs?: readonly CStruct[];
  readonly enums?: readonly CEnum[];
  readonly ioctls?: readonly CIoctl[];
  readonly refcounts?: readonly Refcount[];
  readonly registrations?: readonly RegistrationFact[];
  readonly vtables?: readonly Vtable[];
  readonly allocators?: readonly AllocatorFact[];
  /** From the oldest to the newest. */
  readonly generations?: readonly Generation[];
  readonly items?: readonly RustItem[];
  readonly callbacks?: readonly CallbackTrait[];
  readonly renames?: readonly Rename[];
  readonly snippets?: readonly Snippet[];
  readonly pinnedTypes?: readonly PinnedType[];
  readonly guards?: readonly Guard[];
  readonly atomicGuards?: readonly AtomicGuard[];
  readonly sleeping?: readonly SleepingCalls[];
  readonly atomicCallbacks?: readonly AtomicCallback[];
  /** Pointer and number types that are never zero, by every public path: not every bit pattern is valid for them. */
  readonly neverNull?: readonly string[];
  readonly byteTraits?: readonly ByteTrait[];
  readonly workItems?: readonly WorkItemFacts[];
}
