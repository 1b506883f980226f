// SAFETY comments and sections that do not use the kernel's spelling.

import { commentsWithin, type Comment } from '../../facts/source/comments';
import type { DocBlock } from '../../facts/source/docs';
import type { Facts } from '../../facts/facts';
import { rule, type Fix, type Report } from '../../rule';
import { countWhile } from '../../syntax/ranges';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'safety-comment-format',
  summary: 'A SAFETY comment or `# Safety` section is not spelled `// SAFETY: …` or `/// # Safety`.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `These are two different things, each with one spelling. \`// SAFETY:\` is an ordinary comment with a tag; it says why unsafe code is sound
here. \`/// # Safety\` is a section of the documentation; it says what callers of a function or implementers of a trait must guarantee. Reviewers,
clippy and grep tell the two apart by their form, and a mixture (\`/// SAFETY:\`, \`// # Safety\`) leaves open which is meant. Clippy accepts the tag in
any case, so nothing else reports \`// Safety:\`.`,
  sources: ['Documentation/rust/coding-guidelines.rst', 'https://github.com/rust-lang/rust-clippy/issues/15033'],
  examples: [
    {
      bad: `
fn enable(pin: &Pin<'_>) {
    // Safety: \`pin\` was requested, so its registers are ours.
    //~< ^^^^^^^^^^ safety-comment-format
    unsafe { pin.write(ENABLE, 1) };
    // SAFETY - as above.
    //~< ^^^^^^^^^^^ safety-comment-format
    unsafe { pin.write(MODE, 0) };
    //SAFETY:as above.
    //~< ^^^^^^^^^ safety-comment-format
    unsafe { pin.write(PULL, 0) };
}
`,
      fixed: `
fn enable(pin: &Pin<'_>) {
    // SAFETY: \`pin\` was requested, so its registers are ours.
    unsafe { pin.write(ENABLE, 1) };
    // SAFETY: as above.
    unsafe { pin.write(MODE, 0) };
    // SAFETY: as above.
    unsafe { pin.write(PULL, 0) };
}
`,
      good: `
fn enable(pin: &Pin<'_>) {
    // Safety first: the pull goes before the mode.
    pin.set_pull(0);
    // The lock protects the safety: nothing else writes.
    // SAFETY: \`pin\` was requested, so its registers are ours.
    unsafe { pin.write(ENABLE, 1) };
    // SAFETY:
    // - \`pin\` was requested.
    // - \`MODE\` is below the number of registers.
    unsafe { pin.write(MODE, 0) };
}
`,
    },
    {
      bad: `
/// SAFETY: A pin is a number, which any thread may use.
//~< ^^^^^^^^^^^ safety-comment-format
unsafe impl Send for PinId {}

/// Frees a pin.
///
/// SAFETY: \`number\` must have been requested.
//~< ^^^^^^^^^^^ safety-comment-format
unsafe fn free(number: u32) {
    release(number);
}
`,
      fixed: `
// SAFETY: A pin is a number, which any thread may use.
unsafe impl Send for PinId {}

/// Frees a pin.
///
/// # Safety
///
/// \`number\` must have been requested.
unsafe fn free(number: u32) {
    release(number);
}
`,
    },
    {
      bad: `
fn read(pin: &Pin<'_>) -> u32 {
    // # Safety
    //~< ^^^^^^^^^^^ safety-comment-format
    // \`pin\` was requested.
    unsafe { pin.read(LEVEL) }
}

/// Reads without a check.
///
/// # SAFETY
//~ ^^^^^^^^ safety-comment-format
///
/// \`number\` must have been requested.
unsafe fn read_raw(number: u32) -> u32 {
    // SAFETY: By the safety requirements of this function.
    unsafe { bindings::gpio_level(number) }
}
`,
      fixed: `
fn read(pin: &Pin<'_>) -> u32 {
    // SAFETY: \`pin\` was requested.
    unsafe { pin.read(LEVEL) }
}

/// Reads without a check.
///
/// # Safety
///
/// \`number\` must have been requested.
unsafe fn read_raw(number: u32) -> u32 {
    // SAFETY: By the safety requirements of this function.
    unsafe { bindings::gpio_level(number) }
}
`,
    },
  ],
  *check({ file, facts }) {
    const silent = commentsWithin(facts.comments, facts.suppressions);
    for (const comment of facts.comments) {
      if (silent.has(comment) || comment.kind !== 'line' || !/safety/i.test(comment.text)) continue;
      const report = comment.doc === undefined ? plainComment(file, { comment, facts }) : docComment(file, { comment, facts });
      if (report !== undefined) yield report;
    }
    yield* headings(file, facts);
  },
});

