// Lets through the messages that the server can take at this point of its life, and refuses the others as the protocol wants it.

import {
  ErrorCodes,
  ResponseError,
  type Connection,
  type Message,
  type MessageStrategy,
  type RequestMessage,
} from 'vscode-languageserver/node';

import { wrongParams } from './message-shapes';
import { Traffic } from './traffic';

/** What is asked instead of what was refused: its answer is the refusal, and carries the id of the request. */
const refused = 'kernelRust/refused';

export class MessageGate implements MessageStrategy {
  readonly traffic = new Traffic();
  /** `ended` after `shutdown`. */
  state: 'new' | 'initialized' | 'ended' = 'new';
  private warn: (message: string) => void = () => undefined;

  /** `warn` takes what is wrong with notifications, which have no answer. */
  attach(connection: Connection, warn: (message: string) => void): void {
    this.warn = warn;
    connection.onRequest(refused, ({ code, message }: { code: number; message: string }) => {
      throw new ResponseError(code, message);
    });
  }

  handleMessage(message: Message, next: Next): ReturnType<Next> {
    this.traffic.passed();
    if (!isCall(message)) return next(message);
    const problem = this.problemOf(message);
    if (problem === undefined) {
      // From here on nothing else is taken, even while this one is being answered.
      if (message.method === 'shutdown') this.state = 'ended';
      return next(message);
    }
    if ('id' in message) return next({ jsonrpc: '2.0', id: message.id, method: refused, params: problem } as RequestMessage);
    this.warn(`${message.method} was passed over: ${problem.message}`);
  }

  private problemOf({ method, params }: Call): { code: number; message: string } | undefined {
    if (method === 'exit') return undefined;
    if (this.state === 'ended') return { code: ErrorCodes.InvalidRequest, message: 'the server has been shut down' };
    if (this.state === 'new' && method !== 'initialize')
      return { code: ErrorCodes.ServerNotInitialized, message: 'the server has not been initialized' };
    if (this.state === 'initialized' && method === 'initialize')
      return { code: ErrorCodes.InvalidRequest, message: 'the server has been initialized' };
    const wrong = wrongParams(method, params);
    return wrong === undefined ? undefined : { code: ErrorCodes.InvalidParams, message: wrong };
  }
}

type Next = Parameters<MessageStrategy['handleMessage']>[1];

interface Call extends Message {
  readonly method: string;
  readonly params?: unknown;
  readonly id?: number | string;
}

const isCall = (message: Message): message is Call => typeof (message as { method?: unknown }).method === 'string';
