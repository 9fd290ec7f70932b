import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { RunningProxy } from '../server.ts';
import { legacyServer, modernServer, proxyTo, sseServer, type TestServer } from '../testing.ts';
import { call, child, META, MODERN, type RpcAnswer } from './testing.ts';

/** Each in every face: how a service is reached. */
const FACES = ['old', 'young', 'stdio', 'sse'] as const;

/** A request that nobody with good intentions makes, and how it has to end. */
interface Attack {
  what: string;
  body: unknown;
  headers?: Record<string, string>;
  /** At the service of this name, and no other. */
  at?: string;
  /** It hangs up after so many milliseconds, its body sent or not. */
  leavesMs?: number;
  /** HTTP status and JSON-RPC code; no code where the answer is a result. */
  ends: [status: number, code?: number] | 'left';
}

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
const OF_2026 = { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'do' };
const ASKABLE = { ...META, 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
const modernCall = (meta: object = META, more: object = {}) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'do', arguments: {}, _meta: meta, ...more },
});
const nest = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const foreign = { 'mcp-session-id': '00000000-0000-4000-8000-000000000000' };

const ATTACKS: Attack[] = [
  { what: 'nothing', body: '', ends: [400, -32700] },
  { what: 'truncated JSON', body: '{"jsonrpc":"2.0","id":1,', ends: [400, -32700] },
  { what: 'no JSON', body: '<xml/>', ends: [400, -32700] },
  { what: 'a form by its type', body: 'a=b', headers: { 'content-type': 'multipart/form-data' }, ends: [415, -32000] },
  { what: 'a batch', body: [PING, PING], ends: [400, -32600] },
  { what: 'an empty batch', body: [], ends: [400, -32600] },
  { what: 'too much', body: { ...PING, params: { x: 'x'.repeat(100_000) } }, ends: [413, -32603] },
  { what: 'too large a header', body: PING, headers: { 'x-large': 'x'.repeat(20_000) }, ends: [431] },
  { what: 'a nest that never ends', body: `{"params":${'['.repeat(90_000)}`, ends: [400, -32700] },
  { what: 'a deep nest', body: `{"jsonrpc":"2.0","id":1,"params":{"a":${nest(40_000)}}}`, ends: [400, -32600] },
  { what: 'less than it announced', body: '{"json', headers: { 'content-length': '500' }, leavesMs: 30, ends: 'left' },
  ...['null', '{}', '[1]', 'true', '1e999'].map((id) => ({
    what: `the id ${id}`,
    body: `{"jsonrpc":"2.0","id":${id},"method":"ping"}`,
    ends: [400, -32600] satisfies [number, number],
  })),
  { what: 'a session of nobody', body: PING, headers: foreign, ends: [404, -32001] },
  ...FACES.filter((face) => face !== 'young').flatMap((at): Attack[] => [
    {
      at,
      what: 'no such revision',
      body: { ...PING, params: { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } } },
      headers: { 'mcp-protocol-version': '2099-01-01', 'mcp-method': 'ping' },
      ends: [400, -32022],
    },
    {
      at,
      what: 'a header that disagrees',
      body: modernCall(),
      headers: { ...OF_2026, 'mcp-name': 'other' },
      ends: [400, -32020],
    },
    {
      at,
      what: 'a handle of nobody',
      body: modernCall(ASKABLE, { requestState: 'x', inputResponses: {} }),
      headers: OF_2026,
      ends: [200, -32602],
    },
  ]),
  { at: 'never', what: 'a call that nobody answers', body: modernCall(), headers: OF_2026, ends: [200, -32603] },
  { at: 'never', what: 'a call that is left', body: modernCall(), headers: OF_2026, leavesMs: 60, ends: 'left' },
  {
    at: 'never',
    what: 'a call of its own that is left',
    body: modernCall(ASKABLE),
    headers: OF_2026,
    leavesMs: 60,
    ends: 'left',
  },
  {
    at: 'garbage',
    what: 'a call that is answered by noise',
    body: modernCall(),
    headers: OF_2026,
    ends: [200, -32603],
  },
  {
    at: 'broken',
    what: 'a call that is answered by half an answer',
    body: modernCall(),
    headers: OF_2026,
    ends: [200, -32603],
  },
  {
    at: 'twice',
    what: 'a call that is answered twice, after noise',
    body: modernCall(),
    headers: OF_2026,
    ends: [200],
  },
  { at: 'dies', what: 'a call that kills', body: modernCall(), headers: OF_2026, ends: [200, -32603] },
  { at: 'asks', what: 'a question that is never answered', body: modernCall(ASKABLE), headers: OF_2026, ends: [200] },
];

