// The gate for reading: regular files only, so much at most, and never a wait for a pipe or a device that somebody put there.

import { isUtf8 } from 'node:buffer';
import { constants, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { codeOf, FileError } from './file-error';
import { system } from './system';

const megabyte = 1 << 20;

/** The most bytes that a file may have, by what it is. */
export const limits = {
  /** Rust, C headers, Makefiles. The largest header of the kernel has 15 MB; whether larger Rust can be checked is a matter of the parser's budget. */
  source: 64 * megabyte,
  /** Configuration and ignore files, which people write. */
  settings: megabyte,
  /** A count for each rule and file. */
  baseline: 16 * megabyte,
  /** A mailbox of patches, and standard input. */
  mailbox: 256 * megabyte,
} as const;

export interface ReadOptions {
  /** Bytes; see `limits`. */
  readonly limit: number;
  /** The folder that the file must really lie in once all links are followed: for whatever a tree that may be a stranger's names. */
  readonly within?: string;
}

/**
 * The bytes of a regular file, or of one that a link leads to. Throws a `FileError` for anything else (pipe, device, socket, folder), for a file
 * that is larger than the limit, also when it grows while it is read, and for one outside of `within`; else as the file system does.
 */
export function readRegularFile(path: string, options: ReadOptions): Buffer {
  const descriptor = openWithoutWaiting(path, options);
  try {
    const stats = system.fstatSync(descriptor);
    if (!stats.isFile()) throw new FileError(`it is ${kindOf(stats)}, not a regular file`);
    if (stats.size > options.limit) throw tooLarge(options.limit);
    return readAll(descriptor, { size: stats.size, limit: options.limit });
  } finally {
    system.closeSync(descriptor);
  }
}

/**
 * The bytes of what a user names as input: a regular file, or a pipe as the shell's `<(…)` makes one, which is read to its end like standard input.
 * A pipe that nobody opens for writing is given up after two seconds. Not for files that were found or that a tree names. Throws as `readRegularFile`.
 */
export async function readNamedInput(path: string, { limit }: { readonly limit: number }): Promise<Buffer> {
  const descriptor = openWithoutWaiting(path, { limit });
  try {
    const stats = system.fstatSync(descriptor);
    if (stats.isFIFO()) return await readPipe(descriptor, limit);
    if (!stats.isFile()) throw new FileError(`it is ${kindOf(stats)}, neither a regular file nor a pipe`);
    if (stats.size > limit) throw tooLarge(limit);
    return readAll(descriptor, { size: stats.size, limit });
  } finally {
    system.closeSync(descriptor);
  }
}

/** All of standard input. Throws a `FileError` when it is more than a mailbox may have. */
export async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > limits.mailbox) throw tooLarge(limits.mailbox);
  }
  return Buffer.concat(chunks);
}

/** The names in a folder, folders with a `/` behind, sorted. Throws as the file system does, and a `FileError` for a folder outside of `within`. */
export function listFolder(path: string, { within }: { readonly within: string }): string[] {
  const entries = system.readdirSync(inside(path, within), { withFileTypes: true });
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}

/** Whether there is anything of that name. Nothing is opened. */
export const exists = (path: string): boolean => system.existsSync(path);

/** Bytes of a file as text, or why they are none. Nothing is changed: a byte order mark and carriage returns stay. */
export function decode(bytes: Buffer): { text: string } | { problem: string } {
  if (isUtf16(bytes)) return { problem: 'it is UTF-16, and Rust is UTF-8' };
  if (bytes.includes(0)) return { problem: 'it is binary (a NUL byte)' };
  if (!isUtf8(bytes)) return { problem: 'it is not valid UTF-8' };
  return { text: bytes.toString('utf8') };
}

const isUtf16 = (bytes: Buffer): boolean => (bytes[0] === 0xff ? bytes[1] === 0xfe : bytes[0] === 0xfe && bytes[1] === 0xff);

// Windows has none of the last three, and what is undefined adds no bit.
const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;

function openWithoutWaiting(path: string, { within }: ReadOptions): number {
  const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
  try {
    // What was looked at must be what is opened, so no link may take its place meanwhile.
    return within === undefined ? system.openSync(path, flags) : system.openSync(inside(path, within), flags | O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENXIO') throw new FileError('it is a socket or a device that is not there, not a regular file');
    throw error;
  }
}

/** The real path, when it lies in the folder. The folder may itself be a link. */
function inside(path: string, folder: string): string {
  const real = system.realpathSync(path);
  const root = system.realpathSync(folder);
  if (real === root || real.startsWith(root.endsWith(sep) ? root : join(root, sep))) return real;
  throw new FileError(`it leads out of ${folder}`);
}

/** Up to the end of the file, wherever that is by now. */
function readAll(descriptor: number, { size, limit }: { size: number; limit: number }): Buffer {
  let bytes = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = system.readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) return bytes.subarray(0, length);
    length += count;
    if (length > limit) throw tooLarge(limit);
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.min(length, limit + 1 - length))]);
  }
}

/** Milliseconds between two looks at a pipe that has nothing yet, and for its first writer. */
const pipeInterval = 10;
const writerPatience = 2_000;

async function readPipe(descriptor: number, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const began = performance.now();
  let length = 0;
  let hasWriter = false;
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 16);
    const count = attemptRead(descriptor, chunk);
    if (count === undefined || count > 0) hasWriter = true;
    if (count === 0 && hasWriter) return Buffer.concat(chunks);
    if (count === 0 && performance.now() - began > writerPatience) throw new FileError('it is a pipe without a writer');
    if (count === 0 || count === undefined) {
      await pause(pipeInterval);
      continue;
    }
    chunks.push(chunk.subarray(0, count));
    length += count;
    if (length > limit) throw tooLarge(limit);
  }
}

/** Undefined while the pipe is empty and somebody has it open for writing. */
function attemptRead(descriptor: number, into: Buffer): number | undefined {
  try {
    return system.readSync(descriptor, into, 0, into.length, null);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

const tooLarge = (limit: number): FileError => new FileError(`it is larger than ${limit / megabyte} MB`);

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
