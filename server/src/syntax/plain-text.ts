// Rewrites what the grammar does not know into plain Rust of the same length, so that it can be parsed where it stands.

/**
 * What macros of the kernel add to Rust, and what it becomes: pin-init's `field <- value`, `_: { … }`, `&this in Self { … }`
 * and `}? Error` (`rust/pin-init/src/lib.rs` in the kernel tree), and `$name` and `$crate` in the bodies of `macro_rules!`.
 * Comments and literals stay as they are.
 */
const additions =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|b?r(#*)"[\s\S]*?"\1|[bc]?"(?:\\[\s\S]|[^"\\])*"|'(?:\\.|[^'\\])'|<-|\$(?=[A-Za-z_])|(?<=[{,]\s*)_(?=\s*:)|(?<=^[({[]\s*)&\w+\s+in\s+|(?<=\})\s*\?\s*[A-Za-z_][\w:]*(?=\s*[)}\]]$)/g;

/** Takes a bracketed token tree's text; gives text of equal length, with every offset of what it kept unchanged. */
export function plainRust(text: string): string {
  return text.replace(additions, (found) => {
    if (found === '<-') return ': ';
    if (found === '$') return '_';
    if (found === '_') return 'z';
    if (found.startsWith('&') || /^\s*\?/.test(found)) return found.replace(/[^\n]/g, ' ');
    return found;
  });
}

/**
 * `unsafe extern "C" { … }` and `safe fn` in it are newer than the grammar (rust-lang/reference, items/external-blocks): spaces stand for the two
 * words, as for a byte order mark. In a comment or a literal that changes nothing, because the text of nodes comes from the file.
 */
export function knownToGrammar(text: string): string {
  const marked = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  if (!marked.includes('unsafe extern')) return marked;
  return marked
    .replace(/\bunsafe(?=\s+extern\s*(?:"[^"\n]*"\s*)?\{)/g, '      ')
    .replace(/\bsafe(?=\s+(?:fn|static)\b)/g, '    ');
}

/**
 * What the two parsers ask their C library about, and hear different answers (`iswspace`, and `iswalpha` behind `1.`), as the same for both: a space
 * for a space, a letter for a letter. Offsets and the text of nodes stay.
 */
export function sameForParsers(text: string): string {
  return isAscii.test(text) ? text : text.replace(spaces, ' ').replace(lettersBehindNumbers, 'x');
}

const isAscii = /^[\0-\x7f]*$/;
const spaces = /[\u0085\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/g;
const lettersBehindNumbers = /(?<=\d\w*\.)[^\0-\x7f]/g;
