// 0 clean, 1 findings at or above the threshold, 2 everything that kept the run from being complete.

import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { chosen, code, folder, invoke } from './invoke';

const cwd = folder({
  'clean.rs': code.clean,
  'error.rs': code.error,
  'warning.rs': code.warning,
  'information.rs': code.information,
  'hint.rs': code.hint,
  'binary.rs': Buffer.from([0x66, 0x6e, 0x00, 0x66]),
  'latin1.rs': Buffer.from([0x2f, 0x2f, 0x20, 0xe4, 0x0a]),
  'utf16.rs': Buffer.from('\ufefffn f() {}', 'utf16le'),
});
symlinkSync('nowhere.rs', join(cwd, 'broken-link.rs'));
symlinkSync('round.rs', join(cwd, 'round.rs'));

const exitOf = async (...args: string[]): Promise<number> => (await invoke([...args, ...chosen], { cwd })).code;

describe('the exit code of check', () => {
  it('is 0 without findings, and with those below warning', async () => {
    assert.equal(await exitOf('clean.rs'), 0);
    assert.equal(await exitOf('information.rs', 'hint.rs'), 0);
  });

  it('is 1 from warning on', async () => {
    assert.equal(await exitOf('warning.rs'), 1);
    assert.equal(await exitOf('error.rs'), 1);
  });

  it('goes by --fail-on', async () => {
    assert.equal(await exitOf('warning.rs', '--fail-on', 'error'), 0);
    assert.equal(await exitOf('error.rs', '--fail-on', 'error'), 1);
    assert.equal(await exitOf('information.rs', '--fail-on', 'information'), 1);
    assert.equal(await exitOf('hint.rs', '--fail-on', 'information'), 0);
    assert.equal(await exitOf('hint.rs', '--fail-on', 'hint'), 1);
    assert.equal(await exitOf('error.rs', '--fail-on', 'never'), 0);
  });

  it('lets as many warnings pass as --max-warnings says, and nothing else', async () => {
    assert.equal(await exitOf('warning.rs', '--max-warnings', '1'), 0);
    assert.equal(await exitOf('warning.rs', '--max-warnings', '0'), 1);
    assert.equal(await exitOf('warning.rs', 'error.rs', '--max-warnings', '1'), 1);
    assert.equal(await exitOf('warning.rs', 'information.rs', '--max-warnings', '1', '--fail-on', 'information'), 1);
    assert.equal(await exitOf('warning.rs', '--max-warnings', '0', '--fail-on', 'error'), 1);
    assert.equal(await exitOf('warning.rs', '--max-warnings', '0', '--fail-on', 'never'), 0);
  });

  it('is 2 for each file that could not be checked, and the others are reported', async () => {
    const reasons: Record<string, RegExp> = {
      'missing.rs': /^missing\.rs: no such file or folder$/m,
      'broken-link.rs': /^broken-link\.rs: no such file or folder$/m,
      'round.rs': /^round\.rs: its symbolic links form a loop$/m,
      'binary.rs': /^binary\.rs: not checked: it is binary \(a NUL byte\)$/m,
      'latin1.rs': /^latin1\.rs: not checked: it is not valid UTF-8$/m,
      'utf16.rs': /^utf16\.rs: not checked: it is UTF-16, and Rust is UTF-8$/m,
    };
    const paths = Object.keys(reasons);
    const { code, out, err } = await invoke([...paths, 'warning.rs', ...chosen], { cwd });
    assert.equal(code, 2);
    assert.match(out, /^warning\[as-underscore\]/m);
    for (const reason of Object.values(reasons)) assert.match(err, reason);
    for (const path of paths) assert.equal(await exitOf(path, '--fail-on', 'never'), 2, path);
  });

  it('says what is wrong even with --quiet, and nothing else', async () => {
    const { err } = await invoke(['binary.rs', 'warning.rs', '--quiet', ...chosen], { cwd });
    assert.equal(err, 'binary.rs: not checked: it is binary (a NUL byte)\n');
  });

  it('is 2 for wrong usage, with the name that was meant', async () => {
    const meant: [string[], RegExp][] = [
      [['check', '--fux'], /unknown option '--fux'\n\(Did you mean --fix\?\)/],
      [['chekc'], /^error: unknown command `chekc`, did you mean `check`\?\n$/],
      [['explian', 'as-underscore'], /did you mean `explain`\?/],
      [['--select', 'as-underscor'], /^error: --select: there is no rule `as-underscor`, did you mean `as-underscore`\?\n$/],
      [['--ignore', 'as-underscore,nonsense-beyond-repair'], /^error: --ignore: there is no rule `nonsense-beyond-repair`\n$/],
      [['--severity', 'as-underscore=eror'], /--severity: `eror` is not a level .*, did you mean `error`\?/],
      [['--severity', 'as-underscore'], /`as-underscore` is not of the form RULE=LEVEL/],
      [['--reporter', 'pretyt'], /--reporter: `pretyt` is not one of .*, did you mean `pretty`\?/],
      [['--fail-on', 'warn'], /--fail-on: `warn` is not one of/],
      [['--color', 'yes'], /--color: `yes` is not one of auto, always, never/],
      [['--max-warnings', '-1'], /max-warnings/],
      [['--max-warnings', '1.5'], /--max-warnings: `1\.5` is not a whole number/],
      [['--config', 'missing.toml'], /^error: missing\.toml: no such file\n$/],
      [['--baseline', 'missing.json'], /^error: missing\.json: no such file\n$/],
      [['--kernel-tree', '.'], /^error: \. is not the root of a kernel tree: it has no rust\/kernel\/lib\.rs\n$/],
      [['--stdin-filename', 'x.rs', 'clean.rs'], /--stdin-filename needs `-`/],
      [['--diff', '--update-baseline'], /--diff writes nothing, so it cannot be used with --update-baseline/],
      [['init', 'here'], /too many arguments/],
      [['--reporter-file', 'x.json'], /--reporter-file needs a --reporter/],
      [['--reporter', 'json', '--reporter', 'sarif'], /only one reporter can write to standard output, not json and sarif/],
      [['explain', 'unbound-parent'], /there is no rule `unbound-parent`, did you mean `unbound-parent-device`\?/],
      [['explain', 'as-underscor'], /there is no rule `as-underscor`, did you mean `as-underscore`\?/],
    ];
    for (const [args, message] of meant) {
      const { code, out, err } = await invoke(args, { cwd });
      assert.equal(code, 2, args.join(' '));
      assert.equal(out, '');
      assert.match(err, message);
    }
    const { code, err } = await invoke(['clean.rs'], { cwd, env: { KERNEL_RUST_PARSER: 'wasn' } });
    assert.equal(code, 2);
    assert.match(err, /KERNEL_RUST_PARSER is `wasn`/);
  });

  it('is 0 for help and version', async () => {
    for (const args of [['-h'], ['check', '--help'], ['-V']]) assert.equal((await invoke(args, { cwd })).code, 0);
    assert.match((await invoke(['--version'], { cwd })).out, /^kernel-rust \d+\.\d+\.\d+\n$/);
  });
});
