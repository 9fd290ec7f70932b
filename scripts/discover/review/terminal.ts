import { createInterface } from 'node:readline';

/** Where a person is asked. */
export interface Terminal extends Disposable {
  say(text: string): void;
  /** What was typed in answer; null where nobody answers any more. */
  ask(question: string): Promise<string | null>;
}

/** A terminal of two streams. It reads line by line, so that a file may answer as well as a person. */
export function terminalOf(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Terminal {
  const reader = createInterface({ input, terminal: false });
  const lines = reader[Symbol.asyncIterator]();
  // Between two questions what is typed is an editor's.
  reader.pause();
  return {
    say: (text) => void output.write(`${text}\n`),
    async ask(question) {
      output.write(question);
      reader.resume();
      const { value, done } = await lines.next();
      reader.pause();
      return done === true ? null : value.trim();
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
