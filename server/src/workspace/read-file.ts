// Bytes of a file as text, or why they are none.

import { isUtf8 } from 'node:buffer';

/** Nothing is changed: a byte order mark and carriage returns stay. */
export function decode(bytes: Buffer): { text: string } | { problem: string } {
  if (isUtf16(bytes)) return { problem: 'it is UTF-16, and Rust is UTF-8' };
  if (bytes.includes(0)) return { problem: 'it is binary (a NUL byte)' };
  if (!isUtf8(bytes)) return { problem: 'it is not valid UTF-8' };
  return { text: bytes.toString('utf8') };
}

const isUtf16 = (bytes: Buffer): boolean => (bytes[0] === 0xff ? bytes[1] === 0xfe : bytes[0] === 0xfe && bytes[1] === 0xff);

/** What went wrong with a file or folder, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};
