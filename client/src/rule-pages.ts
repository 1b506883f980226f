// The pages about rules that ship with the extension, shown as read-only documents; nothing is fetched.

import {
  commands,
  l10n,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type QuickPickItem,
} from 'vscode';

import { findingsIn, ruleOf } from './documents';
import { pageHead } from './page-head';

const scheme = 'kernel-rust-rule';

export class RulePages implements Disposable {
  private readonly folder: Uri;
  private readonly provider: Disposable;

  constructor({ extensionUri }: Pick<ExtensionContext, 'extensionUri'>) {
    this.folder = Uri.joinPath(extensionUri, 'docs', 'rules');
    this.provider = workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.read(uri.path.replace(/^\/|\.md$/g, '')),
    });
  }

  dispose(): void {
    this.provider.dispose();
  }

  /** Without a rule the user has to choose one. */
  async show(rule: unknown): Promise<void> {
    const id = typeof rule === 'string' ? rule : await this.choose();
    if (id === undefined) return;
    if ((await this.read(id)) === undefined) {
      void window.showWarningMessage(l10n.t('There is no rule {0}.', id));
      return;
    }
    const uri = Uri.from({ scheme, path: `/${id}.md` });
    try {
      await commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The extension that shows Markdown is built in, but may be switched off.
      await window.showTextDocument(uri, { preview: true });
    }
  }

  private async read(id: string): Promise<string | undefined> {
    if (!/^[a-z0-9-]+$/.test(id)) return undefined;
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(this.folder, `${id}.md`)));
    } catch {
      return undefined;
    }
  }

  private async choose(): Promise<string | undefined> {
    const chosen = await window.showQuickPick(this.items(), {
      title: l10n.t('Explain rule'),
      placeHolder: l10n.t('Which rule?'),
      matchOnDetail: true,
    });
    return chosen?.label;
  }

  /** What is reported at the cursor comes first. */
  private async items(): Promise<QuickPickItem[]> {
    const names = (await workspace.fs.readDirectory(this.folder)).map(([name]) => name.replace(/\.md$/, '')).sort();
    const texts = await Promise.all(names.map((name) => this.read(name)));
    const rules = texts.flatMap((text) => pageHead(text ?? '') ?? []).map(({ id, summary }) => ({ label: id, detail: summary }));
    const here = rulesAtCursor();
    const first = rules.filter(({ label }) => here.has(label));
    if (first.length === 0) return rules;
    const line = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
    return [line(l10n.t('reported here')), ...first, line(l10n.t('all rules')), ...rules.filter(({ label }) => !here.has(label))];
  }
}

function rulesAtCursor(): Set<string> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return new Set();
  const { line } = editor.selection.active;
  const here = findingsIn(editor.document.uri).filter(({ range }) => range.start.line <= line && line <= range.end.line);
  return new Set(here.flatMap((diagnostic) => ruleOf(diagnostic) ?? []));
}
