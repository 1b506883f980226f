// Runs ESLint where its verdict can differ from the last clean run: on files that changed, and on those that depend on them, because our checks
// ask for types, of which ESLint's own cache knows nothing. Where there was no such run, as in continuous integration, that is everywhere.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { reachHere, repositoryFiles, root } from './choose.mjs';

const record = join(root, 'node_modules/.cache/kernel-rust/lint.json');
/** What every verdict depends on. */
const settings = ['eslint.config.mjs', 'tsconfig.json', 'package-lock.json', 'scripts/choose.mjs', 'scripts/lint.mjs'];

const hashes = Object.fromEntries(
  repositoryFiles()
    .filter((file) => /\.(?:m?ts|json)$/.test(file))
    .map((file) => [file, hash(file)]),
);
const now = { settings: settings.map(hash).join(), hashes };
const last = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : undefined;

const wanted =
  last?.settings === now.settings ? dependents(Object.keys(hashes).filter((file) => hashes[file] !== last.hashes[file])) : ['.'];
if (wanted.length > 0) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/eslint/bin/eslint.js'), ...wanted], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
mkdirSync(dirname(record), { recursive: true });
writeFileSync(record, JSON.stringify(now));

function dependents(changed) {
  if (changed.length === 0) return [];
  const reach = reachHere();
  return [...new Set(changed.flatMap((file) => [...reach(file)]))].filter((file) => /\.m?ts$/.test(file) && file in hashes);
}

function hash(file) {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('base64');
}
