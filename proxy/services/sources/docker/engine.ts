import { createInterface } from 'node:readline';
import { Client } from 'undici';

/** The engine's answer that is none: its status, and what it says. */
export class EngineRefusal extends Error {
  readonly status: number;
  constructor(status: number, words: string) {
    super(`the engine answered ${status}: ${words.slice(0, 200).trim()}`);
    this.name = 'EngineRefusal';
    this.status = status;
  }
}

/** A Docker engine at its socket: the few questions that are asked of it. Podman answers them as well. */
export class DockerEngine implements AsyncDisposable {
  readonly #client: Client;
  readonly #answerBytes: number;

  constructor(socketPath: string, { answerBytes }: { answerBytes: number }) {
    // The name is never looked up: all goes to the socket.
    this.#client = new Client('http://docker', { socketPath, bodyTimeout: 0 });
    this.#answerBytes = answerBytes;
  }

  /** Asks for something by GET. Throws `EngineRefusal`, and what the socket says when nobody is there. */
  async get(path: string, query: Record<string, unknown>, signal: AbortSignal): Promise<unknown> {
    const { statusCode, body } = await this.#client.request({ method: 'GET', path: pathOf(path, query), signal });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += chunk.length;
      if (length > this.#answerBytes) throw new Error(`the engine's answer is longer than ${this.#answerBytes} bytes`);
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    if (statusCode !== 200) throw new EngineRefusal(statusCode, text);
    return JSON.parse(text);
  }

  /** Tells when it begins to listen, and of each event then. Resolves when the engine ends it; throws when it breaks off. */
  async events(query: Record<string, unknown>, heard: () => void, signal: AbortSignal): Promise<void> {
    const { statusCode, body } = await this.#client.request({
      method: 'GET',
      path: pathOf('/events', query),
      signal,
      headersTimeout: 0,
    });
    if (statusCode !== 200) throw new EngineRefusal(statusCode, await body.text());
    heard(); // Nobody knows what happened before.
    for await (const line of createInterface({ input: body })) if (line !== '') heard();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.destroy();
  }
}

function pathOf(path: string, query: Record<string, unknown>): string {
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, JSON.stringify(value)]));
  return asked.size === 0 ? path : `${path}?${asked}`;
}
