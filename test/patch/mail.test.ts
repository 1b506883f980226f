// Patches as they come by mail.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MailError, readMails } from '../../server/src/patch/mail';

const diff = `diff --git a/a.rs b/a.rs
index 1111111..2222222 100644
--- a/a.rs
+++ b/a.rs
@@ -1,2 +1,3 @@
 fn f() {
+    let größe = "=C3";
 }
`;

const headers = (more = ''): string => `From: =?UTF-8?q?J=C3=B6rg?= <joerg@example.org>
To: list@example.org
Subject: [PATCH v2 3/7] rust: add
 a thing
Date: Thu, 30 Oct 2025 16:03:12 +0000
Message-ID: <1@example.org>
References: <0@example.org>
${more}`;

const read = (text: string | Buffer): ReturnType<typeof readMails> => readMails(Buffer.from(text));

const refusal = async (text: string): Promise<string> => {
  try {
    await read(text);
    return 'read';
  } catch (error) {
    assert.ok(error instanceof MailError);
    return `${String(error.line ?? '?')}: ${error.message}`;
  }
};

describe('a mail', () => {
  it('has its headers decoded and its hunks at the lines of the input', async () => {
    const text = `From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n${headers()}\nWords.\n---\n a.rs | 1 +\n\n${diff}-- \n2.43.0\n`;
    const [mail, ...others] = await read(text);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [mail?.subject, mail?.fullSubject, mail?.from, mail?.to, mail?.messageId, mail?.references, mail?.commit?.slice(0, 4)],
      [
        'rust: add a thing',
        '[PATCH v2 3/7] rust: add a thing',
        'Jörg <joerg@example.org>',
        ['list@example.org'],
        '<1@example.org>',
        '<0@example.org>',
        '0123',
      ],
    );
    assert.equal(mail?.date, 'Thu, 30 Oct 2025 16:03:12 +0000');
    const hunk = mail.files[0]?.hunks[0];
    assert.equal(text.split('\n')[(mail.firstLine ?? 0) - 1 + (hunk?.at ?? 0)], '@@ -1,2 +1,3 @@');
    assert.equal(hunk?.lines[1]?.text, '    let größe = "=C3";');
  });

  it('may be quoted-printable or base64', async () => {
    const quoted = diff.replace(/=/g, '=3D').replace(/ö/g, '=C3=B6').replace(/ß/g, '=C3=9F').replace('fn f() {', 'fn f=\n() {');
    const encodings = {
      'quoted-printable': quoted,
      base64: Buffer.from(diff).toString('base64').replace(/.{70}/g, '$&\n'),
    };
    for (const [encoding, body] of Object.entries(encodings)) {
      const type = `MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n`;
      const [mail] = await read(`${headers(type)}\n${body}\n`);
      assert.deepEqual(
        mail?.files[0]?.hunks[0]?.lines.map(({ text }) => text),
        ['fn f() {', '    let größe = "=C3";', '}'],
        encoding,
      );
      assert.equal(mail.firstLine, undefined);
    }
  });

  it('may have the patch attached', async () => {
    const type = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n';
    const parts = `--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: text/x-patch; charset=UTF-8\nContent-Disposition: attachment; filename=a.patch\n\n${diff}--x--\n`;
    const [mail] = await read(`${headers(type)}\n${parts}`);
    assert.equal(mail?.files[0]?.newPath, 'a.rs');
  });

  it('may come with carriage returns of the mail, which are not the file’s', async () => {
    const [mail] = await read(`${headers()}\n${diff}`.replace(/\n/g, '\r\n'));
    assert.equal(mail?.files[0]?.hunks[0]?.lines[0]?.text, 'fn f() {');
    const [own] = await read(diff.replace('fn f() {', 'fn f() {\r').replace('+    let', '+\r\n+    let').replace('+1,3', '+1,4'));
    assert.equal(own?.files[0]?.hunks[0]?.lines[0]?.text, 'fn f() {\r', 'a file that has them keeps them');
  });

  it('is one of several in a mailbox, of which cover letters and replies are no patches', async () => {
    const envelope = 'From mboxrd@z Thu Jan  1 00:00:00 1970\n';
    const reply = `${headers()}\nOn Thu, someone wrote:\n> ${diff.replace(/\n/g, '\n> ')}\nWhy?\n`;
    const box = [headers() + '\nThe cover letter.\n', `${headers()}\n${diff}`, reply, `${headers()}\n${diff}`];
    const mails = await read(box.map((mail) => `${envelope}${mail}\n`).join(''));
    assert.equal(mails.length, 2);
    for (const { firstLine, files } of mails) {
      const lines = box
        .map((mail) => `${envelope}${mail}\n`)
        .join('')
        .split('\n');
      assert.equal(lines[(firstLine ?? 0) - 1 + (files[0]?.at ?? 0)], 'diff --git a/a.rs b/a.rs');
    }
  });

  it('may be what git prints', async () => {
    const [shown] = await read(`commit 0123456789abcdef\nAuthor: A\nDate:   now\n\n    rust: mend it\n\n    Words.\n\n${diff}`);
    assert.deepEqual([shown?.commit, shown?.subject], ['0123456789abcdef', 'rust: mend it']);
    const [bare] = await read(diff);
    assert.deepEqual([bare?.commit, bare?.subject, bare?.files.length], [undefined, undefined, 1]);
  });

  it('is refused with the line where it is broken', async () => {
    assert.match(await refusal(`${headers('Content-Type: text/plain; format=flowed\n')}\n${diff}`), /^1: .*format=flowed/);
    const lines = `${headers()}\n${diff}`.split('\n');
    assert.equal(
      await refusal(lines.slice(0, -2).join('\n')),
      `${String(lines.length - 1)}: the hunk ends early: 1 more line is missing`,
    );
    assert.equal(await refusal('Hello.\n'), '?: there is no patch in it');
    assert.equal(await refusal(''), '?: there is no patch in it');
  });
});
