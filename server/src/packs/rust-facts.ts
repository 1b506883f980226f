// The shape of what a pack knows of a subsystem's Rust side: items by generation of the API, callback traits, names that changed.

/** One state of an API that code can be written against, from the oldest to the newest. */
export interface Generation {
  readonly id: string;
  /** As a reader would know it: "as posted in October 2025", "as merged for 7.3". */
  readonly label: string;
  /** Identifiers that only code of this generation has. */
  readonly marks: readonly string[];
}

export interface RustItem {
  /** From the kernel crate on, as the newest generation that has it spells it: `fwctl::Registration::new`. */
  readonly path: string;
  /** Other paths under which some kernels have it: `types::ARef`. */
  readonly aliases?: readonly string[];
  readonly kind: 'trait' | 'struct' | 'enum' | 'variant' | 'fn' | 'type' | 'const';
  /** By generation; one signature holds until the next one that is listed. `undefined` where the generation does not have the item any more. */
  readonly signatures: readonly { readonly since: string; readonly text: string | undefined }[];
  /** One paragraph of Markdown on how it is used right. */
  readonly summary: string;
  /** Sentences on locks and context, on who frees what, on order, on errors and limits; in the order in which a reader wants them. */
  readonly notes?: readonly string[];
  /** What took its place, as a path or a sentence. */
  readonly replacedBy?: string;
  readonly source: string;
}

/** What a parameter of a callback is, for rules that follow it. */
export type ParameterRole = 'context' | 'device' | 'data' | 'scope' | 'message' | 'limit' | 'answer';

/** A trait that drivers implement and whose methods C calls. */
export interface CallbackTrait {
  /** `fwctl::Operations`. */
  readonly path: string;
  /** The C vtable behind it. */
  readonly vtable: string;
  readonly methods: readonly {
    readonly name: string;
    /** The slot of the vtable. */
    readonly slot: string;
    readonly parameters: readonly ParameterRole[];
    /** The parameters in earlier generations, where they were others. */
    readonly earlier?: readonly (readonly ParameterRole[])[];
    /** What the callback returns to answer in the buffer of the message; its argument is the length of the answer. */
    readonly inPlace?: string;
  }[];
  /** The trait's type for data that callbacks borrow: `RegistrationData`. */
  readonly dataType?: string;
  /** The trait's constant that says what the device is to user space, and the C enum that has a value for each kind. */
  readonly kind?: { readonly name: string; readonly enum: string };
}

/** A name of an older generation: `FwCtlOps` is `Operations` now. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly position: 'type' | 'trait item' | 'function';
}
