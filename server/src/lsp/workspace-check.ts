// Checks the files of the workspace that are not open: on request, bounded, one file at a time between other requests.

import type {
  CancellationToken,
  Diagnostic,
  PublishDiagnosticsParams,
  WorkDoneProgressReporter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { reasonOf } from '../host/file-error';
import { decode, limits, readRegularFile } from '../host/read-file';
import { findFiles } from '../workspace/find-files';
import type { Checked, Checker } from './checker';
import type { Settings } from './settings';

export interface WorkspaceCheckResult {
  readonly files: number;
  readonly findings: number;
  /** Files that were left out because there are more than `workspace.maxFiles`. */
  readonly leftOut: number;
  readonly isCancelled: boolean;
}

export interface WorkspaceCheckOptions {
  readonly folders: readonly string[];
  readonly checker: Checker;
  readonly diagnosticsOf: (document: TextDocument, checked: Checked) => Diagnostic[];
  readonly settingsOf: (uri: string) => Promise<Settings>;
  readonly isOpen: (uri: string) => boolean;
  readonly publish: (params: PublishDiagnosticsParams) => void;
  readonly log: (message: string) => void;
  readonly progress: WorkDoneProgressReporter;
  readonly isCancelled: () => boolean;
  /** Resolves when nobody waits for anything else. */
  readonly idle: () => Promise<void>;
}

export async function checkWorkspace(options: WorkspaceCheckOptions): Promise<WorkspaceCheckResult> {
  const { folders, settingsOf, progress, isCancelled, idle, log } = options;
  const chosen: string[] = [];
  let leftOut = 0;
  progress.begin('Checking the workspace', 0, undefined, true);
  for (const folder of folders) {
    const { maxFiles } = (await settingsOf(URI.file(folder).toString())).workspace;
    await idle();
    if (isCancelled() || maxFiles === 0) continue;
    const found = findFiles([folder], { cwd: folder, noIgnore: false });
    for (const { path, message } of found.problems) log(`${path}: ${message}`);
    const room = Math.max(0, maxFiles - chosen.length);
    chosen.push(...found.files.slice(0, room).map(({ absolute }) => absolute));
    leftOut += Math.max(0, found.files.length - room);
  }
  let files = 0;
  let findings = 0;
  for (const path of chosen) {
    // Whatever somebody waits for at the keyboard comes first.
    await idle();
    if (isCancelled()) break;
    progress.report(Math.floor((100 * files) / chosen.length), `${files} of ${chosen.length} files`);
    findings += await checkFile(path, options);
    files++;
  }
  progress.done();
  const cancelled = isCancelled();
  if (leftOut > 0) log(`${leftOut} files of the workspace were not checked: kernelRust.workspace.maxFiles allows no more`);
  return { files, findings, leftOut, isCancelled: cancelled };
}

/** Checks a file as it is on disk and publishes what is found. Gives the number of findings. */
export async function checkFile(
  path: string,
  options: Pick<WorkspaceCheckOptions, 'checker' | 'diagnosticsOf' | 'settingsOf' | 'isOpen' | 'publish' | 'log'>,
): Promise<number> {
  const { checker, diagnosticsOf, settingsOf, isOpen, publish, log } = options;
  const uri = URI.file(path).toString();
  const settings = await settingsOf(uri);
  if (isOpen(uri)) return 0;
  const text = readText(path, log);
  if (text === undefined) return 0;
  const document = TextDocument.create(uri, 'rust', 0, text);
  const checked = checker.check(document, settings);
  checker.forget(uri);
  publish({ uri, diagnostics: diagnosticsOf(document, checked) });
  return checked.findings.length;
}

function readText(path: string, log: (message: string) => void): string | undefined {
  try {
    const decoded = decode(readRegularFile(path, { limit: limits.source }));
    if ('text' in decoded) return decoded.text;
    log(`${path}: not checked: ${decoded.problem}`);
  } catch (error) {
    log(`${path}: not checked: ${reasonOf(error)}`);
  }
  return undefined;
}

/** Either of two ways in which somebody may call it off. */
export function eitherCancelled(...tokens: readonly (CancellationToken | undefined)[]): () => boolean {
  return () => tokens.some((token) => token?.isCancellationRequested === true);
}
