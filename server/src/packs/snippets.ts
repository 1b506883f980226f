// The shape of code that completion offers as a whole.

export interface Snippet {
  /** What is typed to get it: `fwctl-driver`. */
  readonly label: string;
  /** A few words. */
  readonly detail: string;
  /** A sentence or two on what is to be filled in and what to look after. */
  readonly documentation: string;
  /** The crates that it belongs into. */
  readonly crate: 'driver' | 'kernel';
  /** Rust with slots: `‹Tool›` is to be replaced wherever it stands, and is its own default. */
  readonly text: string;
}
