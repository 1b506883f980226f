// A command line that kills itself before its nth changing call to the system: FOLDER N ARGUMENTS….

import { system } from '../../server/src/host/system';
import { runCommandLine } from '../../server/src/cli/command-line';

type Call = (...args: unknown[]) => unknown;

const calls = system as unknown as Record<string, Call>;
const changing = ['openSync', 'writeSync', 'fsyncSync', 'fchmodSync', 'ftruncateSync', 'linkSync', 'renameSync', 'unlinkSync'];
const [cwd = '', step = '', ...args] = process.argv.slice(2);
let left = Number(step);

for (const name of changing) {
  const original = calls[name];
  if (original === undefined) throw new Error(`no call ${name}`);
  calls[name] = (...given) => {
    // Reading changes nothing.
    if (name === 'openSync' && given[1] !== 'wx' && given[1] !== 1) return original(...given);
    if (left-- === 0) {
      // Half of the text is on disk.
      if (name === 'writeSync') original(given[0], given[1], given[2], Math.floor(Number(given[3]) / 2), null);
      process.kill(process.pid, 'SIGKILL');
    }
    return original(...given);
  };
}

void runCommandLine(args, {
  cwd,
  env: {},
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  columns: 80,
  writeOut: () => undefined,
  writeErr: (text) => void process.stderr.write(text),
  readStdin: () => Promise.resolve(Buffer.alloc(0)),
}).then((code) => {
  process.exitCode = code;
});
