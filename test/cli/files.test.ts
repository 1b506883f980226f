// Which files a run is about, and what it makes of hostile ones.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { chosen, code, folder, invoke } from './invoke';

interface Report {
  readonly files: number;
  readonly findings: readonly { readonly path: string; readonly line: number; readonly column: number; readonly rule: string }[];
}

/** Every file here has one warning, so that the findings name the files. */
async function checked(cwd: string, ...args: string[]): Promise<string[]> {
  const { out } = await invoke([...args, ...chosen, '--reporter', 'json'], { cwd });
  const { files, findings } = JSON.parse(out) as Report;
  assert.equal(files, findings.length);
  return findings.map(({ path }) => path);
}

const git = (cwd: string, ...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd, stdio: 'ignore' });
};

const tree = (extra: Record<string, string> = {}): string =>
  folder({
    'drivers/lamps/lantern.rs': code.warning,
    'drivers/lamps/out.rs': code.warning,
    'drivers/target/core.rs': code.warning,
    'rust/kernel/lamps.rs': code.warning,
    'rust/syn/lib.rs': code.warning,
    'rust/bindings/bindings_generated.rs': code.warning,
    'target/debug/build.rs': code.warning,
    'notes.txt': code.warning,
    ...extra,
  });

const byDefault = ['drivers/lamps/lantern.rs', 'drivers/lamps/out.rs', 'drivers/target/core.rs', 'rust/kernel/lamps.rs'];

describe('the files of a run', () => {
  it('are those below a folder, without generated and vendored ones, in order', async () => {
    const cwd = tree();
    assert.deepEqual(await checked(cwd), byDefault);
    assert.deepEqual(await checked(cwd, '.'), byDefault);
    assert.deepEqual(await checked(cwd, './drivers/'), byDefault.slice(0, 3));
    assert.deepEqual(
      await checked(cwd, cwd),
      byDefault.map((path) => join(cwd, path)),
    );
    assert.deepEqual(await checked(join(cwd, 'rust'), '../drivers/lamps'), [
      '../drivers/lamps/lantern.rs',
      '../drivers/lamps/out.rs',
    ]);
  });

  it('are all of them with --no-ignore', async () => {
    const cwd = tree({ '.gitignore': 'drivers/\n', '.hidden/x.rs': code.warning });
    assert.deepEqual(await checked(cwd, '--no-ignore'), [
      '.hidden/x.rs',
      ...byDefault.slice(0, 3),
      'rust/bindings/bindings_generated.rs',
      'rust/kernel/lamps.rs',
      'rust/syn/lib.rs',
      'target/debug/build.rs',
    ]);
  });

  it('are always those that were named, whatever their name, each once', async () => {
    const cwd = tree({ '.gitignore': '*\n' });
    assert.deepEqual(await checked(cwd, 'notes.txt', 'rust/syn/lib.rs', './notes.txt', 'target/debug/build.rs'), [
      'notes.txt',
      'rust/syn/lib.rs',
      'target/debug/build.rs',
    ]);
    const other = tree();
    assert.deepEqual(await checked(other, 'rust/kernel/lamps.rs', 'drivers', 'rust', '.'), [
      'rust/kernel/lamps.rs',
      ...byDefault.slice(0, 3),
    ]);
  });

  it('leave out what ignore files exclude, outside a repository', async () => {
    const cwd = tree({
      '.gitignore': '/drivers/*/out.rs\n*.txt\n',
      'rust/.ignore': 'kernel/\n',
      'drivers/.gitignore': '!out.rs\n',
    });
    assert.deepEqual(await checked(cwd), byDefault.slice(0, 3));
    rmSync(join(cwd, 'drivers/.gitignore'));
    assert.deepEqual(await checked(cwd), ['drivers/lamps/lantern.rs', 'drivers/target/core.rs']);
  });

  it('leave out what git ignores in a repository, tracked or not, and what .ignore excludes', async () => {
    const cwd = tree({ '.gitignore': '/drivers/lamps/out.rs\n', 'rust/.ignore': 'kernel/\n' });
    git(cwd, 'init', '-q');
    writeFileSync(join(cwd, '.git/info/exclude'), 'drivers/target/\n');
    git(cwd, 'add', '-f', 'drivers/lamps/out.rs', 'drivers/lamps/lantern.rs');
    assert.deepEqual(await checked(cwd), ['drivers/lamps/lantern.rs']);
    assert.deepEqual(await checked(join(cwd, 'drivers')), ['lamps/lantern.rs']);
  });

  it('are found in a folder of which git knows nothing yet', async () => {
    const cwd = tree();
    git(cwd, 'init', '-q');
    assert.deepEqual(await checked(cwd, 'drivers'), byDefault.slice(0, 3));
  });

  it('are not what symbolic links lead to, which may go round in circles', async () => {
    for (const isRepository of [false, true]) {
      const cwd = tree();
      symlinkSync('.', join(cwd, 'drivers/loop'));
      symlinkSync('../rust', join(cwd, 'drivers/elsewhere'));
      symlinkSync('lantern.rs', join(cwd, 'drivers/lamps/again.rs'));
      symlinkSync('nowhere.rs', join(cwd, 'drivers/lamps/broken.rs'));
      if (isRepository) {
        git(cwd, 'init', '-q');
        git(cwd, 'add', '.');
      }
      assert.deepEqual(await checked(cwd), byDefault);
      // Named, a link is a path like any other.
      assert.deepEqual(await checked(cwd, 'drivers/lamps/again.rs', 'drivers/lamps/lantern.rs'), ['drivers/lamps/again.rs']);
      assert.deepEqual(await checked(cwd, 'drivers/loop/lamps'), ['drivers/loop/lamps/lantern.rs', 'drivers/loop/lamps/out.rs']);
    }
  });

  it('may be none, and that is said', async () => {
    const cwd = tree();
    mkdirSync(join(cwd, 'empty.rs'));
    const { code: exit, err } = await invoke(['empty.rs', 'rust/syn', ...chosen], { cwd });
    assert.equal(exit, 0);
    assert.match(err, /^no Rust files to check in empty\.rs /m);
    assert.match(err, /^no Rust files to check in rust\/syn .*--no-ignore/m);
  });

  it('may come from standard input', async () => {
    const cwd = tree();
    const paths = async (...args: string[]): Promise<string[]> => {
      const { out } = await invoke([...args, ...chosen, '--reporter', 'json'], { cwd, stdin: code.warning });
      return (JSON.parse(out) as Report).findings.map(({ path }) => path);
    };
    assert.deepEqual(await paths('-'), ['<stdin>']);
    assert.deepEqual(await paths('-', '--stdin-filename', 'drivers/lamps/new.rs'), ['drivers/lamps/new.rs']);
    assert.deepEqual(await paths('--stdin-filename', 'rust/syn/lib.rs'), ['rust/syn/lib.rs']);
    assert.deepEqual(await paths('drivers/lamps/out.rs', '-'), ['drivers/lamps/out.rs', '<stdin>']);
  });
});

