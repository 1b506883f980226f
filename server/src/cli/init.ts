// The command `init`: a first `.kernel-rust.toml`, every line of it explained.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { configName } from '../config';
import { firstConfig } from '../first-config';
import { findKernelTree } from '../tree/disk-tree';
import { exitCodes, UsageError, type ExitCode } from './exit-codes';
import { reasonOf } from '../workspace/read-file';
import type { Terminal } from './terminal';

export function init({ cwd, writeOut }: Terminal): ExitCode {
  try {
    writeFileSync(join(cwd, configName), firstConfig, { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(exists ? `${configName} already exists` : `${configName}: ${reasonOf(error)}`);
  }
  writeOut(`wrote ${configName}\n`);
  if (findKernelTree(cwd) !== undefined)
    writeOut(`the kernel's .gitignore hides files that begin with a dot: add it with \`git add -f ${configName}\`\n`);
  return exitCodes.clean;
}
