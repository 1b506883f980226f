// Each form of the report, and that none can be led astray by what a file holds.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';

import { ruleInfos } from '../../server/src/analysis/rule-infos';
import { chosen, code, fixed, folder, invoke, type InvokeOptions } from './invoke';

const cwd = folder({
  'drivers/error.rs': code.error,
  'drivers/warning.rs': code.warning,
  'drivers/information.rs': code.information,
  'drivers/hint.rs': code.hint,
});
const everything = ['drivers', ...chosen] as const;

async function stdout(args: readonly string[], options: Partial<InvokeOptions> = {}): Promise<string> {
  return (await invoke(args, { cwd, ...options })).out;
}

/** What the reporter says about one text. */
const reported = (text: string, ...args: string[]): Promise<string> =>
  stdout(['-', '--stdin-filename', 'x.rs', ...chosen, ...args], { stdin: text });

describe('pretty', () => {
  it('looks like rustc', async () => {
    assert.equal(
      await stdout(everything),
      `error[drop-on-pin-data]: \`Lamp\` is \`#[pin_data]\`, which forbids \`Drop\`: implement \`PinnedDrop\`
 --> drivers/error.rs:6:6
  |
6 | impl Drop for Lamp {
  |      ^^^^
  = fix: Implement \`PinnedDrop\` instead (--fix --unsafe-fixes)

information[print-without-newline]: the message of \`pr_info!\` does not end in \`\\n\`, so the line stays open until something else is printed
 --> drivers/information.rs:2:14
  |
2 |     pr_info!("on");
  |              ^^^^
  = fix: End the message with \`\\n\` (--fix)

warning[as-underscore]: \`as _\` hides the type that \`width\` is cast to: name the type
 --> drivers/warning.rs:2:5
  |
2 |     width as _
  |     ^^^^^^^^^^

`,
    );
  });

  it('shows hints when asked, and says how many it does not show', async () => {
    const { out, err } = await invoke(everything, { cwd });
    assert.doesNotMatch(out, /hint/);
    assert.equal(
      err,
      'checked 4 files: 1 error, 1 warning, 1 information, 1 hint not shown (--hints); 2 fixable with --fix; 1 more with --fix --unsafe-fixes\n',
    );
    const withHints = await invoke([...everything, '--hints'], { cwd });
    assert.match(withHints.out, /^hint\[unsafe-semicolon-inside\]: .*\n --> drivers\/hint\.rs:3:5$/m);
    assert.match(withHints.err, /, 1 hint; /);
  });

  it('prints on standard error only what went wrong when it has to be quiet', async () => {
    assert.equal((await invoke([...everything, '--quiet'], { cwd })).err, '');
  });

  it('colours on a terminal, unless told otherwise', async () => {
    const isColoured = async (args: string[], options: Partial<InvokeOptions> = {}): Promise<boolean> =>
      (await stdout([...everything, ...args], options)).includes('\x1b[');
    assert.equal(await isColoured([]), false);
    assert.equal(await isColoured([], { isTerminal: true }), true);
    assert.equal(await isColoured([], { isTerminal: true, env: { NO_COLOR: '1' } }), false);
    assert.equal(await isColoured([], { isTerminal: true, env: { TERM: 'dumb' } }), false);
    assert.equal(await isColoured([], { env: { FORCE_COLOR: '1' } }), true);
    assert.equal(await isColoured(['--color', 'always'], { env: { NO_COLOR: '1' } }), true);
    assert.equal(await isColoured(['--color', 'never'], { isTerminal: true }), false);
  });

  it('puts carets below tabs, wide characters, emoji and combining marks', async () => {
    const carets = async (line: string): Promise<string[]> => {
      const lines = (await reported(`fn f() {\n${line}\n}\n`)).split('\n');
      return lines.slice(3, 5).map((each) => each.slice(4));
    };
    assert.deepEqual(await carets('\t\tg(a as _);'), ['        g(a as _);', '          ^^^^^^']);
    assert.deepEqual(await carets('g("漢字", a as _);'), ['g("漢字", a as _);', '          ^^^^^^']);
    assert.deepEqual(await carets('g("👩‍🚀🦀", a as _);'), ['g("👩‍🚀🦀", a as _);', '          ^^^^^^']);
    assert.deepEqual(await carets('g("e\u0301", a as _);'), ['g("e\u0301", a as _);', '       ^^^^^^']);
    assert.deepEqual(await carets('\tg("漢字"[0] as _)'), ['    g("漢字"[0] as _)', '      ^^^^^^^^^^^^^^']);
  });

  it('does not let a file speak to the terminal', async () => {
    const out = await reported('fn f() {\n    g("\x1b[2J\x07\u202e", a as _);\n}\n');
    assert.match(out, /^2 \| {5}g\("\\x1b\[2J\\x07\\u\{202e\}", a as _\);$/m);
    assert.doesNotMatch(out, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });

  it('cuts lines that nobody can read', async () => {
    const out = await reported(`fn f() { g("${'x'.repeat(5_000)}", a as _, "${'🦀'.repeat(5_000)}"); }\n`);
    const [, , , line = '', carets = ''] = out.split('\n');
    assert.match(line, /^1 \| …x+", a as _, "(?:🦀)+…$/);
    assert.ok(line.length < 220);
    assert.equal(line.indexOf('a as _'), carets.indexOf('^^^^^^'));
  });
});

describe('terse', () => {
  it('has the shape of checkpatch', async () => {
    const { out, err } = await invoke([...everything, '--terse', '--hints'], { cwd });
    assert.deepEqual(
      out.split('\n').map((line) => line.replace(/(?<=: [A-Z]+: ).*/, '…')),
      [
        'drivers/error.rs:6: ERROR: …',
        'drivers/hint.rs:3: CHECK: …',
        'drivers/information.rs:2: CHECK: …',
        'drivers/warning.rs:2: WARNING: …',
        '',
      ],
    );
    assert.match(err, /^total: 1 errors, 1 warnings, 2 checks, 18 lines checked$/m);
  });

  it('names rules with --show-types, hides hints without --hints', async () => {
    const out = await stdout([...everything, '--terse', '--show-types']);
    assert.match(out, /^drivers\/warning\.rs:2: WARNING:as-underscore: `as _` hides the type/m);
    assert.doesNotMatch(out, /hint\.rs/);
    assert.equal(await stdout([...everything, '--reporter', 'terse', '--show-types']), out);
  });
});

interface JsonFinding {
  readonly severity: string;
  readonly fix: { readonly kind: string; readonly edits: readonly JsonEdit[] } | null;
}

interface JsonEdit {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly newText: string;
}

/** What another program makes of the edits, which knows lines and columns only. */
function applied(text: string, finding: JsonFinding | undefined): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  return [...(finding?.fix?.edits ?? [])]
    .reverse()
    .reduce(
      (result, { line, column, endLine, endColumn, newText }) =>
        result.slice(0, offset(line, column)) + newText + result.slice(offset(endLine, endColumn)),
      text,
    );
}

