// The process as the commands see it, so that tests can run them without one.

import { standardOutput, type StandardOutput } from '../host/print';
import { readStandardInput } from '../host/read-file';

export interface Terminal extends StandardOutput {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readStdin: () => Promise<Buffer>;
}

export const processTerminal = (): Terminal => ({
  ...standardOutput(),
  cwd: process.cwd(),
  env: process.env,
  readStdin: readStandardInput,
});
