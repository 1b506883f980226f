// The shape of what a pack knows about the kernel crate itself: types that must not move, guards, what may sleep and where it must
// not, traits over bytes, work items. Paths begin below the kernel crate (`sync::Mutex`) unless they name another crate.

/** A type of which a value must stay where it was initialised. */
export interface PinnedType {
  /** Every public path of it. */
  readonly paths: readonly string[];
  readonly source: string;
}

/** Functions whose effect ends when their return value is dropped. */
export interface Guard {
  /** Every public path of the functions. */
  readonly functions?: readonly string[];
  /** Names of methods; of any type, because no other type of the kernel has a method of that name that gives something else. */
  readonly methods?: readonly string[];
  /** A clause on what happens when the value is dropped: "the lock is released". */
  readonly whenDropped: string;
  /** A name for a local that holds it, without the leading underscore. */
  readonly called: string;
  /** rustc says nothing about a statement that does not use the value. */
  readonly silent?: true;
  /** The value is an initializer: if it is dropped, nothing has happened. */
  readonly initializer?: true;
  readonly source: string;
}

/** A guard whose holder must not sleep. */
export interface AtomicGuard {
  readonly functions?: readonly string[];
  readonly methods?: readonly string[];
  /** Only of a receiver of one of these types. */
  readonly receivers?: readonly string[];
  /** As a sentence names what is held: "a spinlock". */
  readonly holds: string;
  readonly source: string;
}

/** Calls that may sleep. */
export interface SleepingCalls {
  /** Every public path of the functions. */
  readonly functions: readonly string[];
  readonly methods: readonly { readonly name: string; readonly receivers: readonly string[] }[];
  /** Flags with which an allocation may sleep. */
  readonly flags: readonly string[];
  /** The flag to use instead in atomic context. */
  readonly instead?: string;
  /** C functions, as Rust reaches them through the bindings. */
  readonly bindings: readonly string[];
  readonly source: string;
}

/** A trait method that runs where nothing may sleep. */
export interface AtomicCallback {
  readonly traits: readonly string[];
  readonly method: string;
  /** A clause: "runs in hard interrupt context". */
  readonly because: string;
  /** Where work that has to sleep belongs. */
  readonly instead: string;
  readonly source: string;
}

/** An unsafe trait that says what the bytes of a type are. */
export interface ByteTrait {
  readonly paths: readonly string[];
  /** Values are made from unchecked bytes, so every bit pattern must be valid. */
  readonly fromBytes: boolean;
  readonly source: string;
}

/** How a type is declared to be an item of a work queue. */
export interface WorkItemFacts {
  /** The trait with the callback. */
  readonly traits: readonly string[];
  /** The trait that finds the work struct, and those that imply it. */
  readonly finders: readonly string[];
  readonly macros: readonly {
    readonly name: string;
    /** The trait in the macro's argument. */
    readonly trait: string;
    /** The type of the field. */
    readonly field: readonly string[];
  }[];
  readonly source: string;
}
