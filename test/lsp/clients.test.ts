// Other editors, as they introduce themselves: what the server then offers, and that it works over what they can do.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ClientCapabilities, CodeAction, Hover, MarkupContent } from 'vscode-languageserver/node';

import { Client, edited, rangeOf, rulesOf, stopAll } from './client';

after(stopAll);

const text = 'fn f(p: *const u32) -> *mut u32 {\n    p as *mut u32\n}\n';

interface Editor {
  readonly name: string;
  /** The part of `initialize` that matters here, as the editor's own client writes it. */
  readonly capabilities: ClientCapabilities;
  readonly pulls?: boolean;
  readonly plainText?: boolean;
  readonly documentChanges?: boolean;
  readonly configuration?: boolean;
}

const actionKinds = [
  '',
  'quickfix',
  'refactor',
  'refactor.extract',
  'refactor.inline',
  'refactor.rewrite',
  'source',
  'source.organizeImports',
];

const editors: readonly Editor[] = [
  {
    name: 'Neovim 0.7.2',
    capabilities: {
      textDocument: {
        synchronization: { dynamicRegistration: false, willSave: false, willSaveWaitUntil: false, didSave: true },
        codeAction: { dynamicRegistration: false, codeActionLiteralSupport: { codeActionKind: { valueSet: actionKinds } } },
        completion: {
          dynamicRegistration: false,
          completionItem: { snippetSupport: false, documentationFormat: ['markdown', 'plaintext'] },
        },
        hover: { dynamicRegistration: false, contentFormat: ['markdown', 'plaintext'] },
        publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
      },
      workspace: {
        applyEdit: true,
        workspaceFolders: true,
        workspaceEdit: { resourceOperations: ['rename', 'create', 'delete'] },
      },
      window: { workDoneProgress: true, showMessage: { messageActionItem: { additionalPropertiesSupport: false } } },
    },
  },
  {
    name: 'Emacs 28.2 with eglot 1.9',
    capabilities: {
      workspace: {
        applyEdit: true,
        executeCommand: { dynamicRegistration: false },
        workspaceEdit: { documentChanges: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
        configuration: true,
        workspaceFolders: true,
      },
      textDocument: {
        synchronization: { dynamicRegistration: false, willSave: true, willSaveWaitUntil: true, didSave: true },
        completion: {
          dynamicRegistration: false,
          completionItem: { snippetSupport: false, deprecatedSupport: true },
          contextSupport: true,
        },
        hover: { dynamicRegistration: false, contentFormat: ['markdown', 'plaintext'] },
        codeAction: {
          dynamicRegistration: false,
          codeActionLiteralSupport: { codeActionKind: { valueSet: actionKinds.slice(1) } },
          isPreferredSupport: true,
        },
        publishDiagnostics: { relatedInformation: false, codeDescriptionSupport: false, tagSupport: { valueSet: [1, 2] } },
      },
    },
    documentChanges: true,
    configuration: true,
  },
  {
    name: 'Emacs 28.2 with lsp-mode 8.0.0',
    capabilities: {
      workspace: {
        workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
        applyEdit: true,
        configuration: true,
        workspaceFolders: true,
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
      textDocument: {
        synchronization: { willSave: true, didSave: true, willSaveWaitUntil: true },
        codeAction: {
          dynamicRegistration: true,
          isPreferredSupport: true,
          codeActionLiteralSupport: { codeActionKind: { valueSet: actionKinds } },
          resolveSupport: { properties: ['edit', 'command'] },
          dataSupport: true,
        },
        completion: {
          completionItem: {
            snippetSupport: true,
            documentationFormat: ['markdown', 'plaintext'],
            insertTextModeSupport: { valueSet: [1, 2] },
          },
        },
        hover: { contentFormat: ['markdown', 'plaintext'] },
        publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, versionSupport: true },
      },
      window: { workDoneProgress: true },
    },
    documentChanges: true,
    configuration: true,
  },
  {
    name: 'Vim 9 with ALE 3.3.0',
    capabilities: {
      workspace: {
        applyEdit: false,
        didChangeConfiguration: { dynamicRegistration: false },
        symbol: { dynamicRegistration: false },
        workspaceFolders: false,
        configuration: false,
      },
      textDocument: {
        synchronization: { dynamicRegistration: false, willSave: false, willSaveWaitUntil: false, didSave: true },
        completion: {
          dynamicRegistration: false,
          completionItem: { snippetSupport: false, documentationFormat: ['plaintext'] },
          contextSupport: false,
        },
        hover: { dynamicRegistration: false, contentFormat: ['plaintext'] },
        codeAction: { dynamicRegistration: false, codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
        publishDiagnostics: { relatedInformation: true },
      },
    },
    plainText: true,
  },
  {
    name: 'Helix 25.01',
    capabilities: {
      workspace: {
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: false },
        workspaceFolders: true,
        applyEdit: true,
        executeCommand: { dynamicRegistration: false },
        workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'], failureHandling: 'abort' },
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: false },
      },
      textDocument: {
        completion: {
          completionItem: {
            snippetSupport: true,
            resolveSupport: { properties: ['documentation', 'detail'] },
            insertReplaceSupport: true,
            deprecatedSupport: true,
          },
        },
        hover: { contentFormat: ['markdown'] },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: actionKinds } },
          isPreferredSupport: true,
          disabledSupport: true,
          dataSupport: true,
          resolveSupport: { properties: ['edit', 'command'] },
        },
        publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1, 2] } },
      },
      window: { workDoneProgress: true },
      general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
    },
    documentChanges: true,
    configuration: true,
  },
  {
    name: 'an editor that asks for diagnostics',
    capabilities: {
      textDocument: {
        diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: actionKinds } } },
        hover: { contentFormat: ['markdown', 'plaintext'] },
      },
    },
    pulls: true,
  },
];

