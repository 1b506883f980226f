// Entry of the language server: over standard input and output, or over what the extension that forked it says.

import { createConnection, type Connection } from 'vscode-languageserver/node';

import { protocolStreams } from '../host/print';
import { startServer } from './server';

/** `--node-ipc`, `--socket` and `--pipe` are read from the arguments; `--stdio` is what happens anyway. */
const transports = /^--(?:node-ipc|socket|pipe)\b/;

startServer(connect());

function connect(): Connection {
  if (process.argv.some((argument) => transports.test(argument))) {
    // The extension that is gone needs no server.
    process.on('disconnect', () => process.exit(0));
    return createConnection();
  }
  return createConnection(...protocolStreams());
}
