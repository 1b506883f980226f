// Editors as Debian has them, without a screen, with the very configuration that their pages tell one to copy.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { builtCommand } from '../built';
import { blocksOf, textToCopy } from './page';

const isRequired = process.env['KERNEL_RUST_EDITORS'] === 'required';

const lamp = `// SPDX-License-Identifier: GPL-2.0

//! A lamp.

use kernel::{device, prelude::*};

/// Gives the lamp's register for writing.
pub fn writable(register: *const u32) -> *mut u32 {
    register as *mut u32
}

/// Gives the bytes of the lamp's register.
pub fn bytes(register: *const u32) -> *const u8 {
    register as *const u8
}

/// Gives the colours that the lamp knows.
pub fn colours<'a>(first: *const u8, count: usize) -> &'a [u8] {
    // SAFETY: \`first\` is valid for reads.
    unsafe { core::slice::from_raw_parts(first, count) }
}
`;
const fixedLamp = lamp.replace('register as *mut u32', 'register.cast_mut()');
const suppressedLamp = fixedLamp.replace(
  '    register as *const u8\n',
  '    // kernel-rust-ignore as-pointer-cast: REASON\n    register as *const u8\n',
);
const allFixedLamp = fixedLamp.replace('register as *const u8', 'register.cast::<u8>()');
const verticalLamp = allFixedLamp.replace('{device, prelude::*}', '{\n    device,\n    prelude::*, //\n}');

/** What the script of an editor writes down. */
interface Report {
  readonly problem?: string;
  readonly root: string;
  readonly found: readonly Found[];
  readonly hover: string;
  /** What the editor asked for. */
  readonly hoverIsMarkdown: boolean;
  readonly fixed: string;
  readonly left: readonly Found[];
  readonly suppressed: string;
  readonly allFixed: string;
}

interface Found {
  readonly line: number;
  readonly code?: string;
  readonly message?: string;
  /** Where the editor puts source, code and message into one text. */
  readonly text?: string;
}

interface Editor {
  readonly name: string;
  readonly packages: string;
  /** Ends with 0 where the editor is there, with all that the test needs. */
  readonly probe: readonly string[];
  readonly config: { readonly file: string; readonly text: string };
  readonly command: (config: string) => readonly string[];
  /** Reads a file in the editor's language without running it, and ends with 0 if that went well. */
  readonly reads?: { readonly page: string; readonly language: string; readonly command: (file: string) => readonly string[] };
  /** The command line's fixes go further than what the editor is told to leave alone. */
  readonly fixesHints?: boolean;
}

const script = (name: string): string => join(__dirname, name);

const editors: readonly Editor[] = [
  {
    name: 'Neovim 0.7',
    packages: 'neovim',
    probe: ['nvim', '--headless', '-u', 'NONE', '-c', "if !has('nvim-0.7') || has('nvim-0.11') | cquit | endif", '-c', 'qall'],
    config: { file: 'init.lua', text: textToCopy('neovim.md', { heading: 'Neovim 0.7 to 0.10', language: 'lua' }) },
    command: (config) => ['nvim', '--headless', '-n', '-i', 'NONE', '-u', config, '-c', `luafile ${script('nvim.lua')}`],
    reads: {
      page: 'neovim.md',
      language: 'lua',
      command: (file) => [
        'nvim',
        '--headless',
        '-u',
        'NONE',
        '-c',
        `lua if not loadfile('${file}') then vim.cmd('cquit') end`,
        '-c',
        'qall',
      ],
    },
  },
  {
    name: 'Emacs with eglot',
    packages: 'emacs-nox elpa-eglot elpa-rust-mode',
    probe: ['emacs', '--batch', '--eval', "(progn (package-activate-all) (require 'eglot) (require 'rust-mode))"],
    config: { file: 'init.el', text: textToCopy('emacs.md', { heading: 'Eglot', language: 'elisp' }) },
    // Emacs activates its packages by itself, but not in batch mode.
    command: (config) => ['emacs', '--batch', '--eval', '(package-activate-all)', '-l', config, '-l', script('eglot.el')],
    reads: {
      page: 'emacs.md',
      language: 'elisp',
      command: (file) => [
        'emacs',
        '--batch',
        '--eval',
        `(with-temp-buffer (insert-file-contents "${file}") (emacs-lisp-mode) (check-parens))`,
      ],
    },
  },
  {
    name: 'Vim with ALE',
    packages: 'vim-nox vim-ale',
    probe: [
      ...['vim', '-N', '-u', 'NONE', '-i', 'NONE', '-es', '-c', 'packadd ale'],
      ...['-c', "if !exists(':ALEHover') || !has('channel') | cquit | endif", '-c', 'qall!'],
    ],
    config: { file: 'vimrc', text: textToCopy('vim.md', { heading: 'Vim with ALE', language: 'vim' }) },
    // Vim wants a terminal, which \`script\` gives it.
    command: (config) => ['script', '-qec', `vim -N -n -i NONE -u ${config} -S ${script('ale.vim')}`, '/dev/null'],
    fixesHints: true,
  },
];

