// The packaged extension in a real VS Code: what users see and do.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';

import { makePackages } from '../built';
import { workbenchFolder } from './install.mjs';
import { findBrowser, VsCode, type Window } from './vscode';

const root = join(__dirname, '../..');
const isRequired = process.env['KERNEL_RUST_EDITORS'] === 'required';
/** Writes the pictures of the pages anew. */
const takesPictures = process.env['KERNEL_RUST_PICTURES'] !== undefined;

const lantern = `// SPDX-License-Identifier: GPL-2.0

//! Signal lamps on a PCI card.

use kernel::prelude::*;

/// A lamp of the card, as the C side keeps it.
pub struct Lamp {
    state: *const bindings::lantern_state,
    shown: *const u8,
    count: usize,
}

impl Lamp {
    /// Lights the lamp for as long as \`pattern\` says.
    pub fn flash(&self, pattern: &[u16]) -> Result {
        let state = self.state as *mut bindings::lantern_state;
        let words = pattern.as_ptr() as *const u8;
        to_result(unsafe { bindings::lantern_flash(state, words, pattern.len()) })
    }

    /// Gives the colours that the lamp has shown, the oldest first.
    pub fn history(&self) -> &[u8] {
        // SAFETY: The card writes no more to \`self.shown\`, which is valid for \`self.count\` elements.
        unsafe { core::slice::from_raw_parts(self.shown, self.count) }
    }
}
`;
const twoCasts = `// SPDX-License-Identifier: GPL-2.0

//! Two casts.

/// Gives the register for writing.
pub fn writable(register: *const u32) -> *mut u32 {
    register as *mut u32
}

/// Gives the bytes of the register.
pub fn bytes(register: *const u32) -> *const u8 {
    register as *const u8
}
`;

const oneBlock = `// SPDX-License-Identifier: GPL-2.0

//! One unsafe block.

/// Gives what is in the register.
pub fn read(register: *const u32) -> u32 {
    unsafe { register.read() }
}
`;

const browser = findBrowser();
const server = workbenchFolder();
const missing = [
  ...(browser === undefined ? ['a browser (`apt-get install chromium`)'] : []),
  ...(server === undefined ? ["VS Code's server (`node test/e2e/install.mjs`)"] : []),
];
const absent = `SKIPPED: the extension was not tried in a real VS Code, for want of ${missing.join(' and ')}; with them, run \`npm test -- e2e\``;
const isHere = missing.length === 0;
if (!isHere && !isRequired) console.error(absent);

