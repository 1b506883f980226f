## SYNTAX TEST "source.rust" "sections of documentation"

/// # Safety
## <--- comment.line.documentation.rust punctuation.definition.comment.rust
##  ^^^^^^^^ source.rust comment.line.documentation.rust markup.heading.kernel-rust
//! ## Invariants
##  ^^^^^^^^^^^^^ markup.heading.kernel-rust
    ///   # Panics   
##        ^^^^^^^^ markup.heading.kernel-rust
/// # Errors
##  ^^^^^^^^ markup.heading.kernel-rust

/// # Examples
##  ^^^^^^^^^^ comment.line.documentation.rust
##  ^^^^^^^^^^ - markup.heading.kernel-rust
/// # Safety first
##  ^^^^^^^^^^^^^^ - markup.heading.kernel-rust
/// The # Safety section
##      ^^^^^^^^ - markup.heading.kernel-rust
// # Safety
## ^^^^^^^^ comment.line.double-slash.rust
## ^^^^^^^^ - markup.heading.kernel-rust
