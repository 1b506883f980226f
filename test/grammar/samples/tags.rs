## SYNTAX TEST "source.rust" "comments that argue for code"

    // SAFETY: `raw` is valid, TODO say why.
##  ^^ source.rust comment.line.double-slash.rust punctuation.definition.comment.rust
##     ^^^^^^^ source.rust comment.line.double-slash.rust keyword.other.tag.kernel-rust
##           ^ punctuation.separator.tag.kernel-rust
##            ^ comment.line.double-slash.rust - keyword.other.tag.kernel-rust
##             ^^^^^ comment.line.double-slash.rust markup.inline.raw.kernel-rust
##                             ^^^^ invalid.deprecated.open.kernel-rust
##                                  ^^^^^^^^ comment.line.double-slash.rust - invalid.deprecated.open.kernel-rust
    // - FIXME the list that follows belongs to it, `list` and ``a`b`` too
##  ^^ punctuation.definition.comment.rust
##    ^^^ comment.line.double-slash.rust - invalid.deprecated.open.kernel-rust
##       ^^^^^ comment.line.double-slash.rust invalid.deprecated.open.kernel-rust
##                                                  ^^^^^^ markup.inline.raw.kernel-rust
##                                                             ^^^^^^^ markup.inline.raw.kernel-rust
    // INVARIANT: another one may follow at once
##     ^^^^^^^^^^ comment.line.double-slash.rust keyword.other.tag.kernel-rust
    unsafe { work() }
##  ^^^^^^ source.rust keyword.other.rust
##  ^^^^^^ - comment.line.double-slash.rust
    // TODO an ordinary comment is not ours
##     ^^^^ source.rust comment.line.double-slash.rust
##     ^^^^ - invalid.deprecated.open.kernel-rust

//SAFETY: without a space
##^^^^^^^ keyword.other.tag.kernel-rust

/// SAFETY: in documentation it is no argument
##  ^^^^^^ comment.line.documentation.rust
##  ^^^^^^ - keyword.other.tag.kernel-rust
//! SAFETY: neither here
##  ^^^^^^ - keyword.other.tag.kernel-rust
// The SAFETY: word has to come first
##     ^^^^^^ - keyword.other.tag.kernel-rust
// SAFETY without a colon
## ^^^^^^ - keyword.other.tag.kernel-rust

fn f() {
    let a = b as u32; // CAST: `b` is small. XXX
##                    ^^ source.rust meta.block.rust comment.line.double-slash.rust punctuation.definition.comment.rust
##                       ^^^^ keyword.other.tag.kernel-rust
##                             ^^^ markup.inline.raw.kernel-rust
##                                           ^^^ invalid.deprecated.open.kernel-rust
    // TODO something else entirely
##     ^^^^ - invalid.deprecated.open.kernel-rust
    // PANIC: the index is checked above
##     ^^^^^ meta.block.rust comment.line.double-slash.rust keyword.other.tag.kernel-rust

    // REASON an empty line ends the argument
##     ^^^^^^ - invalid.deprecated.open.kernel-rust
}
## <- meta.block.rust
fn g() {}
## <- - meta.block.rust

let text = "// SAFETY: in a string";
##             ^^^^^^ string.quoted.double.rust
##             ^^^^^^ - keyword.other.tag.kernel-rust
/* // SAFETY: in a block comment */
##    ^^^^^^ comment.block.rust
##    ^^^^^^ - keyword.other.tag.kernel-rust
// see // SAFETY: inside another comment
##        ^^^^^^ - keyword.other.tag.kernel-rust
