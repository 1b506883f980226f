// Placeholders in SAFETY comments that are not written yet.

/** What the comment begins with, or where a skeleton asks for the reason. */
const openWord = /^(?:TODO|FIXME|XXX|TBD|REASON|\?+|\.\.\.|…)(?![\w-])/i;

const openSlot = /\bbecause (TODO)\b/;

const assurance =
  /^(?:(?:this|it|the (?:call|code|block)|that) (?:is|should be)|it's|obviously|trivially|totally|perfectly)?\s*(?:safe|sound|fine|ok|okay|trivial|obvious|trust me|we know what we(?: are|'re) doing)(?: here| to call| to do| code| enough)?[.!]?$/i;

/** What is wrong with the text of a SAFETY comment that argues for nothing; nothing when it may argue for something. */
export function placeholderIn(text: string): string | undefined {
  const words = text.replace(/\s+/g, ' ').trim();
  if (words === '') return 'this SAFETY comment is empty';
  const open = openWord.exec(words)?.[0] ?? openSlot.exec(words)?.[1];
  if (open !== undefined) return `this SAFETY comment is a placeholder (\`${open}\`)`;
  return assurance.test(words) ? 'this SAFETY comment only asserts that the code is safe' : undefined;
}

/** Whether there is nothing in a placeholder that its author would miss. */
export function isBarePlaceholder(text: string): boolean {
  const words = text.replace(/\s+/g, ' ').trim();
  return words.replace(openWord, '').replace(/[\s.:!]+/g, '') === '' || assurance.test(words);
}
