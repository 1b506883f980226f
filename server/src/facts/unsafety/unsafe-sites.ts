// Where a file says `unsafe`, in plain code and in macros.

import type { Node, SourceFile, Span } from '../../syntax/source-file';

export interface UnsafeSite {
  readonly kind: 'block' | 'impl' | 'fn' | 'trait' | 'extern' | 'attribute';
  /** The block or item; where a macro's own syntax hides the structure (`inTokens`), the token `unsafe`. */
  readonly node: Node;
  /** The word `unsafe`. */
  readonly keyword: Span;
  readonly inTokens: boolean;
}

/** Every unsafe site, in source order. Function pointer types and safe wrappers of the word (`unsafe_code`) are none. */
export function unsafeSitesOf(file: SourceFile): UnsafeSite[] {
  const sites: UnsafeSite[] = [];
  for (const keyword of file.nodes('unsafe')) {
    // In broken code the word may stand there twice.
    if (file.is(file.previous(keyword), 'unsafe')) continue;
    const site = siteOf(file, keyword);
    if (site !== undefined) sites.push({ ...site, keyword: file.span(keyword) });
  }
  for (const attribute of file.nodes('attribute')) {
    const site = attributeSite(file, attribute);
    if (site !== undefined) sites.push(site);
  }
  for (const block of file.nodes('foreign_mod_item')) {
    // The grammar does not know the word before `extern`, so it is not a token.
    const word = /\bunsafe\s+$/.exec(file.text.slice(Math.max(0, file.start(block) - 80), file.start(block)));
    if (word === null) continue;
    const start = file.start(block) - word[0].length;
    sites.push({ kind: 'extern', node: block, keyword: { start, end: start + 'unsafe'.length }, inTokens: false });
  }
  return sites.sort((a, b) => a.keyword.start - b.keyword.start);
}

type Place = Omit<UnsafeSite, 'keyword'>;

function siteOf(file: SourceFile, keyword: Node): Place | undefined {
  const parent = file.parent(keyword);
  if (parent === undefined) return undefined;
  switch (file.kind(parent)) {
    case 'unsafe_block':
      return { kind: 'block', node: parent, inTokens: false };
    case 'impl_item':
      return { kind: 'impl', node: parent, inTokens: false };
    case 'trait_item':
      return { kind: 'trait', node: parent, inTokens: false };
    case 'function_modifiers': {
      const item = file.parent(parent);
      return file.is(item, 'function_item', 'function_signature_item') ? { kind: 'fn', node: item, inTokens: false } : undefined;
    }
    case 'token_tree':
    case 'token_repetition':
      return tokenSite(file, keyword);
    default:
      return undefined;
  }
}

/** In tokens the word is told by what follows it. */
function tokenSite(file: SourceFile, keyword: Node): Place | undefined {
  const after = nextToken(file, keyword);
  if (after === undefined) return undefined;
  const place = (kind: UnsafeSite['kind']): Place => ({ kind, node: keyword, inTokens: true });
  const text = file.textOf(after);
  if (file.is(after, 'token_tree')) return text.startsWith('{') && !wrapsItem(file, after) ? place('block') : undefined;
  if (text === 'impl') return place('impl');
  if (text === 'trait') return place('trait');
  if (text === 'fn') return file.is(nextToken(file, after), 'token_tree') ? undefined : place('fn');
  if (text !== 'extern') return undefined;
  const abi = nextToken(file, after);
  const behind = file.is(abi, 'string_literal') ? nextToken(file, abi) : abi;
  if (behind === undefined) return undefined;
  if (file.textOf(behind) === 'fn') return file.is(nextToken(file, behind), 'token_tree') ? undefined : place('fn');
  return file.is(behind, 'token_tree') ? place('extern') : undefined;
}

/** `macro!(unsafe { impl … })`: the braces are the macro's own syntax for an unsafe item, as in `impl_has_field!`. */
function wrapsItem(file: SourceFile, braces: Node): boolean {
  const first = file.children(braces).find((child) => !file.is(child, '{', 'line_comment', 'block_comment', 'attribute_item'));
  return first !== undefined && (/^(?:impl|fn|trait|struct)$/.test(file.textOf(first)) || file.is(first, 'impl_item'));
}

function attributeSite(file: SourceFile, attribute: Node): UnsafeSite | undefined {
  const item = file.parent(attribute);
  if (!file.is(item, 'attribute_item', 'inner_attribute_item')) return undefined;
  const text = file.textOf(attribute);
  if (!/^unsafe\s*\(/.test(text)) return undefined;
  const start = file.start(attribute);
  return { kind: 'attribute', node: item, keyword: { start, end: start + 'unsafe'.length }, inTokens: false };
}

function nextToken(file: SourceFile, node: Node): Node | undefined {
  let at = file.next(node);
  while (file.is(at, 'line_comment', 'block_comment')) at = file.next(at);
  return at;
}
