// The remarks that reviewers made on the first fwctl abstraction for Rust, or could have made, and which findings say the same.
//
// The patch and the list of remarks stand beside the checkout when there is one; they are not part of the repository.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Finding } from '../server/src/rule';
import type { SourceFile } from '../server/src/syntax/source-file';
import { readText } from './check';

const folder = join(__dirname, '../../shared/seed');

export interface Row {
  readonly id: string;
  readonly lines?: readonly (readonly [number, number])[];
  readonly rules: readonly string[];
}

/** Of the file under review, in its tree. */
export const reviewedPath = 'rust/kernel/fwctl.rs';

/** Why a test cannot run; false where it can. */
export const skip = existsSync(join(folder, 'review.json'))
  ? false
  : 'SKIPPED: the patch and its review are not beside this checkout';

export const readReviewed = (): string => readText(join(folder, reviewedPath));

/** Every remark but the one that was withdrawn. */
export function readRows(): Row[] {
  const review = JSON.parse(readText(join(folder, 'review.json'))) as Record<'reviewed' | 'unsaid' | 'accepted', Row[]>;
  return [...review.reviewed, ...review.unsaid, ...review.accepted];
}

/** Whether a finding says what a row says. */
export function explains(row: Row, { file, finding }: { file: SourceFile; finding: Finding }): boolean {
  const line = file.line(finding.start) + 1;
  return row.rules.includes(finding.rule) && (row.lines ?? []).some(([from, to]) => line >= from && line <= to);
}
