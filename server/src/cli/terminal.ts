// The process as the commands see it, so that tests can run them without one.

export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** How many characters a line of standard error takes. */
  readonly columns: number;
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  readonly readStdin: () => Promise<Buffer>;
}

export function processTerminal(): Terminal {
  // A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  return {
    cwd: process.cwd(),
    env: process.env,
    stdoutIsTerminal: isTerminal(process.stdout),
    stderrIsTerminal: isTerminal(process.stderr),
    columns: isTerminal(process.stderr) ? process.stderr.columns : 80,
    writeOut: (text) => void process.stdout.write(text),
    writeErr: (text) => void process.stderr.write(text),
    async readStdin() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

/** Node's types promise a boolean, but the property is missing on pipes and files. */
function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}
