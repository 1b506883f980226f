// Which parts of Rust a kernel tree can use.

import type { Unit } from '../../crate/unit';

/** `&raw const` and `&raw mut`: the feature was switched on for 6.15. An unknown tree counts as new. */
export function hasRawBorrows({ kernelVersion }: Unit): boolean {
  if (kernelVersion === undefined) return true;
  const [major, minor] = kernelVersion;
  return major > 6 || (major === 6 && minor >= 15);
}
