// The arguments: commands, options, and what to say about those that do not exist.

import { Command, CommanderError, Option } from 'commander';
import { resolve } from 'node:path';

import { parseLevel, unknownRule, type Level } from '../analysis/config';
import { line, printable } from '../host/print';
import { exists } from '../host/read-file';
import { didYouMean, nearest } from '../analysis/nearest';
import { product } from '../product';
import { severities, type Severity } from '../rule';
import { ruleInfos } from '../analysis/rule-infos';
import { check } from './check';
import type { GivenOptions, Output, PatchSource } from './check-options';
import type { ColorChoice } from './colors';
import { exitCodes, UsageError, type ExitCode } from './exit-codes';
import { explanation, ruleList, ruleTable } from './explain';
import { init } from './init';
import { reporterNames, type ReporterName } from './reporters';
import type { Terminal } from './terminal';

/** Runs what the arguments (without program and script) say. Does not throw for anything that a user can cause. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.clean;
  const program = commands(terminal, (result) => {
    code = result;
  });
  try {
    refuseMisspeltCommand(args, { terminal, program });
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.trouble;
    if (!(error instanceof UsageError)) throw error;
    terminal.writeErr(line`error: ${error.message}\n`);
    return exitCodes.trouble;
  }
}

function commands(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command(product.name)
    .description('Says what the maintainers of the Linux kernel would say about Rust code.')
    .version(`${product.name} ${product.version}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.writeOut(printable(text));
      },
      writeErr: (text) => {
        terminal.writeErr(printable(text));
      },
    })
    .configureHelp({ optionDescription: ({ description }) => description })
    .addHelpText('after', '\n`kernel-rust check --help` lists the options of check.\nDocumentation: docs/ in the package');
  checkCommand(program, async (options) => {
    done(await check(options, terminal));
  });
  program
    .command('explain <rule>')
    .description('explain a rule, with examples')
    .action((id: string) => {
      const entry = ruleInfos.find(({ rule }) => rule.id === id);
      if (entry === undefined) throw new UsageError(unknownRule(id) ?? 'explain takes one rule');
      terminal.writeOut(printable(explanation(entry)));
    });
  program
    .command('rules')
    .description('list the rules')
    .addOption(
      new Option('--reporter <name>', 'pretty or json').default('pretty').argParser(oneOf('--reporter', ['pretty', 'json'])),
    )
    .action(({ reporter }: { reporter: string }) => {
      terminal.writeOut(printable(reporter === 'json' ? ruleList() : ruleTable()));
    });
  program
    .command('init')
    .description('write a commented .kernel-rust.toml into the working folder')
    .action(() => {
      done(init(terminal));
    });
  program
    .command('lsp')
    .description('start the language server (over standard input and output)')
    .addOption(new Option('--stdio', 'the default, accepted for compatibility'))
    .addOption(new Option('--node-ipc').hideHelp())
    .addOption(new Option('--socket <port>').hideHelp())
    .addOption(new Option('--pipe <name>').hideHelp())
    .addOption(new Option('--clientProcessId <id>').hideHelp())
    .action(async () => {
      // It takes over the process, and nothing else has to wait for it to load.
      await import('../lsp/main');
    });
  return program;
}

/** As commander collects them; `outputs` goes by the order of the arguments. */
interface RawCheckOptions extends Omit<GivenOptions, 'paths' | 'choice' | 'outputs' | 'patches'> {
  readonly patch: readonly string[] | undefined;
  readonly git: string | undefined;
  readonly staged: boolean;
  readonly changed: boolean;
  readonly since: string | undefined;
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly severity: readonly (readonly [string, Level])[];
  readonly terse: boolean;
}

