// What package.json promises to VS Code: the settings that the server reads, commands that exist, texts and files that are there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import packageJson from '../../package.json';
import texts from '../../package.nls.json';
import { commandIds, serverCommandIds } from '../../client/src/command-ids';
import { levels } from '../../server/src/analysis/config';
import { clientCommands, serverCommands } from '../../server/src/lsp/commands';
import { defaultSettings, readSettings, section } from '../../server/src/lsp/settings';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import { chosen, code, folder, invoke } from '../cli/invoke';

const root = join(__dirname, '../..');
const { contributes } = packageJson;

interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly scope: string;
  readonly enum?: readonly string[];
}

const settings = Object.assign({}, ...contributes.configuration.map(({ properties }) => properties)) as Record<string, Setting>;
/** Read by the client, which passes one on as an environment variable and leaves the other to its library. */
const clientSettings = ['kernelRust.parser', 'kernelRust.trace.server'];
const serverSettings = Object.fromEntries(Object.entries(settings).filter(([name]) => !clientSettings.includes(name)));

const without = (names: readonly string[], others: readonly string[]): string[] => names.filter((name) => !others.includes(name));

describe('the settings', () => {
  it('have the names and the defaults that the server knows', () => {
    const defaults = Object.fromEntries(Object.entries(serverSettings).map(([name, { default: value }]) => [name, value]));
    const given = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name.slice(section.length + 1), value]));
    assert.deepEqual(readSettings(given), { settings: defaultSettings, problems: [] });
    // Something that the server does not read would change nothing, and something that is not here could not be found.
    const known = Object.keys(defaultSettings);
    const named = Object.keys(given).map((name) => name.split('.')[0] ?? '');
    assert.deepEqual([...new Set(named)].sort(), [...known].sort());
  });

  it('offer only values that the server takes', () => {
    for (const [name, { enum: values }] of Object.entries(serverSettings))
      for (const value of values ?? [])
        assert.deepEqual(readSettings({ [name.slice(section.length + 1)]: value }).problems, [], `${name}: ${value}`);
  });

  it('know the ids and the levels of the rules', () => {
    const { propertyNames, additionalProperties } = settings['kernelRust.rules.severity'] as unknown as {
      propertyNames: { enum: string[] };
      additionalProperties: { enum: string[] };
    };
    assert.deepEqual(propertyNames.enum, ['*', ...ruleInfos.map(({ rule }) => rule.id)]);
    assert.deepEqual(additionalProperties.enum, levels);
  });

  it('name no program, and those that decide what is read or run do not count in a workspace that is not trusted', () => {
    const { supported, restrictedConfigurations } = packageJson.capabilities.untrustedWorkspaces;
    // VS Code takes the list from extensions with limited support only.
    assert.equal(supported, 'limited');
    const isAbout = (pattern: RegExp): string[] => Object.keys(settings).filter((name) => pattern.test(name));
    assert.deepEqual(isAbout(/runtime|executable|command|interpreter|server\.path/i), []);
    assert.deepEqual(isAbout(/path$|tree$|mode$|maxFiles$|parser$/i).sort(), [...restrictedConfigurations].sort());
  });
});

describe('the commands', () => {
  it('are those that the client registers', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), Object.values(commandIds).sort());
  });

  it('have the names that the server calls, and call names that it has', () => {
    assert.deepEqual(without(Object.values(clientCommands), Object.values(commandIds)), []);
    assert.deepEqual(without(Object.values(serverCommandIds), Object.values(serverCommands)), []);
    assert.deepEqual(
      Object.values(commandIds).filter((id) => (Object.values(serverCommands) as string[]).includes(id)),
      [],
    );
  });

  it('are what menus and walkthrough speak of', () => {
    const all: string[] = Object.values(commandIds);
    const spokenOf = [...JSON.stringify([contributes, texts]).matchAll(/kernelRust\.[\w.]+/g)].map(([name]) => name);
    const others = ['kernelRust.isActive', 'kernelRust.rules', ...Object.keys(settings)];
    assert.deepEqual(without(spokenOf, [...all, ...others]), []);
  });
});

describe('the texts', () => {
  const used = [...JSON.stringify(packageJson).matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);

  it('are all there, and all used', () => {
    assert.deepEqual(without(used, Object.keys(texts)), []);
    assert.deepEqual(without(Object.keys(texts), used), []);
  });

  it('stand for everything that people read in settings and commands', () => {
    const isKey = (text: string): boolean => /^%.+%$/.test(text);
    for (const [name, { markdownDescription }] of Object.entries(settings)) assert.ok(isKey(markdownDescription), name);
    for (const { command, title } of contributes.commands) assert.ok(isKey(title), command);
  });
});

describe('the files', () => {
  it('that the manifest names are there', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.equal(steps.length, 4);
    const files = [
      packageJson.icon,
      ...contributes.grammars.map(({ path }) => path),
      ...steps.map(({ media }) => media.markdown),
    ];
    assert.deepEqual(
      files.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });

  it('include an icon that is large enough for the market places', () => {
    const icon = readFileSync(join(root, packageJson.icon));
    assert.equal(icon.toString('latin1', 1, 4), 'PNG');
    assert.ok(icon.readUInt32BE(16) >= 128 && icon.readUInt32BE(16) === icon.readUInt32BE(20));
  });
});

describe('the problem matcher', () => {
  const pattern = contributes.problemPatterns[0];
  assert.ok(pattern !== undefined);
  const cwd = folder({ 'drivers/error.rs': code.error, 'drivers/warning.rs': code.warning, 'drivers/hint.rs': code.hint });

  for (const types of [['--show-types'], []])
    it(`reads what the command line writes with --terse ${types.join()}`, async () => {
      const { out } = await invoke(['drivers', ...chosen, '--terse', '--hints', ...types], { cwd });
      const found = out
        .trimEnd()
        .split('\n')
        .map((line) => new RegExp(pattern.regexp).exec(line))
        .map((match) => [pattern.file, pattern.line, pattern.severity, pattern.code].map((group) => match?.[group]));
      const rule = (id: string): string | undefined => (types.length === 0 ? undefined : id);
      assert.deepEqual(found, [
        ['drivers/error.rs', '6', 'ERROR', rule('drop-on-pin-data')],
        ['drivers/hint.rs', '3', 'CHECK', rule('unsafe-semicolon-inside')],
        ['drivers/warning.rs', '2', 'WARNING', rule('as-underscore')],
      ]);
    });
});