for (const editor of editors)
  describe(editor.name, () => {
    it('gets diagnostics, a fix that it can apply and a hover that it can show', async () => {
      const { capabilities } = editor;
      let asked = 0;
      const client = await Client.start({
        capabilities,
        configuration: () => {
          asked++;
          return null;
        },
      });
      const { positionEncoding, diagnosticProvider } = client.initialized.capabilities;
      assert.equal(positionEncoding, capabilities.general === undefined ? undefined : 'utf-16');
      assert.equal(diagnosticProvider !== undefined, editor.pulls === true);

      const uri = client.uri('rust/kernel/a.rs');
      await client.open(uri, text);
      const diagnostics = editor.pulls === true ? (await client.pull(uri)).items : await client.published(uri);
      assert.deepEqual(rulesOf(diagnostics), ['as-pointer-cast']);
      assert.equal(diagnostics[0]?.codeDescription, undefined);
      if (editor.pulls === true) assert.deepEqual(client.publications, []);
      const wantsVersion = capabilities.textDocument?.publishDiagnostics?.versionSupport === true;
      if (editor.pulls !== true) assert.equal(client.publications.at(-1)?.version, wantsVersion ? 1 : undefined);

      const range = rangeOf(text, 'as *mut u32');
      const actions = await client.actions(uri, range, { diagnostics });
      const fix = actions.find(({ title }) => title === 'Use `cast_mut()`');
      assert.deepEqual(Object.keys(fix?.edit ?? {}), [editor.documentChanges === true ? 'documentChanges' : 'changes']);
      assert.equal(edited(text, uri, fix?.edit), text.replace('p as *mut u32', 'p.cast_mut()'));
      const wantsPreferred = capabilities.textDocument?.codeAction?.isPreferredSupport === true;
      assert.equal(fix?.isPreferred, wantsPreferred ? true : undefined);
      assert.ok(actions.every((action: CodeAction) => !JSON.stringify(action.edit ?? {}).includes('"snippet"')));

      const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position: range.start });
      const { kind, value } = hover.contents as MarkupContent;
      assert.equal(kind, editor.plainText === true ? 'plaintext' : 'markdown');
      if (editor.plainText === true) assert.doesNotMatch(value, /\*\*|```|^#/m);

      const registers = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
      assert.equal(client.registrations.length > 0, registers);
      assert.equal(asked > 0, editor.configuration === true);
      assert.equal(await client.stop(), 0);
    });
  });
