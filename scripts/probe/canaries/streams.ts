import { randomUUID } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Canary } from './canary.ts';
import { serving } from './serving.ts';
import { type Answers, answerTo, listing, SONG, speaking } from './speaking.ts';

export const sse: Canary = {
  name: 'sse',
  expected: 'deprecated-transport',
  about: 'It speaks HTTP with SSE alone, as its entry says.',
  start: (at) => serving(at, streaming(), { transport: 'sse' }),
};

export const otherWay: Canary = {
  name: 'other-way',
  expected: 'wrong-transport',
  about: 'Its entry says streamable HTTP, and it speaks HTTP with SSE.',
  start: (at) => serving(at, streaming()),
};

export const otherWayRound: Canary = {
  name: 'other-way-round',
  expected: 'wrong-transport',
  about: 'Its entry says HTTP with SSE, and it speaks streamable HTTP.',
  start: (at) => serving(at, speaking({ 'tools/list': () => listing([SONG]) }), { transport: 'sse' }),
};

const ANSWERS: Answers = {
  initialize: () => ({
    result: {
      ...{ protocolVersion: '2024-11-05', capabilities: { tools: {} } },
      serverInfo: { name: 'canary', version: '1.0.0' },
    },
  }),
  'tools/list': () => ({ result: { tools: [SONG] } }),
};

/** A server of 2024-11-05: what is posted to a session is answered on its stream. */
function streaming(): RequestListener {
  const streams = new Map<string, ServerResponse>();
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://canary');
    if (request.method === 'GET' && pathname === '/mcp') {
      const session = randomUUID();
      streams.set(session, response);
      response.once('close', () => streams.delete(session));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: endpoint\ndata: /messages?session=${session}\n\n`);
      return;
    }
    const stream = streams.get(searchParams.get('session') ?? '');
    if (!stream) return void response.writeHead(404).end();
    response.writeHead(202).end();
    const answer = await answerTo(request, ANSWERS);
    if (answer) stream.write(`event: message\ndata: ${JSON.stringify(answer)}\n\n`);
  };
}
