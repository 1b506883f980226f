// Entry of the language server: over standard input and output, or over what the extension that forked it says.

import { createConnection, StreamMessageWriter, type Connection, type Message } from 'vscode-languageserver/node';

import { protocolStreams } from '../host/print';
import { MessageGate } from './message-gate';
import { startServer } from './server';
import { StreamReader } from './stream-reader';

/** `--node-ipc`, `--socket` and `--pipe` are read from the arguments; `--stdio` is what happens anyway. */
const transports = /^--(?:node-ipc|socket|pipe)\b/;

const gate = new MessageGate();
startServer(connect(), gate);

function connect(): Connection {
  const options = { messageStrategy: gate };
  if (process.argv.some((argument) => transports.test(argument))) {
    // The extension that is gone needs no server.
    process.on('disconnect', () => process.exit(0));
    return createConnection(options);
  }
  const [input, output] = protocolStreams();
  for (const event of ['end', 'close']) input.on(event, () => process.exit(gate.state === 'ended' ? 0 : 1));
  const writer = new StreamMessageWriter(output);
  const reader = new StreamReader(input, ({ message, code }) => {
    // Whoever sent it cannot be told by an id, which nobody could read.
    const answer = { jsonrpc: '2.0', id: null, error: { code, message } };
    void writer.write(answer as Message).catch(() => undefined);
  });
  return createConnection(reader, writer, options);
}