const servers: TestServer[] = [];
let proxy: RunningProxy;
/** As many child processes as there may be: one for each local service, and those of the test's own runner. */
let processesAtMost: number;

const childProcesses = () =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(/\s+/).filter(Boolean).length;

beforeAll(async () => {
  const broken = await legacyServer({
    intercept: (_request, response, body) => {
      const isCall = JSON.stringify(body ?? null).includes('"tools/call"');
      if (isCall) response.writeHead(200, { 'content-type': 'application/json' }).end('{"jsonrpc":"2.0","resu');
      return isCall;
    },
  });
  const [old, young, sse] = [await legacyServer(), await modernServer(), await sseServer()];
  servers.push(broken, old, young, sse);
  const services = {
    old: [old],
    young: [young],
    sse: [{ ...sse, transport: 'sse' }],
    stdio: [child(`if (params.name !== 'wait') say({ id, result: text('done') })`)],
    broken: [broken],
    never: [child('')],
    garbage: [child(`process.stdout.write('hello\\n{"a":\\n[]\\n{"jsonrpc":"2.0","id":"?","result":{}}\\n')`)],
    twice: [child(`process.stdout.write('noise\\n'); say({ id, result: text('1') }); say({ id, result: text('2') })`)],
    dies: [child('process.exit(3)')],
    asks: [child(`say({ id: 'q', method: 'elicitation/create', params: { message: 'Who?', requestedSchema: {} } })`)],
  };
  const local = Object.values(services)
    .flat()
    .filter((instance) => 'command' in instance);
  processesAtMost = childProcesses() + local.length;
  proxy = await proxyTo(services, { limits: { bodyBytes: 100_000, parkedMs: 200 } }, { timeoutMs: 300 });
});
afterAll(async () => {
  await proxy.close();
  for (const server of servers) await server[Symbol.asyncDispose]();
});

interface Ending {
  status: number;
  sessionId: string | undefined;
  body: RpcAnswer;
}

