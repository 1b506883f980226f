// Writes every generated file, or with --check says which ones are not current, or with --index writes what tests of a new rule need.
// Run as `npm run gen`.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { ruleIndex } from './gen/rule-index';

const root = join(__dirname, '..');

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const index = { 'server/src/rules/index.ts': ruleIndex(join(root, 'server/src/rules')) };
  if (process.argv.includes('--index')) {
    // Somebody waits for a test, so this loads nothing more.
    for (const [path, text] of Object.entries(index)) writeFileSync(join(root, path), text);
    return;
  }
  const { syntaxKinds } = await import('./gen/kinds');
  await write({ 'server/src/syntax/kinds.ts': syntaxKinds() }, { check });
  // The rules cannot be loaded before the index of rule files and the kinds exist.
  await write(index, { check });
  const { rulePages } = await import('./gen/rule-pages');
  await write(await rulePages(), { check, ownedFolder: 'docs/rules' });
  const { packPages } = await import('./gen/pack-pages');
  await write(packPages(), { check, ownedFolder: 'docs/packs' });
  const { configSchema } = await import('./gen/config-schema');
  await write({ 'docs/kernel-rust.schema.json': configSchema() }, { check });
  const { withRules } = await import('./gen/manifest');
  await write({ 'package.json': withRules(readFileSync(join(root, 'package.json'), 'utf8')) }, { check });
}

/** Writes or compares files; files of `ownedFolder` that are not among them go. */
async function write(files: Record<string, string>, options: { check: boolean; ownedFolder?: string }): Promise<void> {
  const { format, resolveConfig } = await import('prettier');
  for (const [path, text] of Object.entries(files)) {
    const full = join(root, path);
    // Pages hold Rust, which stays as the rule has it.
    const wanted = path.endsWith('.md') ? text : await format(text, { ...(await resolveConfig(full)), filepath: full });
    if (existsSync(full) && readFileSync(full, 'utf8') === wanted) continue;
    report(path, options.check);
    if (options.check) continue;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, wanted);
  }
  if (options.ownedFolder === undefined) return;
  const folder = join(root, options.ownedFolder);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = relative(root, join(folder, name));
    if (path in files) continue;
    report(path, options.check);
    if (!options.check) rmSync(join(root, path));
  }
}

function report(path: string, check: boolean): void {
  if (check) {
    console.error(`${path} is not what the generator writes: run \`npm run gen\``);
    process.exitCode = 1;
  } else {
    console.log(`wrote ${path}`);
  }
}

void main();
