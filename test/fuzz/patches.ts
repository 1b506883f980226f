// What must hold for anything that is taken for a patch: it is read or refused with a word, and what is said about it has its place.

import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';

import { describeFailure } from '../../server/src/analysis/engine';
import { applyEdits } from '../../server/src/fix/edits';
import { packs } from '../../server/src/packs';
import { MailError, readMails } from '../../server/src/patch/mail';
import { judgedLines } from '../../server/src/patch/judged-lines';
import { patchOf } from '../../server/src/patch/commits';
import { review } from '../../server/src/patch/review';
import { emptyTree, overlayTree } from '../../server/src/tree/kernel-tree';
import type { Sample } from './corpus';
import { brokenLines } from './lines';
import { mutated } from './mutations';
import type { Problem, Target } from './target';

/** Between the file as it was and the mail in an input's text; no mail holds it. */
const separator = '\n=== the mail ===\n';

const lines = [
  '@@ -1,4 +1,6 @@',
  '@@ -0,0 +1,99999999999999999999 @@',
  '@@ -1 +1 @@ fn f()',
  '@@@ -1,2 -1,2 +1,3 @@@',
  '--- /dev/null',
  '+++ /dev/null',
  '+++ b/../../etc/passwd',
  '--- "a/\\303\\244.rs"',
  'diff --git a/x.rs b/y.rs',
  'rename from x.rs',
  'rename to y.rs',
  'deleted file mode 100644',
  'new file mode 100644',
  'GIT binary patch',
  'index 1111111..2222222 100644',
  '\\ No newline at end of file',
  'From mboxrd@z Thu Jan  1 00:00:00 1970',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Type: multipart/mixed; boundary="x"',
  'Content-Type: text/plain; charset=utf-16',
  '--x',
  '-- ',
  '>From',
  '+unsafe {',
  '+    // SAFETY: TODO.',
  '+\r',
  '-',
  '+\0',
];

function mails(samples: readonly Sample[]): fc.Arbitrary<Sample> {
  const written = fc.tuple(fc.nat(samples.length - 1), mutated(samples), fc.nat(5)).chain(([index, after, context]) => {
    const before = samples[index] ?? after;
    const old = context === 0 ? '' : before.text;
    const name = after.path;
    const diff = createTwoFilesPatch(context === 0 ? '/dev/null' : `a/${name}`, `b/${name}`, old, after.text, '', '', {
      context,
    });
    const mail = `From: A <a@example.org>\nSubject: [PATCH] rust: x\nMessage-ID: <1@example.org>\n\nWords.\n---\n x | 1 +\n\n${diff.replace(/^=+\n/, `diff --git a/${name} b/${name}\n`)}-- \n2.43.0\n`;
    return fc.record({
      old: fc.constantFrom(old, '', old.slice(0, old.length >> 1)),
      path: fc.constant(name),
      mail: brokenLines(fc.constant(mail), lines),
    });
  });
  return written.map(({ old, path, mail }) => ({ path, text: old + separator + mail }));
}

async function problems({ path, text }: Sample): Promise<Problem[]> {
  const [old = '', mail = old] = text.split(separator);
  const found: Problem[] = [];
  const bytes = Buffer.from(mail);
  const read = await readMails(bytes).catch((error: unknown) => {
    if (!(error instanceof MailError) || error.message === '') throw error;
    return [];
  });
  const run = (): ReturnType<typeof review> =>
    review(read.map(patchOf), {
      tree: overlayTree(emptyTree, new Map([[path, old]])),
      blobOf: () => undefined,
      packs,
      levelsIn: () => () => 'on',
      isSkipped: () => false,
      parseBudget: 60_000,
      deadline: { budget: 60_000 },
    });
  const { files } = run();
  const told = (reviewed: typeof files): string => JSON.stringify(reviewed.map(({ path: of, findings }) => [of, findings]));
  if (told(files) !== told(run().files)) found.push({ kind: 'says something else the second time', detail: '' });
  for (const { file, findings, failures } of files) {
    for (const failure of failures) found.push({ kind: `throws: ${failure.rule}`, detail: describeFailure(failure) });
    for (const finding of findings) {
      const { rule, start, end, fix } = finding;
      const { first, last } = judgedLines(file, finding);
      if (!(start >= 0 && start <= end && end <= file.text.length) || file.line(start) !== file.line(end))
        found.push({ kind: `out of place: ${rule}`, detail: `${start} to ${end}` });
      if (first > last || last >= file.lineCount) found.push({ kind: `judges no line: ${rule}`, detail: `${first} to ${last}` });
      // Throws where they overlap or lie outside.
      if (fix !== undefined) applyEdits(file.text, fix.edits);
    }
  }
  return found;
}

export const patchTarget: Target = { name: 'patch', inputs: mails, problems };
