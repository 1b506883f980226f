// Where `allow` and `expect` switch lints off.

import type { SourceFile, Span } from '../syntax/source-file';
import { attributeOf, followedBy } from './attributes';

/** A level that an attribute sets: `clippy::ptr_as_ptr` to `allow`. */
export interface LintLevel {
  readonly lint: string;
  readonly level: 'allow' | 'expect' | 'warn' | 'deny' | 'forbid';
}

export interface LintLevels {
  /** Whether any of these clippy lints (names without `clippy::`) is off at the offset. */
  silences(lints: readonly string[], offset: number): boolean;
  /** The levels that inner attributes set for the whole file. */
  readonly ofFile: readonly LintLevel[];
}

interface ScopedLevel extends LintLevel {
  readonly scope: Span;
}

const levelName = /\b(allow|expect|warn|deny|forbid)\s*\(([^()]*)\)/g;

/** `inherited` comes from the crate root and the parent modules, the outermost first. */
export function lintLevelsOf(file: SourceFile, inherited: readonly LintLevel[]): LintLevels {
  const local: ScopedLevel[] = [];
  for (const item of file.nodes('attribute_item', 'inner_attribute_item')) {
    const levels = levelsOfAttribute(file, item);
    if (levels.length === 0) continue;
    const scope = scopeOf(file, item);
    local.push(...levels.map((level) => ({ ...level, scope })));
  }
  return {
    silences(lints, offset) {
      return lints.some((lint) => {
        const name = `clippy::${lint}`;
        const covers = ({ lint: named }: LintLevel): boolean => named === name || named === 'clippy::all' || named === 'warnings';
        // Attributes stand in the order of the text, so the last one that covers the offset is the innermost.
        const nearest =
          local.findLast((level) => covers(level) && level.scope.start <= offset && offset < level.scope.end) ??
          inherited.findLast(covers);
        return nearest?.level === 'allow' || nearest?.level === 'expect';
      });
    },
    ofFile: local.filter(({ scope }) => scope.start === 0 && scope.end === file.text.length),
  };
}

/** The levels that one attribute sets, those inside `cfg_attr(…)` too: what is off in some configuration is off. */
export function levelsOfAttribute(file: SourceFile, item: number): LintLevel[] {
  const attribute = attributeOf(file, item);
  if (attribute === undefined || !/^(?:allow|expect|warn|deny|forbid|cfg_attr)$/.test(attribute.path)) return [];
  return [...file.textOf(item).matchAll(levelName)].flatMap(([, level, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => /^[\w:]+$/.test(name))
      .map((lint) => ({ lint, level: level as LintLevel['level'] })),
  );
}

/** What an attribute governs: an inner one all that it stands in, an outer one the next thing that is no attribute or comment. */
function scopeOf(file: SourceFile, item: number): Span {
  if (file.is(item, 'inner_attribute_item')) {
    const parent = file.parent(item) ?? file.root;
    return parent === file.root ? { start: 0, end: file.text.length } : file.span(parent);
  }
  return { start: file.start(item), end: file.end(followedBy(file, item) ?? item) };
}