describe('json', () => {
  it('keeps its contract', async () => {
    const report = JSON.parse(await stdout([...everything, '--reporter', 'json'])) as Record<string, unknown>;
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    assert.deepEqual(report, {
      version: 1,
      tool: { name: 'kernel-rust', version },
      files: 4,
      findings: [
        ...(report['findings'] as unknown[]).slice(0, 2),
        {
          rule: 'print-without-newline',
          severity: 'information',
          confidence: 'certain',
          path: 'drivers/information.rs',
          line: 2,
          column: 14,
          endLine: 2,
          endColumn: 18,
          message: 'the message of `pr_info!` does not end in `\\n`, so the line stays open until something else is printed',
          help: null,
          url: null,
          fix: {
            title: 'End the message with `\\n`',
            kind: 'safe',
            edits: [{ line: 2, column: 17, endLine: 2, endColumn: 17, newText: '\\n' }],
          },
        },
        {
          rule: 'as-underscore',
          severity: 'warning',
          confidence: 'certain',
          path: 'drivers/warning.rs',
          line: 2,
          column: 5,
          endLine: 2,
          endColumn: 15,
          message: '`as _` hides the type that `width` is cast to: name the type',
          help: null,
          url: null,
          fix: null,
        },
      ],
    });
  });

  it('carries every severity, and edits that lead to what --fix writes', async () => {
    const { findings } = JSON.parse(await stdout([...everything, '--reporter', 'json'])) as { findings: JsonFinding[] };
    assert.deepEqual(
      findings.map(({ severity, fix }) => `${severity} ${fix?.kind ?? '-'}`),
      ['error suggestion', 'hint safe', 'information safe', 'warning -'],
    );
    assert.equal(applied(code.hint, findings[1]), fixed.hint);
    assert.equal(applied(code.information, findings[2]), fixed.information);
  });

  it('is valid when there is nothing to say', async () => {
    assert.deepEqual(
      (JSON.parse(await reported(code.clean, '--reporter', 'json')) as { files: number; findings: unknown[] }).findings,
      [],
    );
  });
});