describe('an editor', { concurrency: true }, () => {
  let tools = '';

  before(() => {
    const command = builtCommand();
    tools = mkdtempSync(join(tmpdir(), 'kernel-rust-tools-'));
    symlinkSync(command, join(tools, 'kernel-rust'));
  });
  after(() => {
    rmSync(tools, { recursive: true, force: true });
  });

  for (const editor of editors) {
    const isThere = spawnSync(editor.probe[0] ?? '', editor.probe.slice(1), { stdio: 'ignore', timeout: 20_000 }).status === 0;
    const absent = `SKIPPED: ${editor.name} is not here, so nothing is known of it: \`apt-get install ${editor.packages}\` and test again`;
    if (!isThere && !isRequired) console.error(absent);
    it(
      `${editor.name} shows findings, fixes and suppresses them, and hovers readably`,
      { skip: !isThere && !isRequired ? absent : false, timeout: 120_000 },
      async () => {
        assert.ok(isThere, absent);
        expectReport(await drive(editor, tools), editor);
      },
    );
    const { reads } = editor;
    if (isThere && reads !== undefined)
      it(`${editor.name} can read all that its page gives to copy`, () => {
        const file = join(tools, `block.${reads.language}`);
        for (const { language, text } of blocksOf(reads.page).filter((block) => block.language === reads.language)) {
          writeFileSync(file, text);
          const [program = '', ...given] = reads.command(file);
          assert.equal(spawnSync(program, given, { stdio: 'ignore' }).status, 0, `${language}: ${text}`);
        }
      });
  }

  it('the same file has one more finding where the settings of the pages are not given', () => {
    const { stdout } = spawnSync(process.execPath, [builtCommand(), 'check', '--hints', '--terse', '-'], {
      input: lamp,
      encoding: 'utf8',
    });
    assert.match(stdout, /share lines/);
  });
});

async function drive(editor: Editor, tools: string): Promise<Report & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-rust-editor-'));
  try {
    const file = join(folder, 'tree with blanks/drivers/lamp.rs');
    const tree = dirname(dirname(file));
    for (const path of [join(folder, 'home'), join(tree, 'drivers'), join(tree, 'rust/kernel')])
      mkdirSync(path, { recursive: true });
    writeFileSync(join(tree, 'rust/kernel/lib.rs'), '');
    writeFileSync(file, lamp);
    execFileSync('git', ['init', '--quiet'], { cwd: tree });
    const config = join(folder, editor.config.file);
    writeFileSync(config, editor.config.text);
    const report = join(folder, 'report.json');
    const [program = '', ...given] = editor.command(config);
    const running = promisify(execFile)(program, given, {
      cwd: tree,
      timeout: 110_000,
      env: {
        ...process.env,
        PATH: `${tools}:${process.env['PATH'] ?? ''}`,
        // Nobody's own configuration has a say.
        HOME: join(folder, 'home'),
        XDG_CONFIG_HOME: join(folder, 'home'),
        XDG_DATA_HOME: join(folder, 'home'),
        TERM: 'xterm',
        KERNEL_RUST_FILE: 'drivers/lamp.rs',
        KERNEL_RUST_REPORT: report,
      },
    });
    running.child.stdin?.end();
    const said = await running.then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: unknown) => String(error),
    );
    assert.ok(existsSync(report), `${editor.name} wrote no report: ${said}`);
    return { ...(JSON.parse(readFileSync(report, 'utf8')) as Report), folder: tree };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectReport(report: Report & { readonly folder: string }, { fixesHints }: Editor): void {
  assert.equal(report.problem, undefined);
  assert.equal(report.root.replace(/\/$/, ''), report.folder);
  const seen = report.found.map(({ line, code, message, text }) => ({ line, text: text ?? `${code ?? ''}: ${message ?? ''}` }));
  assert.deepEqual(
    seen.map(({ line }) => line),
    [9, 14],
    JSON.stringify(seen),
  );
  assert.match(seen[0]?.text ?? '', /as-pointer-cast\]?: `as \*mut u32` only changes the constness of `register`$/);
  assert.match(seen[1]?.text ?? '', /as-pointer-cast\]?: `as \*const u8` only changes the pointee type of `register`$/);

  assert.match(report.hover, /unsafe block(?:\*\*)?: 1 operation needs it/);
  assert.match(report.hover, /^SAFETY comment in line 19$/m);
  assert.match(report.hover, /✓ `first` is valid for reads of `count` elements/);
  assert.match(report.hover, /✗ those elements are initialised \*?\(not mentioned\)\*?$/m);
  if (!report.hoverIsMarkdown) assert.doesNotMatch(report.hover, /\*\*|\*\(|```|^#|<http/m);

  assert.equal(report.fixed, fixedLamp);
  assert.deepEqual(
    report.left.map(({ line }) => line),
    [14],
  );
  assert.equal(report.suppressed, suppressedLamp);
  assert.equal(report.allFixed, fixesHints === true ? verticalLamp : allFixedLamp);
}
