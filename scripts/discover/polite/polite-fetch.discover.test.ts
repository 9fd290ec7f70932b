import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listening } from '../../../catalog/net/testing.ts';
import { Memory } from '../memory.ts';
import { DiscoverySettings } from '../settings.ts';
import { Hosts } from './hosts.ts';
import { PoliteFetch, type PoliteOptions } from './polite-fetch.ts';

let folder: string;
let slept: number[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polite-'));
  slept = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Sleeps are counted, not waited for: the clock goes on by them. */
const sleep = async (ms: number) => void slept.push(ms);
const now = () => slept.reduce((sum, ms) => sum + ms, 0);

function polite(over: Partial<PoliteOptions> & { limits?: Partial<PoliteOptions['politeness']> } = {}): PoliteFetch {
  const { limits, ...rest } = over;
  const politeness = { ...DiscoverySettings.parse({}).politeness, gapMs: 0, ...limits };
  return new PoliteFetch({
    ...{ politeness, strangers: {}, operators: { any: true }, signal: new AbortController().signal },
    ...{ hosts: new Hosts({ gapMs: politeness.gapMs, sleep, now }), memory: new Memory(folder), sleep },
    ...rest,
  });
}

async function host(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = await listening(createServer(answer));
  return { url: `http://127.0.0.1:${server.port}/a`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const mine = { isOperators: true };

describe('a document', () => {
  it('is asked for by its mark in the next run, and not sent again', async () => {
    const asked: (string | undefined)[] = [];
    await using there = await host(({ headers }, response) => {
      asked.push(headers['if-none-match']);
      if (headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"', 'content-type': 'text/plain' }).end('text');
    });
    const first = await polite().get(there.url, mine);
    const second = await polite().get(there.url, mine);
    expect([first.isUnchanged, second.isUnchanged]).toEqual([false, true]);
    expect(second).toMatchObject({ status: 200, body: Buffer.from('text'), headers: { 'content-type': 'text/plain' } });
    expect(asked).toEqual([undefined, '"1"']);
  });

  it.each([
    ['max-age=60', 1],
    ['public, max-age=0', 2],
    ['max-age=60, no-cache', 2],
  ])('that says %j is asked for %i times', async (control, times) => {
    let asked = 0;
    await using there = await host((_request, response) => {
      asked += 1;
      response.writeHead(200, { etag: '"1"', 'cache-control': control }).end('text');
    });
    await polite().get(there.url, mine);
    expect((await polite().get(there.url, mine)).body.toString()).toBe('text');
    expect(asked).toBe(times);
  });

  it('that was had from elsewhere is known to be from there, also while it is fresh', async () => {
    let asked = 0;
    await using there = await host((request, response) => {
      asked += 1;
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.writeHead(200, { etag: '"1"', 'cache-control': 'max-age=60' }).end('text');
    });
    const [first, second] = [await polite().get(there.url, mine), await polite().get(there.url, mine)];
    expect([first.url, second.url]).toEqual(Array(2).fill(there.url.replace(/a$/, 'b')));
    expect(asked).toBe(2);
  });

  it('that is too long is not asked for again', async () => {
    let asked = 0;
    await using there = await host((_request, response) => {
      asked += 1;
      response.end('x'.repeat(5000));
    });
    await expect(polite({ limits: { answerBytes: 2048 } }).get(there.url, mine)).rejects.toThrow('longer than 2048');
    expect(asked).toBe(1);
  });

  it('is given as it is to whoever sees to limits itself', async () => {
    await using there = await host((_request, response) => void response.writeHead(503).end());
    expect((await polite().get(there.url, { ...mine, isOnce: true })).status).toBe(503);
    expect(slept).toEqual([]);
  });

  it('is not kept in a rehearsal', async () => {
    await using there = await host((_request, response) => void response.writeHead(200, { etag: '"1"' }).end('text'));
    const memory = new Memory(folder, { isReadOnly: true });
    await polite({ memory }).get(there.url, mine);
    expect((await polite({ memory }).get(there.url, mine)).isUnchanged).toBe(false);
  });

  it('of a stranger is not looked for in this network', async () => {
    let asked = 0;
    await using there = await host((_request, response) => {
      asked += 1;
      response.end();
    });
    await expect(polite().get(there.url)).rejects.toThrow(/127\.0\.0\.1/);
    expect(asked).toBe(0);
  });
});

describe('a host', () => {
  it('is asked one thing at a time, with a pause between', async () => {
    let busy = 0;
    let most = 0;
    await using there = await host((_request, response) => {
      busy += 1;
      most = Math.max(most, busy);
      setTimeout(() => {
        busy -= 1;
        response.end();
      }, 5);
    });
    const hosts = new Hosts({ gapMs: 600, sleep, now });
    const [one, other] = [polite({ hosts }), polite({ hosts })];
    await Promise.all([one, other, one].map(({ get }) => get(there.url, mine)));
    expect(most).toBe(1);
    expect(slept).toEqual([600, 600]);
  });

  it('is left alone for as long as it wants, then asked again', async () => {
    let asked = 0;
    await using there = await host((_request, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(429, { 'retry-after': '30' }).end();
      else if (asked === 2) response.writeHead(503).end();
      else response.end('text');
    });
    expect((await polite().get(there.url, mine)).status).toBe(200);
    expect(slept).toEqual([30_000, 4000]);
  });

  it('that wants to be left alone for long ends its source', async () => {
    await using there = await host((_request, response) => {
      response.writeHead(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' }).end();
    });
    await expect(polite().get(there.url, mine)).rejects.toThrow('wants to be left alone');
  });

  it('that goes on failing is believed', async () => {
    await using there = await host((_request, response) => void response.writeHead(500).end());
    expect((await polite().get(there.url, mine)).status).toBe(500);
    expect(slept).toEqual([1000, 4000, 16_000]);
  });
});

it('asks no more than a source may', async () => {
  await using there = await host((_request, response) => void response.end());
  const { get } = polite({ limits: { requests: 2 } });
  await get(there.url, mine);
  await get(there.url, mine);
  await expect(get(there.url, mine)).rejects.toThrow('2 requests are what a source may make');
});
