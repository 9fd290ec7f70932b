import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { legacyServer, modernServer, proxyTo, sendJson, type TestServer } from '../testing.ts';
import { call, modern, open, post } from './testing.ts';

type Begin = (response: ServerResponse) => void;

const progress = `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } })}\n\n`;
const question = `data: ${JSON.stringify({ jsonrpc: '2.0', id: 'q', method: 'elicitation/create', params: {} })}\n\n`;
const streaming = (text: string) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  if (text) response.write(text);
};

/** A server that begins to answer its first call, and hangs up. */
async function breaking(kind: typeof legacyServer, begin: Begin): Promise<TestServer> {
  let broken = false;
  return kind({
    intercept: (_request, response, body) => {
      if (broken || !JSON.stringify(body)?.includes('"tools/call"')) return false;
      broken = true;
      begin(response);
      setTimeout(() => response.destroy(), 20);
      return true;
    },
  });
}

describe.each([
  ['2025', legacyServer],
  ['2026', modernServer],
])('an answer of a server of %s that breaks off', (era, kind) => {
  /** Calls a tool of a service, both of whose instances break their first answer. */
  async function callBroken(begin: Begin, tool: string, args: object) {
    await using first = await breaking(kind, begin);
    await using second = await breaking(kind, begin);
    await using proxy = await proxyTo({ s: [first, second] });
    const url = `${proxy.url}/mcp/s`;
    if (era === '2026') return await modern(url, 'tools/call', { name: tool, arguments: args });
    return await post(url, call(tool, args), await open(url));
  }

  it.each([
    ['after its head', streaming('')],
    ['after a word on its progress', streaming(progress)],
  ])('%s is had from elsewhere, in the same stream, when the tool only reads', async (_when, begin) => {
    const { status, messages } = await callBroken(begin, 'echo', { message: 'hi' });
    const answers = messages.filter(({ id }) => id === 1);
    expect([status, answers.length]).toEqual([200, 1]);
    expect(answers[0]?.result).toMatchObject({ content: [{ text: 'hi' }] });
  });

  it('is told to its caller at once when the tool may have run', async () => {
    const { messages } = await callBroken(streaming(progress), 'wait', { ms: 1 });
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatchObject({ id: 1, error: { data: { code: 'upstream_closed', executed: 'maybe' } } });
  });

  it('is told to its caller when that was asked something already', async () => {
    const { messages } = await callBroken(streaming(question), 'echo', { message: 'hi' });
    expect(messages[1]).toMatchObject({ id: 1, error: { data: { executed: 'maybe' } } });
  });

  it.each([
    ['in the middle of an event', streaming('event: message\ndata: {')],
    ['and could be asked for in another request', streaming('id: 1\ndata:\n\n')],
  ])('%s breaks its caller’s too', async (_when, begin) => {
    await expect(callBroken(begin, 'wait', { ms: 1 })).rejects.toThrow();
  });

  const halfJson = (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'application/json', 'content-length': 99 }).write('{');

  it('in the middle of its JSON is had from elsewhere when the tool only reads: its caller has seen nothing', async () => {
    const { body } = await callBroken(halfJson, 'echo', { message: 'hi' });
    expect(body.result).toMatchObject({ content: [{ text: 'hi' }] });
  });

  it('in the middle of its JSON is told to its caller when the tool may have run', async () => {
    const { body } = await callBroken(halfJson, 'wait', { ms: 1 });
    expect(body).toMatchObject({ id: 1, error: { data: { code: 'upstream_closed', executed: 'maybe' } } });
  });

  it('in the middle of a long JSON breaks its caller’s too', async () => {
    const long = (response: ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).write('x'.repeat(200_000));
    await expect(callBroken(long, 'wait', { ms: 1 })).rejects.toThrow();
  });

  it('after its answer is an answer', async () => {
    const answer = { jsonrpc: '2.0', id: 1, result: { content: [] } };
    const { messages } = await callBroken(streaming(`data: ${JSON.stringify(answer)}\n\n`), 'wait', { ms: 1 });
    expect(messages).toEqual([answer]);
  });
});

it('is had from a server that does not stream', async () => {
  await using first = await breaking(legacyServer, streaming(''));
  await using second = await legacyServer({
    intercept: (_request, response, body) => {
      if (!JSON.stringify(body)?.includes('"tools/call"')) return false;
      sendJson(response, 200, { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'as JSON' }] } });
      return true;
    },
  });
  await using proxy = await proxyTo({ s: [first, second] });
  const url = `${proxy.url}/mcp/s`;
  for (let n = 0; n < 8; n += 1) {
    const { body } = await post(url, call('echo', { message: 'hi' }), await open(url));
    expect(body.result).toBeDefined();
  }
});
