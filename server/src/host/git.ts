// The gate to git: the only place that starts a program. A repository's own configuration, attributes and hooks decide nothing here.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { devNull, homedir, tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';

/** Git refused, failed, took too long, or is not there. The message is one line. */
export class GitError extends Error {}

export interface GitOptions {
  /** Exit codes that are no failure; 0 when left out. */
  readonly good?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; nothing when left out. */
  readonly input?: string;
}

/** Runs git and gives what it prints. Throws a `GitError`. */
export type Git = (args: readonly string[], options?: GitOptions) => Buffer;

/** Bytes that git may print. */
const outputLimit = 1 << 28;

/**
 * What a configuration could name to run a program or to change what is printed. The sources are git-config(1) and git's own code at 2.39 and 2.51;
 * what has a name of its own inside (`filter.NAME.clean`) is dealt with in `withoutFilters`.
 */
const fixedArguments: readonly string[] = [
  '--no-pager',
  ...configured({
    'core.fsmonitor': 'false',
    'core.hooksPath': devNull,
    'core.sshCommand': 'false',
    'core.gitProxy': '',
    'core.askPass': '',
    'core.alternateRefsCommand': 'false',
    'core.quotePath': 'true',
    'protocol.allow': 'never',
    'gc.auto': '0',
    'maintenance.auto': 'false',
    'log.showSignature': 'false',
    'diff.noprefix': 'false',
    'diff.mnemonicPrefix': 'false',
    'submodule.recurse': 'false',
  }),
];

/**
 * A partial clone fetches what is missing, through programs that its configuration names. `GIT_NO_LAZY_FETCH` needs git 2.45; an empty list of protocols
 * stops the same in any version, and wins over `protocol.NAME.allow`.
 */
const fixedEnvironment: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '0',
  GIT_PAGER: 'cat',
  GIT_EXTERNAL_DIFF: '',
  LC_ALL: 'C',
};

export interface OpenRepository {
  /** The folder of the working files; absolute. */
  readonly top: string;
  /** Runs in `top`. */
  readonly git: Git;
}

/**
 * The repository that `cwd`, an absolute path, is in. Not to be kept for long: what the configuration names is looked up once, here. After `timeLimit`
 * milliseconds git is killed: a configuration can name a pipe as a file to read, and git would wait for ever. Throws a `GitError`, also when the
 * configuration puts the working files elsewhere: paths would then lead out of what the user named.
 * Never to be called for a workspace that the user does not trust.
 */
export function openRepository(cwd: string, { timeLimit }: { timeLimit: number }): OpenRepository {
  const program = gitProgram(cwd);
  const environment = withoutFilters(program, { cwd, timeLimit });
  const top = run(program, ['rev-parse', '--show-toplevel'], { cwd, timeLimit })
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (!isInside(realpathSync(cwd), realpathSync(top))) throw new GitError(`the working files of ${cwd} are in ${top}`);
  return {
    top,
    git: (args, options = {}) => run(program, args, { cwd: top, timeLimit, ...options, env: { ...environment, ...options.env } }),
  };
}

/** Gives `use` an empty folder, for an index that is not the user's, and removes it afterwards. */
export function withScratchFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-rust-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface RunOptions extends GitOptions {
  readonly cwd: string;
  readonly timeLimit: number;
}

function run(program: string, args: readonly string[], { cwd, timeLimit, good = [0], env = {}, input }: RunOptions): Buffer {
  const { status, signal, stdout, stderr, error } = spawnSync(program, [...fixedArguments, ...args], {
    cwd,
    env: { ...process.env, ...fixedEnvironment, ...env },
    maxBuffer: outputLimit,
    timeout: timeLimit,
    killSignal: 'SIGKILL',
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    input,
    windowsHide: true,
  });
  const command = `git ${args[0] ?? ''}`;
  if (error !== undefined) throw new GitError(`${command} ${failure(error, timeLimit)}`);
  if (signal !== null) throw new GitError(`${command} was ended by ${signal}`);
  if (status === null || !good.includes(status))
    throw new GitError(`${command}: ${stderr.toString('utf8').trim().split('\n')[0] ?? ''}`);
  return stdout;
}

function failure({ code, message }: NodeJS.ErrnoException, timeLimit: number): string {
  if (code === 'ETIMEDOUT') return `did not end within ${timeLimit / 1000} seconds and was killed`;
  if (code === 'ENOBUFS') return `prints more than ${outputLimit >> 20} MB`;
  return `cannot be run: ${message}`;
}

/**
 * Switches off every filter that the configuration defines, by its name: attributes of a working file could call for one when git reads the file.
 * Through the environment, because a name may hold `=`.
 */
function withoutFilters(program: string, base: Pick<RunOptions, 'cwd' | 'timeLimit'>): Readonly<Record<string, string>> {
  const listed = run(program, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'], { ...base, good: [0, 1] });
  const names = new Set(
    listed
      .toString('utf8')
      .split('\0')
      .flatMap((key) => /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1] ?? []),
  );
  const overrides = [...names].flatMap((name) => [
    ...['clean', 'smudge', 'process'].map((key) => [`filter.${name}.${key}`, ''] as const),
    [`filter.${name}.required`, 'false'] as const,
  ]);
  return addedConfiguration(overrides);
}

function addedConfiguration(entries: readonly (readonly [string, string])[]): Record<string, string> {
  const first = Number(process.env['GIT_CONFIG_COUNT'] ?? '0') || 0;
  const environment: Record<string, string> = { GIT_CONFIG_COUNT: String(first + entries.length) };
  for (const [index, [key, value]] of entries.entries()) {
    environment[`GIT_CONFIG_KEY_${first + index}`] = key;
    environment[`GIT_CONFIG_VALUE_${first + index}`] = value;
  }
  return environment;
}

function configured(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/**
 * The first git in an absolute folder of `PATH` that is not part of the workspace: Windows would look into the working folder first, and package
 * managers put folders of the workspace into `PATH`.
 */
function gitProgram(cwd: string): string {
  const workspace = workspaceOf(cwd);
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  for (const folder of (process.env['PATH'] ?? process.env['Path'] ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    if (!isAbsolute(folder) || !isProgram(candidate)) continue;
    // A link in the workspace leads wherever its owner wants.
    const places = [realpathSync(folder), realpathSync(candidate)];
    if (workspace === undefined || !places.some((place) => isInside(place, workspace))) return candidate;
  }
  throw new GitError('git cannot be run: no git in PATH outside of this folder');
}

/** The folder whose programs are not to be run; none for a home folder and for the root, where the user's own programs are. */
function workspaceOf(cwd: string): string | undefined {
  const start = realpathSync(resolve(cwd));
  const { root } = parse(start);
  let top = start;
  for (let folder = start; folder !== root; folder = dirname(folder))
    if (existsSync(join(folder, '.git'))) {
      top = folder;
      break;
    }
  return top === root || top === realHome() ? undefined : top;
}

/** Home folders are behind a link on some systems. */
function realHome(): string {
  try {
    return realpathSync(homedir());
  } catch {
    return homedir();
  }
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
