import { randomUUID } from 'node:crypto';
import { type Dispatcher, Pool } from 'undici';
import * as z from 'zod';
import { type Outcome, type Said, saidByProblem, saidByResult } from './outcome.ts';
import type { ToolName } from './tools.ts';

/** A call to make: the tool works for so long, and the caller waits for so long. */
export interface Asked {
  tool: ToolName;
  workMs?: number;
  timeoutMs?: number;
}

/** One client of one service. */
export interface Caller {
  call(asked: Asked): Promise<Outcome>;
}

/** Who has waited for so long says that the call hangs. */
const PATIENCE_MS = 30_000;
/** So many may wait for an answer at once. */
const CONNECTIONS = 1024;
const LEGACY = '2025-11-25';
const JSON_TYPE = { 'content-type': 'application/json' };
const ACCEPT = { ...JSON_TYPE, accept: 'application/json, text/event-stream' };
/** The key by which the proxy of `proxy-process.ts` is told how long a call may take. */
const TIMEOUT_KEY = 'com.example.registry/timeoutMs';

const INITIALIZE = {
  ...{ jsonrpc: '2.0', id: 0, method: 'initialize' },
  params: { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
};
const Message = z.object({ result: z.unknown().optional(), error: z.object({ data: z.unknown() }).optional() });

/** A session of a 2025 client, opened once: all calls are made in it, whatever happens behind the proxy. */
export interface Session extends Caller, AsyncDisposable {
  id: string;
  request(method: string, params: object): Promise<unknown>;
}

/** Opens a session at a path of the proxy. Throws when it is given none. */
export async function openSession(origin: string, path: string): Promise<Session> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const opened = await post(pool, path, ACCEPT, INITIALIZE);
  const { session: id } = opened;
  if (id === null) throw new Error(`${path} opens no session: ${opened.status} ${opened.text}`);
  const headers = { ...ACCEPT, 'mcp-protocol-version': LEGACY, 'mcp-session-id': id };
  await post(pool, path, headers, { jsonrpc: '2.0', method: 'notifications/initialized' });
  let count = 0;
  const request = async (method: string, params: object) => {
    count += 1;
    return post(pool, path, headers, { jsonrpc: '2.0', id: count, method, params });
  };
  return {
    id,
    request: async (method, params) => messageOf((await request(method, params)).text),
    call: ({ tool, workMs = 0, timeoutMs }) =>
      timed(tool, async (call) => {
        const meta = timeoutMs === undefined ? {} : { _meta: { [TIMEOUT_KEY]: timeoutMs } };
        const answer = await request('tools/call', { name: tool, arguments: { call, ms: workMs }, ...meta });
        const { result, error } = Message.safeParse(messageOf(answer.text)).data ?? {};
        const said = result === undefined ? saidByProblem(error?.data ?? answer.text) : saidByResult(result, call);
        return { ...said, session: answer.session };
      }),
    [Symbol.asyncDispose]: async () => {
      // It may well be that nobody is there any more.
      const ending = pool.request({ method: 'DELETE', path, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
      await ending.then(({ body }) => body.dump()).catch(() => {});
      await pool.destroy();
    },
  };
}

/** Calls over REST: no session keeps them at an instance, so that each is routed by itself. */
export function restCaller(origin: string, service: string): Caller & AsyncDisposable {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  return {
    call: ({ tool, workMs = 0, timeoutMs }) =>
      timed(tool, async (call) => {
        const body = { tool, args: { call, ms: workMs }, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
        const { text, status } = await post(pool, `/api/services/${service}/call`, JSON_TYPE, body);
        const answer: unknown = JSON.parse(text);
        return { ...(status === 200 ? saidByResult(answer, call) : saidByProblem(answer)), session: null };
      }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

async function timed(
  tool: ToolName,
  act: (call: string) => Promise<Said & Pick<Outcome, 'session'>>,
): Promise<Outcome> {
  const call = randomUUID();
  const begunAt = performance.now();
  const said = await act(call).catch((error: unknown) => ({ ...saidByProblem(String(error)), session: null }));
  return { call, tool, begunAt, endedAt: performance.now(), ...said };
}

async function post(pool: Dispatcher, path: string, headers: Record<string, string>, body: object) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body), signal });
  const { 'mcp-session-id': session } = answer.headers;
  return {
    ...{ status: answer.statusCode, text: await answer.body.text() },
    session: typeof session === 'string' ? session : null,
  };
}

/** The message that an answer holds: as it is, or as the last event of a stream. */
function messageOf(text: string): unknown {
  const last = text.split('\n').findLast((line) => line.startsWith('data:'));
  try {
    return JSON.parse(last?.slice('data:'.length) ?? text);
  } catch {
    return text;
  }
}
