import { describe, expect, it } from 'vitest';
import { aTool } from '../../catalog/testing.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { httpServer, sendJson } from '../testing.ts';
import { connectUpstream, type Target } from './connect.ts';
import { UpstreamFault } from './fault.ts';

interface Asked {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: string;
}

/** A service with the first system's convention: by `METHOD /path`, what it answers; 404 for all else. */
async function toolService(answers: Record<string, (args: unknown) => [status: number, body: unknown]>) {
  const asked: Asked[] = [];
  const server = await httpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    asked.push({ method, url, authorization: headers.authorization, body });
    const [status, answer] = answers[`${method} ${url}`]?.(body === '' ? undefined : JSON.parse(body)) ?? [404, {}];
    sendJson(response, status, answer);
  });
  const base = new URL('/base', server.url).href;
  return { base, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function connect(url: string, tools: ToolDefinition[] = []) {
  const http = { url, headers: { authorization: 'Bearer k' }, egress: { any: true } };
  const target: Target = { transport: 'rest', http, rest: { healthPath: '/health', tools } };
  return connectUpstream(target, { signal: AbortSignal.timeout(5000) });
}

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

describe('a service with tools of its own', () => {
  it.each([
    ['a list', [{ name: 'forecast', description: 'd', input_schema: schema }]],
    ['an object', { tools: [{ name: 'forecast', description: 'd', inputSchema: schema }, 'noise', { name: '..' }] }],
    ['functions', { tools: [{ name: 'forecast', description: 'd', parameters: schema, output_schema: null }] }],
  ])('says which they are as %s', async (_what, tools) => {
    await using service = await toolService({ 'GET /base/tools': () => [200, tools] });
    await using upstream = await connect(service.base);
    expect(await upstream.listTools()).toEqual([{ name: 'forecast', description: 'd', inputSchema: schema }]);
  });

  it('takes a call at its tool’s own address, with the arguments as JSON and the key', async () => {
    await using service = await toolService({
      'GET /base/tools': () => [200, [{ name: 'a/b', input_schema: schema }]],
      'POST /base/tools/a%2Fb': (args) => [200, { said: args }],
    });
    await using upstream = await connect(service.base);
    const { value } = await upstream.callTool('a/b', { city: 'Ulm' });
    expect(value.structuredContent).toEqual({ said: { city: 'Ulm' } });
    const url = '/base/tools/a%2Fb';
    expect(service.asked.at(-1)).toEqual({ method: 'POST', url, authorization: 'Bearer k', body: '{"city":"Ulm"}' });
    expect((await upstream.callTool('a/b', {})).value).toMatchObject({ isError: true });
    expect(service.asked).toHaveLength(2);
  });

  it('fails a call as a tool fails', async () => {
    await using service = await toolService({ 'POST /base/tools/forecast': () => [422, { detail: 'no such city' }] });
    await using upstream = await connect(service.base, [aTool()]);
    expect((await upstream.callTool('forecast', { city: 'x' })).value).toEqual({
      isError: true,
      content: [
        { type: 'text', text: 'HTTP 422 Unprocessable Entity' },
        { type: 'text', text: '{"detail":"no such city"}' },
      ],
    });
  });

  it.each([
    ['has no list', {}],
    ['lists something else', { 'GET /base/tools': () => [200, 'none'] as [number, unknown] }],
    ['may not list them', { 'GET /base/tools': () => [401, {}] as [number, unknown] }],
  ])('has the tools that we know of when it %s', async (_what, answers) => {
    await using service = await toolService(answers);
    await using upstream = await connect(service.base, [aTool()]);
    expect(await upstream.listTools()).toEqual([aTool()]);
    await expect(connect(service.base)).rejects.toBeInstanceOf(UpstreamFault);
  });

  it('is as healthy as its page says, or lists its tools', async () => {
    let health = 200;
    await using service = await toolService({
      'GET /base/health': () => [health, {}],
      'GET /base/tools': () => [health === 404 ? 200 : 500, []],
    });
    await using upstream = await connect(service.base, [aTool()]);
    await upstream.check();
    health = 503;
    await expect(upstream.check()).rejects.toMatchObject({ reason: 'http-5xx' });
    health = 404;
    await upstream.check();
  });

  it('is down when nobody listens, whatever tools we know of', async () => {
    const service = await toolService({});
    await service[Symbol.asyncDispose]();
    await expect(connect(service.base, [aTool()])).rejects.toMatchObject({ reason: 'tcp', executed: 'no' });
  });
});
