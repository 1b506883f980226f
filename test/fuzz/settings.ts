// What must hold for anything that is taken for a configuration or a baseline: problems with a place, levels all the same, and no throw.

import fc from 'fast-check';

import { parseBaseline, splitByBaseline, updateBaseline } from '../../server/src/analysis/baseline';
import { describeProblem, levels, levelsIn, parseConfig } from '../../server/src/analysis/config';
import { ruleInfos } from '../../server/src/analysis/rule-infos';
import type { Sample } from './corpus';
import { brokenLines } from './lines';
import type { Problem, Target } from './target';

const configs = [
  '',
  'preview = true\n\n[rules]\nas-underscore = "off"\n"*" = "hint"\n\n[check]\npaths = ["drivers"]\n\n[[paths]]\nmatch = ["rust/**", "!rust/kernel"]\nrules = { missing-safety-comment = "error" }\n',
  '[[paths]]\nmatch = "drivers/*.rs"\n[paths.rules]\nunwrap-in-kernel = "warning"\n',
  'rules.as-underscore = "off"\nrules.as-pointer-cast = "on"\n',
];

const configLines = [
  '[rules]',
  '[[paths]]',
  '[paths]',
  '[check]',
  'match = ["["]',
  'match = ["{a,b}/**", "\\\\", "@(x|y", "[!a-]"]',
  'match = []',
  'match = 1',
  'rules = 1',
  'preview = "yes"',
  '"__proto__" = "off"',
  '__proto__.polluted = "off"',
  'constructor = "off"',
  'hasOwnProperty = "off"',
  'a.b.c = { d = [1, { e = 2 }] }',
  'x = 1979-05-27T07:32:00Z',
  'x = nan',
  'x = """',
  "y = '''\n\\",
  'as-underscore = "of"',
  '# comment',
  '\0',
  '\ud800',
  'é = 1',
  '=',
  '[',
  ']]',
  '\\u0000',
];

const baselines = [
  '{"version": 1, "files": {}}',
  '{\n  "version": 1,\n  "files": {\n    "a.rs": {\n      "as-underscore": 2,\n      "missing-safety-comment": 1\n    },\n    "b/c.rs": {\n      "as-underscore": 1\n    }\n  }\n}\n',
];

const baselineLines = [
  '"__proto__": {"as-underscore": 1},',
  '"constructor": 1,',
  '"a.rs": null,',
  '"a\\nb": {"c\\nd": 1.5},',
  '"version": 2,',
  '"files": [],',
  '-1',
  '1e400',
  '1.5',
  '"\\ud800": {}',
  '{',
  '}',
  ',',
  '[[',
  '\ufeff',
  '\0',
];

const placed =
  (path: string) =>
  (text: string): Sample => ({ path, text });

function configProblems({ text }: Sample): Promise<Problem[]> {
  const found: Problem[] = [];
  const { config, problems } = parseConfig(text, { file: '.kernel-rust.toml' });
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const problem of problems) {
    const { line, column, message } = problem;
    if (message.trim() === '') found.push({ kind: 'a problem without words', detail: describeProblem(problem) });
    if (line < 1 || line > lines.length || column < 1 || column > (lines[line - 1]?.length ?? 0) + 2)
      found.push({ kind: 'a problem out of the file', detail: describeProblem(problem) });
    if (/\n/.test(describeProblem(problem)))
      found.push({ kind: 'a problem over several lines', detail: describeProblem(problem) });
  }
  for (const path of ['', 'rust/kernel/lib.rs', 'drivers/[x]/a b.rs', '../x.rs', '.hidden/ü.rs']) {
    const levelOf = levelsIn(config, path);
    for (const { rule } of ruleInfos)
      if (!levels.includes(levelOf(rule))) found.push({ kind: 'a level that is none', detail: `${rule.id}: ${levelOf(rule)}` });
  }
  if ('polluted' in {}) found.push({ kind: 'reaches into all objects', detail: '' });
  return Promise.resolve(found);
}

function baselineProblems({ text }: Sample): Promise<Problem[]> {
  const found: Problem[] = [];
  const result = parseBaseline(text, { file: 'baseline.json' });
  if ('problem' in result) {
    if (result.problem.includes('\n')) found.push({ kind: 'a problem over several lines', detail: result.problem });
    return Promise.resolve(found);
  }
  const { baseline } = result;
  const findings = ['as-underscore', 'as-underscore', 'constructor'].map((rule) => ({ rule }));
  for (const path of ['a.rs', 'b/c.rs', '__proto__', 'constructor']) {
    const allowed = Object.hasOwn(baseline.files, path) ? baseline.files[path] : undefined;
    const { findings: fresh, known } = splitByBaseline(findings, allowed ?? {});
    if (fresh.length + known.length !== findings.length) found.push({ kind: 'findings get lost', detail: path });
  }
  const again = updateBaseline({ findings: new Map([['a.rs', findings]]), ran: () => true, exists: () => true }, baseline);
  const reread = parseBaseline(again, { file: 'baseline.json' });
  if ('problem' in reread) found.push({ kind: 'a baseline of our own is refused', detail: `${reread.problem}\n${again}` });
  return Promise.resolve(found);
}

export const configTarget: Target = {
  name: 'config',
  inputs: () => brokenLines(fc.constantFrom(...configs), configLines).map(placed('.kernel-rust.toml')),
  problems: configProblems,
};

export const baselineTarget: Target = {
  name: 'baseline',
  inputs: () => brokenLines(fc.constantFrom(...baselines), baselineLines).map(placed('.kernel-rust-baseline.json')),
  problems: baselineProblems,
};
