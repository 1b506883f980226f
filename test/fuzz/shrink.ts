// Makes a failing input small: lines go, then characters, for as long as it still fails in the same way.

import type { Sample } from './corpus';

export interface ShrinkOptions {
  readonly fails: (input: Sample) => Promise<boolean>;
  /** When to stop, as `performance.now()` counts. */
  readonly until: number;
}

/** Delta debugging (Zeller), first on lines, then on words and white space, then on characters. */
export async function smaller(input: Sample, options: ShrinkOptions): Promise<Sample> {
  let best = input;
  for (const unit of [/(?<=\n)/, /(?<=\n)/, /(?<=[^\w]|\b)/, /(?:)/u]) best = await withoutParts(best, { unit, ...options });
  return best;
}

async function withoutParts(input: Sample, { unit, fails, until }: { unit: RegExp } & ShrinkOptions): Promise<Sample> {
  const { path } = input;
  let parts = input.text.split(unit);
  let size = parts.length >> 1;
  while (size >= 1) {
    let isSmaller = false;
    for (let from = 0; from < parts.length;) {
      if (performance.now() > until) return { path, text: parts.join('') };
      const rest = [...parts.slice(0, from), ...parts.slice(from + size)];
      if (await fails({ path, text: rest.join('') })) {
        parts = rest;
        isSmaller = true;
      } else from += size;
    }
    if (!isSmaller || size > parts.length) size >>= 1;
  }
  return { path, text: parts.join('') };
}
