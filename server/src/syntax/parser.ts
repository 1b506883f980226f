// Loads tree-sitter, native where a prebuild exists and WebAssembly elsewhere, and copies its trees into flat arrays.

import { dirname, join } from 'node:path';

import { fieldNumber, FlatTreeBuilder, symbolInfo, type FlatTree, type SymbolInfo } from './flat-tree';
import { kindNames } from './kinds';
import { knownToGrammar, plainRust, sameForParsers } from './plain-text';

/** The part of tree-sitter's cursor that both bindings have under the same names. */
interface Cursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldId: number;
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

interface ParserTree {
  readonly rootNode: { readonly hasError: boolean | (() => boolean) };
  walk(): Cursor;
  delete?: () => void;
}

interface Binding {
  readonly name: ParserName;
  /** Gives no tree when the budget is used up. */
  parse(text: string, budgetMicros: number): ParserTree | undefined;
}

export type ParserName = 'native' | 'wasm';

/** Where time went, in milliseconds. */
export interface ParseTimes {
  parse: number;
  copy: number;
}

const bindings = new Map<ParserName, Binding>();
let current: Binding | undefined;

/**
 * Makes the parser ready; needed once before the first `parseTree`.
 * Takes `wasm` or `native` to force one binding; throws when that one cannot be loaded.
 */
export async function startParser(name?: ParserName): Promise<ParserName> {
  if (name !== undefined) current = await binding(name);
  current ??= await binding('native').catch(() => binding('wasm'));
  return current.name;
}

/**
 * Parses Rust into a flat tree. Macro arguments and macro bodies that are plain Rust are parsed too and stand in the tree below their `token_tree`.
 * Gives nothing when the budget (milliseconds) is used up.
 */
export function parseTree(text: string, options: { budget: number; times?: ParseTimes }): FlatTree | undefined {
  if (current === undefined) throw new Error('startParser() has not finished');
  return new TreeCopy(current, text, options).run();
}

async function binding(name: ParserName): Promise<Binding> {
  const known = bindings.get(name);
  if (known !== undefined) return known;
  const loaded = name === 'native' ? loadNative() : await loadWasm();
  bindings.set(name, loaded);
  return loaded;
}

function loadNative(): Binding {
  /* eslint-disable @typescript-eslint/no-require-imports -- a platform without a prebuild must fail here, not at start-up */
  const Parser = require('tree-sitter') as typeof import('tree-sitter');
  const language = require('tree-sitter-rust') as unknown as import('tree-sitter').Language;
  /* eslint-enable @typescript-eslint/no-require-imports */
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    name: 'native',
    parse(text, budgetMicros) {
      parser.setTimeoutMicros(budgetMicros);
      // Without a buffer as large as the text, longer files are refused.
      const tree = parser.parse(text, null, { bufferSize: text.length + 64 }) as ParserTree | null;
      if (tree === null) parser.reset();
      return tree ?? undefined;
    },
  };
}

async function loadWasm(): Promise<Binding> {
  const { default: Parser } = await import('web-tree-sitter');
  await Parser.init({ locateFile: () => wasmFile('web-tree-sitter', 'tree-sitter.wasm') });
  const parser = new Parser();
  parser.setLanguage(await Parser.Language.load(wasmFile('tree-sitter-rust', 'tree-sitter-rust.wasm')));
  return {
    name: 'wasm',
    parse(text, budgetMicros) {
      parser.setTimeoutMicros(budgetMicros);
      try {
        return parser.parse(text);
      } catch (error) {
        // This binding throws where the native one gives null.
        if (!(error instanceof Error && error.message === 'Parsing failed')) throw error;
        parser.reset();
        return undefined;
      }
    },
  };
}

const wasmFile = (packageName: string, file: string): string =>
  join(dirname(require.resolve(`${packageName}/package.json`)), file);

const symbols = new Map<ParserName, SymbolInfo[]>();
const fields = new Map<ParserName, number[]>();

function tableOf<T>(tables: Map<ParserName, T[]>, name: ParserName): T[] {
  const table = tables.get(name) ?? [];
  tables.set(name, table);
  return table;
}

/** The depth and the amount of text, relative to the file, up to which macro bodies are parsed again. */
const maxMacroDepth = 24;
const maxMacroShare = 4;

