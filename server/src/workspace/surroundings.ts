// What stands around a file: its kernel tree, its configuration, its baseline. Everything is looked up once per folder.

import { dirname, join, relative, resolve } from 'node:path';

import { baselineName, parseBaseline, type Baseline } from '../analysis/baseline';
import { configName, defaultConfig, describeProblem, parseConfig, type Config } from '../analysis/config';
import { reasonOf } from '../host/file-error';
import { decode, exists, limits, readRegularFile } from '../host/read-file';
import { findKernelTree, findUpwards } from '../tree/disk-tree';
import { emptyTree, type KernelTree } from '../tree/kernel-tree';
import { describeUnit, type Unit } from '../crate/unit';
import { LiveTree, type Change } from './live-tree';
import { isBelow, shownFrom, slashes } from './paths';

/** What a file is, as far as rules ask. */
export interface Surroundings {
  readonly unit: Unit;
  /** The kernel tree that the file stands in or is built against. */
  readonly tree: KernelTree;
}

/** What the user wants to know about a file. */
export interface Settings {
  readonly config: Config;
  /** The file's path as the configuration's globs see it. */
  readonly path: string;
  readonly baseline: BaselineFile;
}

export interface BaselineFile {
  /** Absolute; the file need not exist. */
  readonly file: string;
  readonly baseline: Baseline | undefined;
  /** As it was read; undefined where there is none. */
  readonly text: string | undefined;
  /** The path under which the baseline has a file. */
  pathOf(absolute: string): string;
}

/** Something wrong with a configuration file or a baseline. */
export interface SettingsProblem {
  /** Absolute. */
  readonly file: string;
  /** 1-based, where one is known. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  readonly message: string;
  /** All of it in one line, the file as people would name it. */
  readonly line: string;
}

export interface SurroundingsOptions {
  readonly cwd: string;
  /** Used for every file instead of what is found upwards. */
  readonly config: string | undefined;
  readonly kernelTree: string | undefined;
  readonly baseline: string | undefined;
  /** Whether the baseline named may be one that does not exist yet. */
  readonly updateBaseline: boolean;
  readonly preview: boolean;
}

/** Why a file or folder that the options name cannot be used; nothing when all can. */
export function wrongOption({ cwd, config, kernelTree, baseline, updateBaseline }: SurroundingsOptions): string | undefined {
  for (const file of [config, updateBaseline ? undefined : baseline])
    if (file !== undefined && !exists(resolve(cwd, file))) return `${file}: no such file`;
  if (kernelTree === undefined || exists(join(resolve(cwd, kernelTree), 'rust/kernel/lib.rs'))) return undefined;
  return `${kernelTree} is not the root of a kernel tree: it has no rust/kernel/lib.rs`;
}

interface ConfigFile {
  readonly folder: string;
  readonly config: Config;
}

export class SurroundingsFinder {
  /** What is wrong with the configuration files and baselines that were read so far. */
  readonly problems: SettingsProblem[] = [];

  private readonly folders = new Map<string, FolderSurroundings>();
  private readonly configs = new Map<string, ConfigFile>();
  private readonly baselines = new Map<string, BaselineFile>();
  private readonly trees = new Map<string, LiveTree>();
  private readonly kernelTree: string | undefined;

  /** The options must be such that `wrongOption` has nothing to say. */
  constructor(private readonly options: SurroundingsOptions) {
    const { cwd, kernelTree } = options;
    this.kernelTree = kernelTree === undefined ? undefined : resolve(cwd, kernelTree);
  }

  surroundings(file: string): Surroundings {
    const { root, isKernel } = this.ofFolder(dirname(file));
    const path = slashes(relative(root, file));
    const own = this.tree(root);
    const kernel = this.kernelTree === undefined ? undefined : this.tree(this.kernelTree);
    return {
      unit: describeUnit(path, own.forUnits, isKernel || kernel === undefined ? {} : { kernel: kernel.forUnits }),
      tree: (isKernel ? own : kernel)?.forRules ?? emptyTree,
    };
  }

  /** A Rust file, by its absolute path, has another text now. Of several trees that it lies in, the gravest answer. */
  changed(file: string): Change {
    const changes = [...this.trees].flatMap(([root, tree]) =>
      isBelow(file, root) ? [tree.changed(slashes(relative(root, file)))] : [],
    );
    // A file that makes a kernel tree of the folders around it.
    if (slashes(file).endsWith('/rust/kernel/lib.rs') && !this.trees.has(resolve(file, '../../..'))) return 'unknown';
    return gravest.find((change) => changes.includes(change)) ?? 'unseen';
  }