describe('sarif', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const schemaFile = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // Of the old draft it uses nothing that ajv would not know, so it need not say that it is one.
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
  delete schema['$schema'];
  delete schema['id'];
  const validate = ajv.compile(schema);

  const sarif = async (args: readonly string[], options: Partial<InvokeOptions> = {}): Promise<Log> => {
    const log: unknown = JSON.parse(await stdout([...args, '--reporter', 'sarif'], options));
    assert.ok(validate(log), JSON.stringify(validate.errors, undefined, 1));
    return log as Log;
  };

  const resultsOf = (log: Log): Result[] => log.runs[0]?.results ?? [];

  it('is valid, with every rule and every severity', async () => {
    const log = await sarif(everything);
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    const rules = run?.tool.driver.rules ?? [];
    assert.deepEqual(
      rules.map(({ id }) => id),
      ruleInfos.map(({ rule }) => rule.id),
    );
    assert.equal(run?.columnKind, 'utf16CodeUnits');
    assert.deepEqual(
      resultsOf(log).map(({ level }) => level),
      ['error', 'note', 'note', 'warning'],
    );
    for (const { ruleId, ruleIndex = -1, partialFingerprints, baselineState } of resultsOf(log)) {
      assert.equal(rules[ruleIndex]?.id, ruleId);
      assert.match(partialFingerprints?.['kernelRust/v1'] ?? '', /^[0-9a-f]{32}$/);
      assert.equal(baselineState, undefined);
    }
    const [edit] = resultsOf(log)[2]?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
    assert.deepEqual(edit, {
      deletedRegion: { startLine: 2, startColumn: 17, endLine: 2, endColumn: 17 },
      insertedContent: { text: '\\n' },
    });
  });

  it('names files from the root of the repository, with everything escaped that an address must not hold', async () => {
    const root = folder({ 'drivers/a b/ü#1.rs': code.warning });
    execFileSync('git', ['init', '-q'], { cwd: root });
    for (const path of [root, join(root, 'drivers'), join(root, 'drivers/a b')]) {
      const [result] = resultsOf(await sarif(['.', ...chosen], { cwd: path }));
      assert.equal(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, 'drivers/a%20b/%C3%BC%231.rs');
    }
  });

  it('tells equal lines apart, and knows a finding again that has moved', async () => {
    const prints = async (text: string): Promise<(string | undefined)[]> => {
      const log = await sarif(['-', '--stdin-filename', 'x.rs', ...chosen], { stdin: text });
      return resultsOf(log).map(({ partialFingerprints }) => partialFingerprints?.['kernelRust/v1']);
    };
    const before = await prints(code.warning.repeat(2));
    assert.equal(new Set(before).size, 2);
    assert.deepEqual(await prints(`\n\n${code.warning.repeat(2)}`), before);
  });

  it('says what was not checked', async () => {
    const log = await sarif(['missing.rs', ...chosen]);
    const invocations = log.runs[0]?.invocations ?? [];
    assert.equal(invocations[0]?.executionSuccessful, false);
    assert.match(JSON.stringify(invocations), /missing\.rs: no such file or folder/);
  });

  it('tells what comments silence, with their reasons', async () => {
    const text = `fn f(width: u32) -> usize {\n    // kernel-rust-ignore as-underscore: The width is that of C.\n    width as _\n}\n`;
    const log = await sarif(['-', '--stdin-filename', 'x.rs', ...chosen], { stdin: text });
    assert.deepEqual(
      resultsOf(log).map(({ ruleId, suppressions }) => ({ ruleId, suppressions })),
      [{ ruleId: 'as-underscore', suppressions: [{ kind: 'inSource', justification: 'The width is that of C.' }] }],
    );
    assert.equal(await reported(text), '');
  });

  it('marks what the baseline covers', async () => {
    const root = folder({ 'x.rs': code.warning });
    await invoke(['--update-baseline', ...chosen], { cwd: root });
    const states = async (): Promise<string[]> =>
      resultsOf(await sarif(['.', ...chosen], { cwd: root })).map(
        ({ baselineState, suppressions }) => `${baselineState ?? ''} ${suppressions?.[0]?.kind ?? ''}`,
      );
    assert.deepEqual(await states(), ['unchanged external']);
  });
});

describe('github', () => {
  it('writes workflow commands', async () => {
    const out = await stdout([...everything, '--reporter', 'github']);
    assert.deepEqual(
      out.split('\n').map((line) => line.replace(/::[^:]*$/, '::…').replace(/(?<=title=[a-z-]+::).*/, '…')),
      [
        '::error file=drivers/error.rs,line=6,endLine=6,col=6,endColumn=10,title=drop-on-pin-data::…',
        '::notice file=drivers/information.rs,line=2,endLine=2,col=14,endColumn=18,title=print-without-newline::…',
        '::warning file=drivers/warning.rs,line=2,endLine=2,col=5,endColumn=15,title=as-underscore::…',
        '',
      ],
    );
  });

  it('escapes what would end a property or a line', async () => {
    const root = folder({ 'a,b:c%.rs': 'fn f() {\n    g(a\n        % b as _);\n}\n' });
    const out = await stdout(['.', ...chosen, '--reporter', 'github'], { cwd: root });
    assert.match(out, /^::warning file=a%2Cb%3Ac%25\.rs,line=3,/);
    assert.equal(out.split('\n').length, 2);
  });
});

