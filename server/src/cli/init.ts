// The command `init`: a first `.kernel-rust.toml`, every line of it explained.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { configName } from '../config';
import { findKernelTree } from '../tree/disk-tree';
import { exitCodes, UsageError, type ExitCode } from './exit-codes';
import { reasonOf } from '../workspace/read-file';
import type { Terminal } from './terminal';

export function init({ cwd, writeOut }: Terminal): ExitCode {
  try {
    writeFileSync(join(cwd, configName), firstConfig, { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(exists ? `${configName} is already there` : `${configName}: ${reasonOf(error)}`);
  }
  writeOut(`wrote ${configName}\n`);
  if (findKernelTree(cwd) !== undefined)
    writeOut(`the kernel's .gitignore hides files that begin with a dot: add it with \`git add -f ${configName}\`\n`);
  return exitCodes.clean;
}

/** Must be read without a problem, and change nothing. */
export const firstConfig = `# What kernel-rust reports below this folder. Every setting here is optional.
# \`kernel-rust rules\` lists the rules, \`kernel-rust explain RULE\` says what one is about.

# Also run rules that are still being tried out.
preview = false

# A level for a rule: "off", "hint", "information", "warning", "error", or "on" for the rule's own.
# "*" stands for every rule that is not named beside it.
[rules]
# as-underscore = "error"
# import-vertical-style = "off"

# Other levels for some of the files; where several entries match a file, the later one wins.
# Globs are relative to the folder of this file.
# [[paths]]
# match = ["samples/**"]
# rules = { unwrap-in-kernel = "off" }
`;
