// What stands around the code for people who work on it: continuous integration, forms, editors. Nothing else reads it before it is needed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import { resolveConfig } from 'prettier';
import { parse } from 'yaml';

import packageJson from '../package.json';

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Throws for what is no YAML, and for a key that stands there twice. */
const yaml = (path: string): unknown => parse(read(path));
const json = (path: string): unknown => JSON.parse(read(path));

const packages: Record<string, string> = { ...packageJson.dependencies, ...packageJson.devDependencies };
const nodeMajor = /\d+/.exec(packageJson.engines.node)?.[0] ?? '';

function assertValid(schema: object, value: unknown): void {
  const ajv = new Ajv({ allErrors: true });
  assert.ok(ajv.validate(schema, value), ajv.errorsText());
}

describe('continuous integration', () => {
  const { jobs } = yaml('.github/workflows/ci.yml') as {
    jobs: Record<string, { container: string; steps: { uses?: string; run?: string }[] }>;
  };

  it('runs `.ci/run`, and beside it only what makes the container a Debian machine', () => {
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    assert.deepEqual(commands, ['git config --global --add safe.directory "$GITHUB_WORKSPACE"', '.ci/run']);
    for (const { container } of Object.values(jobs)) assert.match(container, new RegExp(`^node:${nodeMajor}-bookworm$`));
  });

  it('installs what the tests need and has them all run', () => {
    const commands = read('.ci/run')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    assert.deepEqual(commands.slice(-2), ['.ci/install', 'KERNEL_RUST_EDITORS=required npm test']);
    const modes = execFileSync('git', ['ls-files', '-s', '.ci'], { cwd: root, encoding: 'utf8' });
    assert.deepEqual(modes.match(/^\d+/gm), ['100755', '100755']);
  });

  it('has a container for people that is made by the same script', () => {
    const container = json('.devcontainer/devcontainer.json') as { image: string; postCreateCommand: string };
    assert.equal(container.postCreateCommand, '.ci/install');
    assert.match(container.image, new RegExp(`:${nodeMajor}-bookworm$`));
  });
});

describe('a form for issues', () => {
  const folder = '.github/ISSUE_TEMPLATE';
  const text = { type: 'string', minLength: 1 };
  const item = (type: string, attributes: object, required: readonly string[]): object => ({
    type: 'object',
    additionalProperties: false,
    required: ['type', 'attributes', ...(type === 'markdown' ? [] : ['id'])],
    properties: {
      type: { const: type },
      id: { type: 'string', pattern: '^[\\w-]+$' },
      attributes: { type: 'object', additionalProperties: false, required, properties: attributes },
      validations: { type: 'object', additionalProperties: false, properties: { required: { type: 'boolean' } } },
    },
  });
  const labelled = { label: text, description: text };
  /** What GitHub says of a form, as far as ours use it. */
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'description', 'body'],
    properties: {
      name: text,
      description: text,
      labels: { type: 'array', items: text },
      body: {
        type: 'array',
        minItems: 1,
        items: {
          oneOf: [
            item('markdown', { value: text }, ['value']),
            item('input', { ...labelled, placeholder: text }, ['label']),
            item('textarea', { ...labelled, placeholder: text, render: text }, ['label']),
            item('dropdown', { ...labelled, options: { type: 'array', items: text, uniqueItems: true } }, ['label', 'options']),
          ],
        },
      },
    },
  };
  interface Form {
    readonly name: string;
    readonly body: readonly { id?: string; attributes: { label?: string }; validations?: { required?: boolean } }[];
  }
  const names = readdirSync(join(root, folder)).filter((name) => name !== 'config.yml');
  const form = (name: string): Form => yaml(`${folder}/${name}`) as Form;
  const required = (name: string): string[] =>
    form(name).body.flatMap(({ id, validations }) => (validations?.required === true ? (id ?? []) : []));

  it('is one that GitHub takes', () => {
    assert.ok(names.length > 0);
    for (const name of names) {
      assertValid(schema, form(name));
      for (const values of [form(name).body.map(({ id }) => id), form(name).body.map(({ attributes }) => attributes.label)]) {
        const given = values.filter((value) => value !== undefined);
        assert.equal(new Set(given).size, given.length, name);
      }
    }
    assert.equal(new Set(names.map((name) => form(name).name)).size, names.length);
    assertValid({ type: 'object', required: ['blank_issues_enabled'] }, yaml(`${folder}/config.yml`));
  });

  it('asks for what an answer needs', () => {
    for (const name of names) assert.ok(required(name).includes('version'), name);
    for (const id of ['rule', 'code', 'finding', 'tree']) assert.ok(required('false-alarm.yml').includes(id), id);
    for (const id of ['review', 'code', 'tree']) assert.ok(required('missed-remark.yml').includes(id), id);
  });
});

