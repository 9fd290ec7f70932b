import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { blockList } from './addresses.ts';
import type { Egress } from './connector.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { answers, listening } from './testing.ts';

const loopback: Egress = { allow: blockList(['127.0.0.0/8']) };

/** A server that redirects from `/to?<address>`, and keeps what it was asked. */
async function redirecting(answer: RequestListener = (_request, response) => void response.end('{"here":true}')) {
  const asked: [path: string, headers: Record<string, unknown>][] = [];
  const server = await listening(
    createServer((request, response) => {
      const { host: _host, connection: _connection, ...headers } = request.headers;
      asked.push([request.url ?? '', headers]);
      const [path, to] = (request.url ?? '').split('?', 2);
      if (path === '/to') response.writeHead(302, { location: decodeURIComponent(to ?? '') }).end('elsewhere');
      else answer(request, response);
    }),
  );
  return Object.assign(server, { asked, url: `http://127.0.0.1:${server.port}` });
}

const to = (url: string) => `/to?${encodeURIComponent(url)}`;

describe('guardedFetch', () => {
  it('gets a document, and says where it was in the end', async () => {
    await using server = await redirecting();
    const url = `${server.url}${to(to('/document?a=1'))}`;
    const { body, ...fetched } = await guardedFetch(url, loopback);
    expect(fetched).toMatchObject({ url: `${server.url}/document?a=1`, status: 200 });
    expect(body.toString()).toBe('{"here":true}');
  });

  it('follows three redirects, and no more', async () => {
    await using server = await redirecting();
    expect((await guardedFetch(`${server.url}${to(to(to('/a')))}`, loopback)).url).toBe(`${server.url}/a`);
    const loop = `${server.url}${to(to(to(to('/a'))))}`;
    await expect(guardedFetch(loop, loopback)).rejects.toThrow('redirects more than 3 times');
  });

  it.each([
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:a00:1::]/',
    'https://[2001::1]/',
    'https://[fd00::1]/',
    'https://[ff02::1]/',
    'https://167772161/',
    'https://0xa.0.0.1/',
    'https://0x0a000001/',
    'https://012.0.0.1/',
    'https://10.1/',
    'https://10.0.0.1./',
    '//192.168.1.1/',
  ])('is not led to %s', async (location) => {
    await using server = await redirecting();
    const way = `${server.url}${to(to(location.replace(/^\/\//, 'https://')))}`;
    await expect(guardedFetch(way, loopback)).rejects.toMatchObject({ step: 'private-address' });
    // Nor where an operator let the first address be anywhere.
    await expect(guardedFetch(way, { any: true })).rejects.toMatchObject({ step: 'private-address' });
  });

  it('is not led to a name that leads to a private address, nor by http, nor to another kind of address', async () => {
    await using server = await redirecting();
    const resolve = answers('10.0.0.1');
    const inside = `${server.url}${to('https://public.example/')}`;
    await expect(guardedFetch(inside, loopback, { resolve })).rejects.toMatchObject({ step: 'private-address' });
    const plain = `${server.url}${to('http://public.example/')}`;
    const open = guardedFetch(plain, loopback, { resolve: answers('8.8.8.8') });
    await expect(open).rejects.toMatchObject({ step: 'tls', message: expect.stringContaining('make it https') });
    for (const odd of ['file:///etc/passwd', 'ftp://a.example/', 'javascript:alert(1)'])
      await expect(guardedFetch(`${server.url}${to(odd)}`, loopback)).rejects.toThrow('is no http or https URL');
  });

  it('asks for each name once, and is not led astray by a second answer', async () => {
    await using server = await redirecting();
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };
    const url = `http://rebind.example:${server.port}/`;
    expect((await guardedFetch(url, loopback, { resolve })).status).toBe(200);
    expect(asked).toEqual(['rebind.example']);
    await expect(guardedFetch(url, loopback, { resolve })).rejects.toMatchObject({ step: 'private-address' });
  });

  it('takes no secret along to another origin, but to another path', async () => {
    await using other = await redirecting();
    await using server = await redirecting();
    const headers = { authorization: 'Bearer k', cookie: 'a=b', 'x-key': 'k', accept: 'a/b', 'user-agent': 'us' };
    await guardedFetch(`${server.url}${to('/same')}`, loopback, { headers });
    await guardedFetch(`${server.url}${to(`${other.url}/other`)}`, loopback, { headers });
    expect(server.asked.map(([, sent]) => sent)).toEqual([headers, headers, headers]);
    expect(other.asked).toEqual([['/other', { accept: 'a/b', 'user-agent': 'us' }]]);
  });

  it('takes no more bytes and no more time than it may', async () => {
    await using long = await redirecting((_request, response) => void response.end('x'.repeat(2000)));
    const most = { ...loopback, fetchBytes: 1999 };
    await expect(guardedFetch(long.url, most)).rejects.toThrow('the document is longer than 1999 bytes');
    expect((await guardedFetch(long.url, { ...loopback, fetchBytes: 2000 })).body).toHaveLength(2000);
    await using late = await redirecting(() => {});
    const soon = { ...loopback, fetchTimeoutMs: 50 };
    await expect(guardedFetch(late.url, soon)).rejects.toThrow('no answer in 50 ms');
    const reason = new Error('enough');
    const { signal } = { signal: AbortSignal.abort(reason) };
    await expect(guardedFetch(late.url, soon, { signal })).rejects.toBe(reason);
  });
});
