// A reply to each patch as people write them on the list: the hunks concerned quoted, each remark below the line that it is about.

import { printable, printableLine } from '../../host/print';
import type { FilePatch, Hunk } from '../../patch/parse-patch';
import { product } from '../../product';
import { filled } from '../display';
import type { CheckedPatch } from '../results';
import { placesOf, remarksOf, type PatchRemarks, type Remark } from './remarks';
import type { Reporter } from './reporter';

/** A remark is no wider than people write. */
const width = 72;

/** So many lines are quoted above the line that a remark is about, and below it where they are part of the same code. */
const linesAbove = 5;

export const mail: Reporter = (result, options) => {
  const replies = remarksOf(result, options).filter(({ remarks }) => remarks.length > 0);
  if (replies.length === 0) return printable('');
  // Several replies are a mailbox, which mail programs open.
  const envelope = replies.length === 1 ? '' : 'From kernel-rust Thu Jan  1 00:00:00 1970\n';
  return printable(replies.map((reply) => `${envelope}${headers(reply.patch)}\n${body(reply)}`).join('\n'));
};

function headers({ mail: { from, to, cc, fullSubject, messageId, references } }: CheckedPatch): string {
  const copies = [...to, ...cc].filter((each) => each !== from).flatMap(addressForm);
  const author = from === undefined ? [] : addressForm(from);
  const title = fullSubject === undefined ? undefined : oneLine(fullSubject);
  const subject = title === undefined || /^re:/i.test(title) ? title : `Re: ${title}`;
  const id = messageIds(messageId)[0];
  const rows: (readonly [string, string | undefined])[] = [
    ['To', author[0]],
    ['Cc', copies.length === 0 ? undefined : copies.join(',\n\t')],
    ['Subject', subject === undefined ? undefined : encoded(subject)],
    ['In-Reply-To', id],
    ['References', id === undefined ? undefined : [...messageIds(references), id].join('\n\t')],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=UTF-8'],
    ['Content-Transfer-Encoding', '8bit'],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\n`])).join('');
}

/** What is decoded may hold anything, line breaks among it, and each of them would begin a header of the sender's choosing. */

const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();

const messageIds = (text: string | undefined): string[] => text?.match(/<[!-;=?-~]+>/g) ?? [];

/** A name with a full stop or the like is quoted, one in other letters than ASCII's is encoded: as it stands no server has to take it. */
function addressForm(text: string): string[] {
  const whole = oneLine(text).replace(/>$/, '');
  const start = Math.max(whole.lastIndexOf(' '), whole.lastIndexOf('<')) + 1;
  const address = whole.slice(start);
  if (!/^[!-~]+$/.test(address) || !/^[^<>,;:"]+$/.test(address)) return [];
  const name = whole.slice(0, start).replace(/[ <]+$/, '');
  return name === '' ? [address] : [`${displayName(name)} <${address}>`];
}

function displayName(name: string): string {
  const isPlain = /^[\w!#$%&'*+/=?^`{|}~ -]*$/.test(name) || /^"(?:[^"\\]|\\.)*"$/.test(name);
  if (mustBeEncoded(name)) return encodedWord(name);
  return isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** Each word that is not ASCII as an encoded word; white space between two of those is part of the second, because readers drop it. */
function encoded(text: string): string {
  if (!mustBeEncoded(text)) return text;
  let isAfterEncoded = false;
  return text
    .split(' ')
    .map((word) => {
      const lead = isAfterEncoded ? ' ' : '';
      isAfterEncoded = mustBeEncoded(word);
      return isAfterEncoded ? encodedWord(lead + word) : word;
    })
    .join(' ');
}

/** Also what only looks like an encoded word: readers would decode it. */
const mustBeEncoded = (text: string): boolean => /[^ -~]|=\?/.test(text);

/** No encoded word may be longer than 75 characters; readers put several together again. */
function encodedWord(text: string): string {
  const words: string[] = [];
  for (const character of text) {
    const written = [...Buffer.from(character)].map(encodedByte).join('');
    const last = words.at(-1);
    if (last === undefined || last.length + written.length > 60) words.push(written);
    else words[words.length - 1] = last + written;
  }
  return words.map((word) => `=?UTF-8?q?${word}?=`).join('\n ');
}

