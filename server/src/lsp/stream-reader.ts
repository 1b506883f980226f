// Reads the protocol's messages from a stream and finds its way back after a header or a body that is none.

import type { Readable } from 'node:stream';
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
} from 'vscode-languageserver/node';

/** What a client sent that is no message, and the code that the protocol has for it. */
export interface BadInput {
  readonly message: string;
  readonly code: number;
}

/** Bytes; nobody has a message that long, so a number above it is a mistake and not worth waiting for. */
const maxLength = 256 * 1024 * 1024;

const maxHeader = 4096;

const parseError = -32_700;
const invalidRequest = -32_600;

/** A header as it can stand nowhere inside a message: JSON has no bare line ends in its strings. */
const header = /Content-Length: *\d+\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n/i;

const name = /Content-Length:/i;

/**
 * What is no header is passed over up to the next one. A body whose length is wrong is given up as soon as a header stands in it.
 * Whatever was passed over is given to `onBadInput`, once for each time that the way was lost.
 */
export class StreamReader extends AbstractMessageReader implements MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** The length of the body that is being read; undefined between messages. */
  private length: number | undefined;
  private isLost = false;
  private callback: DataCallback = () => undefined;

  constructor(
    private readonly stream: Readable,
    private readonly onBadInput: (input: BadInput) => void,
  ) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    const onData = (chunk: Buffer): void => {
      this.take(chunk);
    };
    this.stream.on('data', onData);
    this.stream.on('error', (error) => {
      this.fireError(error);
    });
    this.stream.on('close', () => {
      this.fireClose();
    });
    return { dispose: () => this.stream.off('data', onData) };
  }

  private take(chunk: Buffer): void {
    const isStrayHeader = this.length !== undefined && this.size + chunk.length < this.length && this.endsInHeader(chunk);
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (isStrayHeader) this.giveUpBody();
    while (this.length === undefined ? this.readHeader() : this.readBody());
  }

  /** Whether a header stands in the new part of a body that is not complete, as it does when the length of the body is too large. */
  private endsInHeader(chunk: Buffer): boolean {
    const last = this.chunks.at(-1);
    const before = last?.subarray(Math.max(0, last.length - 128)).toString('latin1') ?? '';
    return header.test(before + chunk.toString('latin1'));
  }

  private giveUpBody(): void {
    const rest = this.all();
    const at = header.exec(rest.toString('latin1'))?.index ?? 0;
    this.length = undefined;
    this.keep(rest.subarray(at));
    this.bad({ message: 'the body of a message is shorter than its Content-Length', code: parseError });
  }

  /** Whether there is more to read. */
  private readHeader(): boolean {
    if (this.size === 0) return false;
    const all = this.all();
    const start = all.subarray(0, maxHeader).toString('latin1');
    const end = start.indexOf('\r\n\r\n');
    if (end < 0 && start.length < maxHeader) return false;
    const fields = end < 0 ? '' : start.slice(0, end);
    const length = lengthIn(fields);
    if (length === undefined) return this.passOver(start, end);
    this.isLost = false;
    this.length = length;
    this.keep(all.subarray(end + 4));
    return true;
  }

  /** Goes on at the next name of the header's field, which may stand right behind what is wrong. */
  private passOver(start: string, end: number): boolean {
    const wrong = start.slice(0, end < 0 ? maxHeader : end);
    if (!this.isLost) this.bad({ message: `no header of a message: ${JSON.stringify(wrong.slice(0, 80))}`, code: parseError });
    this.isLost = true;
    // A header that begins with the name was understood as far as it can be.
    const next = name.exec(start.slice(1));
    const all = this.all();
    const skipped = next === null ? (end < 0 ? start.length - 'Content-Length:'.length : end + 4) : next.index + 1;
    this.keep(all.subarray(skipped));
    return true;
  }

  private readBody(): boolean {
    const { length } = this;
    if (length === undefined || this.size < length) return false;
    const all = this.all();
    const body = all.subarray(0, length);
    this.length = undefined;
    const message = parsed(body);
    if (message === undefined) {
      // The length may be wrong; then the next header stands in what was taken for the body.
      const at = header.exec(body.toString('latin1'))?.index;
      this.keep(all.subarray(at ?? length));
      this.bad({ message: 'the body of a message is not JSON', code: parseError });
      return true;
    }
    this.keep(all.subarray(length));
    if (isMessage(message.value)) this.give(message.value);
    else
      this.bad({ message: 'the body of a message is neither a request nor a notification nor a response', code: invalidRequest });
    return true;
  }

  private give(message: Message): void {
    try {
      this.callback(message);
    } catch (error) {
      this.bad({ message: String(error), code: invalidRequest });
    }
  }

  private bad(input: BadInput): void {
    this.onBadInput(input);
  }

  private all(): Buffer {
    const [only] = this.chunks;
    if (only !== undefined && this.chunks.length === 1) return only;
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }

  private keep(rest: Buffer): void {
    this.chunks = rest.length === 0 ? [] : [rest];
    this.size = rest.length;
  }
}

function lengthIn(fields: string): number | undefined {
  const lines = fields.split('\r\n');
  if (!lines.every((line) => /^[\w-]+:/.test(line))) return undefined;
  const value = lines.map((line) => /^Content-Length: *(\d+) *$/i.exec(line)?.[1]).find((found) => found !== undefined);
  const length = value === undefined ? undefined : Number(value);
  return length === undefined || length > maxLength ? undefined : length;
}

function parsed(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}

/** A request has a number or a string as its id, a response may have none. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { id, method } = value as { id?: unknown; method?: unknown };
  if (typeof method === 'string') return id === undefined || typeof id === 'number' || typeof id === 'string';
  return method === undefined && ('result' in value || 'error' in value);
}
