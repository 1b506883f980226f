// `check` on patches, as contributors and maintainers run it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

import { chosen, code, folder, invoke, type Outcome } from './invoke';

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'A. Author',
      GIT_AUTHOR_EMAIL: 'author@example.org',
      GIT_COMMITTER_NAME: 'A. Author',
      GIT_COMMITTER_EMAIL: 'author@example.org',
    },
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

function write(root: string, files: Record<string, string | undefined>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text !== undefined) writeFileSync(join(root, path), text);
  }
}

function commit(root: string, subject: string, files: Record<string, string>): void {
  write(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', subject);
}

interface Report {
  readonly inputs: readonly { path: string; commit: string | null; subject: string | null; context: string }[];
  readonly findings: readonly { rule: string; path: string; line: number; commit: string | null; severity: string }[];
}

const reportOf = ({ out }: Outcome): Report => JSON.parse(out) as Report;

const cast = (name: string): string => `fn ${name}(w: u32) -> usize {\n    w as _\n}\n`;

/** An abstraction, a fault that the last patch mends, a rename with an edit, white space, and C. */
function series(): string {
  const root = folder({});
  git(root, 'init', '-q', '-b', 'main');
  commit(root, 'start', {
    'rust/kernel/lib.rs': '//! The kernel crate.\n\npub mod page;\n',
    'rust/kernel/page.rs': '//! Pages.\n\nfn a() {}\n\nfn b() {\n    a();\n}\n\nfn c() {}\n',
    'drivers/lamp/lamp.c': 'int lamp;\n',
    Makefile: 'VERSION = 7\nPATCHLEVEL = 1\n',
  });
  git(root, 'checkout', '-q', '-b', 'topic');
  commit(root, 'rust: lamp: add it', { 'rust/kernel/lamp.rs': `//! Lamps.\n\n${cast('width')}` });
  commit(root, 'rust: lamp: use it', { 'rust/kernel/lib.rs': '//! The kernel crate.\n\npub mod lamp;\npub mod page;\n' });
  commit(root, 'rust: page: with a fault', {
    'rust/kernel/page.rs': `//! Pages.\n\nfn a() {}\n\n${cast('wide')}\nfn b() {\n    a();\n}\n\nfn c() {}\n`,
  });
  renameSync(join(root, 'rust/kernel/page.rs'), join(root, 'rust/kernel/pages.rs'));
  const pages = readFileSync(join(root, 'rust/kernel/pages.rs'), 'utf8');
  commit(root, 'rust: page: rename', {
    'rust/kernel/pages.rs': pages.replace('fn c() {}', cast('c').trimEnd()),
    'rust/kernel/lib.rs': '//! The kernel crate.\n\npub mod lamp;\npub mod pages;\n',
  });
  commit(root, 'rust: page: mend the fault', {
    'rust/kernel/pages.rs': readFileSync(join(root, 'rust/kernel/pages.rs'), 'utf8').replace('w as _', 'usize::try_from(w)'),
  });
  commit(root, 'rust: page: white space, and C', {
    'rust/kernel/pages.rs': readFileSync(join(root, 'rust/kernel/pages.rs'), 'utf8').replace('    w as _', '        w as _'),
    'drivers/lamp/lamp.c': 'int lamps;\n',
  });
  return root;
}

describe('check --git', () => {
  const root = series();

  it('blames each fault on the patch that brings it, at its line in that version', async () => {
    const outcome = await invoke(['check', '--git', 'main..topic', '--reporter', 'json', '--select', 'as-underscore'], {
      cwd: root,
    });
    const { findings, inputs } = reportOf(outcome);
    const subjects = new Map(
      git(root, 'log', '--format=%H %s')
        .split('\n')
        .map((line) => [line.slice(0, 40), line.slice(41)]),
    );
    assert.deepEqual(
      findings.map(({ commit: id, path, line, rule }) => `${subjects.get(id ?? '') ?? '?'}: ${path}:${String(line)} ${rule}`),
      [
        'rust: lamp: add it: rust/kernel/lamp.rs:4 as-underscore',
        'rust: page: with a fault: rust/kernel/page.rs:6 as-underscore',
        'rust: page: rename: rust/kernel/pages.rs:14 as-underscore',
      ],
    );
    assert.ok(inputs.every(({ context }) => context === 'blob'));
    assert.equal(outcome.code, 1);
  });

  it('sees what earlier patches added: an option that one declares is known in the next', async () => {
    const tree = folder({});
    git(tree, 'init', '-q', '-b', 'main');
    commit(tree, 'start', {
      'rust/kernel/lib.rs': '//! The kernel crate.\n\npub mod page;\n',
      Makefile: 'VERSION = 7\nPATCHLEVEL = 1\n',
      'drivers/Kconfig': 'menu "Device Drivers"\nsource "drivers/lamp/Kconfig"\nendmenu\n',
      'drivers/lamp/Kconfig': 'config OTHER\n\tbool "Other"\n',
    });
    commit(tree, 'lamp: add an option', {
      'drivers/lamp/Kconfig': 'config OTHER\n\tbool "Other"\n\nconfig LAMP\n\ttristate "Lamps"\n',
    });
    commit(tree, 'rust: lamp: add it', {
      'rust/kernel/lib.rs':
        '//! The kernel crate.\n\n#[cfg(CONFIG_LAMP)]\npub mod lamp;\n#[cfg(CONFIG_OTHER)]\npub mod other;\npub mod page;\n',
    });
    const args = ['check', '--git', 'HEAD-2', '--reporter', 'json', '--select', 'cfg-on-tristate'];
    const { findings } = reportOf(await invoke(args, { cwd: tree }));
    const subjects = findings.map(({ commit: id, line, severity }) => [
      git(tree, 'log', '-1', '--format=%s', id ?? '').trim(),
      line,
      severity,
    ]);
    assert.deepEqual(subjects, [['rust: lamp: add it', 3, 'warning']]);
    // By mail, with the tree as it was before the series.
    const mails = git(tree, 'format-patch', '--stdout', '-2');
    git(tree, 'checkout', '-q', 'HEAD~2');
    const mailed = await invoke(['check', '--patch', '-', '--terse', '--select', 'cfg-on-tristate'], { cwd: tree, stdin: mails });
    assert.match(mailed.out, /^rust\/kernel\/lib\.rs:3: WARNING: [^\n]*CONFIG_LAMP[^\n]*\n$/);
  });

  it('says of each patch what it brings in, and puts the findings below its subject', async () => {
    const args = ['check', '--git', 'main..topic', '--select', 'as-underscore'];
    const { out, err } = await invoke(args, { cwd: root });
    assert.deepEqual(err.trimEnd().split('\n'), [
      '1/6 rust: lamp: add it: 1 warning',
      '2/6 rust: lamp: use it: nothing found',
      '3/6 rust: page: with a fault: 1 warning',
      '4/6 rust: page: rename: 1 warning',
      '5/6 rust: page: mend the fault: nothing found',
      '6/6 rust: page: white space, and C: nothing found',
      'checked 7 files: 3 warnings',
    ]);
    const heads = out.split('\n').filter((line) => /^[0-9a-f]{12} \d\/6: |^ --> /.test(line));
    assert.deepEqual(
      heads.map((line) => line.replace(/^[0-9a-f]{12} /, '')),
      [
        '1/6: rust: lamp: add it',
        ' --> rust/kernel/lamp.rs:4:5',
        '3/6: rust: page: with a fault',
        ' --> rust/kernel/page.rs:6:5',
        '4/6: rust: page: rename',
        ' --> rust/kernel/pages.rs:14:5',
      ],
    );
    assert.equal((await invoke([...args, '--quiet'], { cwd: root })).err, '');
    assert.doesNotMatch((await invoke([...args, '--terse'], { cwd: root })).err, /\d\/6/);
    const one = await invoke(['check', '--git', 'topic~3', '--select', 'as-underscore'], { cwd: root });
    assert.equal(one.err, 'checked 1 file: 1 warning\n');
    assert.doesNotMatch(one.out, /1\/1/);
  });

  it('takes the last commits, or one', async () => {
    const count = async (range: string): Promise<number> => {
      const outcome = await invoke(['check', '--git', range, '--reporter', 'json', '--select', 'as-underscore'], { cwd: root });
      return reportOf(outcome).findings.length;
    };
    assert.equal(await count('topic-3'), 1);
    assert.equal(await count('topic-6'), 3);
    assert.equal(await count('topic'), 0);
    assert.equal(await count('topic~3'), 1);
  });

  it('says what is wrong with a range', async () => {
    for (const [range, words] of [
      ['nowhere', /`nowhere` is not a commit/],
      ['main...topic', /a range is written A\.\.B/],
      ['--output=x', /not a commit/],
    ] as const) {
      const { code: exit, err } = await invoke(['check', `--git=${range}`], { cwd: root });
      assert.equal(exit, 2);
      assert.match(err, words);
    }
    const outside = await invoke(['check', '--git', 'HEAD'], { cwd: folder({}) });
    assert.match(outside.err, /is not in a git repository/);
    assert.equal(outside.code, 2);
  });

  it('gives the same for the mails of the series, with the repository and without', async () => {
    const mails = git(root, 'format-patch', '--stdout', 'main..topic');
    const args = ['check', '--patch', '-', '--reporter', 'json', '--select', 'as-underscore'];
    const lines = ({ findings }: Report): string[] => findings.map(({ path, line }) => `${path}:${String(line)}`);
    const expected = ['rust/kernel/lamp.rs:4', 'rust/kernel/page.rs:6', 'rust/kernel/pages.rs:14'];
    const within = reportOf(await invoke(args, { cwd: root, stdin: mails }));
    assert.deepEqual(lines(within), expected);
    assert.ok(within.inputs.every(({ context }) => context === 'blob'));
    const base = folder({
      'rust/kernel/lib.rs': '//! The kernel crate.\n\npub mod page;\n',
      'rust/kernel/page.rs': '//! Pages.\n\nfn a() {}\n\nfn b() {\n    a();\n}\n\nfn c() {}\n',
    });
    const applied = reportOf(await invoke(args, { cwd: base, stdin: mails }));
    assert.deepEqual(lines(applied), expected);
    assert.deepEqual(new Set(applied.inputs.map(({ context }) => context)), new Set(['patch', 'file']));
    assert.equal(readFileSync(join(base, 'rust/kernel/page.rs'), 'utf8').includes('wide'), false, 'nothing is written');
    const alone = reportOf(await invoke(args, { cwd: folder({}), stdin: mails }));
    assert.deepEqual(lines(alone), expected);
    assert.deepEqual(alone.inputs[0], { ...alone.inputs[0], context: 'patch', subject: 'rust: lamp: add it' });
    assert.ok(alone.inputs.some(({ context }) => context === 'hunk'));
  });
});

describe('check --fix --git', () => {
  const printing = (name: string, word: string): string => `fn ${name}() {\n    pr_info!("${word}");\n}\n`;

  function faulty(): string {
    const root = folder({});
    git(root, 'init', '-q', '-b', 'main');
    commit(root, 'start', { 'a.rs': printing('old', 'old') });
    git(root, 'checkout', '-q', '-b', 'topic');
    commit(root, 'one', { 'a.rs': printing('old', 'old') + printing('one', 'one') });
    commit(root, 'two', {
      'a.rs': printing('old', 'old') + printing('one', 'one') + printing('two', 'two'),
      'b.rs': printing('b', 'b'),
    });
    commit(root, 'three', { 'c.rs': 'fn c() {}\n' });
    return root;
  }

  const fix = (root: string, ...more: string[]): Promise<Outcome> =>
    invoke(['check', '--fix', '--git', 'main..topic', ...more, '--select', 'print-without-newline'], { cwd: root });

  it('makes a branch with a fixup for each commit that brought something in, and touches nothing else', async () => {
    const root = faulty();
    const before = git(root, 'rev-parse', 'topic');
    const { code: exit, err } = await fix(root, '--fixup-branch', 'mended');
    assert.equal(exit, 0, err);
    assert.deepEqual(git(root, 'log', '--reverse', '--format=%s', 'topic..mended').trim().split('\n'), [
      'fixup! one',
      'fixup! two',
    ]);
    assert.match(err, /3 fixes in 2 commits on the branch mended; fold them in with: git rebase -i --autosquash/);
    assert.equal(git(root, 'rev-parse', 'topic'), before);
    assert.equal(git(root, 'rev-parse', '--abbrev-ref', 'HEAD').trim(), 'topic');
    assert.equal(git(root, 'status', '--porcelain'), '');
    assert.match(git(root, 'show', 'mended~1'), /-    pr_info!\("one"\);\n\+    pr_info!\("one\\n"\);/);
    assert.match(git(root, 'show', 'mended:a.rs'), /"old"/, 'what was there before stays');
    git(root, '-c', 'sequence.editor=true', 'rebase', '-q', '-i', '--autosquash', 'main', 'mended');
    assert.deepEqual(git(root, 'log', '--reverse', '--format=%s', 'main..mended').trim().split('\n'), ['one', 'two', 'three']);
    const again = await invoke(['check', '--git', 'main..mended', '--select', 'print-without-newline', '--quiet'], { cwd: root });
    assert.deepEqual([again.code, again.out], [0, '']);
  });

  it('refuses changed files, a branch that is there, and to work without a name', async () => {
    const root = faulty();
    const refusals: [string[], RegExp][] = [
      [[], /name it with --fixup-branch/],
      [['--fixup-branch', 'topic'], /there is a branch `topic` already/],
      [['--fixup-branch', 'no..name'], /is not a valid branch name/],
    ];
    for (const [more, words] of refusals) {
      const { code: exit, err } = await fix(root, ...more);
      assert.equal(exit, 2);
      assert.match(err, words);
    }
    write(root, { 'a.rs': '' });
    assert.match((await fix(root, '--fixup-branch', 'mended')).err, /the working files have changes/);
    assert.equal(git(root, 'branch', '--list', 'mended'), '');
  });
});

describe('check --staged and --changed', () => {
  it('look at the index, at the working files and at files that git does not know yet', async () => {
    const root = folder({});
    git(root, 'init', '-q', '-b', 'main');
    commit(root, 'start', { 'a.rs': cast('a'), 'b.rs': 'fn b() {}\n' });
    commit(root, 'next', { 'b.rs': cast('b') });
    write(root, { 'a.rs': cast('a') + cast('staged') });
    git(root, 'add', '-A');
    write(root, { 'a.rs': cast('a') + cast('staged') + cast('working'), 'new.rs': cast('fresh') });
    const at = async (...args: string[]): Promise<string[]> => {
      const outcome = await invoke(['check', ...args, '--reporter', 'json', '--select', 'as-underscore'], { cwd: root });
      return reportOf(outcome).findings.map(({ path, line }) => `${path}:${String(line)}`);
    };
    assert.deepEqual(await at('--staged'), ['a.rs:5']);
    assert.deepEqual(await at('--changed'), ['a.rs:5', 'a.rs:8', 'new.rs:2']);
    assert.deepEqual(await at('--changed', '--since', 'HEAD~1'), ['a.rs:5', 'a.rs:8', 'b.rs:2', 'new.rs:2']);
  });

  it('find nothing where nothing changed', async () => {
    const root = folder({});
    git(root, 'init', '-q', '-b', 'main');
    commit(root, 'start', { 'a.rs': cast('a') });
    for (const option of ['--staged', '--changed']) {
      const { code: exit, out } = await invoke(['check', option], { cwd: root });
      assert.deepEqual([exit, out], [0, '']);
    }
  });
});

const mail = (body: string): string =>
  `From: A. Author <author@example.org>\nTo: list@example.org\nSubject: [PATCH 2/3] rust: lamp: add it\nDate: Mon, 1 Jan 2026 10:00:00 +0100\nMessage-ID: <1@example.org>\nReferences: <0@example.org>\n\nWords.\n---\n${body}-- \n2.43.0\n`;

const newFile = (path: string, text: string): string => {
  const lines = text.replace(/\n$/, '').split('\n');
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${String(lines.length)} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
};

describe('check --patch', () => {
  it('exits 2 for what is no whole patch, with file and line, and checks the others', async () => {
    const good = mail(newFile('a.rs', cast('a')));
    const cwd = folder({ 'good.patch': good, 'cut.patch': good.split('\n').slice(0, -5).join('\n'), 'none.patch': 'words\n' });
    const {
      code: exit,
      out,
      err,
    } = await invoke(
      ['check', '--patch', 'cut.patch', 'none.patch', 'good.patch', 'gone.patch', '--terse', '--select', 'as-underscore'],
      { cwd },
    );
    assert.equal(exit, 2);
    assert.match(err, /^cut\.patch:16: the hunk ends early: 2 more lines are missing$/m);
    assert.match(err, /^none\.patch: there is no patch in it$/m);
    assert.match(err, /^gone\.patch: /m);
    assert.match(out, /^a\.rs:2: WARNING: /);
  });

  it('does not go with what changes files or names others', async () => {
    const cwd = folder({});
    for (const more of [['--fix'], ['--diff'], ['--update-baseline'], ['--staged'], ['--since', 'x']]) {
      const { code: exit, err } = await invoke(['check', '--patch=-', ...more], { cwd });
      assert.equal(exit, 2, err);
      assert.match(err, /^error: /);
    }
  });

  it('answers b4: a line for each finding, nothing on standard error, and a review as JSON', async () => {
    const cwd = folder({});
    const stdin = mail(newFile('a.rs', code.error + code.warning));
    const checked = await invoke(['check', '--patch', '-', '--terse', '--quiet', ...chosen], { cwd, stdin });
    assert.equal(checked.err, '');
    assert.match(checked.out, /^a\.rs:\d+: ERROR: .*\na\.rs:\d+: WARNING: .*\n$/);
    const clean = await invoke(['check', '--patch', '-', '--terse', '--quiet', ...chosen], {
      cwd,
      stdin: mail(newFile('a.rs', code.clean)),
    });
    assert.deepEqual(clean, { code: 0, out: '', err: '' });
    const review = await invoke(['check', '--patch', '-', '--reporter', 'b4', '--quiet', ...chosen], { cwd, stdin });
    const entries = JSON.parse(review.out) as Record<string, string>[];
    assert.equal(entries.length, 1);
    assert.deepEqual(Object.keys(entries[0] ?? {}), ['tool', 'status', 'summary', 'url', 'details']);
    assert.equal(entries[0]?.['status'], 'fail');
    const silent = await invoke(['check', '--patch', '-', '--reporter', 'b4', '--quiet', ...chosen], {
      cwd,
      stdin: mail(newFile('a.rs', code.clean)),
    });
    assert.equal(silent.out.trim(), '[]');
  });

  it('replies to the mail below the lines that it is about, one remark for a mistake made again and again', async () => {
    const stdin = mail(newFile('a.rs', [cast('a'), 'fn quiet() {}\n'.repeat(9), cast('b'), cast('c')].join('')));
    const { out } = await invoke(['check', '--patch', '-', '--reporter', 'mail', ...chosen], { cwd: folder({}), stdin });
    assert.match(
      out,
      /^To: "A\. Author" <author@example\.org>\nCc: list@example\.org\nSubject: Re: \[PATCH 2\/3\] rust: lamp: add it\nIn-Reply-To: <1@example\.org>\nReferences: <0@example\.org>\n\t<1@example\.org>\n/,
    );
    assert.match(
      out,
      /\n\nOn Mon, 1 Jan 2026 10:00:00 \+0100, A\. Author wrote:\n> diff --git a\/a\.rs b\/a\.rs\n> @@ -0,0 \+1,18 @@\n> \+fn a\(w: u32\) -> usize \{\n> \+ {4}w as _\n\n[^>]*The same in\nlines 14, 17\. \[as-underscore\]\n/,
    );
    assert.equal(out.match(/\[as-underscore\]/g)?.length, 1);
    for (const line of out.split('\n')) assert.ok(line.startsWith('>') || line.length <= 78, line);
    const none = await invoke(['check', '--patch', '-', '--reporter', 'mail', ...chosen], {
      cwd: folder({}),
      stdin: mail(newFile('a.rs', code.clean)),
    });
    assert.equal(none.out, '');
  });

  it('spells the names in its headers as mail wants them, and quotes the head of a hunk with its function', async () => {
    const body = `diff --git a/a.rs b/a.rs\n--- a/a.rs\n+++ b/a.rs\n@@ -10,2 +10,3 @@ fn wide(w: u32)\n {\n+    let w = w as _;\n }\n`;
    const stdin = mail(body)
      .replace('A. Author', '=?UTF-8?q?J=C3=B6rg_A=2E_M=C3=BCller?=')
      .replace('To: list', 'To: "A. B." <b@example.org>, list');
    const { out } = await invoke(['check', '--patch', '-', '--reporter', 'mail', '--hints', ...chosen], {
      cwd: folder({}),
      stdin,
    });
    assert.match(out, /^To: =\?UTF-8\?q\?J=C3=B6rg_A=2E_M=C3=BCller\?= <author@example\.org>\nCc: "A\. B\." <b@/);
    assert.match(out, /> @@ -10,2 \+10,3 @@ fn wide\(w: u32\)\n/);
    assert.match(out, /\[as-underscore\]\n\n-- \n/);
  });

  it('makes the gravest remarks when there may be few', async () => {
    const stdin = mail(newFile('a.rs', code.information + code.warning + code.error));
    const { out } = await invoke(['check', '--patch', '-', '--reporter', 'mail', '--max-remarks', '1', ...chosen], {
      cwd: folder({}),
      stdin,
    });
    assert.match(out, /\[drop-on-pin-data\]/);
    assert.doesNotMatch(out, /\[as-underscore\]/);
    assert.match(out, /There are 2 more remarks/);
  });

  it('takes its settings from the configuration of the place that it is run in', async () => {
    const stdin = mail(newFile('rust/kernel/a.rs', cast('a')));
    const cwd = folder({ '.kernel-rust.toml': '[rules]\nas-underscore = "off"\n' });
    const { out } = await invoke(['check', '--patch', '-', '--terse', '--select', 'as-underscore'], { cwd, stdin });
    assert.match(out, /as_?/, 'a rule that is selected by name runs');
    const quiet = await invoke(['check', '--patch', '-', '--terse', '--ignore', 'doc-missing-summary'], { cwd, stdin });
    assert.doesNotMatch(quiet.out, /w as _/);
  });

  it('takes options from the configuration, and arguments win', async () => {
    const stdin = mail(newFile('a.rs', code.information + code.hint + code.warning));
    const cwd = folder({ '.kernel-rust.toml': '[check]\nhints = true\nshow-types = true\nfail-on = "error"\nmax-remarks = 1\n' });
    const terse = await invoke(['check', '--patch', '-', '--terse', ...chosen], { cwd, stdin });
    assert.equal(terse.code, 0);
    assert.match(terse.out, /CHECK:unsafe-semicolon-inside: /);
    const strict = await invoke(['check', '--patch', '-', '--terse', '--fail-on', 'warning', ...chosen], { cwd, stdin });
    assert.equal(strict.code, 1);
    const reply = await invoke(['check', '--patch', '-', '--reporter', 'mail', ...chosen], { cwd, stdin });
    assert.match(reply.out, /There are 2 more remarks/);
    const wrong = await invoke(['check', '--patch', '-', ...chosen], {
      cwd: folder({ '.kernel-rust.toml': '[check]\nfail-on = "errors"\nmax-remark = -1\nhints = 1\n' }),
      stdin,
    });
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /toml:2:\d+: .*check\.fail-on.*"never"/);
    assert.match(wrong.err, /toml:3:\d+: .*max-remark.*max-remarks/);
    assert.match(wrong.err, /toml:4:\d+: .*check\.hints/);
  });

  it('leaves out vendored and generated files, binary ones and those that are deleted', async () => {
    const stdin = mail(
      newFile('rust/syn/a.rs', cast('a')) +
        'diff --git a/b.rs b/b.rs\ndeleted file mode 100644\n--- a/b.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-fn b() {}\n' +
        'diff --git a/c.rs b/c.rs\nold mode 100644\nnew mode 100755\n' +
        newFile('d.rs', cast('d')),
    );
    const outcome = await invoke(['check', '--patch', '-', '--reporter', 'json', '--select', 'as-underscore'], {
      cwd: folder({}),
      stdin,
    });
    assert.deepEqual(
      reportOf(outcome).findings.map(({ path }) => path),
      ['d.rs'],
    );
  });
});
