// Where `allow` and `expect` switch lints off.

import { NestedRanges } from '../syntax/ranges';
import type { Node, SourceFile, Span } from '../syntax/source-file';
import { attributeOf } from '../syntax/attributes';
import type { Unit } from './unit';

/** A level that an attribute sets: `clippy::ptr_as_ptr` to `allow`. */
export interface LintLevel {
  readonly lint: string;
  readonly level: 'allow' | 'expect' | 'warn' | 'deny' | 'forbid';
}

export interface LintLevels {
  /** Whether any of these clippy lints (names without `clippy::`) is off at the offset. */
  silences(lints: readonly string[], offset: number): boolean;
}

interface ScopedLevel extends LintLevel, Span {
  /** Of two that hold for an offset the one with the greater rank counts: it stands further in, or later. */
  readonly rank: number;
}

const levelName = /\b(allow|expect|warn|deny|forbid)\s*\(([^()]*)\)/g;

interface Told {
  readonly unit: Unit;
  followedBy(attribute: Node): Node | undefined;
}

/** Those of the file, and those that its unit inherits. */
export function lintLevelsOf(file: SourceFile, facts: Told): LintLevels {
  const inherited = facts.unit.lintLevels ?? [];
  const byLint = new Map<string, ScopedLevel[]>();
  for (const [rank, item] of file.nodes('attribute_item', 'inner_attribute_item').entries()) {
    for (const level of levelsOfAttribute(file, item)) {
      const others = byLint.get(level.lint) ?? [];
      byLint.set(level.lint, others);
      others.push({ ...level, ...scopeOf(file, { item, facts }), rank });
    }
  }
  const local = new Map([...byLint].map(([lint, levels]) => [lint, new NestedRanges(levels)]));
  return {
    silences(lints, offset) {
      return lints.some((lint) => {
        const names = [`clippy::${lint}`, 'clippy::all', 'warnings'];
        const [nearest] = names.flatMap((name) => local.get(name)?.innermost(offset) ?? []).sort((a, b) => b.rank - a.rank);
        const { level } = nearest ?? inherited.findLast(({ lint: named }) => names.includes(named)) ?? {};
        return level === 'allow' || level === 'expect';
      });
    },
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
function scopeOf(file: SourceFile, { item, facts }: { item: Node; facts: Told }): Span {
  if (file.is(item, 'inner_attribute_item')) {
    const parent = file.parent(item) ?? file.root;
    return parent === file.root ? { start: 0, end: file.text.length } : file.span(parent);
  }
  return { start: file.start(item), end: file.end(facts.followedBy(item) ?? item) };
}
