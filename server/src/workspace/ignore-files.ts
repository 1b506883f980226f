// What `.gitignore` and `.ignore` files exclude, with git's rules: the deepest file that says anything decides.

import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

import { limits, readRegularFile } from '../host/read-file';

export class IgnoreFiles {
  private readonly rules = new Map<string, Ignore | undefined>();

  constructor(
    private readonly top: string,
    private readonly names: readonly string[],
  ) {}

  /** `path` is relative to the top folder, with forward slashes; a folder's ends with one. */
  excludes(path: string): boolean {
    const parts = path.replace(/\/$/, '').split('/');
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      const rules = this.rulesOf(parts.slice(0, depth).join('/'));
      if (rules === undefined) continue;
      const { ignored, unignored } = rules.test(parts.slice(depth).join('/') + (path.endsWith('/') ? '/' : ''));
      if (ignored || unignored) return ignored;
    }
    return false;
  }

  private rulesOf(folder: string): Ignore | undefined {
    if (this.rules.has(folder)) return this.rules.get(folder);
    const texts = this.names.flatMap((name) => {
      try {
        return [readRegularFile(join(this.top, folder, name), { limit: limits.settings, within: this.top }).toString('utf8')];
      } catch {
        return [];
      }
    });
    const rules = texts.length === 0 ? undefined : texts.reduce((all, text) => all.add(text), ignore());
    this.rules.set(folder, rules);
    return rules;
  }
}