describe('updates of dependencies', () => {
  const { updates } = yaml('.github/dependabot.yml') as {
    updates: {
      'package-ecosystem': string;
      ignore?: { 'dependency-name': string }[];
      groups: Record<string, { patterns?: string[] }>;
    }[];
  };
  const npm = updates.find((update) => update['package-ecosystem'] === 'npm');
  const pinned = npm?.ignore?.map((entry) => entry['dependency-name']) ?? [];

  it('leave alone what has a reason, which stands beside it and in CONTRIBUTING.md', () => {
    assert.ok(pinned.length > 0);
    const contributing = read('CONTRIBUTING.md');
    for (const name of pinned) {
      assert.ok(name in packages, `${name} is not among the dependencies`);
      assert.ok(contributing.includes(`\`${name}\``), `CONTRIBUTING.md says nothing of ${name}`);
    }
  });

  it('come in groups of packages that are there', () => {
    const named = Object.values(npm?.groups ?? {}).flatMap(({ patterns }) => patterns ?? []);
    for (const name of named.filter((pattern) => !pattern.includes('*'))) assert.ok(name in packages, name);
  });

  it('keep the types of Node and of VS Code at the oldest that we run on', () => {
    assert.equal(packages['@types/node']?.split('.')[0], nodeMajor);
    assert.equal(`^${packages['@types/vscode'] ?? ''}`, packageJson.engines.vscode);
  });
});

describe('the settings of editors', () => {
  it('say what prettier says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernel-rust-editorconfig-'));
    try {
      copyFileSync(join(root, '.editorconfig'), join(folder, '.editorconfig'));
      const asked = await resolveConfig(join(folder, 'a.ts'), { editorconfig: true });
      const ours = await resolveConfig(join(root, 'server/src/analysis/engine.ts'), { editorconfig: false });
      // What .prettierrc.json leaves out is as prettier has it.
      assert.deepEqual(asked, { endOfLine: 'lf', printWidth: ours?.printWidth, tabWidth: 2, useTabs: false });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('name tasks, scripts and files that are there', () => {
    interface Task {
      readonly label: string;
      readonly type: string;
      readonly script?: string;
      readonly args?: readonly string[];
    }
    interface Launch {
      readonly name: string;
      readonly program?: string;
      readonly preLaunchTask?: string;
      readonly port?: number;
    }
    const { tasks } = json('.vscode/tasks.json') as { tasks: Task[] };
    const { configurations, compounds } = json('.vscode/launch.json') as {
      configurations: Launch[];
      compounds: { configurations: string[] }[];
    };
    for (const { script, args } of tasks) {
      assert.ok(script === undefined || script in packageJson.scripts, script);
      for (const path of args?.filter((word) => word.startsWith('scripts/')) ?? []) assert.ok(existsSync(join(root, path)), path);
    }
    for (const { program, preLaunchTask } of configurations) {
      const path = program?.replace('${workspaceFolder}/', '').replace('${file}', 'package.json') ?? 'package.json';
      assert.ok(existsSync(join(root, path)), path);
      assert.ok(preLaunchTask === undefined || tasks.some(({ label }) => label === preLaunchTask), preLaunchTask);
    }
    for (const name of compounds.flatMap((compound) => compound.configurations))
      assert.ok(
        configurations.some((configuration) => configuration.name === name),
        name,
      );
    // Where the extension has its server listen while it is debugged itself.
    const port = /--inspect=(\d+)/.exec(read('client/src/language-server.ts'))?.[1];
    assert.ok(configurations.some((configuration) => String(configuration.port) === port));
  });
});
