import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { blockList } from './addresses.ts';
import { aCertificate } from './certificate.ts';
import type { Egress } from './connector.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { placesOf } from './places.ts';
import { answers, freePort, helloServer, listening } from './testing.ts';
import { takesProxy } from './tunnel.ts';

/** A proxy that takes every connection to one port of this machine, whatever address it is told, and keeps what it was told. */
async function connectProxy(port: number, status = 200) {
  const told: [target: string, authorization: string | undefined][] = [];
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url, headers }, socket) => {
    told.push([url ?? '', headers['proxy-authorization']]);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const far = connect({ host: '127.0.0.1', port }, () => {
      socket.write('HTTP/1.1 200 OK\r\nX-Odd: yes\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    for (const each of [far, socket]) each.on('error', () => {});
  });
  const running = await listening(server);
  return Object.assign(running, { told, url: `http://user:p%40ss@127.0.0.1:${running.port}` });
}

const through = (url: string, bypass: string[] = []): Egress => ({
  allow: blockList(['10.0.0.0/8', '127.0.0.0/8']),
  proxy: { url, bypass: placesOf(bypass) },
});
const resolve = answers('10.1.2.3');

describe('a way through a proxy', () => {
  it('is asked for with the address that was checked here, by http and https', async () => {
    const identity = aCertificate('inside.example');
    await using plain = await listening(helloServer());
    await using secure = await listening(createTlsServer(identity, (_request, response) => response.end('secret')));
    for (const [server, protocol, text] of [
      [plain, 'http', 'hello'],
      [secure, 'https', 'secret'],
    ] as const) {
      await using proxy = await connectProxy(server.port);
      const egress = { ...through(proxy.url), ca: identity.cert };
      const { body } = await guardedFetch(`${protocol}://inside.example:8443/`, egress, { resolve });
      expect(body.toString()).toBe(text);
      const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
      expect(proxy.told).toEqual([['10.1.2.3:8443', authorization]]);
    }
  });

  it('is not asked for where the address may not be gone to', async () => {
    await using proxy = await connectProxy(1);
    const metadata = guardedFetch('https://cloud.example/', through(proxy.url), {
      resolve: answers('169.254.169.254'),
    });
    await expect(metadata).rejects.toMatchObject({ step: 'private-address' });
    expect(proxy.connections).toBe(0);
  });

  it('is not taken to this machine, nor to what the operator reaches without it', async () => {
    await using server = await listening(helloServer());
    await using proxy = await connectProxy(server.port);
    const here = { resolve: answers('127.0.0.1') };
    const url = `http://here.example:${server.port}/`;
    expect((await guardedFetch(url, through(proxy.url), here)).status).toBe(200);
    expect(proxy.connections).toBe(0);
    const bypass = placesOf(['10.0.0.0/8', '*.corp.example']);
    const takes = (hostname: string, address: string) => takesProxy({ url: proxy.url, bypass }, hostname, address);
    expect([
      ...[takes('a.example', '10.1.2.3'), takes('wiki.corp.example', '8.8.8.8'), takes('a.example', '::1')],
      ...[takes('a.example', '8.8.8.8'), takes('corp.example', '192.168.0.1')],
    ]).toEqual([false, false, false, true, true]);
  });

  it('is the only way: a proxy that refuses, is not there, is silent or is none ends it', async () => {
    await using refusing = await connectProxy(1, 403);
    await using hello = await listening(createServer((socket) => void socket.end('hello\r\n\r\n')));
    await using silent = await listening(createServer());
    const outcome = async (url: string) => {
      const egress = { ...through(url), connectTimeoutMs: 60 };
      return guardedFetch('http://inside.example/', egress, { resolve }).catch((error: unknown) => error);
    };
    const failed = (why: string) => ({
      step: 'tcp',
      message: `the egress proxy made no connection to 10.1.2.3:80: ${why}`,
    });
    expect(await outcome(refusing.url)).toMatchObject(failed('it answered 403'));
    expect(await outcome(`http://127.0.0.1:${hello.port}`)).toMatchObject(
      failed('it answered with something else than HTTP'),
    );
    expect(await outcome(`http://127.0.0.1:${silent.port}`)).toMatchObject(failed('no answer in 60 ms'));
    const port = await freePort();
    expect(await outcome(`http://127.0.0.1:${port}`)).toMatchObject(failed(`connect ECONNREFUSED 127.0.0.1:${port}`));
    for (const none of ['', 'proxy:3128', 'socks5://proxy'])
      expect(await outcome(none)).toMatchObject({
        step: 'tcp',
        message: expect.stringContaining('egress.proxy is not'),
      });
  });
});
