// Whatever comes in as a patch: it is read or refused with a word, never a crash and never a hang.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { before, describe, it } from 'node:test';

import { packs } from '../../server/src/packs';
import { MailError, readMails, type Mail } from '../../server/src/patch/mail';
import { review, type ReviewOptions } from '../../server/src/patch/review';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { folder, invoke } from '../cli/invoke';

before(() => startParser());

const headers = `From: =?UTF-8?q?J=C3=B6rg?= <joerg@example.org>
To: list@example.org
Subject: [PATCH 1/2] rust: lamp: add it
Message-ID: <1@example.org>
`;

const diff = `diff --git a/rust/kernel/lamp.rs b/rust/kernel/lamp.rs
index 1111111..2222222 100644
--- a/rust/kernel/lamp.rs
+++ b/rust/kernel/lamp.rs
@@ -1,4 +1,6 @@
 //! Lämps.
+use kernel::prelude::*;

-fn a() {}
+fn a(w: u32) -> usize {
+    w as _
 }
@@ -10 +12,2 @@ fn b()
-    c();
+    // SAFETY: No.
+    unsafe { c() };
\\ No newline at end of file
diff --git a/old.rs b/drivers/new.rs
similarity index 90%
rename from old.rs
rename to drivers/new.rs
diff --git a/logo.png b/logo.png
GIT binary patch
literal 5
Mc$_OWQ~

literal 0
HcmV?d00001

`;

const typed = (encoding: string): string =>
  `MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n`;

