import type { Client, Dispatcher } from 'undici';
import * as z from 'zod';
import type { Request } from './load-job.ts';

/** A connection to a contender that is ready for calls. */
export interface OpenConnection {
  /** Makes one call, and gives what was wrong with its answer. */
  call(): Promise<string | null>;
  close(): Promise<void>;
}

/** Opens a session on it, where there is to be one. */
export async function openConnection(client: Client, request: Request): Promise<OpenConnection> {
  const path = new URL(request.url).pathname;
  const headers = { ...request.headers };
  if (request.open) {
    const { session } = await post(client, path, request.open.headers, request.open.body);
    if (session === undefined) throw new Error(`${request.url} opens no session`);
    headers['mcp-session-id'] = session;
    await post(client, path, headers, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
  }
  const { body, expect, listed } = request;
  const close = async () => {
    if (request.open) await client.request({ method: 'DELETE', path, headers }).then((answer) => answer.body.dump());
  };
  if (listed !== undefined) return { call: () => list(client, path, headers, body, listed), close };
  const call = async () => {
    const answer = await post(client, path, headers, body);
    return answer.status === 200 && answer.body.includes(expect) ? null : wordsOf(answer);
  };
  return { call, close };
}

interface Answer {
  status: number;
  session: string | undefined;
  body: Buffer;
}

const Page = z.object({
  result: z.object({ tools: z.array(z.unknown()), nextCursor: z.string().optional() }),
});

async function list(
  client: Client,
  path: string,
  headers: Record<string, string>,
  body: string,
  expected: number,
): Promise<string | null> {
  let count = 0;
  let asked = body;
  for (;;) {
    const answer = await post(client, path, headers, asked);
    const { data } = Page.safeParse(JSON.parse(answer.body.toString()));
    if (!data) return wordsOf(answer);
    count += data.result.tools.length;
    const { nextCursor } = data.result;
    if (nextCursor === undefined) return count === expected ? null : `${count} tools instead of ${expected}`;
    asked = body.replace('"params":{', `"params":{"cursor":${JSON.stringify(nextCursor)},`);
  }
}

function post(client: Client, path: string, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answer: Answer = { status: 0, session: undefined, body: Buffer.alloc(0) };
    const chunks: Buffer[] = [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        const id = headers['mcp-session-id'];
        answer.status = status;
        answer.session = typeof id === 'string' ? id : undefined;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        answer.body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
        resolve(answer);
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    };
    client.dispatch({ method: 'POST', path, headers, body }, handler);
  });
}

function wordsOf({ status, body }: Answer): string {
  return `${status} ${body.toString('utf8', 0, 300)}`;
}
