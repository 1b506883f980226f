// Paths as they are shown and compared: forward slashes everywhere.

import { relative, sep } from 'node:path';

export const slashes = (path: string): string => path.split(sep).join('/');

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** A path for people: relative where the file lies below the working folder. */
export const shownFrom = (cwd: string, file: string): string =>
  isBelow(file, cwd) ? slashes(relative(cwd, file)) : slashes(file);
