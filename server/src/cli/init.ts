// The command `init`: a first `.kernel-rust.toml`, every line of it explained.

import { join } from 'node:path';

import { configName } from '../analysis/config';
import { firstConfig } from '../analysis/first-config';
import { FileError, reasonOf } from '../host/file-error';
import { line } from '../host/print';
import { createFile } from '../host/replace-file';
import { findKernelTree } from '../tree/disk-tree';
import { exitCodes, UsageError, type ExitCode } from './exit-codes';
import type { Terminal } from './terminal';

export function init({ cwd, writeOut }: Terminal): ExitCode {
  try {
    createFile(join(cwd, configName), firstConfig);
  } catch (error) {
    throw new UsageError(`${configName}${error instanceof FileError ? ' already exists' : `: ${reasonOf(error)}`}`);
  }
  writeOut(line`wrote ${configName}\n`);
  if (findKernelTree(cwd) !== undefined)
    writeOut(line`the kernel's .gitignore hides files that begin with a dot: add it with \`git add -f ${configName}\`\n`);
  return exitCodes.clean;
}
