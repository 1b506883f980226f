// What fixes would change in a file, as a unified diff that `git apply` and `patch -p1` take.

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { isAbsolute } from 'node:path';
import type { CheckedFile } from './results';

/** Empty when nothing would change. */
export function unifiedDiff({ path, text, unfixed }: CheckedFile): string {
  if (unfixed === undefined) return '';
  const plain = path.replace(/^(?:\.\/)+/, '');
  const [before, after] = isAbsolute(path) ? [path, path] : [`a/${plain}`, `b/${plain}`];
  return createTwoFilesPatch(before, after, unfixed, text, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
