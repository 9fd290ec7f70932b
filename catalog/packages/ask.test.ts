import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { asking } from './ask.ts';
import { registryBases } from './bases.ts';
import { aDesk, LOOPBACK, lookedUp, standIn } from './testing.ts';

const pkg = { registryType: 'pypi', identifier: 'weather' };

describe('asking a registry', () => {
  it.each([
    [429, 'rate-limited'],
    [500, 'http-5xx'],
    [503, 'http-5xx'],
    [403, 'bot-wall'],
    [401, 'not-runnable'],
    [418, 'not-runnable'],
    [410, 'package-missing'],
  ])('takes %i for %s', async (status, reason) => {
    await using registry = await standIn(() => ({
      '/pypi/weather/json': (_request, response) => response.writeHead(status).end('{}'),
    }));
    expect((await lookedUp(pkg, aDesk(registry)))[0]).toBe(reason);
  });

  it('asks a host no more that says there was too much', async () => {
    await using registry = await standIn(() => ({
      '/pypi/weather/json': (_request, response) => response.writeHead(429).end(),
    }));
    const desk = aDesk(registry);
    const all = await Promise.all([1, 2, 3].map(() => lookedUp(pkg, desk)));
    expect(all.map(([reason]) => reason)).toEqual(Array(3).fill('rate-limited'));
    expect(registry.asked).toHaveLength(1);
  });

  it('asks it again when some time has passed', async () => {
    await using registry = await standIn(() => ({ '/x': (_request, response) => response.writeHead(429).end() }));
    const ask = asking({ ...LOOPBACK, gapMs: 0, quietMs: 400 });
    for (const pauseMs of [0, 0, 450]) {
      await delay(pauseMs);
      await expect(ask(`${registry.origin}/x`)).rejects.toMatchObject({ reason: 'rate-limited' });
    }
    expect(registry.asked).toHaveLength(2);
  });

  it('asks a host one thing at a time, with a pause between', async () => {
    let now = 0;
    let most = 0;
    await using registry = await standIn(() => ({
      '/x': async (_request, response) => {
        now += 1;
        most = Math.max(most, now);
        await delay(20);
        now -= 1;
        response.end('{}');
      },
    }));
    const ask = asking({ ...LOOPBACK, gapMs: 30 });
    const started = performance.now();
    await Promise.all([1, 2, 3].map(() => ask(`${registry.origin}/x`)));
    expect(most).toBe(1);
    expect(performance.now() - started).toBeGreaterThan(3 * 20 + 2 * 30 - 5);
  });

  it.each([
    ['long', Buffer.alloc(9 * 1024 * 1024, 32), {}],
    ['long when unzipped', gzipSync(Buffer.alloc(9 * 1024 * 1024, 32)), { 'content-encoding': 'gzip' }],
    ['no gzip', Buffer.from('{}'), { 'content-encoding': 'gzip' }],
    ['no JSON', Buffer.from('<h1>Hello</h1>'), {}],
    ['another JSON', Buffer.from('[]'), {}],
  ])('is none the wiser from an answer that is %s', async (_what, body, headers) => {
    await using registry = await standIn(() => ({
      '/pypi/weather/json': (_request, response) => response.writeHead(200, headers).end(body),
    }));
    expect((await lookedUp(pkg, aDesk(registry)))[0]).toBe('not-runnable');
  });

  it('waits only so long', async () => {
    await using registry = await standIn(() => ({ '/pypi/weather/json': () => {} }));
    expect((await lookedUp(pkg, aDesk(registry, { timeoutMs: 50 })))[0]).toBe('timeout');
  });

  it('follows redirects, but not to a private place, without end, or with its token', async () => {
    await using other = await standIn(() => ({ '/': {} }));
    await using registry = await standIn((origin) => {
      const to = (location: string) => (_request: unknown, response: ServerResponse) =>
        void response.writeHead(307, { location }).end();
      return {
        '/pypi/own/json': to(`${origin}/pypi/gone/json`),
        '/pypi/private/json': to(`${other.origin}/`),
        '/pypi/round/json': to('/pypi/round/json'),
        '/pypi/file/json': to('file:///etc/passwd'),
        '/pypi/odd/json': to('http://'),
      };
    });
    const reasons: Record<string, string> = {};
    for (const identifier of ['own', 'private', 'round', 'file', 'odd'])
      reasons[identifier] = (await lookedUp({ ...pkg, identifier }, aDesk(registry)))[0];
    expect(reasons).toEqual({
      own: 'package-missing',
      private: 'private-address',
      round: 'not-runnable',
      file: 'not-runnable',
      odd: 'not-runnable',
    });
    expect(other.asked).toEqual([]);
    const ask = asking({ ...LOOPBACK, gapMs: 0 });
    await ask(`${registry.origin}/pypi/private/json`, { headers: { authorization: 'Bearer secret' } });
    expect([registry.asked.at(-1)?.authorization, other.asked]).toEqual([
      'Bearer secret',
      [{ path: '/', authorization: undefined, accept: 'application/json' }],
    ]);
  });

  it('does not ask a registry at a private address that nobody chose', async () => {
    await using registry = await standIn(() => ({}));
    expect((await lookedUp(pkg, aDesk(registry, {}, false)))[0]).toBe('private-address');
  });

  it('says so of a type of package that it does not know', async () => {
    await using registry = await standIn(() => ({}));
    expect(await lookedUp({ registryType: 'maven' }, aDesk(registry))).toEqual([
      'not-runnable',
      'packages of type maven are not looked up',
    ]);
  });
});

it('takes another registry than the public one for one that was chosen, and refuses what is none', () => {
  const { pypi, oci } = registryBases({ pypi: 'https://pypi.org', nuget: 'http://10.0.0.1/v3/' });
  expect([pypi, oci]).toEqual([{ url: 'https://pypi.org', isChosen: false }, null]);
  expect(registryBases({ pypi: 'http://10.0.0.1/', nuget: 'https://n.example' }).pypi).toEqual({
    url: 'http://10.0.0.1',
    isChosen: true,
  });
  expect(() => registryBases({ pypi: 'pypi.org', nuget: 'https://n.example' })).toThrow('is no http or https URL');
});
