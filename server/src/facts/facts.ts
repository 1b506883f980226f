// What a file means to the kernel, each part worked out when a rule first asks for it.

import type { SourceFile } from '../syntax/source-file';
import type { Unit } from '../unit';
import { commentsOf, type Comment } from './comments';
import { docsOf, type Docs } from './docs';
import { macroCallsOf, type MacroCall } from './macro-calls';
import { lintLevelsOf, type LintLevels } from './lint-levels';
import { treePathsOf, type TreePaths } from './tree-paths';

/** Begins the facts of one file; nothing is computed yet. */
export function factsOf(file: SourceFile, unit: Unit): Facts {
  return new Facts(file, unit);
}

export class Facts {
  private readonly known = new Map<string, unknown>();

  constructor(
    private readonly file: SourceFile,
    private readonly unit: Unit,
  ) {}

  /** Every comment, doc comments included, in the order of the text. */
  get comments(): readonly Comment[] {
    return this.once('comments', () => commentsOf(this.file));
  }

  /** Doc comments by the item that they document. */
  get docs(): Docs {
    return this.once('docs', () => docsOf(this.file, this.comments));
  }

  get lintLevels(): LintLevels {
    return this.once('lintLevels', () => lintLevelsOf(this.file, this.unit.lintLevels ?? []));
  }

  /** Every macro invocation, in the order of the text. */
  get macroCalls(): readonly MacroCall[] {
    return this.once('macroCalls', () => macroCallsOf(this.file));
  }

  /** Paths of the kernel tree that comments name. */
  get treePaths(): TreePaths {
    return this.once('treePaths', () => treePathsOf(this.docs, this.comments));
  }

  private once<T>(name: string, compute: () => T): T {
    if (!this.known.has(name)) this.known.set(name, compute());
    return this.known.get(name) as T;
  }
}
