// SARIF 2.1.0, for code scanning and other viewers.

import { createHash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Sarif from 'sarif';

import { printableJson } from '../../host/print';
import { homepage, product, ruleUrl } from '../../product';
import { ruleInfos, type RuleInfoEntry } from '../../analysis/rule-infos';
import type { Severity } from '../../rule';
import { findKernelTree, findUpwards } from '../../tree/disk-tree';
import { isBelow, slashes } from '../../workspace/paths';
import { lineAround, type CheckedFile, type Place, type PlacedFinding, type RunResult } from '../results';
import type { Reporter, ReporterOptions } from './reporter';

export const sarif: Reporter = (result, options) => {
  const log: Sarif.Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: product.name,
            version: product.version,
            semanticVersion: product.version,
            ...(homepage === undefined ? {} : { informationUri: homepage }),
            rules: ruleInfos.map(descriptor),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(result)],
        results: result.files.flatMap((file) => resultsOf(file, options)),
      },
    ],
  };
  return printableJson(log, { indent: 2 });
};

const ruleIndex = new Map(ruleInfos.map(({ rule }, index) => [rule.id, index]));

function descriptor({ rule, group }: RuleInfoEntry): Sarif.ReportingDescriptor {
  const url = ruleUrl(rule.id);
  const plain = rule.summary.replace(/`/g, '');
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain, markdown: rule.summary },
    fullDescription: { text: plain, markdown: rule.summary },
    help: { text: rule.why.trim(), markdown: `${rule.why.trim()}\n\nSources: ${rule.sources.join(', ')}` },
    ...(url === undefined ? {} : { helpUri: url }),
    defaultConfiguration: { level: levels[rule.severity], enabled: rule.preview !== true },
    properties: {
      tags: ['linux-kernel', 'rust', group],
      precision: rule.confidence === 'certain' ? 'high' : 'medium',
    },
  };
}

function invocation({ problems }: RunResult): Sarif.Invocation {
  return {
    executionSuccessful: problems.length === 0,
    toolExecutionNotifications: problems.map(({ path, message, rule }) => ({
      level: 'error',
      message: { text: `${path}: ${message}` },
      ...(rule === undefined ? {} : { associatedRule: { id: rule, index: ruleIndex.get(rule) ?? -1 } }),
    })),
  };
}

const levels: Record<Severity, Sarif.Result.level> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

interface FileContext {
  readonly file: CheckedFile;
  readonly uri: string;
  readonly fingerprints: Fingerprints;
}

function resultsOf(file: CheckedFile, options: ReporterOptions): Sarif.Result[] {
  const uri = uriOf(file, options);
  const context: FileContext = { file, uri, fingerprints: new Fingerprints(uri) };
  const rows = [
    ...file.findings.map((finding) => ({ finding, extra: options.hasBaseline ? ({ baselineState: 'new' } as const) : {} })),
    ...file.known.map((finding) => ({ finding, extra: knownExtra })),
    ...file.suppressed.map((finding) => ({
      finding,
      extra: { suppressions: [{ kind: 'inSource', justification: finding.reason }] } satisfies Partial<Sarif.Result>,
    })),
  ].sort((a, b) => a.finding.start - b.finding.start);
  return rows.map(({ finding, extra }) => ({ ...resultOf(finding, context), ...extra }));
}

const knownExtra: Partial<Sarif.Result> = {
  baselineState: 'unchanged',
  suppressions: [{ kind: 'external', justification: 'counted in the baseline' }],
};

function resultOf(finding: PlacedFinding, { file, uri, fingerprints }: FileContext): Sarif.Result {
  const { rule, severity, message, help, confidence, fix, related, place } = finding;
  const at = (region: Place): Sarif.PhysicalLocation => ({ artifactLocation: { uri }, region: regionOf(region) });
  return {
    ruleId: rule,
    ruleIndex: ruleIndex.get(rule) ?? -1,
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: at(place) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other, id) => ({
            id,
            physicalLocation: at(other.place),
            message: { text: other.message },
          })),
        }),
    ...(fix === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: fix.title },
              artifactChanges: [
                {
                  artifactLocation: { uri },
                  replacements: fix.edits.map((edit) => ({
                    deletedRegion: regionOf(edit.place),
                    insertedContent: { text: edit.text },
                  })),
                },
              ],
              properties: { kind: fix.kind },
            },
          ],
        }),
    partialFingerprints: { 'kernelRust/v1': fingerprints.of(finding, file.text) },
    properties: { severity, confidence },
  };
}

const regionOf = ({ line, column, endLine, endColumn }: Place): Sarif.Region => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn,
});

/** The same for a finding that only moved: rule, file, the line's words, and a number where these are equal. */
class Fingerprints {
  private readonly seen = new Map<string, number>();

  constructor(private readonly uri: string) {}

  of({ rule, start }: PlacedFinding, text: string): string {
    const words = lineAround(text, start).line.trim().replace(/\s+/g, ' ');
    const key = `${rule}\n${this.uri}\n${words}`;
    const count = (this.seen.get(key) ?? 0) + 1;
    this.seen.set(key, count);
    return createHash('sha256').update(`${key}\n${count}`).digest('hex').slice(0, 32);
  }
}

/** Relative to the root of the repository: what GitHub takes, whichever folder the run was started in. */
function uriOf({ absolute }: CheckedFile, { cwd }: ReporterOptions): string {
  const folder = dirname(absolute);
  const root = findUpwards('.git', folder) ?? findKernelTree(folder) ?? (isBelow(absolute, cwd) ? cwd : undefined);
  if (root === undefined) return pathToFileURL(absolute).href;
  return slashes(relative(root, absolute)).split('/').map(encodeURIComponent).join('/');
}
