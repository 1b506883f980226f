// Diffs as git writes them, and as they get broken.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { parsePatch, PatchError, type FilePatch } from '../../server/src/patch/parse-patch';

const read = (text: string): FilePatch[] => parsePatch(text.replace(/^\n/, '').replace(/\n$/, '').split('\n'));

const shown = (text: string): unknown[] =>
  read(text).map(({ change, oldPath, newPath, hunks, isBinary }) => [
    change,
    oldPath,
    newPath,
    isBinary
      ? 'binary'
      : hunks.map(({ oldStart, newStart, lines }) => `${String(oldStart)} ${String(newStart)} ${String(lines.length)}`),
  ]);

const refusal = (text: string): string => {
  try {
    read(text);
    return 'read';
  } catch (error) {
    assert.ok(error instanceof PatchError);
    return `${String(error.line + 1)}: ${error.message}`;
  }
};

describe('a patch', () => {
  it('has files with hunks, amid prose', () => {
    assert.deepEqual(
      shown(`
Some words.

diff --git quoted in prose
---
 a.rs | 2 +-

diff --git a/a.rs b/a.rs
index 0123abc..4567def 100644
--- a/a.rs
+++ b/a.rs
@@ -1,2 +1,2 @@ fn f()
 one
-two
+TWO
@@ -10 +10,2 @@
 ten
+more
--
2.43.0
`),
      [['edit', 'a.rs', 'a.rs', ['0 0 3', '9 9 2']]],
    );
  });

  it('makes, deletes, renames and copies files', () => {
    assert.deepEqual(
      shown(`
diff --git a/new.rs b/new.rs
new file mode 100644
index 000000000000..4567def
--- /dev/null
+++ b/new.rs
@@ -0,0 +1 @@
+one
diff --git a/old.rs b/old.rs
deleted file mode 100644
--- a/old.rs
+++ /dev/null
@@ -1 +0,0 @@
-one
diff --git a/from here.rs b/to here.rs
similarity index 90%
rename from from here.rs
rename to to here.rs
--- a/from here.rs
+++ b/to here.rs
@@ -3 +3 @@
-a
+b
diff --git a/same.rs b/copy.rs
similarity index 100%
copy from same.rs
copy to copy.rs
diff --git a/x.sh b/x.sh
old mode 100644
new mode 100755
diff --git a/p.png b/p.png
index 1111111..2222222 100644
Binary files a/p.png and b/p.png differ
`),
      [
        ['new', undefined, 'new.rs', ['0 0 1']],
        ['deleted', 'old.rs', undefined, ['0 0 1']],
        ['rename', 'from here.rs', 'to here.rs', ['2 2 2']],
        ['copy', 'same.rs', 'copy.rs', []],
        ['edit', 'p.png', 'p.png', 'binary'],
      ],
    );
  });

  it('may have names with unusual characters, no prefix, and a time behind the name', () => {
    assert.deepEqual(
      shown(`
diff --git "a/gr\\303\\266\\303\\237e \\"x\\".rs" "b/gr\\303\\266\\303\\237e \\"x\\".rs"
--- "a/gr\\303\\266\\303\\237e \\"x\\".rs"
+++ "b/gr\\303\\266\\303\\237e \\"x\\".rs"
@@ -1 +1 @@
-a
+b
--- plain.rs\t2025-01-01 00:00:00
+++ plain.rs\t2025-01-01 00:00:01
@@ -1 +1 @@
-a
+b
`),
      [
        ['edit', 'größe "x".rs', 'größe "x".rs', ['0 0 2']],
        ['edit', 'plain.rs', 'plain.rs', ['0 0 2']],
      ],
    );
  });

  it('keeps empty context whose blank a mailer stripped, and the missing line break at the end', () => {
    const [file] = read(
      '--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n one\n\n-two\n\\ No newline at end of file\n+two!\n\\ No newline at end of file',
    );
    assert.deepEqual(
      file?.hunks[0]?.lines.map(({ kind, text, endsFile }) => [kind, text, endsFile]),
      [
        ['context', 'one', false],
        ['context', '', false],
        ['removed', 'two', true],
        ['added', 'two!', true],
      ],
    );
  });

  it('is refused where it says one thing and does another, with the line', () => {
    const head = '--- a/a\n+++ b/a\n';
    assert.equal(refusal(`${head}@@ -1,3 +1,3 @@\n one`), '5: the hunk ends early: 2 more lines are missing');
    assert.equal(refusal(`${head}@@ -1,2 +1,2 @@\n one\nwords`), '5: not a line of a hunk, and 1 more line is missing');
    assert.equal(refusal(`${head}@@ -1 +1 @@\n one\n+two`), '5: more lines than the hunk says in its first line');
    assert.equal(refusal(`${head}@@ -1 +1,2 @@\n one\n-two`), '5: more lines of the old file than the hunk says');
    assert.equal(refusal(`${head}@@ -5 +5 @@\n one\n@@ -5 +5 @@\n one`), '5: a hunk that overlaps the one before it');
    assert.match(
      refusal(`${head}@@ -1 +1 @@\n one\nwords\n@@ -5 +5 @@\n five`),
      /^6: a hunk separated from the header of its file/,
    );
    assert.match(refusal('diff --cc a.rs\nindex 1,2..3'), /^1: a combined diff/);
  });

  it('is refused where a path leads out of the tree, wherever the patch names it', () => {
    const hunk = '@@ -1 +1 @@\n-one\n+two';
    for (const path of ['../x.rs', 'a/../../x.rs', 'C:/x.rs', 'a\\\\..\\\\x.rs', '.git/config', 'a//x.rs', './x.rs'])
      for (const patch of [
        `--- a/x.rs\n+++ "b/${path}"\n${hunk}`,
        `--- "a/${path}"\n+++ b/x.rs\n${hunk}`,
        `diff --git a/x.rs b/y.rs\nsimilarity index 90%\nrename from ${path}\nrename to y.rs\n--- a/x.rs\n+++ b/y.rs\n${hunk}`,
        `diff --git a/x.rs b/y.rs\nsimilarity index 100%\ncopy from ${path}\ncopy to y.rs`,
      ])
        assert.match(refusal(patch), /^1: `.*` is not a path inside the tree$/, patch);
    assert.match(refusal(`--- /etc/passwd\n+++ /etc/passwd\n${hunk}`), /not a path inside the tree/);
  });
});