/** Says anything, on a connection that ends with it. */
function send(
  service: string,
  body: unknown,
  {
    headers = {},
    leavesMs,
    method = 'POST',
  }: { headers?: Record<string, string>; leavesMs?: number; method?: string } = {},
): Promise<Ending | 'left'> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${proxy.url}/mcp/${service}`, {
      agent: false,
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    });
    outgoing.on('error', (error) => (leavesMs === undefined ? reject(error) : resolve('left')));
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response
        .on('error', () => resolve('left'))
        .on('end', () => {
          const id = response.headers['mcp-session-id'];
          const last =
            text
              .split('\n')
              .findLast((line) => line.startsWith('data:'))
              ?.slice(5) ?? text;
          resolve({
            status: response.statusCode ?? 0,
            sessionId: typeof id === 'string' ? id : undefined,
            body: last === '' ? {} : JSON.parse(last),
          });
        });
    });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (leavesMs === undefined || headers['content-length'] === undefined) outgoing.end(text);
    else outgoing.write(text);
    if (leavesMs !== undefined) setTimeout(() => outgoing.destroy(), leavesMs);
  });
}

/** How an attack ended, and what did not end in time. */
async function endingOf(service: string, { body, headers, leavesMs }: Attack): Promise<Attack['ends'] | 'late'> {
  const began = performance.now();
  const ending = await send(service, body, { ...(headers ? { headers } : {}), ...(leavesMs ? { leavesMs } : {}) });
  if (performance.now() - began > 2000) return 'late';
  if (ending === 'left') return ending;
  const code = ending.body.error?.code;
  return code === undefined ? [ending.status] : [ending.status, code];
}

/** A session of 2025 that does what none should, and ends. */
async function misbehave(service: string): Promise<unknown[]> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  const opened = await send(service, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const headers = { 'mcp-session-id': opened === 'left' ? '' : String(opened.sessionId) };
  const status = (ending: Ending | 'left') => (ending === 'left' ? ending : ending.status);
  const elsewhere = await send(service === 'old' ? 'stdio' : 'old', PING, { headers });
  const args = { message: 'hi', ms: 5000 };
  const twice = await Promise.all([1, 1].map((id) => send(service, call('echo', args, id), { headers })));
  const left = await send(service, call('wait', args, 'left'), { headers, leavesMs: 40 });
  const listening = await send(service, '', { headers, leavesMs: 40, method: 'GET' });
  const ended = await send(service, '', { headers, method: 'DELETE' });
  const after = await send(service, PING, { headers });
  return [elsewhere, ...twice, left, listening, ended, after].map(status);
}

const State = z.object({ sessions: z.number(), parked: z.number() });

/** All that could be left behind. */
async function remains() {
  const state = State.parse(await (await fetch(`${proxy.url}/health`)).json());
  return {
    ...state,
    running: proxy.router.instances.map(({ inFlight }) => inFlight).reduce((sum, each) => sum + each),
    processes: childProcesses(),
    sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
  };
}

const targets = (attack: Attack) => (attack.at ? [attack.at] : FACES);

describe('what is hostile', () => {
  it.each(ATTACKS)('ends in time and as it has to: $what $at', async (attack) => {
    for (const service of targets(attack)) expect(await endingOf(service, attack), service).toEqual(attack.ends);
  });

  it('leaves no session, call, process or socket behind', async () => {
    const barrage = () =>
      Promise.all([
        ...ATTACKS.flatMap((attack) => targets(attack).map((service) => endingOf(service, attack))),
        ...FACES.map(misbehave),
      ]);
    await barrage();
    await vi.waitFor(async () => expect(await remains()).toMatchObject({ sessions: 0, parked: 0, running: 0 }), 3000);
    const before = await remains();
    for (let round = 0; round < 3; round += 1) {
      const ends = await barrage();
      expect(ends).not.toContain('late');
      expect(ends.slice(-FACES.length)).toEqual(FACES.map(() => [404, 200, 200, 'left', 'left', 200, 404]));
    }
    await vi.waitFor(async () => {
      const { sockets, processes, ...rest } = await remains();
      expect(rest).toEqual({ sessions: 0, parked: 0, running: 0 });
      expect(sockets).toBeLessThanOrEqual(before.sockets);
      // Fewer where the one that dies waits for its next start, longer after each death.
      expect(processes).toBeLessThanOrEqual(processesAtMost);
    }, 5000);
  });

  it('is seen in /health while it lasts', async () => {
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const opened = await send('stdio', { jsonrpc: '2.0', id: 0, method: 'initialize', params });
    await send('asks', modernCall(ASKABLE), { headers: OF_2026 });
    expect(await remains()).toMatchObject({ sessions: 1, parked: 1 });
    const headers = { 'mcp-session-id': opened === 'left' ? '' : String(opened.sessionId) };
    await send('stdio', '', { headers, method: 'DELETE' });
    await vi.waitFor(async () => expect(await remains()).toMatchObject({ sessions: 0, parked: 0 }), 2000);
  });
});
