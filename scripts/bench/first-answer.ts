import { request as send } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Request } from './load-job.ts';

const BETWEEN_MS = 2;
const LIMIT_MS = 20_000;

/** Asks until the expected answer comes, and gives the moment when it did, as `performance.now` says it. Throws when it never does. */
export async function firstAnswer(request: Request): Promise<number> {
  const deadline = performance.now() + LIMIT_MS;
  let last = '';
  while (performance.now() < deadline) {
    last = await ask(request).catch((error: unknown) => String(error));
    if (last.includes(request.expect)) return performance.now();
    await delay(BETWEEN_MS);
  }
  throw new Error(`${request.url} does not answer as expected: ${last.slice(0, 300)}`);
}

function ask({ url, headers, body }: Request): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve(text)).once('error', reject);
    });
    outgoing.once('error', reject).end(body);
  });
}
