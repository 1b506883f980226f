// The text to copy from the pages on editors, so that what is documented is what is tested.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../docs/editors');

export interface CodeBlock {
  readonly page: string;
  /** The words of the headings above it, the innermost last. */
  readonly headings: readonly string[];
  readonly language: string;
  readonly text: string;
}

export const pages = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.md'));

export const pageText = (page: string): string => readFileSync(join(folder, page), 'utf8');

export function blocksOf(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const headings: string[] = [];
  let block: { language: string; lines: string[] } | undefined;
  for (const line of pageText(page).split('\n')) {
    const heading = /^(#+) (.*)/.exec(line);
    const fence = /^```(\w*)/.exec(line);
    if (fence !== null && block === undefined) block = { language: fence[1] ?? '', lines: [] };
    else if (fence !== null && block !== undefined) {
      const text = `${block.lines.join('\n')}\n`;
      blocks.push({ page, headings: [...headings], language: block.language, text });
      block = undefined;
    } else if (block !== undefined) block.lines.push(line);
    else if (heading !== null) headings.splice((heading[1] ?? '').length - 1, Infinity, heading[2] ?? '');
  }
  assert.equal(block, undefined, `${page}: a code block has no end`);
  return blocks;
}

/** All blocks of a language below a heading, as one text: what a reader copies. */
export function textToCopy(page: string, { heading, language }: { heading: string; language: string }): string {
  const blocks = blocksOf(page).filter((block) => block.language === language && block.headings.includes(heading));
  assert.ok(blocks.length > 0, `${page}: no ${language} below ${heading}`);
  return blocks.map(({ text }) => text).join('\n');
}