const shapeOfInterest = /\b(?:unsafe|as|fn|impl|let|match|if|for|struct|use|mod|const|static|return)\b|[({[]|\?|=>|<-|!/;

function hasError(tree: ParserTree): boolean {
  const { hasError: answer } = tree.rootNode;
  return typeof answer === 'function' ? answer.call(tree.rootNode) : answer;
}

/** One run of the parser over a file and the copy of its tree, macro bodies included. */
class TreeCopy {
  private readonly builder: FlatTreeBuilder;
  private readonly symbols: SymbolInfo[];
  private readonly fields: number[];
  private readonly deadline: number;
  private macroText = 0;
  /** Milliseconds in the parser. */
  private parsing = 0;

  constructor(
    private readonly binding: Binding,
    private readonly text: string,
    private readonly options: { budget: number; times?: ParseTimes },
  ) {
    this.builder = new FlatTreeBuilder(Math.max(64, text.length >> 1));
    this.symbols = tableOf(symbols, binding.name);
    this.fields = tableOf(fields, binding.name);
    this.deadline = performance.now() + options.budget;
  }

  run(): FlatTree | undefined {
    const began = performance.now();
    const tree = this.parse(knownToGrammar(this.text));
    if (tree === undefined) return undefined;
    try {
      this.copy(tree.walk(), { base: 0, parent: -1, depth: 0, exact: !hasError(tree) });
    } finally {
      tree.delete?.();
    }
    const times = this.options.times;
    if (times !== undefined) {
      times.parse += this.parsing;
      times.copy += performance.now() - began - this.parsing;
    }
    return this.builder.finish();
  }

  private parse(text: string): ParserTree | undefined {
    const began = performance.now();
    const left = this.deadline - began;
    const tree = left <= 0 ? undefined : this.binding.parse(sameForParsers(text), Math.max(1, Math.round(left * 1000)));
    this.parsing += performance.now() - began;
    return tree;
  }

  /**
   * Copies the node that the cursor stands on with all below it; `base` is added to its offsets. In an `exact` tree the
   * parser invented nothing, so that what the symbol tells need not be asked: each question crosses into the parser, and that is the cost.
   */
  private copy(cursor: Cursor, place: { base: number; parent: number; depth: number; exact: boolean }): void {
    const { base, exact } = place;
    const open: { node: number; kind: string; macro: boolean }[] = [];
    for (;;) {
      const above = open.at(-1);
      const symbol = this.symbol(cursor);
      const start = cursor.startIndex + base;
      const end = exact && symbol.length > 0 ? start + symbol.length : cursor.endIndex + base;
      const node = this.builder.open({
        symbol,
        start,
        end,
        parent: above?.node ?? place.parent,
        field: symbol.fieldless ? 0 : this.field(cursor),
        missing: start === end && cursor.nodeIsMissing,
      });
      const kind = kindNames[symbol.kind] ?? '';
      const macro = kind === 'macro_invocation' || kind === 'macro_rule' || (above?.macro ?? false);
      const done =
        (exact && symbol.leaf) ||
        (kind === 'token_tree' &&
          macro &&
          this.copyMacro({ start, end, parent: node, depth: place.depth, above: above?.kind ?? '' }));
      if (!done && cursor.gotoFirstChild()) {
        open.push({ node, kind, macro: macro && kind !== 'attribute_item' });
        continue;
      }
      this.builder.close(node);
      for (;;) {
        const last = open.at(-1);
        if (last === undefined) return;
        if (cursor.gotoNextSibling()) break;
        cursor.gotoParent();
        this.builder.close(last.node);
        open.pop();
      }
    }
  }

  /**
   * Parses one token tree as Rust of its own and copies that instead of its tokens. Says whether it did: it does
   * not where the text is no Rust (a macro's own syntax), so that the tokens stay, and braces in them get their own try.
   */
  private copyMacro(tokens: { start: number; end: number; parent: number; depth: number; above: string }): boolean {
    if (tokens.depth >= maxMacroDepth) return false;
    const inner = this.text.slice(tokens.start, tokens.end);
    const whole = tokens.above === 'macro_invocation' || tokens.above === 'macro_rule';
    if (!whole && !inner.startsWith('{')) return false;
    if (inner.length < 5 || !shapeOfInterest.test(inner.slice(1))) return false;
    this.macroText += inner.length;
    if (this.macroText > maxMacroShare * this.text.length + 1000) return false;
    const tree = this.parse(`${plainRust(inner)};`);
    if (tree === undefined) return false;
    try {
      if (hasError(tree)) return false;
      const cursor = tree.walk();
      // source_file > expression_statement > the bracketed expression
      if (!cursor.gotoFirstChild() || !cursor.gotoFirstChild() || cursor.endIndex !== inner.length) return false;
      this.copy(cursor, { base: tokens.start, parent: tokens.parent, depth: tokens.depth + 1, exact: true });
      return true;
    } finally {
      tree.delete?.();
    }
  }

  private symbol(cursor: Cursor): SymbolInfo {
    const id = cursor.nodeTypeId;
    const known = this.symbols[id];
    if (known !== undefined) return known;
    const info = symbolInfo(cursor.nodeType, cursor.nodeIsNamed);
    this.symbols[id] = info;
    return info;
  }

  private field(cursor: Cursor): number {
    // The native binding gives undefined and the other 0 where there is no field.
    const id = cursor.currentFieldId as number | undefined;
    if (id === undefined || id === 0) return 0;
    const known = this.fields[id];
    if (known !== undefined) return known;
    const number = fieldNumber(cursor.currentFieldName);
    this.fields[id] = number;
    return number;
  }
}