describe('rustc-json', () => {
  interface Span {
    readonly [field: string]: unknown;
    readonly byte_start: number;
    readonly byte_end: number;
  }
  interface Diagnostic {
    readonly level: string;
    readonly code: { readonly code: string } | null;
    readonly spans: readonly Span[];
    readonly children: readonly Diagnostic[];
    readonly rendered: string | null;
  }
  const diagnostics = (out: string): Diagnostic[] =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Diagnostic);

  it('writes a diagnostic of rustc on each line', async () => {
    const found = diagnostics(await stdout([...everything, '--reporter', 'rustc-json']));
    assert.deepEqual(
      found.map(({ level, code: rule }) => `${level} ${rule?.code ?? ''}`),
      ['error drop-on-pin-data', 'help unsafe-semicolon-inside', 'note print-without-newline', 'warning as-underscore'],
    );
    assert.match(found[3]?.rendered ?? '', /^warning\[as-underscore\]: .*\n --> drivers\/warning\.rs:2:5\n/);
    assert.deepEqual(found[2]?.children[0]?.spans[0], {
      file_name: 'drivers/information.rs',
      byte_start: 25,
      byte_end: 25,
      line_start: 2,
      line_end: 2,
      column_start: 17,
      column_end: 17,
      is_primary: true,
      text: [{ text: '    pr_info!("on");', highlight_start: 17, highlight_end: 17 }],
      label: null,
      suggested_replacement: '\\n',
      suggestion_applicability: 'MachineApplicable',
      expansion: null,
    });
  });

  it('counts bytes and characters, not UTF-16 code units', async () => {
    const text = `fn f() {\n    g("🦀ü", a as _);\n    g("ü", b as _);\n}\n`;
    const found = diagnostics(await reported(text, '--reporter', 'rustc-json')).flatMap(({ spans }) => spans);
    const bytes = Buffer.from(text);
    assert.deepEqual(
      found.map((span) => [bytes.toString('utf8', span.byte_start, span.byte_end), span['column_start'], span['column_end']]),
      [
        ['a as _', 13, 19],
        ['b as _', 12, 18],
      ],
    );
  });
});

describe('several reports at once', () => {
  it('go into the files that are named beside them, on either side', async () => {
    const root = folder({ 'x.rs': code.warning });
    const { out } = await invoke(
      [
        '--reporter',
        'json',
        '--reporter-file',
        'out/x.json',
        '--reporter-file',
        'x.sarif',
        '--reporter',
        'sarif',
        '--terse',
        ...chosen,
      ],
      { cwd: root },
    );
    assert.match(out, /^x\.rs:2: WARNING: /);
    assert.equal((JSON.parse(readFileSync(join(root, 'out/x.json'), 'utf8')) as { files: number }).files, 1);
    assert.equal((JSON.parse(readFileSync(join(root, 'x.sarif'), 'utf8')) as Log).version, '2.1.0');
  });

  it('leave standard output alone when each has a file, and never colour one', async () => {
    const root = folder({ 'x.rs': code.warning });
    const { out } = await invoke(['--reporter', 'pretty', '--reporter-file', 'x.txt', '--color', 'always', ...chosen], {
      cwd: root,
    });
    assert.equal(out, '');
    assert.match(readFileSync(join(root, 'x.txt'), 'utf8'), /^warning\[as-underscore\]: /);
  });

  it('are an error when a file cannot be written', async () => {
    const { code: exit, err } = await invoke([...everything, '--reporter', 'json', '--reporter-file', 'drivers'], { cwd });
    assert.equal(exit, 2);
    assert.match(err, /^drivers: the report could not be written: it is a folder$/m);
  });
});

describe('--statistics', () => {
  it('counts by rule, on standard error', async () => {
    const { out, err } = await invoke([...everything, '--statistics', '--quiet', '--reporter', 'json'], { cwd });
    JSON.parse(out);
    assert.match(err, /^ {6}1 {2}warning {6}as-underscore$/m);
    assert.match(err, /^ {6}1 {2}information {2}print-without-newline {2}\(1 fixable\)$/m);
    assert.equal(err.split('\n').length, 5);
  });
});