function encodedByte(byte: number): string {
  const letter = String.fromCharCode(byte);
  if (letter === ' ') return '_';
  return /[A-Za-z0-9]/.test(letter) ? letter : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function body({ patch, remarks, left }: PatchRemarks): string {
  const { date, from } = patch.mail;
  const sender = from === undefined ? undefined : oneLine(from);
  const author = sender?.replace(/\s*<.*$/, '').replace(/^"(.*)"$/, '$1');
  const opening =
    sender === undefined
      ? ''
      : `${date === undefined ? '' : `On ${oneLine(date)}, `}${author === '' || author === undefined ? sender : author} wrote:\n`;
  const parts = patch.mail.files.flatMap((file) => quotedFile(file, { remarks, lines: patch.mail.lines }));
  const more =
    left === 0
      ? ''
      : `\n${filled(`There ${left === 1 ? 'is one more remark' : `are ${left} more remarks`} of lesser weight.`, width)}\n`;
  return `${opening}${parts.join('').trimEnd()}\n${more}\n-- \n${product.name} ${product.version}\n`;
}

interface AtLine {
  readonly remark: Remark;
  /** Index into the hunk's lines. */
  readonly index: number;
}

function quotedFile(patch: FilePatch, { remarks, lines }: { remarks: readonly Remark[]; lines: readonly string[] }): string[] {
  const own = remarks.filter(({ file }) => file.path === patch.newPath);
  if (own.length === 0) return [];
  const parts: string[] = [
    `> diff --git a/${printableLine(patch.oldPath ?? patch.newPath ?? '')} b/${printableLine(patch.newPath ?? '')}\n`,
  ];
  const placed = new Set<Remark>();
  for (const hunk of patch.hunks) {
    // Where each line of the new side stands.
    const lineAt = new Map<number, number>();
    let line = own.flatMap(({ file }) => file.hunks ?? []).find((each) => each.hunk === hunk)?.line ?? hunk.newStart;
    hunk.lines.forEach(({ kind }, index) => {
      if (kind === 'removed') return;
      lineAt.set(line, index);
      line++;
    });
    const here = own
      .flatMap((remark): AtLine[] => {
        const index = placed.has(remark) ? undefined : lineAt.get(remark.finding.place.line - 1);
        if (index === undefined) return [];
        placed.add(remark);
        return [{ remark, index }];
      })
      .sort((a, b) => a.index - b.index);
    if (here.length === 0) continue;
    // As git wrote it, with the name of the function.
    parts.push(`> ${(lines[hunk.at] ?? '').trimEnd()}\n`);
    let next = 0;
    for (const group of byLine(here)) {
      const index = group[0]?.index ?? 0;
      const from = firstQuoted(hunk, { next, index });
      if (from > next) parts.push('> [...]\n');
      for (const { kind, text } of hunk.lines.slice(from, index + 1)) parts.push(`> ${sign[kind]}${text}`.trimEnd(), '\n');
      for (const { remark } of group) parts.push(`\n${remarkText(remark)}\n`);
      parts.push('\n');
      next = index + 1;
    }
  }
  // What a removal brought in may lie outside of every hunk.
  for (const remark of own)
    if (!placed.has(remark)) parts.push(`\n${remarkText(remark, `In line ${remark.finding.place.line}: `)}\n\n`);
  return parts;
}

/** Some lines above the one concerned, back to the last remark at most, and no empty one first. */
function firstQuoted({ lines }: Hunk, { next, index }: { next: number; index: number }): number {
  let from = Math.max(next, index - linesAbove);
  if (from > next) while (from < index && lines[from]?.text.trim() === '') from++;
  return from;
}

const sign = { context: ' ', added: '+', removed: '-' } as const;

function byLine(here: readonly AtLine[]): AtLine[][] {
  const groups: AtLine[][] = [];
  for (const each of here) {
    const last = groups.at(-1);
    if (last?.[0]?.index === each.index) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

/** As a sentence, with what to do and where else, and the rule at the end for whoever wants to know more. */
function remarkText(remark: Remark, prefix = ''): string {
  const { message, help, rule } = remark.finding;
  const end = /[?.!]$/.test(message) ? '' : '.';
  const also = remark.others.length === 0 ? '' : ` The same in ${placesOf(remark, { alone: true })}.`;
  const advice = help === undefined ? '' : ` ${sentence(help)}.`;
  return filled(`${prefix}${sentence(message)}${end}${advice}${also} [${rule}]`, width);
}

/** Code in back-ticks keeps its case. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
