// Entry of the command line: hands the process to the commands and their exit code back.

import { runCommandLine } from './command-line';
import { processTerminal } from './terminal';

// The exit code is set, not forced: what was written to a slow pipe still has to leave.
void runCommandLine(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
