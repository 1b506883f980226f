// The review of the first fwctl abstraction for Rust: the tool must say what its reviewers said, and what they could have said.
//
// The patch and the list of remarks stand beside the checkout when there is one; they are not part of the repository.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import type { Finding } from '../server/src/rule';
import { startParser } from '../server/src/syntax/parser';
import type { SourceFile } from '../server/src/syntax/source-file';
import { check, readText } from './check';

const folder = join(__dirname, '../../shared/seed');
const path = 'rust/kernel/fwctl.rs';

interface Row {
  readonly id: string;
  readonly lines?: readonly (readonly [number, number])[];
  readonly rules: readonly string[];
}

/** The remarks that rules on abstractions make, with what packs know of fwctl. */
const abstractions = [
  ...['S2', 'S17', 'S18', 'S20', 'S21', 'S22', 'S24', 'S25', 'S26', 'S27', 'S28', 'S30', 'S32'],
  ...['D4', 'D21', 'D22', 'D26', 'D28'],
];

/** The remarks that general rules can make, without packs, a kernel tree or the patch. */
const general = ['S1', 'S6', 'S37', 'D1', 'D2', 'D3', 'D9', 'D11', 'D14', 'D16', 'D19'];

const skip = existsSync(join(folder, 'review.json')) ? false : 'SKIPPED: the patch and its review are not beside this checkout';

describe('the review of the fwctl abstraction', { skip }, () => {
  let file: SourceFile;
  let findings: readonly Finding[];
  let rows: Row[];

  before(async () => {
    await startParser();
    const review = JSON.parse(readText(join(folder, 'review.json'))) as Record<'reviewed' | 'unsaid' | 'accepted', Row[]>;
    rows = [...review.reviewed, ...review.unsaid, ...review.accepted];
    ({ file, findings } = check(readText(join(folder, path)), { path }));
  });

  for (const id of [...general, ...abstractions]) {
    it(`says ${id}`, () => {
      const row = rows.find((other) => other.id === id);
      assert.ok(row !== undefined);
      assert.ok(
        findings.some((finding) => explains(row, finding)),
        row.rules.join(' or '),
      );
    });
  }

  it('says nothing else', () => {
    const known = new Set(rows.flatMap((row) => row.rules));
    const extra = findings.filter((finding) => !rows.some((row) => explains(row, finding)) && !known.has(finding.rule));
    assert.deepEqual(
      extra.map((finding) => `${file.line(finding.start) + 1} ${finding.rule}: ${finding.message}`),
      [],
    );
  });

  const explains = (row: Row, finding: Finding): boolean => {
    const line = file.line(finding.start) + 1;
    return row.rules.includes(finding.rule) && (row.lines ?? []).some(([from, to]) => line >= from && line <= to);
  };
});
