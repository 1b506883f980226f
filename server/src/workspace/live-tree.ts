// A kernel tree in which single Rust files change while people work, and what still counts of what was read from it.

import { diskTree } from '../tree/disk-tree';
import type { KernelTree } from '../tree/kernel-tree';
import { forgetModuleFile } from '../crate/modules';

/** What the change of a file means: nothing was read of it; it was read; or more than its text has changed, as when it is new. */
export type Change = 'unseen' | 'text' | 'unknown';

export class LiveTree {
  /** For what is known of a file beyond its text. Always the same object: what was worked out from other files stays. */
  readonly forUnits: KernelTree;
  private rules: KernelTree;
  private readonly texts = new Map<string, string | undefined>();
  private readonly seenByRules = new Set<string>();
  private disk: KernelTree;
  private readonly withoutRust: KernelTree;

  constructor(private readonly root: string) {
    this.disk = diskTree(root);
    this.forUnits = { read: (path) => this.read(path), list: (folder) => this.disk.list(folder) };
    this.withoutRust = { ...this.forUnits };
    this.rules = this.treeForRules();
  }

  /** For rules: another object once a Rust file has changed that a rule has read. */
  get forRules(): KernelTree {
    return this.rules;
  }

  /** Takes the text that a Rust file has on disk now; its path is relative to the tree's root. */
  changed(path: string): Change {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (!this.disk.list(folder).includes(path.slice(folder === '' ? 0 : folder.length + 1))) return 'unknown';
    if (!this.texts.has(path)) return 'unseen';
    const text = diskTree(this.root).read(path);
    const before = this.texts.get(path);
    if (text === before) return 'unseen';
    if (text === undefined || before === undefined) return 'unknown';
    this.texts.set(path, text);
    forgetModuleFile(this.forUnits, path);
    if (this.seenByRules.has(path)) {
      this.seenByRules.clear();
      this.rules = this.treeForRules();
    }
    return 'text';
  }

  private treeForRules(): KernelTree {
    return {
      read: (path) => {
        this.seenByRules.add(path);
        return this.read(path);
      },
      list: (folder) => this.disk.list(folder),
      withoutRust: this.withoutRust,
    };
  }

  private read(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.disk.read(path));
    return this.texts.get(path);
  }
}