interface Place {
  readonly comment: Comment;
  readonly facts: Facts;
}

function plainComment(file: SourceFile, { comment, facts }: Place): Report | undefined {
  const heading = /^\s*#+\s*safety\s*:?\s*$/i.exec(comment.text);
  if (heading !== null && comment.ownLine) {
    const below = facts.followedBy(comment.node);
    const contract = file.is(below, 'function_item', 'function_signature_item', 'trait_item');
    return {
      at: comment,
      message: contract
        ? `\`${file.text.slice(comment.start, comment.end)}\` is an ordinary comment: a contract is a \`/// # Safety\` section`
        : `\`${file.text.slice(comment.start, comment.end)}\` is a documentation heading: a justification begins with \`// SAFETY:\``,
      fix: contract ? undefined : tagFix(file, { comment, facts }),
    };
  }
  const [, space = '', word = '', separator = ''] = /^(\s*)(safety)(\s*(?::|[-–—]+(?=\s))\s?)/i.exec(comment.text) ?? [];
  const rest = comment.text.slice(space.length + word.length + separator.length);
  const right = `SAFETY:${rest === '' ? '' : ' '}`;
  if (word === '' || `${space}${word}${separator}` === ` ${right}` || (rest.trim() === '' && /^ SAFETY:\s*$/.test(comment.text)))
    return undefined;
  const start = comment.textStart;
  const end = start + space.length + word.length + separator.length;
  const { all } = facts.safetyComments;
  const candidate = all[countWhile(all, (other) => other.start < comment.start)];
  const argued = candidate?.comments[0] === comment ? candidate : undefined;
  const sites = argued === undefined ? [] : facts.safetyComments.sitesOf(argued);
  // Prose may begin with the word, so without unsafe code below only the plain tag counts.
  if (sites.length === 0 && !/^SAFETY$/.test(word)) return undefined;
  const fix: Fix = {
    title: 'Write `// SAFETY:`',
    kind: sites.length > 0 ? 'safe' : 'suggestion',
    edits: [{ start, end, text: ` ${right}` }],
  };
  const written = file.text.slice(comment.start, end).trimEnd();
  return {
    at: { start: comment.start, end: comment.start + written.length },
    message: written === '// SAFETY:' ? 'missing space after `// SAFETY:`' : `\`${written}\` should be spelled \`// SAFETY:\``,
    fix,
  };
}

/** Takes the heading away and puts the tag before the text below it. */
function tagFix(file: SourceFile, { comment, facts }: Place): Fix | undefined {
  const index = countWhile(facts.comments, ({ start }) => start < comment.start);
  const text = facts.comments.slice(index + 1, index + 4).find((next) => next.text.trim() !== '');
  if (
    text === undefined ||
    text.kind !== 'line' ||
    text.doc !== undefined ||
    facts.followedBy(comment.node) !== facts.followedBy(text.node)
  )
    return undefined;
  const indent = file.indent(comment.start);
  const written = `// SAFETY: ${text.text.trimStart()}`;
  return {
    title: 'Write `// SAFETY:`',
    kind: 'suggestion',
    edits: [{ start: file.lineStart(comment.line), end: text.end, text: `${indent}${written}` }],
  };
}