function checkCommand(program: Command, run: (options: GivenOptions) => Promise<void>): void {
  const outputs = new OutputList();
  const flags = (group: string, options: readonly (readonly [string, string])[]): void => {
    command.optionsGroup(group);
    for (const [name, description] of options) command.addOption(flag(name, description));
  };
  const values = (...options: readonly Option[]): void => {
    for (const option of options) command.addOption(option);
  };
  const command = program
    .command('check [path...]', { isDefault: true })
    .description('check files and folders (the default; `-` is standard input, no path is the working folder)');

  flags('Files:', [['--no-ignore', 'also check what ignore files exclude, generated files and vendored crates']]);
  values(
    new Option('--stdin-filename <path>', 'the path of the code on standard input'),
    new Option('--kernel-tree <dir>', 'the kernel tree (otherwise found upwards from each file)'),
  );
  command.optionsGroup('Patches (only what they bring in is reported):');
  values(
    new Option('--patch <file...>', 'mails, mailboxes or diffs; `-` is standard input'),
    new Option('--git <range>', 'each commit of A..B, of REV-N (the last N up to REV), or of one REV'),
  );
  flags('Patches (only what they bring in is reported):', [
    ['--staged', 'what is staged'],
    ['--changed', 'changes in the working files since the last commit, or since --since'],
  ]);
  values(
    new Option('--since <commit>', 'with --changed: the commit to compare with'),
    new Option(
      '--fixup-branch <name>',
      'with --git and --fix: make this branch, with a fixup for each commit that has something to fix',
    ),
    new Option('--max-remarks <n>', 'with --reporter mail and b4: write at most this many remarks').argParser(
      whole('--max-remarks'),
    ),
  );
  flags('Fixes:', [
    ['--fix', 'apply safe fixes'],
    ['--unsafe-fixes', 'with --fix or --diff: apply suggestions too'],
    ['--diff', 'print what --fix would change instead of writing it; exit 1 if anything would'],
  ]);
  flags('Rules:', [
    ['--preview', 'also run rules that are being tried out'],
    ['--all', 'report everything, including what is otherwise only reported on new lines'],
  ]);
  values(
    new Option('--select <rules>', 'run only these rules (separated by commas, repeatable)')
      .default([])
      .argParser(ruleIds('--select')),
    new Option('--ignore <rules>', 'do not run these rules').default([]).argParser(ruleIds('--ignore')),
    new Option('--severity <rule=level>', 'error, warning, information, hint, on or off (repeatable)')
      .default([])
      .argParser(ruleLevel),
    new Option('--config <file>', 'use this file instead of the .kernel-rust.toml found upwards'),
    new Option('--baseline <file>', 'accept the findings counted in this file (default: .kernel-rust-baseline.json)'),
  );
  flags('Rules:', [['--update-baseline', 'write the current findings to the baseline']]);
  flags('Output:', [
    ['--hints', 'show hints too (pretty, terse, github)'],
    ['--terse', 'the same as --reporter terse'],
    ['--show-types', 'name the rule in terse output'],
    ['--statistics', 'count the findings of each rule'],
    ['--quiet', 'print findings and errors only'],
  ]);
  values(
    new Option('--reporter <name>', `${reporterNames.join(', ')} (repeatable)`).argParser((name: string) => {
      outputs.add(oneOf('--reporter', reporterNames)(name));
    }),
    new Option('--reporter-file <path>', 'write the report of the reporter beside it into this file').argParser(
      (file: string) => {
        outputs.addFile(file);
      },
    ),
    new Option('--color <when>', 'auto (the default), always or never')
      .default('auto')
      .argParser(oneOf<ColorChoice>('--color', ['auto', 'always', 'never'])),
  );
  command.optionsGroup('Exit code:');
  values(
    new Option('--fail-on <level>', 'the lowest severity that makes the exit code 1, or never (default: warning)').argParser(
      oneOf<Severity | 'never'>('--fail-on', [...severities, 'never']),
    ),
    new Option('--max-warnings <n>', 'let up to that many warnings pass').argParser(whole('--max-warnings')),
  );
  command.action(async (paths: string[], { select, ignore, severity, terse, ...raw }: RawCheckOptions) => {
    const patches = patchSource({ ...raw, select, ignore, severity, terse }, paths);
    if (raw.diff && raw.updateBaseline)
      throw new UsageError('--diff writes nothing, so it cannot be used with --update-baseline');
    await run({
      ...raw,
      paths,
      patches,
      choice: { select: new Set(select), ignore: new Set(ignore), severity: new Map(severity) },
      outputs: outputs.finish(terse),
    });
  });
}

/** `--no-x` is the name of a switch here, not the opposite of `--x`. */
function flag(name: string, description: string): Option {
  const option = new Option(name, description).default(false);
  option.negate = false;
  return option;
}

/** Pairs `--reporter` with the `--reporter-file` next to it, on either side. */
class OutputList {
  private readonly outputs: { reporter: ReporterName; file: string | undefined }[] = [];
  private waiting: string | undefined;

  add(reporter: ReporterName): void {
    this.outputs.push({ reporter, file: this.waiting });
    this.waiting = undefined;
  }

  addFile(file: string): void {
    const last = this.outputs.at(-1);
    if (last !== undefined && last.file === undefined) last.file = file;
    else if (this.waiting === undefined) this.waiting = file;
    else throw new UsageError('each --reporter-file needs a --reporter beside it');
  }

