// A document that the rules take too long over: what was found until then is shown, and that it is not all.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { Checker } from '../../server/src/lsp/checker';
import { clientFeatures } from '../../server/src/lsp/client-features';
import { diagnosticsOf } from '../../server/src/lsp/diagnostics';
import { defaultSettings } from '../../server/src/lsp/settings';
import { startParser } from '../../server/src/syntax/parser';

before(() => startParser());

const text = `use kernel::prelude::*;\n\nfn f(p: *mut u8) {\n${'    g(p as _);\n'.repeat(50)}}\n`;

describe('the deadline of a check while somebody types', () => {
  it('leaves what was found and adds that it is not all', () => {
    const errors: string[] = [];
    const say = (message: string): void => void errors.push(message);
    let time = 0;
    const checker = new Checker({
      folders: () => [],
      log: { error: say, warn: say, info: () => undefined, debug: () => undefined } as never,
      deadline: { budget: 60, now: () => time++ },
    });
    const document = TextDocument.create('untitled:x.rs', 'rust', 1, text);
    const checked = checker.check(document, defaultSettings);
    assert.match(checked.problem ?? '', /^not checked in full: stopped in [\w-]+.* after 60 ms$/);
    assert.ok(checked.findings.length > 0);
    assert.ok(checked.parsed !== undefined);
    const diagnostics = diagnosticsOf(document, checked, clientFeatures({ capabilities: {} }));
    assert.equal(diagnostics.length, checked.findings.length + 1);
    assert.equal(diagnostics.at(-1)?.message, checked.problem);
    assert.deepEqual(errors, []);
  });
});