const attached = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: text/x-patch; charset=UTF-8\nContent-Disposition: attachment; filename=a.patch\nContent-Transfer-Encoding: base64\n\n${Buffer.from(diff).toString('base64')}\n--x--\n`;

const samples = [
  diff,
  `${headers}\nWords.\n---\n a.rs | 1 +\n\n${diff}-- \n2.43.0\n`,
  `${headers}${typed('quoted-printable')}\n${diff.replace(/=/g, '=3D').replace(/ä/g, '=C3=A4')}`,
  `${headers}${typed('base64')}\n${Buffer.from(diff).toString('base64').replace(/.{70}/g, '$&\n')}\n`,
  `${headers}${attached}`,
  `From mboxrd@z Thu Jan  1 00:00:00 1970\n${headers}\n${diff}\nFrom mboxrd@z Thu Jan  1 00:00:00 1970\n${headers}\n${diff}\n`,
  `${headers}\n${diff}`.replace(/\n/g, '\r\n'),
].map((text) => Buffer.from(text));

/** The mails, none where the input was refused as it should be. */
async function readOrRefused(bytes: Buffer): Promise<Mail[]> {
  try {
    const mails = await readMails(bytes);
    assert.ok(mails.length > 0);
    return mails;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    assert.notEqual(error.message, '');
    const count = bytes.toString('latin1').split('\n').length;
    if (error.line !== undefined) assert.ok(error.line >= 1 && error.line <= count + 1, `line ${error.line} of ${count}`);
    return [];
  }
}

const options = (tree: KernelTree): ReviewOptions => ({
  tree,
  blobOf: () => undefined,
  packs,
  levelsIn: () => () => 'on',
  isSkipped: () => false,
  parseBudget: 60_000,
  deadline: { budget: 60_000 },
});

const byteFlips = fc.record({
  sample: fc.constantFrom(...samples),
  flips: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 }),
});

function flipped({ sample, flips }: { sample: Buffer; flips: readonly (readonly [number, number])[] }): Buffer {
  const bytes = Buffer.from(sample);
  for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
  return bytes;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

describe('reading', () => {
  it('takes the samples, so that what follows has something to break', async () => {
    for (const [index, sample] of samples.entries())
      assert.equal((await readOrRefused(sample)).length, index === 5 ? 2 : 1, `sample ${index}`);
  });

  it('does not stumble over a mail that is cut off anywhere', async () => {
    for (const sample of samples) for (let end = 0; end < sample.length; end++) await readOrRefused(sample.subarray(0, end));
  });

  it('does not stumble over wrong bytes', async () => {
    await fc.assert(
      fc.asyncProperty(byteFlips, async (each) => {
        await readOrRefused(flipped(each));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not stumble over lines of a patch in any order, with any counts', async () => {
    const count = fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(0, 4294967296, 99999999999999999999, 1e308));
    const hunkLine = fc.tuple(count, count, count, count).map(([a, b, c, d]) => `@@ -${a},${b} +${c},${d} @@`);
    const line = fc.oneof(fc.constantFrom(...diff.split('\n')), hunkLine, fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        await readOrRefused(Buffer.from(lines.join('\n')));
      }),
      { numRuns: 1000 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await readOrRefused(Buffer.from(bytes));
      }),
    );
  });

  it('takes time that grows with the input and no faster', async () => {
    const added = 1_700_000;
    const head = 'diff --git a/a.rs b/a.rs\nnew file mode 100644\n--- /dev/null\n+++ b/a.rs\n';
    const mail = `${headers}\nWords.\n`;
    const inputs = {
      'many added lines': `${head}@@ -0,0 +1,${added} @@\n${'+    \n'.repeat(added)}`,
      'more added lines than said': `${head}@@ -0,0 +1,2 @@\n${'+    \n'.repeat(added)}`,
      'one line': `${head}@@ -0,0 +1 @@\n+${'x'.repeat(10_000_000)}\n`,
      'one header': `Subject: ${'a '.repeat(2_000_000)}\n\n${diff}`,
      'many headers': `${'To: a@example.org\n'.repeat(100_000)}\n${diff}`,
      'many names of files': `diff --git ${'a '.repeat(20_000)}\n`.repeat(20),
      'only backslashes in a name': `diff --git "${'\\'.repeat(100_000)}\n`,
      'many mails': `From a@z Thu Jan  1 00:00:00 1970\n${mail}\n`.repeat(5_000),
      'deep parts': `${headers}${Array.from({ length: 3_000 }, (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`).join('')}`,
      'deep messages': `${headers}${'Content-Type: message/rfc822\n\n'.repeat(3_000)}${diff}`,
    };
    for (const [name, text] of Object.entries(inputs)) {
      const ms = await timed(() => readOrRefused(Buffer.from(text)));
      assert.ok(ms < 10_000, `${name}: ${Math.round(ms)} ms`);
    }
  });
});

describe('a review', () => {
  it('of hunks against a tree that they were not made for does not throw', async () => {
    const tree = fc.dictionary(
      fc.constantFrom('rust/kernel/lamp.rs', 'old.rs', 'drivers/new.rs'),
      fc
        .array(fc.constantFrom(...diff.split('\n').map((line) => line.slice(1)), '}', '{'), { maxLength: 30 })
        .map((l) => l.join('\n')),
    );
    await fc.assert(
      fc.asyncProperty(byteFlips, tree, async (each, files) => {
        const patches = await readOrRefused(flipped(each));
        review(patches, options(overlayTree(emptyTree, new Map(Object.entries(files)))));
      }),
      { numRuns: 200 },
    );
  });

  it('of a hunk that says it stands at the end of the world does not fill the memory', async () => {
    for (const start of ['1000000', '1000001', '4294967296', '99999999999999999999']) {
      const text = `--- a/a.rs\n+++ b/a.rs\n@@ -${start} +${start} @@\n-a\n+b\n`;
      review(await readOrRefused(Buffer.from(text)), options(emptyTree));
    }
  });
});

describe('check --patch', () => {
  it('exits with 0, 1 or 2 whatever it is given', async () => {
    const cwd = folder({});
    await fc.assert(
      fc.asyncProperty(byteFlips, fc.constantFrom('json', 'mail', 'b4', 'pretty', 'sarif'), async (each, reporter) => {
        const { code, err } = await invoke(['check', '--all', '--patch', '-', '--reporter', reporter], {
          cwd,
          stdin: flipped(each),
        });
        assert.ok([0, 1, 2].includes(code), String(code));
        assert.doesNotMatch(err, /internal error|\n {4}at /);
      }),
      { numRuns: 60 },
    );
  });
});
