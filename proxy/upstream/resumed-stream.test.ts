import { expect, it, vi } from 'vitest';
import { httpServer } from '../testing.ts';
import { DEFAULT_HTTP_LIMITS, HttpOrigin } from './http.ts';
import { type Get, listenOn, readResumed } from './resumed-stream.ts';

const EVENTS = ['id: 1\nretry: 600\ndata: \n\n', 'id: 2\ndata: done\n\n'];

/** A server whose streams end at once, after an event each; the first asks to be left alone for 600 ms. */
async function endingServer() {
  const askedAt: number[] = [];
  const lastIds: unknown[] = [];
  const server = await httpServer((request, response) => {
    askedAt.push(performance.now());
    lastIds.push(request.headers['last-event-id']);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENTS[askedAt.length - 1] ?? '');
  });
  const origin = new HttpOrigin(server.target, DEFAULT_HTTP_LIMITS);
  const get: Get = (lastId) => origin.exchange('GET', '/mcp', lastId === undefined ? {} : { 'last-event-id': lastId });
  return {
    get,
    lastIds,
    /** Milliseconds from the first request to the second. */
    pauseMs: () => (askedAt[1] ?? Number.NaN) - (askedAt[0] ?? Number.NaN),
    [Symbol.asyncDispose]: async () => {
      await origin.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

it('asks for the rest of an answer no sooner than its server wants', async () => {
  await using server = await endingServer();
  const heard: string[] = [];
  const options = { isDone: () => heard.length > 0, maxEventBytes: 1000 };
  await readResumed(await server.get(), server.get, (data) => heard.push(data), options);
  expect([heard, server.lastIds]).toEqual([['done'], [undefined, '1']]);
  expect(server.pauseMs()).toBeGreaterThan(590);
});

it('listens again no sooner than the server wants', async () => {
  await using server = await endingServer();
  const leaving = new AbortController();
  const heard: string[] = [];
  const options = { begun: () => {}, maxEventBytes: 1000, signal: leaving.signal };
  const listening = listenOn(server.get, (data) => heard.push(data), options);
  await vi.waitFor(() => expect(heard).toEqual(['done']), { timeout: 3000 });
  leaving.abort();
  await listening;
  expect(server.pauseMs()).toBeGreaterThan(590);
});