  settings(file: string): Settings {
    const { root, config, baseline } = this.ofFolder(dirname(file));
    return {
      config: config?.config ?? (this.options.preview ? previewConfig : defaultConfig),
      path: slashes(relative(config?.folder ?? root, file)),
      baseline,
    };
  }

  private ofFolder(folder: string): FolderSurroundings {
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    const kernel = this.kernelOf(folder);
    const root = kernel ?? this.rootOutsideTrees(folder);
    const config = this.configOf(folder);
    const found = { root, isKernel: kernel !== undefined, config, baseline: this.baselineOf(config?.folder ?? root) };
    this.folders.set(folder, found);
    return found;
  }

  private kernelOf(folder: string): string | undefined {
    if (this.kernelTree !== undefined && isBelow(folder, this.kernelTree)) return this.kernelTree;
    return findKernelTree(folder);
  }

  /** Where the paths of a file in no complete kernel tree begin: a part of a tree is still laid out like one. */
  private rootOutsideTrees(folder: string): string {
    const inside = /^(.*?)[\\/]rust[\\/]kernel(?:[\\/]|$)/.exec(folder)?.[1];
    if (inside !== undefined && inside !== '') return inside;
    return findUpwards('.git', folder) ?? (isBelow(folder, this.options.cwd) ? this.options.cwd : folder);
  }

  private configOf(folder: string): ConfigFile | undefined {
    const { cwd, config } = this.options;
    if (config !== undefined) return this.readConfig(resolve(cwd, config));
    const found = findUpwards(configName, folder);
    return found === undefined ? undefined : this.readConfig(join(found, configName));
  }

  private readConfig(file: string): ConfigFile {
    const known = this.configs.get(file);
    if (known !== undefined) return known;
    const shown = this.shown(file);
    const text = this.read(file, limits.settings);
    const { config, problems } =
      text === undefined ? { config: defaultConfig, problems: [] } : parseConfig(text, { file: shown });
    for (const problem of problems) {
      const { line, column, message } = problem;
      this.problems.push({ file, place: { line, column }, message, line: describeProblem(problem) });
    }
    const read = { folder: dirname(file), config: this.options.preview ? { ...config, preview: true } : config };
    this.configs.set(file, read);
    return read;
  }

  private baselineOf(folder: string): BaselineFile {
    const { cwd, baseline } = this.options;
    const file = baseline === undefined ? join(folder, baselineName) : resolve(cwd, baseline);
    const known = this.baselines.get(file);
    if (known !== undefined) return known;
    const text = exists(file) ? this.read(file, limits.baseline) : undefined;
    const parsed = text === undefined ? undefined : parseBaseline(text, { file: this.shown(file) });
    if (parsed !== undefined && 'problem' in parsed) this.add(file, parsed.problem.slice(this.shown(file).length + 2));
    const read = {
      file,
      baseline: parsed !== undefined && 'baseline' in parsed ? parsed.baseline : undefined,
      text,
      pathOf: (absolute: string) => slashes(relative(dirname(file), absolute)),
    };
    this.baselines.set(file, read);
    return read;
  }

  private read(file: string, limit: number): string | undefined {
    try {
      const decoded = decode(readRegularFile(file, { limit }));
      if ('text' in decoded) return decoded.text;
      this.add(file, decoded.problem);
    } catch (error) {
      this.add(file, reasonOf(error));
    }
    return undefined;
  }

  private add(file: string, message: string): void {
    this.problems.push({ file, place: undefined, message, line: `${this.shown(file)}: ${message}` });
  }

  private tree(root: string): LiveTree {
    const known = this.trees.get(root) ?? new LiveTree(root);
    this.trees.set(root, known);
    return known;
  }

  private shown(file: string): string {
    return shownFrom(this.options.cwd, file);
  }
}

const gravest = ['unknown', 'text'] as const;

interface FolderSurroundings {
  readonly root: string;
  readonly isKernel: boolean;
  readonly config: ConfigFile | undefined;
  readonly baseline: BaselineFile;
}

const previewConfig: Config = { ...defaultConfig, preview: true };