function docComment(file: SourceFile, { comment, facts }: Place): Report | undefined {
  const [tag] = /^\s*SAFETY:\s?/.exec(comment.text) ?? [];
  if (tag === undefined || comment.doc !== 'outer' || inFence(facts, comment)) return undefined;
  const item = facts.followedBy(comment.node);
  const at = { start: comment.start, end: comment.textStart + tag.trimEnd().length };
  if (file.is(item, 'function_item', 'function_signature_item', 'trait_item')) {
    const sites = facts.unsafeSites;
    // Its own word comes before those in its body.
    const owned = sites[countWhile(sites, ({ keyword }) => keyword.start < file.start(item))]?.node === item;
    return {
      at,
      message: owned
        ? 'a contract in a doc comment is a `# Safety` section; `SAFETY:` is for ordinary comments'
        : '`SAFETY:` does not belong in the documentation of a safe item: it is for comments on unsafe code',
      fix: owned ? sectionFix(file, { comment, tag, facts }) : undefined,
    };
  }
  return {
    at,
    message: 'a justification of unsafe code is an ordinary `// SAFETY:` comment, not a doc comment',
    fix: argumentFix(file, { comment, facts, item }),
  };
}

/** Puts a heading over the text, with room around it. */
function sectionFix(file: SourceFile, { comment, tag, facts }: Place & { tag: string }): Fix {
  const indent = file.indent(comment.start);
  const lines = blockOf(facts, comment)?.lines ?? [];
  const at = lines[countWhile(lines, ({ line }) => line < comment.line - 1)];
  const before = at?.line === comment.line - 1 ? at : undefined;
  const room = before === undefined || before.text.trim() === '' ? [] : ['///'];
  const text = [...room, '/// # Safety', '///', `/// ${comment.text.slice(tag.length)}`.trimEnd()].join(
    `${file.lineBreak}${indent}`,
  );
  return {
    title: 'Turn it into a `# Safety` section',
    kind: 'suggestion',
    edits: [{ start: comment.start, end: comment.end, text }],
  };
}

/** Turns the doc comment into an ordinary one, when it holds nothing but the argument. */
function argumentFix(file: SourceFile, { facts, comment, item }: Place & { item: Node | undefined }): Fix | undefined {
  const block = blockOf(facts, comment);
  if (
    block === undefined ||
    block.comments[0] !== comment ||
    !file.is(item, 'impl_item', 'expression_statement', 'let_declaration', 'unsafe_block')
  )
    return undefined;
  const edits = block.comments.map(({ start }) => ({ start, end: start + 3, text: '//' }));
  return { title: 'Turn it into an ordinary comment', kind: 'safe', edits };
}

function* headings(file: SourceFile, facts: Facts): Generator<Report> {
  for (const block of facts.docs.blocks) {
    for (const { title, heading, level } of block.sections) {
      if (!/^safety:?$/i.test(title) || title === 'Safety') continue;
      const marks = '#'.repeat(level);
      const start = heading.start + file.text.slice(heading.start, heading.end).indexOf(title);
      yield {
        at: heading,
        message: `the heading \`${marks} ${title}\` should be spelled \`${marks} Safety\``,
        fix: { title: 'Write `Safety`', kind: 'safe', edits: [{ start, end: start + title.length, text: 'Safety' }] },
      };
    }
  }
}

/** Blocks are in the order of the text. */
function blockOf(facts: Facts, comment: Comment): DocBlock | undefined {
  const { blocks } = facts.docs;
  const block = blocks[countWhile(blocks, ({ start }) => start <= comment.start) - 1];
  return block !== undefined && comment.end <= block.end ? block : undefined;
}

function inFence(facts: Facts, comment: Comment): boolean {
  const lines = blockOf(facts, comment)?.lines ?? [];
  // A block comment on several lines is one comment, and its first line is meant.
  const first = lines[countWhile(lines, ({ line }) => line < comment.line)];
  return first?.line === comment.line && first.code;
}
