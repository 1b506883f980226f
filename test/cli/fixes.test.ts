// --fix, --unsafe-fixes and --diff: what is written, what is printed, and what is refused.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, mock } from 'node:test';

import { fixText, type Checked } from '../../server/src/analysis/fix-text';
import { system } from '../../server/src/host/system';
import type { Fix } from '../../server/src/rule';
import { startParser } from '../../server/src/syntax/parser';
import { parseFile, type SourceFile } from '../../server/src/syntax/source-file';
import { chosen, code, fixed, folder, invoke, type Outcome } from './invoke';

const everything = {
  'error.rs': code.error,
  'hint.rs': code.hint,
  'information.rs': code.information,
  'warning.rs': code.warning,
};
const run = (cwd: string, ...args: string[]): Promise<Outcome> => invoke([...args, ...chosen], { cwd });
const read = (cwd: string, path: string): string => readFileSync(join(cwd, path), 'utf8');

describe('--fix', () => {
  it('applies safe fixes, of hints too, and reports what is left', async () => {
    const cwd = folder(everything);
    const { code: exit, out, err } = await run(cwd, '--fix');
    assert.equal(exit, 1);
    assert.match(err, /^fixed 2 findings in 2 files$/m);
    assert.doesNotMatch(out, /information/);
    assert.match(out, /^error\[/m);
    assert.equal(read(cwd, 'information.rs'), fixed.information);
    assert.equal(read(cwd, 'hint.rs'), fixed.hint);
    assert.equal(read(cwd, 'error.rs'), code.error);
    assert.deepEqual(readdirSync(cwd).sort(), Object.keys(everything));
  });

  it('changes nothing the second time', async () => {
    const cwd = folder(everything);
    await run(cwd, '--fix', '--unsafe-fixes');
    const after = Object.keys(everything).map((path) => read(cwd, path));
    const { err } = await run(cwd, '--fix', '--unsafe-fixes');
    assert.match(err, /^nothing was fixed$/m);
    assert.deepEqual(
      Object.keys(everything).map((path) => read(cwd, path)),
      after,
    );
  });

  it('applies suggestions only when told', async () => {
    const cwd = folder({ 'error.rs': code.error });
    assert.equal((await run(cwd, '--fix')).code, 1);
    assert.equal(read(cwd, 'error.rs'), code.error);
    assert.equal((await run(cwd, '--fix', '--unsafe-fixes')).code, 0);
    assert.match(read(cwd, 'error.rs'), /PinnedDrop for Lamp/);
    assert.match((await run(cwd, '--unsafe-fixes')).err, /^--unsafe-fixes does nothing without --fix or --diff$/m);
  });

  it('keeps carriage returns, the byte order mark, the mode and symbolic links', async () => {
    const text = `\uFEFF${code.information.replace(/\n/g, '\r\n')}`;
    const cwd = folder({ 'real.rs': text });
    chmodSync(join(cwd, 'real.rs'), 0o750);
    symlinkSync('real.rs', join(cwd, 'link.rs'));
    await run(cwd, '--fix', 'link.rs');
    assert.equal(read(cwd, 'real.rs'), `\uFEFF${fixed.information.replace(/\n/g, '\r\n')}`);
    assert.equal(statSync(join(cwd, 'real.rs')).mode & 0o777, 0o750);
    assert.ok(lstatSync(join(cwd, 'link.rs')).isSymbolicLink());
  });

  it('does not touch a file that it has nothing for', async () => {
    const cwd = folder({ 'warning.rs': code.warning });
    const { mtimeMs, ino } = statSync(join(cwd, 'warning.rs'));
    await run(cwd, '--fix');
    assert.deepEqual([statSync(join(cwd, 'warning.rs')).mtimeMs, statSync(join(cwd, 'warning.rs')).ino], [mtimeMs, ino]);
  });

  it('leaves what the baseline covers', async () => {
    const cwd = folder({ 'information.rs': code.information });
    await run(cwd, '--update-baseline');
    assert.match((await run(cwd, '--fix')).err, /^nothing was fixed$/m);
    assert.equal(read(cwd, 'information.rs'), code.information);
  });

  it('names a file that cannot be written, and writes the others', async () => {
    const cwd = folder({ 'a/information.rs': code.information, 'b/information.rs': code.information });
    // Root may write everywhere, so the call itself has to fail.
    const rename = mock.method(system, 'renameSync', (from: string, to: string) => {
      if (to === join(cwd, 'a/information.rs')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      renameSync(from, to);
    });
    const { code: exit, err } = await run(cwd, '--fix').finally(() => {
      rename.mock.restore();
    });
    assert.equal(exit, 2);
    assert.match(err, /^a\/information\.rs: the fixes could not be written: permission denied$/m);
    assert.match(err, /^fixed 1 finding in 1 file$/m);
    assert.equal(read(cwd, 'b/information.rs'), fixed.information);
  });

  it('writes nothing when the configuration is wrong', async () => {
    const cwd = folder({ 'information.rs': code.information, '.kernel-rust.toml': '[rules]\nprint-without-newlin = "off"\n' });
    const { code: exit, err } = await run(cwd, '--fix');
    assert.equal(exit, 2);
    assert.match(err, /^nothing was fixed, because the configuration is wrong$/m);
    assert.equal(read(cwd, 'information.rs'), code.information);
  });

  it('writes the fixed text of standard input to standard output, and what is left to standard error', async () => {
    const stdin = code.information + code.warning;
    const { out, err, code: exit } = await invoke(['-', '--fix', ...chosen], { cwd: folder({}), stdin });
    assert.equal(out, fixed.information + code.warning);
    assert.match(err, /^warning\[as-underscore\]/m);
    assert.equal(exit, 1);
    assert.equal((await invoke(['-', '--fix', ...chosen], { cwd: folder({}), stdin: code.clean })).out, code.clean);
  });
});

describe('--diff', () => {
  it('prints what --fix would change, in a form that git applies, and writes nothing', async () => {
    const cwd = folder(everything);
    const { code: exit, out, err } = await run(cwd, '--diff');
    assert.equal(exit, 1);
    assert.match(err, /^would fix 2 findings in 2 files$/m);
    assert.equal(read(cwd, 'information.rs'), code.information);
    writeFileSync(join(cwd, 'x.diff'), out);
    execFileSync('git', ['apply', 'x.diff'], { cwd });
    assert.equal(read(cwd, 'information.rs'), fixed.information);
    assert.equal(read(cwd, 'hint.rs'), fixed.hint);
  });

  it('takes suggestions with --unsafe-fixes', async () => {
    const cwd = folder({ 'error.rs': code.error });
    assert.deepEqual(await run(cwd, '--diff'), { code: 0, out: '', err: 'nothing would be fixed\n' });
    assert.match((await run(cwd, '--diff', '--unsafe-fixes')).out, /^\+impl PinnedDrop for Lamp/m);
  });

  it('has findings that no fix helps against do nothing to the exit code', async () => {
    const cwd = folder({ 'warning.rs': code.warning });
    assert.equal((await run(cwd, '--diff')).code, 0);
    assert.equal((await run(folder({ 'x.rs': code.information }), '--diff', '--fail-on', 'never')).code, 0);
  });

  it('survives files without a line break at the end', async () => {
    const cwd = folder({ 'x.rs': code.information.trimEnd() });
    writeFileSync(join(cwd, 'x.diff'), (await run(cwd, '--diff', 'x.rs')).out);
    execFileSync('git', ['apply', 'x.diff'], { cwd });
    assert.equal(read(cwd, 'x.rs'), fixed.information.trimEnd());
  });

  it('reads standard input', async () => {
    const { out } = await invoke(['--diff', '--stdin-filename', 'drivers/x.rs', ...chosen], {
      cwd: folder({}),
      stdin: code.information,
    });
    assert.match(out, /^--- a\/drivers\/x\.rs\n\+\+\+ b\/drivers\/x\.rs\n@@ /);
  });
});

describe('rounds of fixes', () => {
  before(() => startParser());

  const parse = (text: string): SourceFile | undefined => parseFile(text, { path: 'x.rs', budget: 10_000 });

  /** Replaces each word by another one, as the fix of a rule named after it. */
  function fixWords(
    text: string,
    words: Record<string, string>,
  ): { text: string; fixCount: number; refusals: readonly string[] } {
    const analyse = (file: SourceFile): Checked => ({
      stopped: undefined,
      file,
      findings: [...file.text.matchAll(/\w+/g)].flatMap(({ 0: word, index }) => {
        const replacement = words[word];
        const span = { start: index, end: index + word.length };
        const fix: Fix | undefined =
          replacement === undefined ? undefined : { title: 'Replace', kind: 'safe', edits: [{ ...span, text: replacement }] };
        return fix === undefined
          ? []
          : [{ ...span, rule: word, severity: 'hint', confidence: 'certain', message: word, help: undefined, related: [], fix }];
      }),
    });
    const file = parse(text);
    assert.ok(file !== undefined);
    const { checked, ...rest } = fixText(analyse(file), { wanted: () => true, parse, analyse });
    return { text: checked.file.text, ...rest };
  }

  it('go on until nothing is left', () => {
    assert.deepEqual(fixWords('fn a() { a() }', { a: 'b', b: 'c' }), { text: 'fn c() { c() }', fixCount: 4, refusals: [] });
  });

  it('leave out the fix after which the file would parse worse, and take the others', () => {
    const { text, fixCount, refusals } = fixWords('fn f() {\n    a(); b(); c(); d(); e();\n}\n', {
      a: 'aa',
      b: 'bb',
      c: ')(',
      d: 'dd',
      e: 'ee',
    });
    assert.equal(text, 'fn f() {\n    aa(); bb(); c(); dd(); ee();\n}\n');
    assert.equal(fixCount, 4);
    assert.deepEqual(refusals, ['line 2: the fix of c was not applied because it would break the syntax of the file']);
  });

  it('come to an end when two fixes undo each other', () => {
    const { refusals } = fixWords('fn a() {}', { a: 'b', b: 'a' });
    assert.deepEqual(refusals, ['gave up after 25 rounds: the fixes keep changing the file']);
  });

  it('may repair a file that does not parse', () => {
    assert.equal(fixWords('fn f( { a(); }', { a: 'b' }).text, 'fn f( { b(); }');
  });
});
