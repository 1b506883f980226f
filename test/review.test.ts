// The review of the first fwctl abstraction for Rust: the tool must say what its reviewers said, and what they could have said.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Finding } from '../server/src/rule';
import { startParser } from '../server/src/syntax/parser';
import type { SourceFile } from '../server/src/syntax/source-file';
import { check } from './check';
import { keepsPromises } from './kept-promises';
import { explains as says, readReviewed, readRows, reviewedPath as path, skip, type Row } from './review-rows';

/** The remarks that rules on abstractions make, with what packs know of fwctl. */
const abstractions = [
  ...['S2', 'S17', 'S18', 'S20', 'S21', 'S22', 'S24', 'S25', 'S26', 'S27', 'S28', 'S30', 'S32'],
  ...['D4', 'D21', 'D22', 'D26', 'D28'],
];

/** The remarks that general rules can make, without packs, a kernel tree or the patch. */
const general = ['S1', 'S6', 'S37', 'D1', 'D2', 'D3', 'D9', 'D11', 'D14', 'D16', 'D19'];

describe('the review of the fwctl abstraction', { skip }, () => {
  let file: SourceFile;
  let findings: readonly Finding[];
  let rows: Row[];

  before(async () => {
    await startParser();
    rows = readRows();
    ({ file, findings } = check(readReviewed(), { path }));
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

  it('offers fixes that keep their promises', () => {
    keepsPromises(readReviewed(), { path });
  });

  const explains = (row: Row, finding: Finding): boolean => says(row, { file, finding });
});
