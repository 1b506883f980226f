// A commented `.kernel-rust.toml` to start from.

/** Must parse without a problem, and change nothing. */
export const firstConfig = `# What kernel-rust reports below this folder. Every setting here is optional.
# \`kernel-rust rules\` lists the rules, \`kernel-rust explain RULE\` explains one.

# Also run preview rules.
preview = false

# What \`kernel-rust check\` shows and when it fails; command line options override this.
[check]
# hints = true
# fail-on = "error"

# A level for a rule: "off", "hint", "information", "warning", "error", or "on" for the rule's default.
# "*" stands for every rule that is not listed.
[rules]
# as-underscore = "error"
# import-vertical-style = "off"

# Other levels for some files; if several entries match a file, the last one wins.
# Globs are relative to the folder of this file.
# [[paths]]
# match = ["samples/**"]
# rules = { unwrap-in-kernel = "off" }
`;
