// Entry of the command line: hands the process to the commands and their exit code back.

import { runCommandLine } from './command-line';
import { printable } from '../host/print';
import { exitCodes } from './exit-codes';
import { processTerminal } from './terminal';

const terminal = processTerminal();

// The exit code is set, not forced: what was written to a slow pipe still has to leave.
void runCommandLine(process.argv.slice(2), terminal)
  .catch((error: unknown) => {
    terminal.writeErr(printable(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
    return exitCodes.trouble;
  })
  .then((code) => {
    process.exitCode = code;
  });
