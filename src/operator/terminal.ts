import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';

/** The terminal on which a person is asked. */
export type Terminal = {
  print(line: string): void;
  /** The answer, trimmed; of a secret nothing is shown. Throws `Gone` when the person leaves. */
  ask(prompt: string, isSecret: boolean): Promise<string>;
  close(): void;
};

/** The person pressed Ctrl+C or Ctrl+D, or closed the terminal. */
export class PersonLeft extends Error {
  override name = 'Gone';
}

/** Asks on a terminal; what is typed into a hidden answer is not echoed. */
export function openTerminal(input: Readable, output: NodeJS.WritableStream): Terminal {
  let isHidden = false;
  const echo = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: echo, terminal: true });
  const leaving = new AbortController();
  lines.on('SIGINT', () => lines.close());
  lines.on('close', () => leaving.abort());

  return {
    print: (line) => void output.write(`${line}\n`),
    async ask(prompt, isSecret) {
      output.write(prompt);
      isHidden = isSecret;
      try {
        return (await lines.question('', { signal: leaving.signal })).trim();
      } catch (cause) {
        throw new PersonLeft('the person left', { cause });
      } finally {
        if (isSecret) output.write('\n');
        isHidden = false;
      }
    },
    close: () => lines.close(),
  };
}
