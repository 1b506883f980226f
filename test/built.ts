// What stands in dist/ and what is made of it. A test that imports this is not run before dist/ is current (`needsBuild` in scripts/choose.mjs).

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** The command line as people start it. Throws where nothing was built. */
export function builtCommand(): string {
  assertBuilt();
  return join(root, 'bin/kernel-rust.js');
}

/** Writes both packages into a folder. Throws where nothing was built. */
export function makePackages(folder: string): void {
  assertBuilt();
  execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), folder], { stdio: 'pipe' });
}

function assertBuilt(): void {
  // Written last, and not by a build for the debugger.
  assert.ok(existsSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt')), 'dist/ is not complete: `npm run build` first');
}
