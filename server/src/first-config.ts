// A first `.kernel-rust.toml` to start from, every line of it explained.

/** Must be read without a problem, and change nothing. */
export const firstConfig = `# What kernel-rust reports below this folder. Every setting here is optional.
# \`kernel-rust rules\` lists the rules, \`kernel-rust explain RULE\` says what one is about.

# Also run rules that are still being tried out.
preview = false

# What \`kernel-rust check\` shows and when it fails; an argument wins.
[check]
# hints = true
# fail-on = "error"

# A level for a rule: "off", "hint", "information", "warning", "error", or "on" for the rule's own.
# "*" stands for every rule that is not named beside it.
[rules]
# as-underscore = "error"
# import-vertical-style = "off"

# Other levels for some of the files; where several entries match a file, the later one wins.
# Globs are relative to the folder of this file.
# [[paths]]
# match = ["samples/**"]
# rules = { unwrap-in-kernel = "off" }
`;
