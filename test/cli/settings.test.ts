// Configuration files, the arguments that win over them, and baselines.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { chosenLevel, type RuleChoice } from '../../server/src/cli/check-options';
import type { Level } from '../../server/src/analysis/config';
import type { RuleInfo } from '../../server/src/rule';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import { chosen, code, folder, invoke, type Outcome } from './invoke';

const run = (cwd: string, ...args: string[]): Promise<Outcome> => invoke(args, { cwd });

/** `path severity[rule]` of what is reported. */
async function found(cwd: string, ...args: string[]): Promise<string[]> {
  const { out } = await run(cwd, ...args, '--reporter', 'json');
  const { findings } = JSON.parse(out) as { findings: { path: string; severity: string; rule: string }[] };
  return findings.map(({ path, severity, rule }) => `${path} ${severity}[${rule}]`);
}

describe('the configuration', () => {
  it('is the nearest one above each file', async () => {
    const cwd = folder({
      '.kernel-rust.toml': '[rules]\n"*" = "off"\nas-underscore = "error"\n',
      'x.rs': code.warning,
      'drivers/.kernel-rust.toml': '[rules]\n"*" = "off"\nas-underscore = "hint"\n',
      'drivers/lamps/x.rs': code.warning,
    });
    const expected = ['drivers/lamps/x.rs hint[as-underscore]', 'x.rs error[as-underscore]'];
    assert.deepEqual(await found(cwd), expected);
    assert.deepEqual(await found(join(cwd, 'drivers/lamps')), ['x.rs hint[as-underscore]']);
    assert.deepEqual(await found(cwd, '--config', 'drivers/.kernel-rust.toml', 'x.rs'), ['x.rs hint[as-underscore]']);
  });

  it('has globs relative to its folder', async () => {
    const cwd = folder({
      '.kernel-rust.toml': '[rules]\n"*" = "off"\n[[paths]]\nmatch = ["drivers/**"]\nrules = { as-underscore = "error" }\n',
      'x.rs': code.warning,
      'drivers/lamps/x.rs': code.warning,
    });
    assert.deepEqual(await found(cwd), ['drivers/lamps/x.rs error[as-underscore]']);
    assert.deepEqual(await found(join(cwd, 'drivers/lamps')), ['x.rs error[as-underscore]']);
  });

  it('is named with line and nearest key when it is wrong, and everything is still checked', async () => {
    const cwd = folder({
      '.kernel-rust.toml': '[rules]\nas-underscor = "off"\nas-underscore = "of"\n',
      'x.rs': code.warning,
      'broken/.kernel-rust.toml': 'rules = [',
      'broken/x.rs': code.warning,
    });
    const { code: exit, out, err } = await run(cwd, ...chosen, '--fail-on', 'never');
    assert.equal(exit, 2);
    assert.match(err, /^\.kernel-rust\.toml:2:1: there is no rule `as-underscor`, did you mean `as-underscore`\?$/m);
    assert.match(err, /^\.kernel-rust\.toml:3:17: `of` is not a level .* did you mean `o/m);
    assert.match(err, /^broken\/\.kernel-rust\.toml:1:\d+: not valid TOML: /m);
    assert.match(out, /^ --> x\.rs:2:5$/m);
    assert.match(out, /^ --> broken\/x\.rs:2:5$/m);
  });

  it('may be anything but text', async () => {
    const cwd = folder({ '.kernel-rust.toml': Buffer.from([0xff, 0x00]), 'x.rs': code.warning });
    const { code: exit, err } = await run(cwd, ...chosen);
    assert.equal(exit, 2);
    assert.match(err, /^\.kernel-rust\.toml: it is binary/m);
  });
});

describe('the arguments', () => {
  const rule = (preview?: true): RuleInfo => {
    const [first] = ruleInfos;
    assert.ok(first !== undefined);
    return { ...first.rule, id: 'x', ...(preview === undefined ? {} : { preview }) };
  };
  const level = (
    configured: Level,
    choice: { select?: string[]; ignore?: string[]; severity?: [string, Level][] },
    preview?: true,
  ): Level => {
    const full: RuleChoice = {
      select: new Set(choice.select),
      ignore: new Set(choice.ignore),
      severity: new Map(choice.severity),
    };
    return chosenLevel(rule(preview), configured, full);
  };

  it('win over the configuration', () => {
    assert.equal(level('error', {}), 'error');
    assert.equal(level('error', { select: ['x'] }), 'error');
    assert.equal(level('off', { select: ['x'] }), 'on');
    assert.equal(level('error', { select: ['y'] }), 'off');
    assert.equal(level('error', { ignore: ['x'] }), 'off');
    assert.equal(level('error', { select: ['x'], ignore: ['x'] }), 'off');
    assert.equal(level('off', { severity: [['x', 'hint']] }), 'hint');
    assert.equal(level('error', { severity: [['*', 'hint']] }), 'hint');
    assert.equal(
      level('error', {
        severity: [
          ['*', 'hint'],
          ['x', 'on'],
        ],
      }),
      'on',
    );
    assert.equal(level('off', { severity: [['*', 'hint']] }, true), 'off');
    assert.equal(level('off', { select: ['x'], severity: [['x', 'off']] }), 'off');
  });

  it('choose rules and severities', async () => {
    const cwd = folder({ 'information.rs': code.information, 'warning.rs': code.warning });
    const print = 'information.rs information[print-without-newline]';
    assert.deepEqual(await found(cwd, '--select', 'as-underscore, print-without-newline'), [
      print,
      'warning.rs warning[as-underscore]',
    ]);
    assert.deepEqual(await found(cwd, '--select', 'as-underscore', '--select', 'print-without-newline'), [
      print,
      'warning.rs warning[as-underscore]',
    ]);
    assert.deepEqual(await found(cwd, ...chosen, '--ignore', 'as-underscore'), [print]);
    assert.deepEqual(await found(cwd, ...chosen, '--severity', 'as-underscore=hint,print-without-newline=error'), [
      'information.rs error[print-without-newline]',
      'warning.rs hint[as-underscore]',
    ]);
  });

  it('know --all, --preview and both parsers', async () => {
    const cwd = folder({ 'warning.rs': code.warning });
    assert.deepEqual(await found(cwd, ...chosen, '--all', '--preview'), ['warning.rs warning[as-underscore]']);
    for (const parser of ['native', 'wasm', ''])
      assert.equal((await invoke(chosen, { cwd, env: { KERNEL_RUST_PARSER: parser } })).code, 1, parser);
  });
});

describe('the kernel tree', () => {
  const linked = '//! [`x`](srctree/include/linux/lamp.h)\n\nfn f() {}\n';
  const deadLinks = (cwd: string, ...args: string[]): Promise<string[]> => found(cwd, '--select', 'srctree-dead-link', ...args);

  it('is found upwards from each file, or named', async () => {
    const kernel = folder({
      'rust/kernel/lib.rs': '',
      Makefile: 'VERSION = 7\nPATCHLEVEL = 1\n',
      'include/linux/lamp.h': '',
      'include/linux/tree.h': '',
      'drivers/lamps/x.rs': linked,
    });
    assert.deepEqual(await deadLinks(join(kernel, 'drivers/lamps')), []);
    rmSync(join(kernel, 'include/linux/lamp.h'));
    assert.deepEqual(await deadLinks(join(kernel, 'drivers/lamps')), ['x.rs warning[srctree-dead-link]']);

    const outside = folder({ 'lamp.rs': linked });
    assert.deepEqual(await deadLinks(outside), []);
    assert.deepEqual(await deadLinks(outside, '--kernel-tree', kernel), ['lamp.rs warning[srctree-dead-link]']);
  });
});

describe('the baseline', () => {
  const baselineOf = (cwd: string): unknown => JSON.parse(readFileSync(join(cwd, '.kernel-rust-baseline.json'), 'utf8'));

  it('is written beside the configuration, and covers what it counts', async () => {
    const cwd = folder({ '.kernel-rust.toml': '', 'drivers/x.rs': code.warning, 'drivers/y.rs': code.clean });
    const update = await run(join(cwd, 'drivers'), '--update-baseline', ...chosen);
    assert.equal(update.code, 0);
    assert.equal(update.out, '');
    assert.match(update.err, /^wrote .*\.kernel-rust-baseline\.json: 1 finding$/m);
    assert.deepEqual(baselineOf(cwd), { version: 1, files: { 'drivers/x.rs': { 'as-underscore': 1 } } });

    const covered = await run(cwd, ...chosen);
    assert.equal(covered.code, 0);
    assert.equal(covered.err, 'checked 2 files: nothing found; 1 in the baseline\n');
    assert.deepEqual(await found(join(cwd, 'drivers'), 'x.rs', ...chosen), []);
  });

  it('shows all of them when there are more, and says when there are fewer', async () => {
    const cwd = folder({ 'x.rs': code.warning });
    await run(cwd, '--update-baseline', ...chosen);
    writeFileSync(join(cwd, 'x.rs'), code.warning.repeat(2));
    assert.equal((await found(cwd, ...chosen)).length, 2);
    writeFileSync(join(cwd, 'x.rs'), code.clean);
    const { code: exit, err } = await run(cwd, ...chosen);
    assert.equal(exit, 0);
    assert.match(err, /^\.kernel-rust-baseline\.json: 1 entry allows more than was found \(--update-baseline\)$/m);
    assert.doesNotMatch((await run(cwd, '--select', 'unsafe-semicolon-inside')).err, /allows more/);
    await run(cwd, '--update-baseline', ...chosen);
    assert.deepEqual(baselineOf(cwd), { version: 1, files: {} });
  });

  it('may be another file, which only --update-baseline may make', async () => {
    const cwd = folder({ 'x.rs': code.warning });
    assert.equal((await run(cwd, '--baseline', 'debts.json', ...chosen)).code, 2);
    assert.equal((await run(cwd, '--baseline', 'debts.json', '--update-baseline', ...chosen)).code, 0);
    assert.ok(!existsSync(join(cwd, '.kernel-rust-baseline.json')));
    assert.equal((await run(cwd, '--baseline', 'debts.json', ...chosen)).code, 0);
    assert.equal((await run(cwd, ...chosen)).code, 1);
  });

  it('is not made for nothing, and not overwritten when it is broken', async () => {
    const clean = folder({ 'x.rs': code.clean });
    await run(clean, '--update-baseline', ...chosen);
    assert.ok(!existsSync(join(clean, '.kernel-rust-baseline.json')));

    const broken = folder({ 'x.rs': code.warning, '.kernel-rust-baseline.json': '{ "version": 2 }' });
    for (const args of [[], ['--update-baseline']]) {
      const { code: exit, out, err } = await run(broken, ...args, ...chosen);
      assert.equal(exit, 2);
      assert.match(out, /^warning\[/m);
      assert.match(err, /^\.kernel-rust-baseline\.json: version 2: only version 1 is known$/m);
    }
    assert.deepEqual(baselineOf(broken), { version: 2 });
  });
});
