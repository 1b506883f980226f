// What the other files of the crate or patch contain.

import type { SourceFile } from '../../syntax/source-file';
import type { Unit } from '../../crate/unit';

/** Whether something holds for another file that has `name` in its text; false where the run does not know the others. */
export function holdsInSibling({ siblings }: Unit, name: string, holds: (file: SourceFile) => boolean): boolean {
  return (siblings?.() ?? []).some(({ text, parse }) => {
    const file = text.includes(name) ? parse() : undefined;
    return file !== undefined && holds(file);
  });
}