describe('hostile contents', () => {
  const place = async (text: string): Promise<string[]> => {
    const cwd = folder({ 'x.rs': text });
    const { out, err } = await invoke(['x.rs', ...chosen, '--reporter', 'json'], { cwd });
    assert.doesNotMatch(err, /not checked|threw/);
    return (JSON.parse(out) as Report).findings.map(({ rule, line, column }) => `${rule} ${line}:${column}`);
  };

  it('may be nothing at all', async () => {
    assert.deepEqual(await place(''), []);
    assert.deepEqual(await place('\n'), []);
  });

  it('keep their places behind a byte order mark, with CRLF, and beside characters of two code units', async () => {
    assert.deepEqual(await place(code.warning), ['as-underscore 2:5']);
    assert.deepEqual(await place(`\uFEFF${code.warning}`), ['as-underscore 2:5']);
    assert.deepEqual(await place(code.warning.replace(/\n/g, '\r\n')), ['as-underscore 2:5']);
    assert.deepEqual(await place(code.warning.replace('    width', '    /* 🦀 */ width')), ['as-underscore 2:14']);
  });

  it('may be cut off anywhere', async () => {
    for (const text of ['fn f() { "', '/* ', 'pr_info!("', 'macro_rules! m { (', `fn f() { ${'('.repeat(20_000)}`]) {
      const cwd = folder({ 'x.rs': text, 'y.rs': code.warning });
      const { code: exit, out, err } = await invoke(['x.rs', 'y.rs', ...chosen], { cwd });
      assert.equal(exit, 1, err);
      assert.match(out, /^ --> y\.rs:2:5$/m);
    }
  });

  it('may be 10 MB of code', async () => {
    const line = '    // This line says nothing, and there are many of it; the next one does something.\n    lamp.on();\n';
    const cwd = folder({ 'big.rs': `fn f(lamp: Lamp) {\n${line.repeat(110_000)}}\n${code.warning}`, 'y.rs': code.warning });
    const { code: exit, out, err } = await invoke(['big.rs', 'y.rs', '--terse', ...chosen], { cwd });
    // A slow machine may not get through in the time that a file has.
    if (exit === 2) assert.match(err, /^big\.rs: not checked: parsing takes longer than 5 seconds$/m);
    else assert.match(out, /^big\.rs:220004: WARNING: /m);
    assert.match(out, /^y\.rs:2: WARNING: /m);
  });

  it('may take the parser forever, which gives up after its time', async () => {
    const cwd = folder({ 'slow.rs': `fn f() { "${'a " b\n'.repeat(100_000)}`, 'y.rs': code.warning });
    const began = performance.now();
    const { code: exit, out, err } = await invoke(['slow.rs', 'y.rs', ...chosen], { cwd });
    assert.ok(performance.now() - began < 20_000);
    assert.ok(exit === 1 || (exit === 2 && /^slow\.rs: not checked: parsing takes longer than 5 seconds$/m.test(err)), err);
    assert.match(out, /^ --> y\.rs:2:5$/m);
  });
});
