// Macro invocations and their arguments, whether the argument reads as plain Rust or stays a token sequence.

import type { Node, SourceFile, Span } from '../../syntax/source-file';

export interface MacroCall {
  /** The last segment of the path: `pr_info` of `kernel::pr_info!`. */
  readonly name: string;
  /** As written, without spaces: `kernel::pr_info`, `$crate::pr_info`. */
  readonly path: string;
  /** The name's last segment. */
  readonly nameNode: Node;
  /** The whole invocation; where a macro's own syntax hides it in tokens, the argument's `token_tree`. */
  readonly node: Node;
  /** The bracketed argument. */
  readonly tokens: Node;
}

/** What stands between two commas; never empty. */
export interface MacroArgument extends Span {
  /** The nodes next below the argument list, comments left out. */
  readonly nodes: readonly Node[];
}

/** An argument of the form `key: value`. */
export interface KeyedArgument extends Span {
  readonly key: string;
  readonly keyNode: Node;
  /** Empty while the user still types. */
  readonly value: readonly Node[];
}

/** Every invocation in source order, those in the arguments of others and in the bodies of `macro_rules!` too. */
export function macroCallsOf(file: SourceFile): MacroCall[] {
  const plain = file.nodes('macro_invocation').map((node) => plainCall(file, node));
  const hidden = file.nodes('token_tree').map((node) => hiddenCall(file, node));
  return [...plain, ...hidden]
    .filter((call) => call !== undefined)
    .sort((a, b) => file.start(a.nameNode) - file.start(b.nameNode));
}

/** The arguments between top-level commas. */
export function argumentsOf(file: SourceFile, call: MacroCall): MacroArgument[] {
  return splitAtCommas(file, call.tokens).map((nodes) => argumentOf(file, nodes));
}

/**
 * The `key: value` pairs; nothing when the argument does not begin with one. A comma ends a value only where a key follows, because the
 * commas of `Adapter<A, B>` are on the same level.
 */
export function keyedArgumentsOf(file: SourceFile, call: MacroCall): KeyedArgument[] {
  const pairs: { keyNode: Node; value: Node[] }[] = [];
  for (const nodes of splitAtCommas(file, call.tokens)) {
    const [keyNode, colon, ...value] = nodes;
    if (keyNode !== undefined && colon !== undefined && file.textOf(colon) === ':' && /^\w+$/.test(file.textOf(keyNode)))
      pairs.push({ keyNode, value });
    else pairs.at(-1)?.value.push(...nodes);
  }
  return pairs.map(({ keyNode, value }) => ({
    key: file.textOf(keyNode),
    keyNode,
    value,
    start: file.start(keyNode),
    end: file.end(value.at(-1) ?? file.next(keyNode) ?? keyNode),
  }));
}

/** The argument as one string literal without prefix, a raw one included; nothing for anything built from parts. */
export function literalOf(file: SourceFile, argument: MacroArgument | undefined): Node | undefined {
  const [only, ...more] = argument?.nodes ?? [];
  if (more.length > 0 || !file.is(only, 'string_literal', 'raw_string_literal')) return undefined;
  return /^r?#*"/.test(file.textOf(only)) ? only : undefined;
}

function plainCall(file: SourceFile, node: Node): MacroCall | undefined {
  const macro = file.field(node, 'macro');
  const tokens = file.child(node, 'token_tree');
  if (macro === undefined || tokens === undefined) return undefined;
  const nameNode = file.is(macro, 'scoped_identifier') ? (file.field(macro, 'name') ?? macro) : macro;
  return { name: file.textOf(nameNode), path: file.textOf(macro).replace(/\s+/g, ''), nameNode, node, tokens };
}

/** `name ! (…)` among the tokens of an argument that is not a plain Rust. */
function hiddenCall(file: SourceFile, tokens: Node): MacroCall | undefined {
  if (!file.is(file.parent(tokens), 'token_tree')) return undefined;
  const mark = file.previous(tokens);
  const nameNode = mark === undefined ? undefined : file.previous(mark);
  if (mark === undefined || file.textOf(mark) !== '!' || !file.is(nameNode, 'identifier')) return undefined;
  const name = file.textOf(nameNode);
  let path = name;
  let separator = file.previous(nameNode);
  while (separator !== undefined && file.textOf(separator) === '::') {
    const segment = file.previous(separator);
    if (!file.is(segment, 'identifier', 'crate', 'self', 'super')) break;
    path = `${file.textOf(segment)}::${path}`;
    separator = file.previous(segment);
  }
  return { name, path, nameNode, node: tokens, tokens };
}

function argumentOf(file: SourceFile, nodes: readonly Node[]): MacroArgument {
  return { nodes, start: file.start(nodes[0] ?? 0), end: file.end(nodes.at(-1) ?? 0) };
}

function splitAtCommas(file: SourceFile, tokens: Node): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of contentOf(file, tokens)) {
    if (file.is(node, 'line_comment', 'block_comment')) continue;
    if (file.textOf(node) === ',') parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** What stands between the brackets. An argument that reads as an expression is one tuple, array or block over the whole of it. */
function contentOf(file: SourceFile, tokens: Node): Node[] {
  let list = tokens;
  for (;;) {
    const children = file.children(list);
    const [first] = children;
    if (children.length !== 1 || first === undefined) return children.filter((node) => !isBracket(file, node));
    list = first;
  }
}

const isBracket = (file: SourceFile, node: Node): boolean =>
  file.end(node) - file.start(node) === 1 && '()[]{}'.includes(file.textOf(node));