  finish(terse: boolean): Output[] {
    if (terse) this.add('terse');
    if (this.waiting !== undefined) throw new UsageError('--reporter-file needs a --reporter');
    const toStdout = this.outputs.filter(({ file }) => file === undefined);
    if (toStdout.length > 1)
      throw new UsageError(
        `only one reporter can write to standard output, not ${toStdout.map(({ reporter }) => reporter).join(' and ')}: give the others a --reporter-file`,
      );
    return this.outputs.length === 0 ? [{ reporter: 'pretty', file: undefined }] : this.outputs;
  }
}

const words = (list: string): string[] =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function ruleIds(option: string): (list: string, previous: readonly string[]) => string[] {
  return (list, previous) => {
    const ids = words(list);
    for (const id of ids) {
      const problem = id === '*' ? '`*` is not a rule' : unknownRule(id);
      if (problem !== undefined) throw new UsageError(`${option}: ${problem}`);
    }
    return [...previous, ...ids];
  };
}

function ruleLevel(list: string, previous: readonly (readonly [string, Level])[]): (readonly [string, Level])[] {
  const added = words(list).map((pair) => {
    const [rule = '', level, ...more] = pair.split('=');
    if (level === undefined || more.length > 0) throw new UsageError(`--severity: \`${pair}\` is not of the form RULE=LEVEL`);
    const parsed = parseLevel(rule.trim(), level.trim());
    if ('problem' in parsed) throw new UsageError(`--severity: ${parsed.problem}`);
    return [parsed.rule, parsed.level] as const;
  });
  return [...previous, ...added];
}

function oneOf<T extends string>(option: string, known: readonly T[]): (value: string) => T {
  return (value) => {
    const found = known.find((name) => name === value);
    if (found === undefined)
      throw new UsageError(`${option}: \`${value}\` is not one of ${known.join(', ')}${didYouMean(value, known)}`);
    return found;
  };
}

function whole(option: string): (value: string) => number {
  return (value) => {
    if (!/^\d+$/.test(value)) throw new UsageError(`${option}: \`${value}\` is not a whole number`);
    return Number(value);
  };
}

/** At most one of the options that name patches, and no paths beside it. */
function patchSource(
  { patch, git, staged, changed, since, fix, diff, updateBaseline, fixupBranch }: RawCheckOptions,
  paths: readonly string[],
): PatchSource | undefined {
  if (since !== undefined && !changed) throw new UsageError('--since needs --changed');
  const sources: (readonly [string, PatchSource])[] = [
    ...(patch === undefined ? [] : [['--patch', { kind: 'mails', files: patch }] as const]),
    ...(git === undefined ? [] : [['--git', { kind: 'commits', range: git }] as const]),
    ...(staged ? [['--staged', { kind: 'staged' }] as const] : []),
    ...(changed ? [['--changed', { kind: 'changed', since: since ?? 'HEAD' }] as const] : []),
  ];
  const [first, second] = sources;
  if (first === undefined) {
    if (fixupBranch !== undefined) throw new UsageError('--fixup-branch needs --git and --fix');
    return undefined;
  }
  const [name, source] = first;
  if (second !== undefined) throw new UsageError(`${name} and ${second[0]} cannot be used together`);
  if (paths.length > 0) throw new UsageError(`${name} takes no further paths (\`${paths[0] ?? ''}\`)`);
  if (updateBaseline) throw new UsageError(`--update-baseline counts whole files, so it cannot be used with ${name}`);
  if (diff) throw new UsageError(`--diff compares files, so it cannot be used with ${name}`);
  if (fixupBranch !== undefined && (source.kind !== 'commits' || !fix))
    throw new UsageError('--fixup-branch needs --git and --fix');
  if (fix && source.kind !== 'commits') throw new UsageError(`--fix changes files, so it cannot be used with ${name}`);
  if (fix && fixupBranch === undefined)
    throw new UsageError('--fix on commits writes fixups on a branch of their own: name it with --fixup-branch');
  return source;
}

/** A first word that is neither a command nor a path: `chekc` would be taken for a path. */
function refuseMisspeltCommand(
  [first]: readonly string[],
  { terminal, program }: { terminal: Terminal; program: Command },
): void {
  if (first === undefined || !/^[a-z][a-z-]*$/.test(first) || exists(resolve(terminal.cwd, first))) return;
  const names = [...program.commands.map((command) => command.name()), 'help'];
  const meant = names.includes(first) ? undefined : nearest(first, names);
  if (meant !== undefined) throw new UsageError(`unknown command \`${first}\`, did you mean \`${meant}\`?`);
}
