// The gate for writing: a file is the old one or the new one, whole, whatever fails and whenever.

import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { codeOf, FileError, reasonOf } from './file-error';
import { readRegularFile } from './read-file';
import { system } from './system';

export interface Replacement {
  readonly text: string;
  /** What was read and worked on. */
  readonly expected: string;
}

/**
 * Puts a text where another stands. Keeps mode, owner, and links: what a symbolic link leads to is replaced, and a file with several names keeps
 * them. Throws a `FileError` when the file is no longer what was expected, else as the file system does. When it throws, the file is as before,
 * but for a file with several names of which the writing failed half-way: the message names the file beside it that has the whole text.
 */
export function replaceFile(path: string, { text, expected }: Replacement): void {
  const target = system.realpathSync(path);
  put(target, {
    text,
    old: system.statSync(target),
    check: () => {
      if (!hasText(target, expected)) throw new FileError('it changed on disk while it was being checked; nothing was written');
    },
  });
}

/** Makes a file that is not there yet, whole or not at all. Throws a `FileError` when it is there. */
export function createFile(path: string, text: string): void {
  const temporary = writeBeside(path, { text, old: undefined });
  try {
    linkNew(temporary, { path, text });
  } finally {
    remove(temporary);
  }
  syncFolder(dirname(path));
}

/**
 * Writes what a user asks for at a name of theirs, whatever stood there, and makes the folders above. A regular file is replaced as by `replaceFile`;
 * into a pipe or a device (`/dev/stdout`, the shell's `>(…)`) the text is written straight. Throws as the file system does.
 */
export function writeFile(path: string, text: string): void {
  system.mkdirSync(dirname(path), { recursive: true });
  const target = targetOf(path);
  if (target === undefined) {
    putNew(path, text);
    return;
  }
  const old = system.statSync(target);
  if (old.isFile()) put(target, { text, old, check: () => undefined });
  else writeInto(target, text);
}

interface Put {
  readonly text: string;
  readonly old: Stats;
  /** Throws when the file must stay as it is; asked at the last moment. */
  readonly check: () => void;
}

function put(target: string, { text, old, check }: Put): void {
  if (!old.isFile()) throw new FileError('it is not a regular file');
  const temporary = writeBeside(target, { text, old });
  try {
    if (old.nlink > 1) {
      // The copy has to be found after a crash, before the file is touched.
      syncFolder(dirname(target));
      check();
      overwrite(target, { text, temporary });
    } else {
      check();
      system.renameSync(temporary, target);
    }
  } catch (error) {
    if (!(error instanceof HalfWritten)) remove(temporary);
    throw error;
  }
  syncFolder(dirname(target));
}

function putNew(path: string, text: string): void {
  const temporary = writeBeside(path, { text, old: undefined });
  try {
    system.renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

/** A rename would take this name from the others of the file. */
function overwrite(target: string, { text, temporary }: { text: string; temporary: string }): void {
  const descriptor = system.openSync(target, constants.O_WRONLY);
  try {
    const length = writeAll(descriptor, text);
    system.ftruncateSync(descriptor, length);
    system.fsyncSync(descriptor);
  } catch (error) {
    throw new HalfWritten(
      `${reasonOf(error)}; the file has several names and is half written, its whole new text is in ${temporary}`,
    );
  } finally {
    closeQuietly(descriptor);
  }
  remove(temporary);
}

class HalfWritten extends FileError {}

/** The text on disk in a file of its own in the same folder, with the mode and owner of the old one. Nothing is left of it when it throws. */
function writeBeside(path: string, { text, old }: { text: string; old: Stats | undefined }): string {
  // Begins with a dot and ends like no Rust file, so that one that a killed process left is neither checked nor in the way.
  const name = `.${basename(path).slice(0, 40)}.kernel-rust-${randomBytes(6).toString('hex')}`;
  const temporary = join(dirname(path), name);
  const descriptor = system.openSync(temporary, 'wx', old === undefined ? 0o666 : 0o600);
  try {
    writeAll(descriptor, text);
    if (old !== undefined) {
      const made = system.fstatSync(descriptor);
      if (made.uid !== old.uid || made.gid !== old.gid) system.fchownSync(descriptor, old.uid, old.gid);
      system.fchmodSync(descriptor, old.mode & 0o7777);
    }
    system.fsyncSync(descriptor);
  } catch (error) {
    closeQuietly(descriptor);
    remove(temporary);
    throw error;
  }
  closeQuietly(descriptor);
  return temporary;
}

/** Gives the number of bytes. */
function writeAll(descriptor: number, text: string): number {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) done += system.writeSync(descriptor, bytes, done, bytes.length - done, null);
  return bytes.length;
}

function hasText(path: string, expected: string): boolean {
  const bytes = Buffer.from(expected);
  try {
    return readRegularFile(path, { limit: bytes.length }).equals(bytes);
  } catch (error) {
    // Larger than it was, or no file any more.
    if (error instanceof FileError) return false;
    throw error;
  }
}

/** A link fails where a name is taken, which a rename does not. */
function linkNew(temporary: string, { path, text }: { path: string; text: string }): void {
  try {
    system.linkSync(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new FileError('it is already there');
    if (!withoutLinks.has(codeOf(error))) throw error;
    createInPlace(path, text);
  }
}

/** What file systems without hard links say. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function createInPlace(path: string, text: string): void {
  let descriptor: number;
  try {
    descriptor = system.openSync(path, 'wx', 0o666);
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? new FileError('it is already there') : error;
  }
  try {
    writeAll(descriptor, text);
    system.fsyncSync(descriptor);
  } catch (error) {
    remove(path);
    throw error;
  } finally {
    closeQuietly(descriptor);
  }
}

/** Undefined when there is nothing of that name; a link that leads nowhere is left alone. */
function targetOf(path: string): string | undefined {
  try {
    return system.realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    if (isLink(path)) throw new FileError('it is a symbolic link that leads nowhere');
    return undefined;
  }
}

function isLink(path: string): boolean {
  return system.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function writeInto(path: string, text: string): void {
  const descriptor = system.openSync(path, constants.O_WRONLY);
  try {
    writeAll(descriptor, text);
  } finally {
    closeQuietly(descriptor);
  }
}

/** Makes the new name last. Some systems and file systems know no such thing, which is no error. */
function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = system.openSync(folder, constants.O_RDONLY);
    system.fsyncSync(descriptor);
  } catch {
    // The file is whole in any case; what is not sure is which of the two a power failure leaves.
  } finally {
    if (descriptor !== undefined) closeQuietly(descriptor);
  }
}

/** What had to be on disk was synced before. */
function closeQuietly(descriptor: number): void {
  try {
    system.closeSync(descriptor);
  } catch {
    // The descriptor is gone either way.
  }
}

/** What cannot be removed is not worth hiding the error for that led here. */
function remove(path: string): void {
  try {
    system.unlinkSync(path);
  } catch {
    // It has a name of its own and is in nobody's way.
  }
}
