// The shape of what a pack knows about a subsystem's C side: functions, structs, enums, reference counts, registrations, vtables.

import type { Obligation } from './pack';

export interface CFunction {
  readonly name: string;
  /** As the header declares it. */
  readonly signature: string;
  /** A `static inline` function or a macro is not a symbol: Rust needs `rust/helpers` for it, and cannot call macros that take types at all. */
  readonly kind: 'function' | 'static inline' | 'macro';
  /** The symbol namespace that a module has to import to call it. */
  readonly namespace?: string;
  /** In the order of the signature. */
  readonly parameters: readonly string[];
  /** Those that point to `const`: the binding takes `*const`. */
  readonly constParameters?: readonly string[];
  /** One paragraph of Markdown: what it does and how to use it correctly. */
  readonly summary: string;
  /** A clause: "process context, may sleep". */
  readonly context: string;
  readonly sleeps: boolean;
  /** What it returns on failure. */
  readonly fails?: 'null' | 'errno' | 'error pointer';
  /** A sentence on what it returns, takes over and frees. */
  readonly ownership?: string;
  /**
   * A device has to be bound to its driver for as long as the call runs: `parameter` names it; without it, it is the parent of the object that
   * is passed.
   */
  readonly bound?: { readonly parameter?: string };
  /** What the SAFETY comment of a call must say; none for a function that may be called at any time. */
  readonly obligations?: readonly [Obligation, ...Obligation[]];
  /** The safe Rust item that does this, where there is one: `fwctl::Registration::new`. */
  readonly prefer?: string;
  /** Path in the kernel tree. */
  readonly source: string;
}

export interface CStruct {
  readonly name: string;
  readonly summary: string;
  /** C keeps lists, locks or pointers into it: it must not be moved or overwritten. */
  readonly pinned?: true;
  /** C allocates it by a size that Rust names, with private bytes of the driver after it: it has to come first. */
  readonly headOf?: string;
  readonly source: string;
}

export interface CEnum {
  readonly name: string;
  /** The Rust enum for it: `fwctl::DeviceType`. */
  readonly rust?: string;
  readonly summary: string;
  readonly members: readonly {
    readonly name: string;
    readonly value: number;
    readonly variant?: string;
    readonly note?: string;
  }[];
  readonly source: string;
}

/** A request of user space to a device file. */
export interface CIoctl {
  readonly name: string;
  /** As the header makes the number: `_IO(0x9A, 0)`. */
  readonly number: string;
  /** The struct that it passes. */
  readonly struct: string;
  readonly summary: string;
  readonly source: string;
}

/** A C type whose objects are reference counted. */
export interface Refcount {
  readonly struct: string;
  readonly get: string;
  readonly put: string;
  /** Other functions that take or give a reference of the same count. */
  readonly gets?: readonly string[];
  readonly puts?: readonly string[];
  /** The Rust type that wraps it: `device::Device`. */
  readonly rust?: string;
  /** The field that holds the counted object where the count is another type's: `fwctl_device` counts with its `dev`. */
  readonly base?: { readonly field: string; readonly struct: string };
  readonly source: string;
}

/** Something that is registered with a subsystem and must be unregistered. */
export interface RegistrationFact {
  /** The Rust type: `auxiliary::Registration`; undefined when there is none that a driver could hold. */
  readonly type?: string;
  /** Its functions that give a registration; `new` unless said. */
  readonly constructors?: readonly string[];
  /** Which arguments of the constructor the rules follow, by position. */
  readonly arguments?: { readonly parent: number; readonly device?: number };
  /** What makes the device that is registered, and which of its arguments is the parent. */
  readonly device?: { readonly constructor: string; readonly parent: number };
  readonly register: readonly string[];
  /** Which argument of the C function that registers is the parent, by position; undefined where the object names it. */
  readonly parentArgument?: number;
  readonly unregister: readonly string[];
  /** Unregistering is only allowed while the parent device is still bound. */
  readonly boundParent: boolean;
  /** What ensures the order in the Rust type: a lifetime of the bound device, devres, or nothing because no order is required. */
  readonly tie: 'lifetime' | 'devres' | 'none';
  /** The Rust type keeps its `Devres` inside, or has given the registration away: it may be held by itself. */
  readonly holdsDevres?: true;
  /** Callbacks may run before the register function returns. */
  readonly startsEarly?: true;
  /** A sentence on who guarantees the order. */
  readonly summary: string;
  readonly source: string;
}

/** What a callback may assume of the object that C passes to it. */
export type ObjectState =
  /** Zeroed, not initialised yet, and not visible to anything else. */
  | 'uninitialised'
  /** Other callbacks run at the same time on the same object. */
  | 'shared'
  /** Nothing else uses it, now or later. */
  | 'exclusive';

export interface Slot {
  readonly name: string;
  readonly signature: string;
  readonly parameters: readonly string[];
  readonly mandatory: boolean;
  /** Of the object in the first parameter. */
  readonly object?: ObjectState;
  /** `open` initialises the object, `close` is the last callback that sees it: C frees the bytes later without another call. */
  readonly role?: 'open' | 'close';
  /** How C frees the buffer that the callback returns. */
  readonly freedWith?: 'kfree' | 'kvfree';
  /**
   * A buffer with its length that C passes in and accepts back as the answer; `answer` is where the length of the answer goes, which C
   * believes.
   */
  readonly inPlace?: { readonly buffer: string; readonly length: string; readonly answer: string };
  /** When it is called, which locks are held, what it may do. */
  readonly summary: string;
  readonly source: string;
}

/** A struct of function pointers that a driver fills in. */
export interface Vtable {
  readonly struct: string;
  /** The object that the slots work on. */
  readonly object?: string;
  /** The slot that holds how large the driver's object is. */
  readonly sizeField?: string;
  /** Fields that hold a value of an enum: `device_type` holds a `fwctl_device_type`. */
  readonly enumFields?: Readonly<Record<string, string>>;
  /** Slots get their device or its data in some other way than a parameter. */
  readonly slots: readonly Slot[];
  readonly summary: string;
  readonly source: string;
}

/** An allocator of the kernel crate, with the types that own its memory. */
export interface AllocatorFact {
  /** `Kmalloc` */
  readonly name: string;
  /** `KVec` */
  readonly vec: string;
  /** `KBox` */
  readonly box: string;
  /** The C functions that its memory may be freed with. */
  readonly freedBy: readonly string[];
  readonly summary: string;
  readonly source: string;
}
