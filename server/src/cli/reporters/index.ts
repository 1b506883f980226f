// The reporters by name.

import { b4 } from './b4';
import { github } from './github';
import { json } from './json';
import { mail } from './mail';
import { pretty } from './pretty';
import type { Reporter } from './reporter';
import { rustcJson } from './rustc-json';
import { sarif } from './sarif';
import { terse } from './terse';

export const reporters = {
  pretty,
  terse,
  json,
  sarif,
  github,
  'rustc-json': rustcJson,
  mail,
  b4,
} satisfies Record<string, Reporter>;

export type ReporterName = keyof typeof reporters;

export const reporterNames = Object.keys(reporters) as readonly ReporterName[];