describe('the extension in VS Code', { skip: !isHere && !isRequired ? absent : false }, () => {
  let code: VsCode;
  let window: Window;

  const userSees = (name: string, run: () => Promise<void>): void => {
    it(name, () =>
      window.picturing(name, async () => {
        await run();
        assert.deepEqual(await window.notifications.allTextContents(), []);
      }),
    );
  };

  /** A picture for the pages, as high as what it is about and some lines around that. */
  const picture = async (
    name: string,
    about: readonly Locator[],
    options: { lines?: number; width?: number } = {},
  ): Promise<void> => {
    if (!takesPictures) return;
    const { lines = 0, width = 1000 } = options;
    const boxes = (await Promise.all(about.map((each) => each.boundingBox()))).filter((box) => box !== null);
    const code = lines > 0 ? await window.page.locator('.editor-group-container.active .view-line').first().boundingBox() : null;
    let top = Math.min(...boxes.map(({ y }) => y));
    // Between two lines of the code, not through one.
    if (code !== null) top = code.y + (Math.floor((top - code.y) / code.height) - lines) * code.height;
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + lines * (code?.height ?? 0);
    const clip = { x: 48, y: Math.max(0, top), width, height: bottom - Math.max(0, top) };
    await window.page.screenshot({ path: join(root, 'docs/images', `${name}.png`), clip });
  };

  before(async () => {
    assert.ok(browser !== undefined && server !== undefined, absent);
    code = new VsCode({ browser, server });
    for (const folder of ['linux', 'stranger']) {
      code.write(`${folder}/rust/kernel/lib.rs`, '');
      code.write(`${folder}/drivers/lantern.rs`, lantern);
      code.write(`${folder}/drivers/casts.rs`, twoCasts);
      code.write(`${folder}/drivers/block.rs`, oneBlock);
    }
    code.write('linux/.vscode/settings.json', '{ "editor.codeActionsOnSave": { "source.fixAll.kernel-rust": "explicit" } }');
    await code.start(packaged(code.folder));
    window = await code.open('linux', 'drivers/lantern.rs', { scale: takesPictures ? 1.5 : 1 });
    if (takesPictures) await window.run('View: Toggle Primary Side Bar Visibility');
  });
  after(() => code.stop());

  userSees('findings stand under the code and in the Problems panel', async () => {
    await window.expectSquiggles(3);
    await window.run('View: Focus Problems');
    await window.until('three problems', async () => (await window.problems.count()) === 3);
    const [first = ''] = await window.problems.allTextContents();
    // The parentheses round the rule are the style sheet's.
    const wanted =
      '`as *mut bindings::lantern_state` only changes the constness of `self.state` kernel-rust as-pointer-cast [Ln 17, Col 32]';
    assert.equal(plain(first), plain(wanted));
    await picture('problems', [window.page.locator('.tabs-container').first(), window.problems.last()], { lines: 1 });
  });

  userSees('the rule of a problem opens its page', async () => {
    await window.problems.first().getByText('as-pointer-cast').click();
    await window.restMouse();
    await window.page.locator('.tab.active', { hasText: 'as-pointer-cast' }).waitFor();
    const page = window.page.frameLocator('iframe.webview.ready').frameLocator('iframe');
    await page.getByRole('heading', { name: 'as-pointer-cast' }).first().waitFor();
    await picture('rule', [window.page.locator('.part.editor')], { width: 1152 });
    await window.closeTab();
    await window.run('View: Toggle Panel Visibility');
    await window.page.locator('.markers-panel').waitFor({ state: 'hidden' });
  });

  userSees('hovering on unsafe shows what the code asks for', async () => {
    await window.cursor('unsafe { core');
    await window.showHover();
    const text = await window.hover.first().innerText();
    assert.match(text, /1 operation needs it/);
    assert.match(text, /✓ self\.shown is valid for reads of self\.count elements/);
    assert.match(text, /✗ those elements are initialised \(not mentioned\)/);
    await window.page.keyboard.press('Escape');
    await window.hover.first().waitFor({ state: 'hidden' });
    await window.cursor('SAFETY: The card');
    await window.showHover();
    assert.equal(await window.hover.first().innerText(), text);
    await picture('hover', [window.hover.first()], { lines: 4 });
    await window.page.keyboard.press('Escape');
  });

  userSees('the light bulb replaces an `as *mut` cast with `cast_mut()`, and the squiggle goes', async () => {
    await window.cursor('as *mut');
    await window.showActions();
    await picture('fix', [window.actions.first(), window.actions.last()], { lines: 4 });
    await window.choose('Use `cast_mut()`');
    await window.until('the fix', async () => (await window.text()).includes('self.state.cast_mut()'));
    await window.expectSquiggles(2);
  });

  userSees('a suppression asks for a reason and takes no stand-in', async () => {
    await window.cursor('as *const u8;');
    await window.showActions();
    await window.choose('Disable as-pointer-cast for this line');
    await window.input.fill('TODO');
    await window.page.getByText('This word is a placeholder: write the reason.').waitFor();
    await window.input.fill('the C side reads bytes.');
    await window.page.getByText('Why is this fine as it is?').waitFor();
    await picture('suppress', [window.input, window.squiggles.last()], { lines: 3 });
    await window.input.press('Enter');
    await window.until('the comment', async () =>
      (await window.text()).includes('// kernel-rust-ignore as-pointer-cast: the C side reads bytes.\n        let words'),
    );
    await window.expectSquiggles(1);
  });

  userSees('saving fixes all that is safe', async () => {
    if (takesPictures) await window.run('View: Toggle Primary Side Bar Visibility');
    await window.openFile('casts.rs');
    await window.expectSquiggles(2);
    await window.cursor('//! Two');
    await window.page.keyboard.press('End');
    await window.page.keyboard.type(' Saved.');
    await window.save();
    await window.expectSquiggles(0);
    const fixed = twoCasts
      .replace('register as *mut u32', 'register.cast_mut()')
      .replace('register as *const u8', 'register.cast::<u8>()');
    // The editor shows what it fixed a moment before it is on the disk.
    await window.until('the file', () => code.read('linux/drivers/casts.rs') !== twoCasts);
    assert.equal(code.read('linux/drivers/casts.rs'), fixed.replace('casts.', 'casts. Saved.'));
  });

  const expectConfigurationToCount = async (): Promise<void> => {
    await window.expectSquiggles(1);
    code.write('linux/.kernel-rust.toml', '[rules]\nmissing-safety-comment = "off"\n');
    await window.expectSquiggles(0);
    code.write('linux/.kernel-rust.toml', '[rules]\n');
    await window.expectSquiggles(1);
  };

  userSees('a change of the configuration file counts at once', async () => {
    await window.openFile('block.rs');
    await expectConfigurationToCount();
  });

  userSees('the commits since one are checked, and what each brings in stands at its line of today', async () => {
    const repository = join(code.folder, 'linux');
    const commit = (subject: string): void => {
      git(repository, 'add', '-A');
      git(repository, 'commit', '-q', '-m', subject);
    };
    git(repository, 'init', '-q');
    commit('start');
    code.write('linux/drivers/lit.rs', twoCasts.slice(0, twoCasts.indexOf('/// Gives the bytes')));
    commit('lit: add it');
    code.write(
      'linux/drivers/lit.rs',
      code.read('linux/drivers/lit.rs').replace('//! Two casts.', '//! One cast.\n//!\n//! And words.'),
    );
    commit('lit: words');
    await window.run('Kernel Rust: Check commits since…');
    await window.input.fill('HEAD~2');
    await window.input.press('Enter');
    await window.notifications.getByText('Commits checked: 2. New findings: 1.').waitFor();
    await window.page.getByRole('button', { name: 'Show problems' }).click();
    const brought = window.problems.filter({ hasText: 'Brought in by' });
    await brought.first().waitFor();
    assert.match(plain(await brought.first().innerText()), /as-pointer-cast\[Ln9,Col14\]Broughtinby[0-9a-f]{12}\("lit:addit"\)/);
    await window.run('View: Toggle Panel Visibility');
    await window.page.locator('.markers-panel').waitFor({ state: 'hidden' });
  });

  const expectAnotherServer = async (end: (old: number) => Promise<void> | void): Promise<void> => {
    const [old] = code.languageServers();
    assert.ok(old !== undefined);
    await end(old);
    await window.until('another server', () => {
      const [now, ...more] = code.languageServers();
      return now !== undefined && more.length === 0 && now !== old;
    });
  };

  userSees('the server can be restarted', async () => {
    await expectAnotherServer(() => window.run('Kernel Rust: Restart server'));
    await expectConfigurationToCount();
  });

  userSees('a server that is killed comes back by itself', async () => {
    await expectAnotherServer((old) => {
      process.kill(old, 'SIGKILL');
    });
    await window.expectSquiggles(1);
    await expectConfigurationToCount();
  });

  userSees('a server that is killed while it starts is no trouble either', async () => {
    await expectAnotherServer(() => window.run('Kernel Rust: Restart server'));
    await expectAnotherServer((old) => {
      process.kill(old, 'SIGKILL');
    });
    await expectConfigurationToCount();
  });

  userSees('the parser in WebAssembly finds the same', async () => {
    const [native] = code.languageServers();
    assert.ok(native !== undefined);
    // A server that has just been started loads it with the first file.
    await window.until('the native parser', () => code.hasNativeParser(native));
    code.write('linux/.vscode/settings.json', '{ "kernelRust.parser": "wasm" }');
    await window.until('another server', () => {
      const [now, ...more] = code.languageServers();
      return now !== undefined && more.length === 0 && now !== native;
    });
    await window.openFile('casts.rs');
    await window.expectSquiggles(0);
    await window.openFile('block.rs');
    await window.expectSquiggles(1);
    const [wasm] = code.languageServers();
    assert.ok(wasm !== undefined && !code.hasNativeParser(wasm));
  });

  userSees('the walkthrough opens', async () => {
    await window.run('Kernel Rust: Open walkthrough');
    await window.page.locator('.gettingStartedContainer').getByText('Fix findings').waitFor();
  });

  it('works in Restricted Mode, where the folder decides neither what is read nor what is run', async () => {
    const trace = join(code.folder, 'trace');
    const git = `#!/bin/sh\ntr '\\0' ' ' < /proc/$PPID/cmdline >> '${trace}'\nexec ${which('git')} "$@"\n`;
    code.write('bin/git', git);
    chmodSync(join(code.folder, 'bin/git'), 0o755);
    hostileRepository(join(code.folder, 'stranger'), { trace });
    code.write(
      'stranger/.vscode/settings.json',
      '{ "kernelRust.diagnosticMode": "workspace", "kernelRust.parser": "wasm", "kernelRust.kernelTree": "/" }',
    );
    const env = { PATH: [join(code.folder, 'bin'), process.env['PATH']].join(delimiter) };
    const before = new Set(code.languageServers());
    const stranger = await code.open('stranger', 'drivers/lantern.rs', { isTrusted: false, env });
    await stranger.picturing('restricted', async () => {
      await stranger.page.getByText('Restricted Mode').first().waitFor();
      await stranger.expectSquiggles(3);
      await stranger.run('View: Focus Problems');
      // Three of the open file; with the folder's settings those of its other files would be there, too.
      await stranger.until('three problems', async () => (await stranger.problems.count()) === 3);
      await stranger.page.keyboard.press('F1');
      await stranger.input.fill('>Kernel Rust: Check commits');
      const offered = stranger.page.locator('.quick-input-list .monaco-list-row');
      await offered.getByText('Kernel Rust: Check workspace').waitFor();
      assert.equal(await offered.getByText('Kernel Rust: Check commits since').count(), 0);
      await stranger.page.keyboard.press('Escape');
      await stranger.expectSquiggles(3);
      const [server, ...more] = code.languageServers().filter((pid) => !before.has(pid));
      assert.ok(server !== undefined && more.length === 0);
      assert.ok(code.hasNativeParser(server));
      assert.deepEqual(code.childrenOf(server), []);
      assert.doesNotMatch(existsSync(trace) ? readFileSync(trace, 'utf8') : '', /dist\/server\.js|program/);
    });
  });
});

/** Without the blanks, which come from the layout. */
const plain = (text: string): string => text.replace(/\s/g, '');

/** The package as users get it, made of the bundles that are there. */
function packaged(folder: string): string {
  makePackages(folder);
  const file = readdirSync(folder).find((name) => name.endsWith('.vsix'));
  assert.ok(file !== undefined, 'there is no extension in the packages');
  return join(folder, file);
}

function git(folder: string, ...args: string[]): void {
  const who = ['-c', 'user.name=A. Author', '-c', 'user.email=author@example.org', '-c', 'init.defaultBranch=main'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'pipe' });
}

function which(program: string): string {
  return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
}

/** A partial clone that names programs wherever git may start one; each would leave a trace. */
function hostileRepository(folder: string, { trace }: { trace: string }): void {
  const program = join(folder, 'program.sh');
  writeFileSync(program, `#!/bin/sh\necho program >> '${trace}'\n`);
  chmodSync(program, 0o755);
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'start');
  for (const [key, value] of Object.entries({
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': folder,
    'remote.origin.uploadpack': program,
    'core.sshCommand': program,
    'core.fsmonitor': program,
    'diff.external': program,
  }))
    git(folder, 'config', key, value);
}
