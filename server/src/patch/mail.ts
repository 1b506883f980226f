// A file of patches as people have them: one mail or a mailbox of a series, `git show`, or a bare diff.

import PostalMime, { type Email } from 'postal-mime';

import { beginsFile, parsePatch, PatchError, type FilePatch } from './parse-patch';

export interface Mail {
  /** Without `[PATCH 1/3]` and the like. */
  readonly subject: string | undefined;
  /** The whole subject line. */
  readonly fullSubject: string | undefined;
  /** `Name <address>`. */
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly date: string | undefined;
  readonly messageId: string | undefined;
  readonly references: string | undefined;
  /** Of the commit from which the mail was made, where it says so. */
  readonly commit: string | undefined;
  readonly files: readonly FilePatch[];
  /** The decoded text; hunks name lines of it. */
  readonly lines: readonly string[];
  /** The line of the input, 1-based, at which `lines` begins; undefined where decoding moved the lines. */
  readonly firstLine: number | undefined;
}

/** Something in the input that is no readable patch. */
export class MailError extends Error {
  constructor(
    message: string,
    /** 1-based in the input, undefined where decoding moved the lines. */
    readonly line: number | undefined,
  ) {
    super(message);
  }
}

/** Mails without a patch (cover letters, replies) are left out. Throws a `MailError` for what is broken, and when nothing is a patch. */
export async function readMails(bytes: Buffer): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (const part of split(bytes)) {
    const mail = await readMail(part);
    if (mail.files.length > 0) mails.push(mail);
  }
  if (mails.length === 0) throw new MailError('there is no patch in it', undefined);
  return mails;
}

interface Part {
  readonly bytes: Buffer;
  /** 1-based. */
  readonly line: number;
}

/** A mailbox has a line `From …` before each mail, and git puts one on top of a patch. */
function split(bytes: Buffer): Part[] {
  const text = bytes.toString('latin1');
  const starts: number[] = [];
  for (const { index } of text.matchAll(/^From \S+.*\d{2}:\d{2}:\d{2}.*$/gm))
    if (index === 0 || /(?:\r?\n){2}$/.test(text.slice(Math.max(0, index - 4), index))) starts.push(index);
  if (starts.length === 0) return [{ bytes, line: 1 }];
  if (text.slice(0, starts[0]).trim() !== '') starts.unshift(0);
  let line = 1;
  return starts.map((start, index) => {
    line += lineBreaks(text.slice(starts[index - 1] ?? 0, start));
    return { bytes: bytes.subarray(start, starts[index + 1]), line };
  });
}

const lineBreaks = (text: string): number => text.split('\n').length - 1;

const header = /^[A-Za-z][\w-]*:(?:[ \t]|\r?$)/;

async function readMail({ bytes, line }: Part): Promise<Mail> {
  const text = decoded(bytes);
  const lines = linesOf(text);
  const isMail = /^From \S+ /.test(lines[0] ?? '') || header.test(lines[0] ?? '');
  if (!isMail) return { ...noMail, ...showOf(lines), ...content(lines, line) };
  const envelope = /^From (\S+) .*\d/.exec(lines[0] ?? '')?.[1];
  const withoutEnvelope = envelope === undefined ? bytes : bytes.subarray(bytes.indexOf(10) + 1);
  const mail = await parseMail(withoutEnvelope, line);
  const type = headerOf(mail, 'content-type') ?? '';
  if (/format\s*=\s*"?flowed/i.test(type))
    throw new MailError(
      'the mail is format=flowed, which breaks lines of a patch; ask for it as plain text or as an attachment',
      line,
    );
  const isPlain =
    !/^multipart\//i.test(type) && /^(?:7bit|8bit|binary)?$/i.test((headerOf(mail, 'content-transfer-encoding') ?? '').trim());
  const end = lines.findIndex((each) => each === '' || each === '\r');
  const body = isPlain ? lines.slice(end < 0 ? lines.length : end + 1) : linesOf(textOf(mail));
  return {
    ...headersOf(mail),
    commit: envelope !== undefined && /^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(envelope) ? envelope : undefined,
    ...content(body, isPlain ? line + end + 1 : undefined),
  };
}

async function parseMail(bytes: Buffer, line: number): Promise<Email> {
  try {
    return await PostalMime.parse(bytes);
  } catch (error) {
    // Headers or parts beyond what any mail has.
    throw new MailError(`not a readable mail: ${error instanceof Error ? error.message : String(error)}`, line);
  }
}

const noMail = {
  subject: undefined,
  fullSubject: undefined,
  from: undefined,
  to: [],
  cc: [],
  date: undefined,
  messageId: undefined,
  references: undefined,
  commit: undefined,
};

/** What `git show` and `git log -p` print above a diff. */
function showOf(lines: readonly string[]): { commit?: string; subject?: string; fullSubject?: string } {
  const commit = /^commit ([0-9a-f]{7,64})\b/.exec(lines[0] ?? '')?.[1];
  if (commit === undefined) return {};
  const subject = lines.find((each) => each.startsWith('    ') && each.trim() !== '')?.trim();
  return subject === undefined ? { commit } : { commit, subject, fullSubject: subject };
}

function headersOf(mail: Email): Omit<Mail, 'commit' | 'files' | 'lines' | 'firstLine'> {
  const address = ({ name, address: at }: { name: string; address?: string }): string =>
    name === '' ? (at ?? '') : at === undefined ? name : `${name} <${at}>`;
  const fullSubject = mail.subject?.replace(/\s+/g, ' ').trim();
  return {
    subject: fullSubject?.replace(/^(?:\s*\[[^\]]*\])+\s*/, ''),
    fullSubject,
    from: mail.from === undefined ? undefined : address(mail.from as { name: string; address?: string }),
    to: (mail.to ?? []).map((each) => address(each as { name: string; address?: string })),
    cc: (mail.cc ?? []).map((each) => address(each as { name: string; address?: string })),
    // As written: a reply quotes the date of its author's own zone.
    date: headerOf(mail, 'date') ?? mail.date,
    messageId: mail.messageId,
    references: mail.references,
  };
}

const headerOf = (mail: Email, name: string): string | undefined => mail.headers.find(({ key }) => key === name)?.value;

/** The text of the mail, and patches that hang on it. */
function textOf(mail: Email): string {
  const attached = mail.attachments
    .map(({ content: data }) => (typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString('utf8')))
    .filter((text) => linesOf(text).some((_, at, lines) => beginsFile(lines, at)));
  return [mail.text ?? '', ...attached].join('\n');
}

function content(lines: readonly string[], firstLine: number | undefined): Pick<Mail, 'files' | 'lines' | 'firstLine'> {
  const plain = withoutReturns(lines);
  try {
    return { files: parsePatch(plain), lines: plain, firstLine };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new MailError(error.message, firstLine === undefined ? undefined : firstLine + error.line);
  }
}

/** Only where the mail has them on every line of the patch; else they are the file's. */
function withoutReturns(lines: readonly string[]): readonly string[] {
  const isMailers = lines.some((line) => /^(?:diff --git |@@ -|\+\+\+ ).*\r$/.test(line));
  return isMailers ? lines.map((line) => line.replace(/\r$/, '')) : lines;
}

/** The line break at the end begins no further line. */
const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** Patches are in the encoding of the files, which is UTF-8 in the kernel; old mails are not. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
