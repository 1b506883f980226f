// Runs the command line inside the test's own process, in a folder made for it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

import { runCommandLine } from '../../server/src/cli/command-line';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface InvokeOptions {
  readonly cwd: string;
  readonly stdin?: string | Buffer;
  readonly env?: Record<string, string>;
  readonly isTerminal?: boolean;
}

export async function invoke(args: readonly string[], options: InvokeOptions): Promise<Outcome> {
  const { cwd, stdin = '', env = {}, isTerminal = false } = options;
  let out = '';
  let err = '';
  const code = await runCommandLine(args, {
    cwd,
    env,
    stdoutIsTerminal: isTerminal,
    stderrIsTerminal: isTerminal,
    columns: 80,
    writeOut: (text) => {
      out += text;
    },
    writeErr: (text) => {
      err += text;
    },
    readStdin: () => Promise.resolve(Buffer.from(stdin)),
  });
  return { code, out, err };
}

/** A folder with these files, which goes when the tests have ended. */
export function folder(files: Record<string, string | Buffer>): string {
  const root = mkdtempSync(join(tmpdir(), 'kernel-rust-cli-'));
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** One finding each, of the rules in `chosen`. The information and the hint have safe fixes, the error a suggestion. */
export const code = {
  clean: 'fn f() {}\n',
  error: '#[pin_data]\nstruct Lamp {\n    on: bool,\n}\n\nimpl Drop for Lamp {\n    fn drop(&mut self) {}\n}\n',
  warning: 'fn f(width: u32) -> usize {\n    width as _\n}\n',
  information: 'fn f() {\n    pr_info!("on");\n}\n',
  hint: 'fn f(p: *mut u32) {\n    // SAFETY: `p` is valid.\n    unsafe { *p = 1; }\n}\n',
} as const;

export const fixed = {
  information: 'fn f() {\n    pr_info!("on\\n");\n}\n',
  hint: 'fn f(p: *mut u32) {\n    // SAFETY: `p` is valid.\n    unsafe { *p = 1 };\n}\n',
} as const;

/** Keeps these tests apart from what other rules say. */
export const chosen = ['--select', 'drop-on-pin-data,as-underscore,print-without-newline,unsafe-semicolon-inside'] as const;
