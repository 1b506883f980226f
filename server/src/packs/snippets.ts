// The shape of a code snippet that completion offers.

export interface Snippet {
  /** What is typed to get it: `fwctl-driver`. */
  readonly label: string;
  /** A few words. */
  readonly detail: string;
  /** A sentence or two on what to fill in and what to watch out for. */
  readonly documentation: string;
  /** The crates in which it is offered. */
  readonly crate: 'driver' | 'kernel';
  /** Rust with slots: `‹Tool›` is to be replaced wherever it stands, and is its own default. */
  readonly text: string;
}
