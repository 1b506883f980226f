// The packaged extension in a real VS Code: what users see and do.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { workbenchFolder } from './install.mjs';
import { findBrowser, VsCode, type Window } from './vscode';

const root = join(__dirname, '../..');
const isRequired = process.env['KERNEL_RUST_EDITORS'] === 'required';
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
        // SAFETY: \`self.shown\` is valid for reads of \`self.count\` elements.
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
    it(name, () => window.picturing(name, run));
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
    window = await code.open('linux', 'drivers/lantern.rs', { scale: takesPictures ? 2 : 1 });
  });
  after(() => code.stop());

  userSees('findings stand under the code and in the Problems panel', async () => {
    await window.expectSquiggles(3);
    await window.run('View: Focus Problems');
    await window.until('three problems', async () => (await window.problems.count()) === 3);
    const [first = ''] = await window.problems.allTextContents();
    const wanted = '`as *mut bindings::lantern_state` changes only the constness of `self.state` kernel-rust(as-pointer-cast) [Ln 17, Col 32]';
    assert.equal(plain(first), plain(wanted));
  });

  userSees('the rule of a problem opens its page', async () => {
    await window.problems.first().getByText('as-pointer-cast').click();
    await window.page.locator('.tab.active', { hasText: 'as-pointer-cast' }).waitFor();
    const page = window.page.frameLocator('iframe.webview.ready').frameLocator('iframe');
    await page.getByRole('heading', { name: 'as-pointer-cast' }).first().waitFor();
    await window.closeTab();
  });

  userSees('hovering on unsafe shows what the code asks for', async () => {
    await window.cursor('unsafe { core');
    await window.showHover();
    const text = await window.hover.first().innerText();
    assert.match(text, /1 operation needs it/);
    assert.match(text, /✓ self\.shown is valid for reads of self\.count elements/);
    assert.match(text, /✗ those elements are initialised \(not mentioned\)/);
    await window.page.keyboard.press('Escape');
  });

  userSees('the light bulb replaces an `as *mut` cast with `cast_mut()`, and the squiggle goes', async () => {
    await window.cursor('as *mut');
    await window.showActions();
    await window.choose('Use `cast_mut()`');
    await window.until('the fix', async () => (await window.text()).includes('self.state.cast_mut()'));
    await window.expectSquiggles(2);
  });

  userSees('a suppression asks for a reason and takes no stand-in', async () => {
    await window.cursor('as *const u8;');
    await window.showActions();
    await window.choose('Disable as-pointer-cast for this line');
    await window.input.fill('TODO');
    await window.page.getByText('This word stands for a reason that is still to be written.').waitFor();
    await window.input.fill('the C side reads bytes.');
    await window.input.press('Enter');
    await window.until('the comment', async () =>
      (await window.text()).includes('// kernel-rust-ignore as-pointer-cast: the C side reads bytes.\n        let words'),
    );
    await window.expectSquiggles(1);
  });

  userSees('saving fixes all that is safe', async () => {
    await window.openFile('casts.rs');
    await window.expectSquiggles(2);
    await window.cursor('//! Two');
    await window.page.keyboard.press('End');
    await window.page.keyboard.type(' Saved.');
    await window.save();
    await window.expectSquiggles(0);
    const fixed = twoCasts.replace('register as *mut u32', 'register.cast_mut()').replace('register as *const u8', 'register.cast::<u8>()');
    assert.equal(code.read('linux/drivers/casts.rs'), fixed.replace('casts.', 'casts. Saved.'));
  });

  userSees('a change of the configuration file counts at once', async () => {
    await window.openFile('block.rs');
    await window.expectSquiggles(1);
    code.write('linux/.kernel-rust.toml', '[rules]\nmissing-safety-comment = "off"\n');
    await window.expectSquiggles(0);
    code.write('linux/.kernel-rust.toml', '[rules]\n');
    await window.expectSquiggles(1);
  });

  userSees('the server can be restarted', async () => {
    const [old] = code.languageServers();
    assert.ok(old !== undefined);
    await window.run('Kernel Rust: Restart server');
    await window.until('another server', () => {
      const [now, ...more] = code.languageServers();
      return now !== undefined && more.length === 0 && now !== old;
    });
    await window.expectSquiggles(1);
  });

  userSees('the parser in WebAssembly finds the same', async () => {
    const [old] = code.languageServers();
    code.write('linux/.vscode/settings.json', '{ "kernelRust.parser": "wasm" }');
    await window.until('another server', () => {
      const [now] = code.languageServers();
      return now !== undefined && now !== old;
    });
    await window.expectSquiggles(1);
    await window.run('Kernel Rust: Print debug information');
    const log = window.page.locator('.output-view .view-lines');
    await log.getByText('parser: wasm').waitFor();
    assert.doesNotMatch(await log.innerText(), /\[error\]/);
  });

  userSees('the walkthrough opens', async () => {
    await window.run('Kernel Rust: Open walkthrough');
    await window.page.locator('.gettingStartedContainer').getByText('Mend what is found').waitFor();
  });

  it('works in Restricted Mode', async () => {
    const stranger = await code.open('stranger', 'drivers/lantern.rs', { isTrusted: false });
    await stranger.picturing('restricted', async () => {
      await stranger.page.getByText('Restricted Mode').first().waitFor();
      await stranger.expectSquiggles(3);
    });
  });
});

/** Without the blanks, which come from the layout. */
const plain = (text: string): string => text.replace(/\s/g, '');

/** The package as users get it, made of the bundles that are there. */
function packaged(folder: string): string {
  assert.ok(existsSync(join(root, 'dist/client.js')), 'there is nothing to package: `npm run build` first');
  execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), folder], { stdio: 'pipe' });
  const file = readdirSync(folder).find((name) => name.endsWith('.vsix'));
  assert.ok(file !== undefined, 'there is no extension in the packages');
  return join(folder, file);
}
