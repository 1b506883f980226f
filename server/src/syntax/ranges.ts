// Ranges of text, and searching among things that stand in the order of the text.

/** A range of text in UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How many of the first items pass, when all that pass come before all that do not. */
export function countWhile<T>(list: ArrayLike<T>, passes: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item !== undefined && passes(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ranges that lie in one another or apart. */
export class NestedRanges<T extends Span> {
  private readonly ranges: readonly T[];
  /** By index the index of the nearest range around, -1 for none. */
  private readonly outer: number[] = [];

  /** Of two equal ranges the later one counts as the inner. */
  constructor(ranges: Iterable<T>) {
    this.ranges = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
    for (const [index, { start }] of this.ranges.entries()) this.outer.push(this.upTo(index - 1, start));
  }

  innermost(offset: number): T | undefined {
    return this.ranges[this.upTo(countWhile(this.ranges, ({ start }) => start <= offset) - 1, offset)];
  }

  /** The index or that of the nearest range around it that ends behind the offset. */
  private upTo(index: number, offset: number): number {
    let at = index;
    while ((this.ranges[at]?.end ?? Infinity) <= offset) at = this.outer[at] ?? -1;
    return at;
  }
}
